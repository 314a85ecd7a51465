using Suwen.Standards.Hl7v2;
using Suwen.Standards.Text;
using Suwen.Storage.Landing;

namespace Suwen.Sources.Hl7v2;

/// <summary>Cuts the bytes of one message out of a landing entry, by the numbers that <see cref="Hl7v2Source"/> gives.</summary>
public static class Hl7v2RecordBytes
{
    /// <summary>The message, or the foreign bytes that count as a record; null where the entry has no such record, or must be decoded before it can be cut.</summary>
    public static ReadOnlyMemory<byte>? Find(LandedEntry entry, int number)
    {
        var payload = entry.Payload.Span;
        if (Hl7CharacterSets.IsUtf16(payload, out _, out _))
        {
            return null;
        }

        // Trailers are records only where their count is wrong, which is told at the end of a batch; they have no bytes worth showing alone.
        var left = number;
        foreach (var part in new Hl7Splitter(payload))
        {
            if (part.Kind is Hl7PartKind.Message or Hl7PartKind.Foreign && left-- == 0)
            {
                return entry.Payload.Slice(part.Start, part.Length);
            }
        }

        return null;
    }
}
