using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Suwen.Standards.Hl7v2;
using Suwen.Standards.Text;

namespace Suwen.Governance.Lineage;

/// <summary>The fields of HL7 v2 messages, down to components.</summary>
internal static class Hl7Fields
{
    /// <summary>The messages of an entry as samples, up to a number. Those that cannot be read are left out: they load nothing.</summary>
    public static IEnumerable<FieldSample> SamplesOf(ReadOnlyMemory<byte> payload, int most)
    {
        var parts = new List<(int Start, int Length)>();
        foreach (var part in new Hl7Splitter(payload.Span))
        {
            if (part.Kind == Hl7PartKind.Message && parts.Count < most)
            {
                parts.Add((part.Start, part.Length));
            }
        }

        foreach (var (start, length) in parts)
        {
            if (Sample(payload.Span.Slice(start, length)) is { } sample)
            {
                yield return sample;
            }
        }
    }

    private static FieldSample? Sample(ReadOnlySpan<byte> message)
    {
        var bytes = message.ToArray();
        var index = new Hl7Index();
        if (!Utf8.IsValid(bytes))
        {
            // A separator can be the second byte of a GB 18030 character: fields are looked for in UTF-8, and MSH-18 says so.
            var decoded = new byte[CharacterSets.Gb18030.MaxUtf8Length(bytes.Length)];
            if (!CharacterSets.Gb18030.TryTranscode(bytes, decoded, out var written))
            {
                return null;
            }

            bytes = decoded[..written];
        }

        if (index.Read(bytes) != Hl7Fault.None)
        {
            return null;
        }

        bytes = InUtf8(bytes, new Hl7Message(bytes, index));
        return index.Read(bytes) == Hl7Fault.None ? new FieldSample(bytes, FieldsOf(bytes, index)) : null;
    }

    /// <summary>States UTF-8 in MSH-18 (HL7 table 0211), whatever stood there.</summary>
    private static byte[] InUtf8(byte[] bytes, Hl7Message message)
    {
        var header = message[0];
        var stated = header[18].Raw;
        if (stated.IsEmpty)
        {
            return bytes;
        }

        var at = OffsetOf(bytes, stated);
        return [.. bytes.AsSpan(0, at), .. "UNICODE UTF-8"u8, .. bytes.AsSpan(at + stated.Length)];
    }

    private static List<FieldPart> FieldsOf(byte[] bytes, Hl7Index index)
    {
        var message = new Hl7Message(bytes, index);
        var fields = new List<FieldPart>();
        for (var s = 0; s < message.SegmentCount; s++)
        {
            var segment = message[s];
            var name = Encoding.ASCII.GetString(segment.Name);
            var end = s + 1 < message.SegmentCount ? OffsetOf(bytes, message[s + 1].Name) : bytes.Length;

            // MSH-1 and MSH-2 say how to read the message and are no data.
            for (var f = s == 0 ? 3 : 1; f < 100; f++)
            {
                var field = segment[f].Raw;
                if (!field.IsEmpty && OffsetOf(bytes, field) < end)
                {
                    AddComponents(fields, bytes, field, name + "-" + f.ToString(CultureInfo.InvariantCulture), message.Delimiters);
                }
            }
        }

        return fields;
    }

    private static void AddComponents(List<FieldPart> fields, byte[] bytes, ReadOnlySpan<byte> field, string name, Hl7Delimiters delimiters)
    {
        var offset = OffsetOf(bytes, field);
        var component = 1;
        var start = 0;
        for (var i = 0; i <= field.Length; i++)
        {
            var isEnd = i == field.Length;
            if (!isEnd && field[i] != delimiters.Component && field[i] != delimiters.Repetition)
            {
                continue;
            }

            if (i > start)
            {
                fields.Add(new FieldPart(string.Create(CultureInfo.InvariantCulture, $"{name}.{component}"), offset + start, i - start, ""));
            }

            component = !isEnd && field[i] == delimiters.Repetition ? 1 : component + 1;
            start = i + 1;
        }
    }

    private static int OffsetOf(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> part) =>
        whole.Overlaps(part, out var offset) ? offset : throw new ArgumentException("The part is of other bytes.", nameof(part));
}
