using System.Buffers;
using System.Text;

namespace Suwen.Sources.Tables;

/// <summary>
/// A character set that a table may be in. Rows of a table are found in its bytes as they are, so that it can be cut and landed
/// unchanged; only parsing turns them into UTF-8.
/// </summary>
internal sealed class TableEncoding
{
    // Stands in a shadow for everything that is no ASCII character: no delimiter, quote or line end has this value.
    private const byte NotAscii = 0xFF;

    private readonly Form form;
    private readonly int codePage;

    private TableEncoding(string name, int codePage, Form form)
    {
        Name = name;
        this.codePage = codePage;
        this.form = form;
    }

    private enum Form : byte
    {
        AsciiSuperset,
        DoubleByte,
        Gb18030,
        Utf16LittleEndian,
        Utf16BigEndian,
    }

    public static TableEncoding Utf8 { get; } = new("utf-8", 65001, Form.AsciiSuperset);

    public static TableEncoding Gb18030 { get; } = new("gb18030", 54936, Form.Gb18030);

    public static TableEncoding Utf16LittleEndian { get; } = new("utf-16le", 1200, Form.Utf16LittleEndian);

    public static TableEncoding Utf16BigEndian { get; } = new("utf-16be", 1201, Form.Utf16BigEndian);

    private static readonly TableEncoding Big5 = new("big5", 950, Form.DoubleByte);

    private static readonly TableEncoding Windows1252 = new("windows-1252", 1252, Form.AsciiSuperset);

    private static readonly TableEncoding Latin1 = new("iso-8859-1", 28591, Form.AsciiSuperset);

    /// <summary>Names that may be stated, for messages.</summary>
    public const string KnownNames = "utf-8, gb18030, gbk, gb2312, big5, utf-16le, utf-16be, windows-1252, iso-8859-1";

    public string Name { get; }

    /// <summary>Bytes of the text for each byte of its shadow.</summary>
    public int UnitBytes => form >= Form.Utf16LittleEndian ? 2 : 1;

    /// <summary>True when ASCII bytes mean ASCII wherever they stand, so that the text is its own shadow.</summary>
    public bool IsItsOwnShadow => form == Form.AsciiSuperset;

    public bool IsUtf8 => ReferenceEquals(this, Utf8);

    /// <summary>GBK and GB 2312 are subsets of GB 18030 and read as it (GB 18030-2022, clause 5).</summary>
    public static TableEncoding? Find(string name) => name.Trim().ToLowerInvariant() switch
    {
        "utf-8" or "utf8" or "utf-8-sig" => Utf8,
        "gb18030" or "gbk" or "gb2312" or "cp936" => Gb18030,
        "big5" => Big5,
        "utf-16le" or "utf-16" => Utf16LittleEndian,
        "utf-16be" => Utf16BigEndian,
        "windows-1252" or "cp1252" => Windows1252,
        "iso-8859-1" or "latin1" => Latin1,
        _ => null,
    };

    /// <summary>The character set that a byte order mark at the start names, and the mark's length.</summary>
    public static TableEncoding? FromByteOrderMark(ReadOnlySpan<byte> head, out int markBytes)
    {
        (markBytes, var found) = head switch
        {
            [0xEF, 0xBB, 0xBF, ..] => (3, Utf8),
            [0xFF, 0xFE, ..] => (2, Utf16LittleEndian),
            [0xFE, 0xFF, ..] => (2, Utf16BigEndian),
            [0x84, 0x31, 0x95, 0x33, ..] => (4, Gb18030),
            _ => (0, (TableEncoding?)null),
        };
        return found;
    }

    /// <summary>
    /// Writes a text's shadow: one byte per unit, the ASCII character where the unit is one and a neutral byte elsewhere. In
    /// GB 18030 the second byte of a character may be <c>|</c>, which a shadow hides from the search for delimiters.
    /// </summary>
    /// <returns>Length of the shadow.</returns>
    public int Shadow(ReadOnlySpan<byte> text, Span<byte> shadow)
    {
        switch (form)
        {
            case Form.Utf16LittleEndian:
            case Form.Utf16BigEndian:
                var low = form == Form.Utf16LittleEndian ? 0 : 1;
                for (var i = 0; i + 1 < text.Length; i += 2)
                {
                    shadow[i >> 1] = text[i + 1 - low] == 0 && text[i + low] < 0x80 ? text[i + low] : NotAscii;
                }

                return text.Length >> 1;
            case Form.DoubleByte:
            case Form.Gb18030:
                ShadowMultiByte(text, shadow);
                return text.Length;
            default:
                text.CopyTo(shadow);
                return text.Length;
        }
    }

    /// <summary>
    /// Turns text into UTF-8. False when it holds bytes that are no character in this set; they are then U+FFFD in the result.
    /// </summary>
    public bool ToUtf8(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> utf8)
    {
        var faults = new CountingFallback();
        var decoder = CodePagesEncodingProvider.Instance.GetEncoding(codePage, EncoderFallback.ReplacementFallback, faults)?.GetDecoder()
            ?? Encoding.GetEncoding(codePage, EncoderFallback.ReplacementFallback, faults).GetDecoder();
        var chars = ArrayPool<char>.Shared.Rent(32 * 1024);
        try
        {
            // A surrogate pair must not be parted between two blocks, so the encoder keeps its state too.
            var encoder = Encoding.UTF8.GetEncoder();
            bool completed;
            do
            {
                decoder.Convert(text, chars, flush: true, out var bytesUsed, out var charsUsed, out completed);
                text = text[bytesUsed..];
                var decoded = chars.AsSpan(0, charsUsed);
                var span = utf8.GetSpan((charsUsed * 3) + 4);
                encoder.Convert(decoded, span, completed, out _, out var written, out _);
                utf8.Advance(written);
            }
            while (!completed);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars);
        }

        return faults.Count == 0;
    }

    /// <summary>A strict decoder, that throws <see cref="DecoderFallbackException"/>.</summary>
    public Decoder StrictDecoder() =>
        (CodePagesEncodingProvider.Instance.GetEncoding(codePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
            ?? Encoding.GetEncoding(codePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)).GetDecoder();

    private void ShadowMultiByte(ReadOnlySpan<byte> text, Span<byte> shadow)
    {
        var at = 0;
        while (at < text.Length)
        {
            var ascii = text[at..].IndexOfAnyInRange((byte)0x80, (byte)0xFF);
            if (ascii < 0)
            {
                text[at..].CopyTo(shadow[at..]);
                return;
            }

            text.Slice(at, ascii).CopyTo(shadow[at..]);
            at += ascii;
            var length = CharacterLength(text[at..]);
            shadow.Slice(at, length).Fill(NotAscii);
            at += length;
        }
    }

    private int CharacterLength(ReadOnlySpan<byte> text)
    {
        // 0x80 and 0xFF lead nothing. A lead byte before a line end, comma or quote is a damaged character: it does not take the next byte along.
        if (text[0] is 0x80 or 0xFF || text.Length == 1 || text[1] < 0x30)
        {
            return 1;
        }

        if (form == Form.Gb18030 && text[1] <= 0x39)
        {
            return text.Length >= 4 && text[2] >= 0x80 && text[3] is >= 0x30 and <= 0x39 ? 4 : text.Length < 4 ? text.Length : 1;
        }

        return text[1] is >= 0x40 and not 0x7F and not 0xFF ? 2 : 1;
    }

    private sealed class CountingFallback : DecoderFallback
    {
        public int Count { get; set; }

        public override int MaxCharCount => 1;

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer(this);

        private sealed class Buffer(CountingFallback owner) : DecoderFallbackBuffer
        {
            private bool pending;

            public override int Remaining => pending ? 1 : 0;

            public override bool Fallback(byte[] bytesUnknown, int index)
            {
                owner.Count++;
                pending = true;
                return true;
            }

            public override char GetNextChar()
            {
                if (!pending)
                {
                    return '\0';
                }

                pending = false;
                return '\uFFFD';
            }

            public override bool MovePrevious() => false;
        }
    }
}
