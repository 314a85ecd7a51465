using System.Buffers.Binary;
using System.Text;
using Suwen.Standards.Csv;
using Suwen.Simulator.Writing.Text;

namespace Suwen.Simulator.Writing.Files;

/// <summary>
/// A workbook of one sheet, written as its rows come (Office Open XML, ECMA-376; a stored ZIP with the date of 1980, so that equal rows give equal bytes). Rows come as CSV, the header first.
/// Cells that look like dates become dates, short numbers become numbers, all else inline text; numbers that begin with a zero, and long ones such as ID numbers, stay text.
/// </summary>
internal sealed class Workbook : IDisposable
{
    /// <summary>Above this a workbook is better ended and the next begun: Suwen refuses workbooks of more than 64 MiB.</summary>
    public const long GoodSize = 48L << 20;

    private const int LongestNumber = 9;
    private const string SheetPart = "xl/worksheets/sheet1.xml";

    private readonly Stream _stream;
    private readonly List<(string Name, uint Crc, uint Size, uint Offset)> _parts = [];
    private readonly Utf8Record _row = new();
    private readonly CsvFields _fields = new();
    private readonly Crc32 _crc = new();
    private readonly long _sheetHeader;
    private long _sheetSize;
    private int _rows;
    private bool _isEnded;

    /// <param name="stream">Where the workbook goes; it can seek, and stays open.</param>
    /// <param name="sheet">Name of the sheet.</param>
    public Workbook(Stream stream, string sheet)
    {
        _stream = stream;
        AddPart("[Content_Types].xml", """<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>""");
        AddPart("_rels/.rels", """<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>""");
        AddPart("xl/workbook.xml", $"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="{sheet}" sheetId="1" r:id="rId1"/></sheets></workbook>""");
        AddPart("xl/_rels/workbook.xml.rels", """<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>""");
        AddPart("xl/styles.xml", """<?xml version="1.0" encoding="UTF-8" standalone="yes"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>""");
        _sheetHeader = _stream.Position;
        WriteLocalHeader(SheetPart, 0, 0);
        WriteSheet("""<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"""u8);
    }

    /// <summary>Bytes of the sheet so far.</summary>
    public long Size => _sheetSize;

    /// <summary>Adds the rows of a piece of CSV in UTF-8.</summary>
    /// <param name="isWhole">False where the last row may go on behind the piece; it is then left.</param>
    /// <returns>The bytes of the rows added.</returns>
    public int AddRows(ReadOnlySpan<byte> csv, bool isWhole = true)
    {
        var reader = new CsvReader(csv, (byte)',', CsvReader.DoubleQuote, _fields, isWhole);
        while (reader.Read())
        {
            _row.Clear();
            _row.Add("<row r=\""u8);
            _row.Add(++_rows);
            _row.Add("\">"u8);
            for (var i = 0; i < reader.FieldCount; i++) AddCell(i, reader[i]);
            _row.Add("</row>"u8);
            WriteSheet(_row.Written);
        }

        return reader.Position;
    }

    /// <summary>Ends sheet and workbook.</summary>
    public void Dispose()
    {
        if (_isEnded) return;
        _isEnded = true;
        WriteSheet("</sheetData></worksheet>"u8);
        if (_sheetSize > uint.MaxValue) throw new InvalidOperationException("A sheet of more than 4 GiB needs ZIP64; begin another workbook earlier.");
        var crc = _crc.Value;
        var end = _stream.Position;
        _stream.Position = _sheetHeader;
        WriteLocalHeader(SheetPart, crc, (uint)_sheetSize);
        _stream.Position = end;
        _parts.Add((SheetPart, crc, (uint)_sheetSize, (uint)_sheetHeader));
        WriteDirectory();
    }

    private void AddCell(int column, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return;
        _row.Add("<c r=\""u8);
        if (column >= 26) _row.Add((byte)('A' + (column / 26) - 1));
        _row.Add((byte)('A' + (column % 26)));
        _row.Add(_rows);
        if (TryDate(text, out var serial))
        {
            _row.Add("\" s=\"1\"><v>"u8);
            _row.Add(serial);
            _row.Add("</v></c>"u8);
        }
        else if (IsNumber(text))
        {
            _row.Add("\"><v>"u8);
            _row.Add(text);
            _row.Add("</v></c>"u8);
        }
        else
        {
            _row.Add("\" t=\"inlineStr\"><is><t xml:space=\"preserve\">"u8);
            AddEscaped(text);
            _row.Add("</t></is></c>"u8);
        }
    }

    private void AddEscaped(ReadOnlySpan<byte> text)
    {
        foreach (var value in text)
        {
            switch (value)
            {
                case (byte)'<':
                    _row.Add("&lt;"u8);
                    break;
                case (byte)'>':
                    _row.Add("&gt;"u8);
                    break;
                case (byte)'&':
                    _row.Add("&amp;"u8);
                    break;
                default:
                    _row.Add(value);
                    break;
            }
        }
    }

    private static bool IsNumber(ReadOnlySpan<byte> text)
    {
        if (text.Length > LongestNumber || (text.Length > 1 && text[0] == '0' && text[1] != '.')) return false;
        var points = 0;
        foreach (var value in text)
        {
            if (value == '.') points++;
            else if (!char.IsAsciiDigit((char)value)) return false;
        }

        return points <= 1 && text[0] != '.' && text[^1] != '.';
    }

    /// <summary>A day as 2024-02-29 or 2024/02/29 to the day's number in spreadsheets (1 is 1900-01-01, and the leap day of 1900 that never was counts).</summary>
    private static bool TryDate(ReadOnlySpan<byte> text, out long serial)
    {
        serial = 0;
        if (text.Length != 10 || text[4] is not ((byte)'-' or (byte)'/') || text[7] != text[4]) return false;
        Span<char> iso = stackalloc char[10];
        Encoding.ASCII.GetChars(text, iso);
        iso[4] = iso[7] = '-';
        if (!DateOnly.TryParseExact(iso, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var day)) return false;
        serial = day.DayNumber - new DateOnly(1899, 12, 30).DayNumber;

        // Days before 1 March 1900 are counted differently by different programs.
        return serial > 60;
    }

    private void WriteSheet(ReadOnlySpan<byte> bytes)
    {
        _stream.Write(bytes);
        _crc.Append(bytes);
        _sheetSize += bytes.Length;
    }

    private void AddPart(string name, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var offset = (uint)_stream.Position;
        var crc = Crc32.Of(bytes);
        WriteLocalHeader(name, crc, (uint)bytes.Length);
        _stream.Write(bytes);
        _parts.Add((name, crc, (uint)bytes.Length, offset));
    }

    /// <summary>Local file header (APPNOTE.TXT 4.3.7): stored, 1980-01-01 00:00.</summary>
    private void WriteLocalHeader(string name, uint crc, uint size)
    {
        Span<byte> header = stackalloc byte[30];
        header.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0x04034B50);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 20);
        BinaryPrimitives.WriteUInt16LittleEndian(header[12..], 0x21);
        BinaryPrimitives.WriteUInt32LittleEndian(header[14..], crc);
        BinaryPrimitives.WriteUInt32LittleEndian(header[18..], size);
        BinaryPrimitives.WriteUInt32LittleEndian(header[22..], size);
        BinaryPrimitives.WriteUInt16LittleEndian(header[26..], (ushort)name.Length);
        _stream.Write(header);
        _stream.Write(Encoding.ASCII.GetBytes(name));
    }

    /// <summary>Central directory and its end (APPNOTE.TXT 4.3.12, 4.3.16).</summary>
    private void WriteDirectory()
    {
        var start = _stream.Position;
        Span<byte> header = stackalloc byte[46];
        foreach (var (name, crc, size, offset) in _parts)
        {
            header.Clear();
            BinaryPrimitives.WriteUInt32LittleEndian(header, 0x02014B50);
            BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 20);
            BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 20);
            BinaryPrimitives.WriteUInt16LittleEndian(header[14..], 0x21);
            BinaryPrimitives.WriteUInt32LittleEndian(header[16..], crc);
            BinaryPrimitives.WriteUInt32LittleEndian(header[20..], size);
            BinaryPrimitives.WriteUInt32LittleEndian(header[24..], size);
            BinaryPrimitives.WriteUInt16LittleEndian(header[28..], (ushort)name.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(header[42..], offset);
            _stream.Write(header);
            _stream.Write(Encoding.ASCII.GetBytes(name));
        }

        Span<byte> end = stackalloc byte[22];
        end.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06054B50);
        BinaryPrimitives.WriteUInt16LittleEndian(end[8..], (ushort)_parts.Count);
        BinaryPrimitives.WriteUInt16LittleEndian(end[10..], (ushort)_parts.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(end[12..], (uint)(_stream.Position - start));
        BinaryPrimitives.WriteUInt32LittleEndian(end[16..], (uint)start);
        _stream.Write(end);
    }
}
