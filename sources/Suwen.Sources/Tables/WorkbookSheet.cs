using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using ExcelDataReader;
using Suwen.Sources.Files;
using Suwen.Standards.Csv;

namespace Suwen.Sources.Tables;

/// <summary>
/// Reads one sheet of a workbook row by row, each as a row of CSV, so that sheets and text tables are read by the same code. Dates come
/// as ISO 8601, numbers with a point, formulas as the value that was saved with them.
/// </summary>
internal sealed class WorkbookSheet : IDisposable
{
    // A cell far outside makes the sheet a rectangle that reaches there. Real sheets have empty cells too, but not these many, nor these
    // many for each that is filled.
    private const long EmptyCellsAtLeast = 4_000_000;
    private const long EmptyForEachFilled = 50;

    private static readonly SearchValues<byte> NeedsQuotes = SearchValues.Create(",\"\r\n"u8);

    private readonly IExcelDataReader reader;
    private readonly ArrayBufferWriter<byte> row = new(4096);
    private readonly byte[] number = new byte[40];
    private byte[] text = new byte[1024];
    private long emptyCells;
    private long filledCells;

    static WorkbookSheet() =>
        // The library asks for code page 1252 whatever it is to read, and the framework knows it only when told.
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private WorkbookSheet(IExcelDataReader reader) => this.reader = reader;

    /// <summary>Number of the row read last, from 1.</summary>
    public int RowNumber { get; private set; }

    /// <summary>The row read last, as CSV.</summary>
    public ReadOnlySpan<byte> Row => row.WrittenSpan;

    /// <summary>Why reading stopped before the end of the sheet.</summary>
    public string? Fault { get; private set; }

    /// <summary>Opens a sheet.</summary>
    /// <param name="bytes">The workbook.</param>
    /// <param name="name">Name of the sheet, or null for the first.</param>
    /// <param name="refusal">Why it cannot be read.</param>
    public static WorkbookSheet? Open(ReadOnlyMemory<byte> bytes, string? name, out FileRefusal? refusal)
    {
        var stream = new MeteredStream(StreamOf(bytes));
        refusal = WorkbookGuard.KindOf(bytes.Span) switch
        {
            WorkbookKind.Xlsx => WorkbookGuard.Check(stream),
            WorkbookKind.Xls => WorkbookGuard.OfCompoundFile(bytes.Span),
            _ => WorkbookGuard.Damaged,
        };
        if (refusal is not null)
        {
            return null;
        }

        stream.Position = 0;
        IExcelDataReader? reader = null;
        try
        {
            reader = ExcelReaderFactory.CreateOpenXmlReader(stream);
            refusal = Select(reader, name);
            if (refusal is null && reader.FieldCount > CsvFields.MaximumCount)
            {
                // A damaged file may state any width, and the library makes rows of it.
                refusal = WorkbookGuard.Damaged;
            }

            if (refusal is null)
            {
                return new WorkbookSheet(reader);
            }
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // The library meets damaged files with whatever its code runs into; to the caller that is one thing.
            refusal = WorkbookGuard.Damaged;
        }

        reader?.Dispose();
        return null;
    }

    /// <summary>Reads the next row; false at the end, or at a <see cref="Fault"/>.</summary>
    public bool Read()
    {
        row.ResetWrittenCount();
        try
        {
            if (!reader.Read())
            {
                return false;
            }

            RowNumber++;
            WriteRow();
            if (emptyCells > EmptyCellsAtLeast + (EmptyForEachFilled * filledCells))
            {
                Fault = "The sheet consists of empty cells but for a few. Delete the empty rows and columns, or export it as CSV.";
                return false;
            }

            return true;
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // As above: a damaged sheet shows itself in the library by any exception.
            Fault = "The sheet is damaged from here on. Open it in a spreadsheet program and save it again.";
            return false;
        }
    }

    public void Dispose() => reader.Dispose();

    private static MemoryStream StreamOf(ReadOnlyMemory<byte> bytes) => MemoryMarshal.TryGetArray(bytes, out var array)
        ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
        : new MemoryStream(bytes.ToArray(), writable: false);

    private static FileRefusal? Select(IExcelDataReader reader, string? name)
    {
        var names = new List<string>();
        do
        {
            if (name is null || string.Equals(reader.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return null;
            }

            names.Add(reader.Name);
        }
        while (reader.NextResult());

        return new FileRefusal($"sheet {name}", $"The workbook has no such sheet; it has {string.Join(", ", names.Take(20))}.", "Correct sheet: in the mapping.");
    }

    private void WriteRow()
    {
        for (var i = 0; i < reader.FieldCount; i++)
        {
            if (i > 0)
            {
                row.Write(","u8);
            }

            switch (reader.GetValue(i))
            {
                case null:
                    emptyCells++;
                    continue;
                case string value:
                    WriteText(value);
                    break;
                case double value:
                    WriteNumber(value);
                    break;
                case DateTime value:
                    row.Write(Encoding.ASCII.GetBytes(value.ToString(value.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)));
                    break;
                case bool value:
                    row.Write(value ? "true"u8 : "false"u8);
                    break;
                case TimeSpan value:
                    row.Write(Encoding.ASCII.GetBytes(value.ToString("hh\\:mm\\:ss", CultureInfo.InvariantCulture)));
                    break;
                case IFormattable value:
                    WriteText(value.ToString(null, CultureInfo.InvariantCulture));
                    break;
            }

            filledCells++;
        }
    }

    private void WriteNumber(double value)
    {
        // Up to 10^15 a double tells all integers apart; above, its own shortest form says what was stored.
        const double Exact = 1e15;
        var written = 0;
        _ = Math.Abs(value) < Exact && Math.Truncate(value) == value
            ? Utf8Formatter.TryFormat((long)value, number, out written)
            : Utf8Formatter.TryFormat(value, number, out written);
        row.Write(number.AsSpan(0, written));
    }

    private void WriteText(string value)
    {
        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (text.Length < most)
        {
            text = new byte[most * 2];
        }

        var utf8 = text.AsSpan(0, Encoding.UTF8.GetBytes(value, text));
        if (!utf8.ContainsAny(NeedsQuotes))
        {
            row.Write(utf8);
            return;
        }

        row.Write("\""u8);
        while (utf8.IndexOf((byte)'"') is >= 0 and var at)
        {
            row.Write(utf8[..(at + 1)]);
            row.Write("\""u8);
            utf8 = utf8[(at + 1)..];
        }

        row.Write(utf8);
        row.Write("\""u8);
    }
}
