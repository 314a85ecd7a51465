using System.Buffers;
using System.Text;
using Suwen.Security.Deidentification.Detection;
using Suwen.Security.Deidentification.Methods;
using Suwen.Security.Deidentification.Runs;
using Suwen.Standards.Csv;
using Suwen.Standards.Text;

namespace Suwen.Security.Deidentification.Formats;

/// <summary>
/// Delimited text (RFC 4180) of any encoding, block after block: a sample from its beginning decides what each column holds, then row by row is written
/// in the same encoding, with the same delimiter. Memory is bounded by the longest row.
/// </summary>
internal sealed class DelimitedTreatment(DeidSession session, string file, string format = "csv")
{
    private const int BlockBytes = 1 << 20;
    private const int LongestRow = 64 << 20;
    private const int SampledRows = 2000;

    /// <summary>Values of a column that its name calls a code are searched all the same when they are as long as a sentence.</summary>
    private const int LongestCode = 24;

    private readonly CsvFields fields = new();
    private Column[] columns = [];
    private byte delimiter = (byte)',';
    private bool hasHeader;
    private int personColumn = -1;
    private int nationalIdColumn = -1;
    private bool isGolden;
    private int sexColumn = -1;
    private bool hasTexts;
    private char[] chars = new char[256];

    private sealed class Column(FieldReport report)
    {
        public FieldReport Report { get; } = report;

        public FieldReport? LongText { get; init; }

        public bool IsKept => Report.Method == DeidMethod.Keep && LongText is null;

        public bool NeedsWholeDates { get; init; }
    }

    /// <summary>Treats a file; null when done, else why not.</summary>
    public string? Treat(Stream input, Stream output)
    {
        var probe = new CharacterSetProbe();
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        int read;
        while ((read = input.Read(block, 0, BlockBytes)) > 0)
        {
            probe.Add(block.AsSpan(0, read));
        }

        ArrayPool<byte>.Shared.Return(block);
        if (probe.Decide(out var mark) is not { } set)
        {
            return "The text is valid in no encoding that is known (UTF-8, UTF-16, GB 18030), so nothing can be searched in it.";
        }

        input.Position = 0;
        var head = new byte[mark];
        input.ReadExactly(head);
        output.Write(head);
        if (set.IsUtf8)
        {
            return Run(input, output);
        }

        var encoding = EncodingOf(set);
        using var decoded = Encoding.CreateTranscodingStream(input, encoding, new UTF8Encoding(false), leaveOpen: true);
        using var encoded = Encoding.CreateTranscodingStream(output, encoding, new UTF8Encoding(false), leaveOpen: true);
        return Run(decoded, encoded);
    }

    /// <summary>The framework's encoding of a set that the probe decides for.</summary>
    public static Encoding EncodingOf(CharacterSet set)
    {
        if (set.Name.StartsWith("UTF-16", StringComparison.Ordinal))
        {
            return new UnicodeEncoding(set.Name.EndsWith("BE", StringComparison.Ordinal), byteOrderMark: false);
        }

        return set.IsUtf8 ? new UTF8Encoding(false) : CodePagesEncodingProvider.Instance.GetEncoding(54936)!;
    }

    private string? Run(Stream input, Stream output)
    {
        var buffer = new byte[BlockBytes];
        var length = 0;
        var begun = false;
        var writer = new ArrayBufferWriter<byte>(BlockBytes);
        while (true)
        {
            if (length == buffer.Length)
            {
                if (length >= LongestRow)
                {
                    return "A row is longer than 64 MiB: a quote is probably not closed.";
                }

                Array.Resize(ref buffer, buffer.Length * 2);
            }

            var got = input.ReadAtLeast(buffer.AsSpan(length), Math.Min(buffer.Length - length, BlockBytes), throwOnEndOfStream: false);
            length += got;
            var isWhole = length < buffer.Length && got < BlockBytes;
            var text = buffer.AsSpan(0, length);
            if (!begun)
            {
                begun = true;
                Plan(text, isWhole);
            }

            var used = Rows(text, isWhole, writer);
            output.Write(writer.WrittenSpan);
            writer.ResetWrittenCount();
            text[used..].CopyTo(buffer);
            length -= used;
            if (isWhole)
            {
                return null;
            }
        }
    }

    private void Plan(ReadOnlySpan<byte> head, bool isWhole)
    {
        delimiter = CsvSniffer.Delimiter(head[..Math.Min(head.Length, 1 << 16)], isWhole && head.Length <= 1 << 16);
        var reader = new CsvReader(head, delimiter, CsvReader.DoubleQuote, fields, isWhole);
        if (!reader.Read())
        {
            return;
        }

        var names = new string[reader.FieldCount];
        hasHeader = true;
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = Encoding.UTF8.GetString(reader[i]).Trim();
            hasHeader &= !ColumnContent.LooksLikeData(names[i]);
        }

        if (!hasHeader)
        {
            session.Warn("tables without a header line: columns are judged by content alone");
            names = [.. Enumerable.Range(1, names.Length).Select(n => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"column {n}"))];
            reader = new CsvReader(head, delimiter, CsvReader.DoubleQuote, fields, isWhole);
        }

        var contents = Array.ConvertAll(names, _ => new ColumnContent());
        for (var row = 0; row < SampledRows && reader.Read(); row++)
        {
            for (var i = 0; i < Math.Min(contents.Length, reader.FieldCount); i++)
            {
                contents[i].Add(Decode(reader[i]));
            }
        }

        columns = new Column[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            columns[i] = Decide(hasHeader ? names[i] : "", names[i], contents[i]);
        }

        Remember(names);
    }

    /// <summary>Which columns tell whom a row is about.</summary>
    private void Remember(string[] names)
    {
        sexColumn = Array.FindIndex(names, FieldNames.IsSex);
        nationalIdColumn = Array.FindIndex(columns, c => c.Report.Kind is FieldKind.NationalId);
        if (format == "table" && Array.IndexOf(names, "person_id") is >= 0 and var golden)
        {
            // Tables of the warehouse name the golden person.
            (personColumn, isGolden) = (golden, true);
        }
        else
        {
            personColumn = NumberColumn(names);
        }

        hasTexts = Array.Exists(columns, c => c.Report.Method == DeidMethod.Text || c.LongText is not null);
    }

    private int NumberColumn(string[] names)
    {
        var number = Array.FindIndex(names, n => FieldNames.IsPersonNumber(n) && FieldNames.KindOf(n) == FieldKind.RecordNumber);
        return number >= 0 ? number
            : nationalIdColumn >= 0 ? nationalIdColumn
            : Array.FindIndex(columns, c => c.Report.Kind is FieldKind.RecordNumber or FieldKind.InsuranceNumber);
    }

    private Column Decide(string name, string place, ColumnContent content)
    {
        FieldReport? longText = null;
        var report = session.Field(format, file, place, () =>
        {
            var byName = name.Length == 0 ? FieldKind.Unknown : FieldNames.KindOf(name);
            var (byContent, why) = content.Judge();
            if (byName is FieldKind.Unknown || (byName == FieldKind.Clinical && byContent is FieldKind.NationalId or FieldKind.Phone or FieldKind.Email or FieldKind.FreeText && !content.IsNumeric))
            {
                return byContent != FieldKind.Unknown ? (byContent, why)
                    : byName == FieldKind.Clinical ? (FieldKind.Clinical, "name")
                    : content.IsNumeric && session.Policy.Unknown == UnknownFields.Scan ? (FieldKind.Clinical, "content: numbers only")
                    : (FieldKind.Unknown, "unknown");
            }

            return (byName, "name");
        });
        if (report.Kind == FieldKind.Clinical && report.Why == "name" && session.Policy.MethodOf(FieldKind.Unknown).Method == DeidMethod.Text && !content.IsNumeric)
        {
            longText = session.Field(format, file, place + " (long values)", static () => (FieldKind.Unknown, "longer than a code"));
        }

        return new Column(report) { LongText = longText };
    }

    private int Rows(ReadOnlySpan<byte> text, bool isWhole, ArrayBufferWriter<byte> writer)
    {
        var reader = new CsvReader(text, delimiter, CsvReader.DoubleQuote, fields, isWhole);
        while (reader.Read())
        {
            if (reader.IsBlank && reader.FieldCount <= 1)
            {
                writer.Write(text[reader.RowStart..reader.Position]);
                continue;
            }

            if (hasHeader)
            {
                hasHeader = false;
                Header(ref reader, writer);
            }
            else
            {
                session.Records++;
                Identify(ref reader);
                Row(ref reader, writer);
            }

            writer.Write(text[reader.RowEnd..reader.Position]);
        }

        return reader.Position;
    }

    /// <summary>A header names columns; where a cell of it holds an identifier all the same, that is replaced.</summary>
    private void Header(ref CsvReader reader, ArrayBufferWriter<byte> writer)
    {
        for (var i = 0; i < reader.FieldCount; i++)
        {
            if (i > 0)
            {
                writer.Write([delimiter]);
            }

            Emit(reader[i], reader.IsQuoted(i), writer);
        }
    }

    private void Identify(ref CsvReader reader)
    {
        var person = session.Person;
        person.Clear();
        if ((uint)personColumn < (uint)reader.FieldCount)
        {
            if (isGolden)
            {
                person.SetGolden(Decode(reader[personColumn]));
            }
            else
            {
                person.SetNumber(Decode(reader[personColumn]));
            }
        }

        if ((uint)nationalIdColumn < (uint)reader.FieldCount)
        {
            person.SetNationalId(Decode(reader[nationalIdColumn]));
        }

        if ((uint)sexColumn < (uint)reader.FieldCount)
        {
            person.Sex = PersonInRecord.SexOf(Decode(reader[sexColumn]));
        }

        for (var i = 0; i < Math.Min(columns.Length, reader.FieldCount); i++)
        {
            switch (columns[i].Report.Kind)
            {
                case FieldKind.FamilyName when person.Family.Length == 0:
                    person.Family = Decode(reader[i]).Trim().ToString();
                    break;
                case FieldKind.GivenName when person.Given.Length == 0:
                    person.Given = Decode(reader[i]).Trim().ToString();
                    break;
                case FieldKind.PersonName when hasTexts:
                    person.Know(IdentifierKind.PersonName, Decode(reader[i]));
                    break;
                case FieldKind.Phone when hasTexts:
                    person.Know(IdentifierKind.Phone, Decode(reader[i]));
                    break;
                default:
                    break;
            }
        }
    }

    private void Row(ref CsvReader reader, ArrayBufferWriter<byte> writer)
    {
        for (var i = 0; i < reader.FieldCount; i++)
        {
            if (i > 0)
            {
                writer.Write([delimiter]);
            }

            var value = reader[i];
            var quoted = reader.IsQuoted(i);
            if (i >= columns.Length)
            {
                // A row longer than the header: nothing says what stands here, so it is not released.
                session.Field(format, file, "(beyond the header)", static () => (FieldKind.OtherDocument, "row longer than the header")).Count(TreatedAs.Removed);
                continue;
            }

            var column = columns[i];
            if (column.IsKept || value.IsEmpty)
            {
                if (!value.IsEmpty)
                {
                    column.Report.Count(TreatedAs.Kept);
                }

                Emit(value, quoted, writer);
                continue;
            }

            var decoded = Decode(value);
            var report = column.LongText is { } longer && decoded.Length > LongestCode ? longer : column.Report;
            session.Apply(report, decoded);
            EmitChars(session.Output.Span, quoted, writer);
        }
    }

    private ReadOnlySpan<char> Decode(ReadOnlySpan<byte> value)
    {
        if (chars.Length < value.Length)
        {
            chars = new char[value.Length * 2];
        }

        return chars.AsSpan(0, Encoding.UTF8.GetChars(value, chars));
    }

    private void EmitChars(ReadOnlySpan<char> value, bool quoted, ArrayBufferWriter<byte> writer)
    {
        var needed = Encoding.UTF8.GetMaxByteCount(value.Length);
        var bytes = ArrayPool<byte>.Shared.Rent(needed);
        Emit(bytes.AsSpan(0, Encoding.UTF8.GetBytes(value, bytes)), quoted && !value.IsEmpty, writer);
        ArrayPool<byte>.Shared.Return(bytes);
    }

    private void Emit(ReadOnlySpan<byte> value, bool quoted, ArrayBufferWriter<byte> writer)
    {
        Span<byte> special = [(byte)'"', (byte)'\r', (byte)'\n', delimiter];
        if (!quoted && value.IndexOfAny(special) < 0)
        {
            writer.Write(value);
            return;
        }

        writer.Write("\""u8);
        while (true)
        {
            var at = value.IndexOf((byte)'"');
            if (at < 0)
            {
                writer.Write(value);
                break;
            }

            writer.Write(value[..(at + 1)]);
            writer.Write("\""u8);
            value = value[(at + 1)..];
        }

        writer.Write("\""u8);
    }
}
