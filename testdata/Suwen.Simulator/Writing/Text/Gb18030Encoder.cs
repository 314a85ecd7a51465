using System.Text;

namespace Suwen.Simulator.Writing.Text;

/// <summary>
/// Turns UTF-8 into GB 18030 with one look into a table for each character of two bytes; the others are left to the framework, whose tables are managed code and the same everywhere.
/// One per worker.
/// </summary>
internal sealed class Gb18030Encoder
{
    private static readonly Lazy<(Encoding Encoding, ushort[] Pairs)> Tables = new(Build);

    private readonly Encoding _encoding = Tables.Value.Encoding;
    private readonly ushort[] _pairs = Tables.Value.Pairs;
    private byte[] _bytes = new byte[4096];

    /// <summary>The text in GB 18030; valid until the next call.</summary>
    public Span<byte> Encode(ReadOnlySpan<byte> utf8)
    {
        // Two bytes become at most four (GB 18030 of Latin letters with accents).
        if (_bytes.Length < utf8.Length * 2) _bytes = new byte[utf8.Length * 4];
        var length = 0;
        while (utf8.Length > 0)
        {
            var ascii = utf8.IndexOfAnyInRange((byte)0x80, (byte)0xFF);
            if (ascii < 0) ascii = utf8.Length;
            utf8[..ascii].CopyTo(_bytes.AsSpan(length));
            length += ascii;
            utf8 = utf8[ascii..];
            while (utf8.Length > 0 && utf8[0] >= 0x80) utf8 = utf8[Character(utf8, ref length)..];
        }

        return _bytes.AsSpan(0, length);
    }

    private int Character(ReadOnlySpan<byte> utf8, ref int length)
    {
        Rune.DecodeFromUtf8(utf8, out var rune, out var used);
        if (rune.IsBmp && _pairs[rune.Value] is > 0 and var pair)
        {
            _bytes[length++] = (byte)(pair >> 8);
            _bytes[length++] = (byte)pair;
            return used;
        }

        Span<char> chars = stackalloc char[2];
        var count = rune.EncodeToUtf16(chars);
        length += _encoding.GetBytes(chars[..count], _bytes.AsSpan(length));
        return used;
    }

    private static (Encoding Encoding, ushort[] Pairs) Build()
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;
        var pairs = new ushort[0x10000];
        Span<byte> bytes = stackalloc byte[8];
        for (var value = 0x80; value < 0x10000; value++)
        {
            var character = (char)value;
            if (!char.IsSurrogate(character) && encoding.GetBytes([character], bytes) == 2) pairs[value] = (ushort)((bytes[0] << 8) | bytes[1]);
        }

        return (encoding, pairs);
    }
}
