using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Suwen.Standards.Csv;

/// <summary>
/// Reads rows of delimited text (RFC 4180) in any encoding whose ASCII bytes mean ASCII: quoted fields with doubled quotes,
/// delimiters and line ends inside quotes, CR, LF and CRLF. What RFC 4180 forbids is read as far as it can be and reported as
/// <see cref="Fault"/>, except a quote inside an unquoted field, which is an ordinary character.
/// </summary>
/// <remarks>Spans handed out are valid until the next <see cref="Read"/>.</remarks>
/// <example>
/// <code>
/// var reader = new CsvReader(bytes, (byte)',', CsvReader.DoubleQuote, new CsvFields());
/// while (reader.Read())
/// {
///     Use(reader[0]);
/// }
/// </code>
/// </example>
public ref struct CsvReader
{
    /// <summary>The quote of RFC 4180.</summary>
    public const byte DoubleQuote = (byte)'"';

    /// <summary>No quoting: every byte but the delimiter and line ends is content, as in the vocabulary files of OHDSI Athena.</summary>
    public const byte NoQuote = 0;

    private const int BlockBytes = 64;

    private readonly ReadOnlySpan<byte> text;
    private readonly CsvFields fields;
    private readonly byte delimiter;
    private readonly byte quote;
    private readonly bool isWhole;
    private int blockStart = int.MinValue / 2;
    private ulong blockMask;

    /// <param name="text">The text, beginning at the start of a row.</param>
    /// <param name="delimiter">Byte between fields.</param>
    /// <param name="quote"><see cref="DoubleQuote"/>, another quote byte, or <see cref="NoQuote"/>.</param>
    /// <param name="fields">Buffers to use.</param>
    /// <param name="isWhole">False when more text may follow: a row without its end is then not read, and <see cref="Position"/> stays before it.</param>
    public CsvReader(ReadOnlySpan<byte> text, byte delimiter, byte quote, CsvFields fields, bool isWhole = true)
    {
        this.text = text;
        this.delimiter = delimiter;
        this.quote = quote;
        this.fields = fields;
        this.isWhole = isWhole;
    }

    /// <summary>Offset of the row read last.</summary>
    public int RowStart { get; private set; }

    /// <summary>Offset where the row read last ends, before its line end.</summary>
    public int RowEnd { get; private set; }

    /// <summary>Offset of the row that would be read next.</summary>
    public int Position { get; private set; }

    /// <summary>What is wrong with the form of the row read last.</summary>
    public CsvFault Fault { get; private set; }

    /// <summary>Zero-based field at which <see cref="Fault"/> was found.</summary>
    public int FaultField { get; private set; }

    public readonly int FieldCount => fields.Count;

    /// <summary>The bytes of the row read last, without its line end.</summary>
    public readonly ReadOnlySpan<byte> Row => text[RowStart..RowEnd];

    /// <summary>Content of a field: without its quotes, doubled quotes made one.</summary>
    public readonly ReadOnlySpan<byte> this[int field] => fields.Field(text, field);

    /// <summary>True when the field was quoted, so that an empty or <c>NA</c> content is meant as text.</summary>
    public readonly bool IsQuoted(int field) => fields.IsQuoted(field);

    /// <summary>True when no field holds anything: an empty line, or the delimiters that spreadsheets write for empty rows.</summary>
    public readonly bool IsBlank
    {
        get
        {
            for (var i = 0; i < fields.Count; i++)
            {
                if (fields.IsQuoted(i) || !fields.Field(text, i).IsEmpty)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>Reads the next row. False at the end of the text, or before a row that is not whole while more may follow.</summary>
    public bool Read()
    {
        fields.Clear();
        Fault = CsvFault.None;
        RowStart = Position;
        var at = Position;
        if (at >= text.Length)
        {
            return false;
        }

        while (true)
        {
            if (at < text.Length && text[at] == quote && quote != NoQuote)
            {
                if (!ReadQuoted(ref at))
                {
                    return isWhole && EndUnterminated(at);
                }
            }
            else
            {
                var start = at;
                at = NextSpecial(at);
                if (!fields.Add(start, at - start))
                {
                    Report(CsvFault.TooManyFields);
                }
            }

            if (at >= text.Length)
            {
                if (!isWhole)
                {
                    return false;
                }

                RowEnd = Position = text.Length;
                return true;
            }

            var found = text[at];
            if (found != delimiter)
            {
                return EndRow(at, found);
            }

            at++;
        }
    }

    private bool EndRow(int at, byte found)
    {
        var next = at + 1;
        if (found == '\r')
        {
            if (next == text.Length && !isWhole)
            {
                // Whether an LF belongs to this CR is not known yet.
                return false;
            }

            if (next < text.Length && text[next] == '\n')
            {
                next++;
            }
        }

        RowEnd = at;
        Position = next;
        return true;
    }

    /// <summary>Reads a quoted field; false when it is not closed, or may not be closed yet.</summary>
    private bool ReadQuoted(ref int at)
    {
        var start = at + 1;
        var from = start;
        var isEscaped = false;
        while (true)
        {
            var found = text[from..].IndexOf(quote);
            if (found < 0)
            {
                return false;
            }

            from += found + 1;
            if (from == text.Length)
            {
                if (!isWhole)
                {
                    return false;
                }

                break;
            }

            if (text[from] != quote)
            {
                break;
            }

            isEscaped = true;
            from++;
        }

        var content = text[start..(from - 1)];
        var added = isEscaped ? fields.AddEscaped(content, quote) : fields.AddQuoted(start, content.Length);
        if (!added)
        {
            Report(CsvFault.TooManyFields);
        }

        at = from;
        if (at < text.Length && text[at] != delimiter && text[at] is not ((byte)'\r' or (byte)'\n'))
        {
            Report(CsvFault.TextAfterQuote);
            at = NextSpecial(at);
        }

        return true;
    }

    /// <summary>
    /// Ends a row whose quote is never closed with the line of that quote, so that it swallows no others. This happens once in a text: no run of
    /// quotes behind it has an odd length, or it would have closed the field, and a run of even length opens nothing.
    /// </summary>
    private bool EndUnterminated(int open)
    {
        Report(CsvFault.UnterminatedQuote);
        var line = text[open..].IndexOfAny((byte)'\r', (byte)'\n');
        if (line < 0)
        {
            RowEnd = Position = text.Length;
            return true;
        }

        return EndRow(open + line, text[open + line]);
    }

    private void Report(CsvFault fault)
    {
        if (Fault == CsvFault.None || fault == CsvFault.UnterminatedQuote)
        {
            Fault = fault;
            FaultField = fault == CsvFault.TextAfterQuote ? fields.Count - 1 : fields.Count;
        }
    }

    /// <summary>Offset of the next delimiter, CR or LF at or after an offset; the text's length when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int NextSpecial(int from)
    {
        var offset = from - blockStart;
        if ((uint)offset < BlockBytes)
        {
            var mask = blockMask & (ulong.MaxValue << offset);
            if (mask != 0)
            {
                return blockStart + BitOperations.TrailingZeroCount(mask);
            }

            from = blockStart + BlockBytes;
        }

        return NextSpecialInBlocks(from);
    }

    private int NextSpecialInBlocks(int from)
    {
        while (from < text.Length)
        {
            var mask = MaskAt(from);
            if (mask != 0)
            {
                blockStart = from;
                blockMask = mask;
                return from + BitOperations.TrailingZeroCount(mask);
            }

            from += BlockBytes;
        }

        return text.Length;
    }

    private readonly ulong MaskAt(int from)
    {
        if (text.Length - from >= BlockBytes)
        {
            ref var first = ref Unsafe.Add(ref MemoryMarshal.GetReference(text), from);
            return Mask(ref first);
        }

        // The rest is shorter than a block: a zeroed copy holds no special byte behind it, since none of them is zero.
        Span<byte> padded = stackalloc byte[BlockBytes];
        padded.Clear();
        text[from..].CopyTo(padded);
        return Mask(ref padded[0]);
    }

    private readonly ulong Mask(ref byte first)
    {
        var low = Vector256.LoadUnsafe(ref first);
        var high = Vector256.LoadUnsafe(ref first, 32);
        var delimiters = Vector256.Create(delimiter);
        var returns = Vector256.Create((byte)'\r');
        var feeds = Vector256.Create((byte)'\n');
        var lowHit = Vector256.Equals(low, delimiters) | Vector256.Equals(low, returns) | Vector256.Equals(low, feeds);
        var highHit = Vector256.Equals(high, delimiters) | Vector256.Equals(high, returns) | Vector256.Equals(high, feeds);
        return lowHit.ExtractMostSignificantBits() | ((ulong)highHit.ExtractMostSignificantBits() << 32);
    }
}
