using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Suwen.Sources.Fhir;

/// <summary>Escapes of JSON strings (RFC 8259 section 7).</summary>
internal static class JsonEscapes
{
    private const int ReplacementCharacter = 0xFFFD;
    private static readonly SearchValues<byte> NameBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"u8);

    /// <summary>Bytes of the escape that begins <paramref name="text"/>; 0 when it is none.</summary>
    public static int LengthOf(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2)
        {
            return 0;
        }

        switch (text[1])
        {
            case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                return 2;
            case (byte)'u':
                return TryHex(text, out _) ? 6 : 0;
            default:
                return 0;
        }
    }

    /// <summary>
    /// Writes a string without its escapes; the result is never longer. A surrogate without its pair (<c>\uD800</c>) is grammatical but
    /// no character (RFC 8259 section 8.2); it becomes U+FFFD, as UTF-8 cannot hold it.
    /// </summary>
    public static int Unescape(ReadOnlySpan<byte> raw, Span<byte> target)
    {
        var written = 0;
        while (!raw.IsEmpty)
        {
            var plain = raw.IndexOf((byte)'\\');
            if (plain < 0)
            {
                raw.CopyTo(target[written..]);
                return written + raw.Length;
            }

            raw[..plain].CopyTo(target[written..]);
            written += plain;
            raw = raw[plain..];
            if (raw[1] == 'u')
            {
                TryHex(raw, out var unit);
                raw = raw[6..];
                var rune = ToCodePoint(unit, ref raw);
                written += new Rune(rune).EncodeToUtf8(target[written..]);
            }
            else
            {
                target[written++] = raw[1] switch
                {
                    (byte)'b' => (byte)'\b',
                    (byte)'f' => (byte)'\f',
                    (byte)'n' => (byte)'\n',
                    (byte)'r' => (byte)'\r',
                    (byte)'t' => (byte)'\t',
                    var same => same,
                };
                raw = raw[2..];
            }
        }

        return written;
    }

    /// <summary>A property's name for a path; a name that no FHIR element could have might be a value in the wrong place and is not repeated.</summary>
    public static string SafeName(ReadOnlySpan<byte> name) =>
        name.Length is > 0 and <= 40 && name.IndexOfAnyExcept(NameBytes) < 0 ? Encoding.ASCII.GetString(name) : "?";

    private static int ToCodePoint(int unit, ref ReadOnlySpan<byte> rest)
    {
        if (!char.IsSurrogate((char)unit))
        {
            return unit;
        }

        if (char.IsHighSurrogate((char)unit) && rest.Length >= 6 && rest[0] == '\\' && rest[1] == 'u' && TryHex(rest, out var low) && char.IsLowSurrogate((char)low))
        {
            rest = rest[6..];
            return char.ConvertToUtf32((char)unit, (char)low);
        }

        return ReplacementCharacter;
    }

    private static bool TryHex(ReadOnlySpan<byte> escape, out int unit)
    {
        unit = 0;
        return escape.Length >= 6 && Utf8Parser.TryParse(escape.Slice(2, 4), out unit, out var used, 'x') && used == 4;
    }
}
