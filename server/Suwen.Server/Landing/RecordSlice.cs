using System.Text.Json;
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

        return (entry.Header.Format switch
        {
            "fhir" => OfFhir(entry.Payload, number),
            _ => null,
        }) ?? whole;
    }

    /// <summary>Record n of a bundle is its n-th entry's resource; of NDJSON the n-th line that is not blank.</summary>
    private static RecordSlice? OfFhir(ReadOnlyMemory<byte> payload, int number)
    {
        var seen = 0;
        var lines = 0;
        foreach (var line in payload.Span.Split((byte)'\n'))
        {
            var text = payload[line];
            if (text.Span.Trim(" \t\r"u8).IsEmpty)
            {
                continue;
            }

            lines++;
            if (!IsWholeObject(text.Span))
            {
                // One resource or bundle over several lines.
                return OfBundle(payload, number);
            }

            if (seen++ == number && (number > 0 || !IsBundle(text.Span)))
            {
                return new RecordSlice(text, false);
            }
        }

        return lines == 1 ? OfBundle(payload, number) : null;
    }

    private static bool IsWholeObject(ReadOnlySpan<byte> text)
    {
        var trimmed = text.Trim(" \t\r"u8);
        return trimmed.Length > 1 && trimmed[0] == '{' && trimmed[^1] == '}';
    }

    private static bool IsBundle(ReadOnlySpan<byte> text) => text.IndexOf("\"Bundle\""u8) is >= 0 and < 4096;

    private static RecordSlice? OfBundle(ReadOnlyMemory<byte> payload, int number)
    {
        try
        {
            var reader = new Utf8JsonReader(payload.Span);
            var seen = 0;
            while (reader.Read())
            {
                // Bundle.entry is at depth 1; its elements' "resource" members are the records.
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 3 && reader.ValueTextEquals("resource"u8))
                {
                    reader.Read();
                    var start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    if (seen++ == number)
                    {
                        return new RecordSlice(payload[start..(int)reader.BytesConsumed], false);
                    }
                }
                else if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth >= 1 && !(reader.CurrentDepth == 1 && reader.ValueTextEquals("entry"u8)))
                {
                    reader.Skip();
                }
            }
        }
        catch (JsonException)
        {
            // Not JSON: quarantined as such, and shown whole.
        }

        return null;
    }
}
