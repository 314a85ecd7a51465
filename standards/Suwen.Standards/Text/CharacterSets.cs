using System.Text;

namespace Suwen.Standards.Text;

/// <summary>
/// The character sets Suwen reads, and the one way in which it decides between them when the sender says nothing or says something
/// untrue: byte order mark, else strict UTF-8 over the whole input, else strict GB 18030.
/// </summary>
public static class CharacterSets
{
    private static readonly Lazy<CharacterSet> LazyGb18030 = new(() => new Gb18030CharacterSet(CodePages.GetEncoding(54936)!));
    private static readonly Lazy<CharacterSet> LazyBig5 = new(() => Strict("BIG-5", 950));
    private static readonly Lazy<CharacterSet>[] Iso8859 = [.. Enumerable.Range(0, 16).Select(part => new Lazy<CharacterSet>(() => SingleByte(part)))];

    private static EncodingProvider CodePages => CodePagesEncodingProvider.Instance;

    public static CharacterSet Ascii { get; } = new Utf8CharacterSet("ASCII", asciiOnly: true);

    public static CharacterSet Utf8 { get; } = new Utf8CharacterSet("UTF-8", asciiOnly: false);

    public static CharacterSet Utf16LittleEndian { get; } = new Utf16CharacterSet("UTF-16LE", bigEndian: false);

    public static CharacterSet Utf16BigEndian { get; } = new Utf16CharacterSet("UTF-16BE", bigEndian: true);

    public static CharacterSet Gb18030 => LazyGb18030.Value;

    /// <summary>Decides by what the input itself shows: byte order mark, else strict UTF-8, else strict GB 18030.</summary>
    /// <param name="input">The whole input: the more there is of it, the surer the answer.</param>
    /// <param name="byteOrderMarkLength">Bytes of the byte order mark to step over.</param>
    /// <returns>Null when the input is valid in none of them.</returns>
    public static CharacterSet? Detect(ReadOnlySpan<byte> input, out int byteOrderMarkLength)
    {
        if (FromByteOrderMark(input, out byteOrderMarkLength) is { } marked)
        {
            return marked.IsValid(input[byteOrderMarkLength..]) ? marked : null;
        }

        return Utf8.IsValid(input) ? Utf8 : Gb18030.IsValid(input) ? Gb18030 : null;
    }

    /// <summary>The set that a byte order mark at the beginning names; null without one.</summary>
    public static CharacterSet? FromByteOrderMark(ReadOnlySpan<byte> input, out int length)
    {
        length = 3;
        if (input.StartsWith<byte>([0xEF, 0xBB, 0xBF]))
        {
            return Utf8;
        }

        length = 4;
        if (input.StartsWith<byte>([0x84, 0x31, 0x95, 0x33]))
        {
            return Gb18030;
        }

        length = 2;
        if (input.StartsWith<byte>([0xFF, 0xFE]))
        {
            return Utf16LittleEndian;
        }

        if (input.StartsWith<byte>([0xFE, 0xFF]))
        {
            return Utf16BigEndian;
        }

        length = 0;
        return null;
    }

    /// <summary>
    /// Finds a set by the name a sender gives: those of HL7 table 0211 (<c>8859/1</c>, <c>GB 18030-2000</c>, <c>UNICODE UTF-8</c>),
    /// those of IANA, and spellings seen in the field (<c>GBK</c>, <c>GB2312</c>, <c>UTF8</c>, <c>CP936</c>).
    /// </summary>
    public static bool TryFind(ReadOnlySpan<byte> name, out CharacterSet? set)
    {
        Span<byte> letters = stackalloc byte[24];
        var length = 0;
        foreach (var value in name)
        {
            if (char.IsAsciiLetterOrDigit((char)value))
            {
                if (length == letters.Length)
                {
                    set = null;
                    return false;
                }

                letters[length++] = (byte)char.ToUpperInvariant((char)value);
            }
        }

        set = Find(letters[..length]);
        return set is not null;
    }

    public static bool TryFind(string name, out CharacterSet? set)
    {
        set = null;
        return name.Length <= 64 && TryFind(Encoding.UTF8.GetBytes(name), out set);
    }

    private static CharacterSet? Find(ReadOnlySpan<byte> name)
    {
        // 10646 UNICODE without a form: messages that say so come as UTF-8; UTF-16 shows itself by its first bytes.
        if (name.SequenceEqual("UNICODE"u8) || name.SequenceEqual("UNICODEUTF8"u8) || name.SequenceEqual("UTF8"u8) || name.SequenceEqual("UTF8MB4"u8)
            || name.SequenceEqual("ISOIR192"u8) || name.SequenceEqual("65001"u8))
        {
            return Utf8;
        }

        if (name.SequenceEqual("GB180302000"u8) || name.SequenceEqual("GB180302005"u8) || name.SequenceEqual("GB180302022"u8) || name.SequenceEqual("GB18030"u8)
            || name.SequenceEqual("GBK"u8) || name.SequenceEqual("GB2312"u8) || name.SequenceEqual("GB23121980"u8) || name.SequenceEqual("CP936"u8)
            || name.SequenceEqual("936"u8) || name.SequenceEqual("EUCCN"u8) || name.SequenceEqual("ISOIR58"u8) || name.SequenceEqual("GB"u8))
        {
            return Gb18030;
        }

        if (name.SequenceEqual("ASCII"u8) || name.SequenceEqual("USASCII"u8) || name.SequenceEqual("ISOIR6"u8))
        {
            return Ascii;
        }

        if (name.SequenceEqual("UNICODEUTF16"u8) || name.SequenceEqual("UTF16"u8) || name.SequenceEqual("UTF16LE"u8))
        {
            return Utf16LittleEndian;
        }

        if (name.SequenceEqual("UTF16BE"u8))
        {
            return Utf16BigEndian;
        }

        if (name.SequenceEqual("BIG5"u8))
        {
            return LazyBig5.Value;
        }

        return FindIso8859(name);
    }

    private static CharacterSet? FindIso8859(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("LATIN1"u8))
        {
            return Iso8859[1].Value;
        }

        if (name.StartsWith("ISO"u8))
        {
            name = name[3..];
        }

        if (!name.StartsWith("8859"u8) || name.Length is < 5 or > 6)
        {
            return null;
        }

        var part = 0;
        foreach (var digit in name[4..])
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return null;
            }

            part = (part * 10) + digit - '0';
        }

        return part is (>= 1 and <= 9) or 13 or 15 ? Iso8859[part].Value : null;
    }

    private static SingleByteCharacterSet SingleByte(int part)
    {
        var encoding = part == 1 ? Encoding.Latin1 : CodePages.GetEncoding(28590 + part, EncoderFallback.ExceptionFallback, new DecoderReplacementFallback("\uFFFD"))!;
        return new SingleByteCharacterSet($"ISO-8859-{part}", encoding);
    }

    private static CodePageCharacterSet Strict(string name, int codePage) =>
        new(name, CodePages.GetEncoding(codePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!);
}
