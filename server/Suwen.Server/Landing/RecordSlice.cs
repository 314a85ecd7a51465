using System.Globalization;
using Suwen.Sources.Fhir;
using Suwen.Standards.Csv;
using Suwen.Standards.Hl7v2;
using Suwen.Storage.Landing;

namespace Suwen.Server.Landing;

/// <summary>The bytes of one record in an entry, where the format lets one cut them out; else the whole entry.</summary>
internal readonly record struct RecordSlice(ReadOnlyMemory<byte> Bytes, bool IsWhole)
{
    public static RecordSlice Of(LandedEntry entry, int? record)
    {
        var whole = new RecordSlice(entry.Payload, true);
        if (record is not { } number || number < 0)
        {
            return whole;
        }

        var found = entry.Header.Format switch
        {
            "fhir" => FhirRecordBytes.Find(entry, number),
            "hl7v2" => OfMessages(entry.Payload, number),
            "omop" or "table" => OfRows(entry, number),
            _ => null,
        };
        return found is { IsEmpty: false } bytes ? new RecordSlice(bytes, false) : whole;
    }

    /// <summary>Messages and stray bytes count as records; a trailer counts only where it is wrong, which cannot be told here.</summary>
    private static ReadOnlyMemory<byte>? OfMessages(ReadOnlyMemory<byte> payload, int number)
    {
        var seen = 0;
        foreach (var part in new Hl7Splitter(payload.Span))
        {
            if (part.Kind is Hl7PartKind.Message or Hl7PartKind.Foreign)
            {
                if (seen++ == number)
                {
                    return payload.Slice(part.Start, part.Length);
                }
            }
            else if (part.Kind != Hl7PartKind.Header)
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>The header row and the record's row. Rows count after those that the chunk skips, without blank ones.</summary>
    private static ReadOnlyMemory<byte>? OfRows(LandedEntry entry, int number)
    {
        var metadata = entry.Header.Metadata;
        if (!string.Equals(metadata.GetValueOrDefault("encoding"), "UTF-8", StringComparison.OrdinalIgnoreCase)
            || metadata.GetValueOrDefault("delimiter") is not [< '\x80' and var delimiter]
            || !int.TryParse(metadata.GetValueOrDefault("skip-rows"), NumberStyles.None, CultureInfo.InvariantCulture, out var skipRows))
        {
            return null;
        }

        var quote = metadata.GetValueOrDefault("quote") == "none" ? CsvReader.NoQuote : CsvReader.DoubleQuote;
        var reader = new CsvReader(entry.Payload.Span, (byte)delimiter, quote, new CsvFields());
        var rows = 0;
        var seen = 0;
        while (reader.Read())
        {
            if (++rows <= skipRows || reader.IsBlank || seen++ != number)
            {
                continue;
            }

            var row = entry.Payload[reader.RowStart..reader.RowEnd];
            return metadata.TryGetValue("header", out var header) ? (byte[])[.. System.Text.Encoding.UTF8.GetBytes(header + "\n"), .. row.Span] : row;
        }

        return null;
    }
}
