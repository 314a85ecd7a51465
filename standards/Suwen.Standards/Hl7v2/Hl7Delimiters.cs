namespace Suwen.Standards.Hl7v2;

/// <summary>The delimiters of a message, read from MSH-1 and MSH-2 (HL7 v2.8 §2.5.4). A delimiter that the sender did not state is 0.</summary>
public readonly record struct Hl7Delimiters(byte Field, byte Component, byte Repetition, byte Escape, byte Subcomponent, byte Truncation)
{
    /// <summary>The recommended delimiters <c>|^~\&amp;</c>, without truncation.</summary>
    public static Hl7Delimiters Standard => new((byte)'|', (byte)'^', (byte)'~', (byte)'\\', (byte)'&', 0);

    /// <summary>Reads the delimiters of a segment that begins with MSH, FHS or BHS.</summary>
    /// <param name="segment">The segment, from its name on.</param>
    /// <param name="delimiters">The delimiters found.</param>
    /// <returns>False when the segment does not state at least a field and a component separator, or states one character twice.</returns>
    public static bool TryRead(ReadOnlySpan<byte> segment, out Hl7Delimiters delimiters)
    {
        delimiters = default;
        if (segment.Length < 5 || !IsDelimiter(segment[3]))
        {
            return false;
        }

        var field = segment[3];
        var encoding = segment[4..];
        var end = encoding.IndexOfAny(field, (byte)'\r', (byte)'\n');
        encoding = end < 0 ? encoding : encoding[..end];
        if (encoding.Length is < 1 or > 5)
        {
            return false;
        }

        for (var i = 0; i < encoding.Length; i++)
        {
            if (!IsDelimiter(encoding[i]) || encoding[(i + 1)..].Contains(encoding[i]))
            {
                return false;
            }
        }

        delimiters = new Hl7Delimiters(field, encoding[0], At(encoding, 1), At(encoding, 2), At(encoding, 3), At(encoding, 4));
        return true;
    }

    private static byte At(ReadOnlySpan<byte> encoding, int index) => index < encoding.Length ? encoding[index] : (byte)0;

    // Letters, digits and blanks cannot separate: text is made of them. Bytes from 80 on are parts of characters.
    private static bool IsDelimiter(byte value) => value is > 0x20 and < 0x7F && !char.IsAsciiLetterOrDigit((char)value);
}
