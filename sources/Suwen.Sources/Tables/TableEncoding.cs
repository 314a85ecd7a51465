using System.Buffers;
using Suwen.Standards.Text;

namespace Suwen.Sources.Tables;

/// <summary>
/// A character set that a table may be in. Rows of a table are found in its bytes as they are, so that it can be cut and landed
/// unchanged; only parsing turns them into UTF-8.
/// </summary>
internal sealed class TableEncoding
{
    // Stands in a shadow for everything that is no ASCII character: no delimiter, quote or line end has this value.
    private const byte NotAscii = 0xFF;

    private readonly CharacterSet set;
    private readonly Form form;

    private TableEncoding(CharacterSet set)
    {
        this.set = set;
        form = set.Name switch
        {
            "GB18030" => Form.Gb18030,
            "BIG-5" => Form.DoubleByte,
            "UTF-16LE" => Form.Utf16LittleEndian,
            "UTF-16BE" => Form.Utf16BigEndian,
            _ => Form.AsciiSuperset,
        };
    }

    private enum Form : byte
    {
        AsciiSuperset,
        DoubleByte,
        Gb18030,
        Utf16LittleEndian,
        Utf16BigEndian,
    }

    public static TableEncoding Utf8 { get; } = new(CharacterSets.Utf8);

    /// <summary>Names that may be stated, for messages.</summary>
    public const string KnownNames = "utf-8, gb18030 (gbk, gb2312), big5, utf-16le, utf-16be, iso-8859-1 to iso-8859-15";

    public string Name => set.Name;

    /// <summary>Bytes of the text for each byte of its shadow.</summary>
    public int UnitBytes => form >= Form.Utf16LittleEndian ? 2 : 1;

    /// <summary>True when ASCII bytes mean ASCII wherever they stand, so that the text is its own shadow.</summary>
    public bool IsItsOwnShadow => form == Form.AsciiSuperset;

    public bool IsUtf8 => set.IsUtf8;

    public static TableEncoding Of(CharacterSet set) => set.IsUtf8 ? Utf8 : new TableEncoding(set);

    public static TableEncoding? Find(string name) => CharacterSets.TryFind(name, out var set) ? Of(set!) : null;

    /// <summary>The character set that a byte order mark at the start names, and the mark's length.</summary>
    public static TableEncoding? FromByteOrderMark(ReadOnlySpan<byte> head, out int markBytes) =>
        CharacterSets.FromByteOrderMark(head, out markBytes) is { } marked ? Of(marked) : null;

    public bool IsValid(ReadOnlySpan<byte> text) => set.IsValid(text);

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
    /// Turns text into UTF-8. False when it holds bytes that are no character in this set; in the lines that hold them all but
    /// ASCII is then U+FFFD.
    /// </summary>
    public bool ToUtf8(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> utf8)
    {
        if (TryWrite(text, utf8))
        {
            return true;
        }

        // Only the damaged lines are to be set aside, so each line is tried by itself.
        var buffer = ArrayPool<byte>.Shared.Rent(text.Length);
        var shadow = buffer.AsSpan(0, Shadow(text, buffer));
        var unit = UnitBytes;
        while (!shadow.IsEmpty)
        {
            var end = shadow.IndexOf((byte)'\n') + 1;
            end = end == 0 ? shadow.Length : end;
            if (!TryWrite(text[..(end * unit)], utf8))
            {
                WriteDamaged(shadow[..end], utf8);
            }

            shadow = shadow[end..];
            text = text[(end * unit)..];
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return false;
    }

    private static void WriteDamaged(ReadOnlySpan<byte> shadow, ArrayBufferWriter<byte> utf8)
    {
        foreach (var value in shadow)
        {
            utf8.Write(value == NotAscii || value >= 0x80 ? "\uFFFD"u8 : [value]);
        }
    }

    private bool TryWrite(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> utf8)
    {
        if (!set.TryTranscode(text, utf8.GetSpan(set.MaxUtf8Length(text.Length)), out var written))
        {
            return false;
        }

        utf8.Advance(written);
        return true;
    }

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
            while (at < text.Length && text[at] >= 0x80)
            {
                var length = CharacterLength(text[at..]);
                shadow.Slice(at, length).Fill(NotAscii);
                at += length;
            }
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
            return text.Length < 4 ? text.Length : text[2] >= 0x80 && text[3] is >= 0x30 and <= 0x39 ? 4 : 1;
        }

        return text[1] is >= 0x40 and not 0x7F and not 0xFF ? 2 : 1;
    }
}
