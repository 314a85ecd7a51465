using System.Text;

namespace Suwen.Standards.Text;

/// <summary>
/// GB 18030, the national standard that every system in China must read; GBK and GB 2312 are parts of it. One, two or four bytes
/// a character; the second byte of two may be any of <c>@</c>…<c>~</c>, delimiters of HL7 and CSV among them, which is why bytes
/// must be decoded before they are split.
/// </summary>
internal sealed class Gb18030CharacterSet : CharacterSet
{
    private const int Leads = 0xFE - 0x81 + 1;
    private const int Trails = 0xFE - 0x40 + 1;

    private readonly Encoding encoding;
    private readonly char[] pairs;

    public Gb18030CharacterSet(Encoding encoding)
        : base("GB18030")
    {
        this.encoding = encoding;
        pairs = new char[Leads * Trails];
        Span<char> two = stackalloc char[2];
        for (var lead = 0x81; lead <= 0xFE; lead++)
        {
            for (var trail = 0x40; trail <= 0xFE; trail++)
            {
                if (trail != 0x7F)
                {
                    var length = encoding.GetChars([(byte)lead, (byte)trail], two);
                    pairs[((lead - 0x81) * Trails) + trail - 0x40] = length == 1 ? two[0] : '\0';
                }
            }
        }
    }

    // Two bytes become at most three, four at most four.
    public override int MaxUtf8Length(int length) => checked(length + (length / 2) + 4);

    public override bool IsValid(ReadOnlySpan<byte> input)
    {
        while (true)
        {
            var at = input.IndexOfAnyInRange((byte)0x80, (byte)0xFF);
            if (at < 0)
            {
                return true;
            }

            input = input[at..];
            while (input.Length > 0 && input[0] >= 0x80)
            {
                var length = LengthAt(input);
                if (length == 0)
                {
                    return false;
                }

                input = input[length..];
            }
        }
    }

    public override bool TryTranscode(ReadOnlySpan<byte> input, Span<byte> utf8, out int written)
    {
        written = 0;
        while (input.Length > 0)
        {
            var ascii = input.IndexOfAnyInRange((byte)0x80, (byte)0xFF);
            if (ascii < 0)
            {
                ascii = input.Length;
            }

            input[..ascii].CopyTo(utf8[written..]);
            written += ascii;
            input = input[ascii..];
            while (input.Length > 0 && input[0] >= 0x80)
            {
                var length = LengthAt(input);
                if (length == 0 || !TryWrite(input[..length], utf8, ref written))
                {
                    return false;
                }

                input = input[length..];
            }
        }

        return true;
    }

    private bool TryWrite(ReadOnlySpan<byte> character, Span<byte> utf8, ref int written)
    {
        if (character.Length == 2)
        {
            var value = pairs[((character[0] - 0x81) * Trails) + character[1] - 0x40];
            if (value < 0x800)
            {
                if (value == 0 || !Rune.TryCreate(value, out var small))
                {
                    return false;
                }

                written += small.EncodeToUtf8(utf8[written..]);
                return true;
            }

            utf8[written + 2] = (byte)(0x80 | (value & 0x3F));
            utf8[written + 1] = (byte)(0x80 | ((value >> 6) & 0x3F));
            utf8[written] = (byte)(0xE0 | (value >> 12));
            written += 3;
            return true;
        }

        Span<char> chars = stackalloc char[4];
        var length = encoding.GetChars(character, chars);
        if (Rune.DecodeFromUtf16(chars[..length], out var rune, out var used) != System.Buffers.OperationStatus.Done || used != length)
        {
            return false;
        }

        written += rune.EncodeToUtf8(utf8[written..]);
        return true;
    }

    /// <summary>Length of the character that begins here with a byte from 80 on; 0 when there is none (GB 18030-2005, table 1).</summary>
    private static int LengthAt(ReadOnlySpan<byte> input)
    {
        if (input[0] is 0x80 or 0xFF || input.Length < 2)
        {
            return 0;
        }

        var second = input[1];
        if (second is >= 0x40 and not 0x7F and not 0xFF)
        {
            return 2;
        }

        if (second is < 0x30 or > 0x39 || input.Length < 4 || input[2] is < 0x81 or 0xFF || input[3] is < 0x30 or > 0x39)
        {
            return 0;
        }

        var linear = ((((((input[0] - 0x81) * 10) + second - 0x30) * 126) + input[2] - 0x81) * 10) + input[3] - 0x30;

        // Four bytes stand for the rest of the basic plane (81308130–8431A439) and for the supplementary planes (90308130–E3329A35).
        const int LastOfBasicPlane = 39_419;
        const int FirstSupplementary = 189_000;
        const int LastSupplementary = FirstSupplementary + 0xF_FFFF;
        return linear is <= LastOfBasicPlane or (>= FirstSupplementary and <= LastSupplementary) ? 4 : 0;
    }
}
