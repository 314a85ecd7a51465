using System.Text;
using Suwen.Standards.Hl7v2;
using Suwen.Standards.Text;

namespace Suwen.Sources.Hl7v2;

/// <summary>
/// The fields of a message's MSH, found in its bytes before they are decoded. Where the header holds two-byte characters the second byte of
/// one is never taken for a separator.
/// </summary>
internal readonly ref struct RawHeader
{
    private readonly ReadOnlySpan<byte> header;
    private readonly bool skipsTrailBytes;

    private RawHeader(ReadOnlySpan<byte> header, Hl7Delimiters delimiters)
    {
        this.header = header;
        Delimiters = delimiters;
        skipsTrailBytes = !CharacterSets.Utf8.IsValid(header);
    }

    public Hl7Delimiters Delimiters { get; }

    /// <summary>Reads the header of the first message in the bytes; a batch is answered by its first message.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out RawHeader found)
    {
        if (bytes.StartsWith("MSH"u8))
        {
            return TryReadLine(bytes, out found);
        }

        found = default;
        foreach (var part in new Hl7Splitter(bytes))
        {
            if (part.Kind == Hl7PartKind.Foreign)
            {
                return false;
            }

            if (part.Kind == Hl7PartKind.Message)
            {
                return TryReadLine(part.Part, out found);
            }
        }

        return false;
    }

    /// <summary>Reads the header of a message that begins at the first byte.</summary>
    public static bool TryReadLine(ReadOnlySpan<byte> message, out RawHeader found)
    {
        found = default;
        if (!Hl7Delimiters.TryRead(message, out var delimiters))
        {
            return false;
        }

        var end = message.IndexOfAny((byte)'\r', (byte)'\n');
        found = new RawHeader(end < 0 ? message : message[..end], delimiters);
        return true;
    }

    /// <summary>A field by the standard's number, from 2 on.</summary>
    public ReadOnlySpan<byte> this[int field]
    {
        get
        {
            var number = 1;
            var start = 0;
            for (var at = 3; at < header.Length; at++)
            {
                if (skipsTrailBytes && header[at] >= 0x80)
                {
                    at++;
                    continue;
                }

                if (header[at] != Delimiters.Field)
                {
                    continue;
                }

                if (number == field)
                {
                    return header[start..at];
                }

                number++;
                start = at + 1;
            }

            return number == field ? header[start..] : default;
        }
    }

    /// <summary>MSH-3 and MSH-4 with all they hold: who sends.</summary>
    public ReadOnlySpan<byte> Sender
    {
        get
        {
            var application = this[3];
            return application.IsEmpty ? this[4] : header.Slice(SenderStart, application.Length + 1 + this[4].Length);
        }
    }

    private int SenderStart => 3 + 1 + this[2].Length + 1;

    /// <summary>The first component of a field.</summary>
    public ReadOnlySpan<byte> Component(int field, int component) => Hl7Text.Part(this[field], Delimiters.Component, component);

    /// <summary>A text of the header for a name: decoded, in whatever set it is.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (CharacterSets.Detect(bytes, out _) is not { } set)
        {
            return "";
        }

        var utf8 = new byte[set.MaxUtf8Length(bytes.Length)];
        return set.TryTranscode(bytes, utf8, out var length) ? Encoding.UTF8.GetString(utf8, 0, length) : "";
    }
}
