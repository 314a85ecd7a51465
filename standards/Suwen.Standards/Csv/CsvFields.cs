namespace Suwen.Standards.Csv;

/// <summary>
/// Where the fields of the current row are. One instance serves a <see cref="CsvReader"/> from row to row, and one reader after
/// another, so that reading allocates nothing once it has grown to the widest row.
/// </summary>
public sealed class CsvFields
{
    /// <summary>Fields that one row may have: the column limit of a spreadsheet (16,384), above which a row is no table's row.</summary>
    public const int MaximumCount = 16_384;

    private const int QuotedFlag = int.MinValue;

    // A start below zero is the complement of an offset in the scratch buffer, which holds fields whose doubled quotes were resolved.
    private int[] starts = new int[64];
    private int[] lengths = new int[64];
    private byte[] scratch = new byte[1024];
    private int scratchLength;

    internal int Count { get; private set; }

    internal ReadOnlySpan<byte> Scratch => scratch;

    internal void Clear()
    {
        Count = 0;
        scratchLength = 0;
    }

    internal bool Add(int start, int length)
    {
        var count = Count;
        if ((uint)count >= (uint)starts.Length && !Grow())
        {
            return false;
        }

        starts[count] = start;
        lengths[count] = length;
        Count = count + 1;
        return true;
    }

    internal bool AddQuoted(int start, int length) => Add(start, length | QuotedFlag);

    /// <summary>Adds a quoted field that holds doubled quotes (RFC 4180 §2, rule 7), with each pair made one.</summary>
    internal bool AddEscaped(ReadOnlySpan<byte> content, byte quote)
    {
        if (scratch.Length - scratchLength < content.Length)
        {
            Array.Resize(ref scratch, Math.Max(scratch.Length * 2, scratchLength + content.Length));
        }

        var begin = scratchLength;
        while (true)
        {
            var at = content.IndexOf(quote);
            if (at < 0)
            {
                content.CopyTo(scratch.AsSpan(scratchLength));
                scratchLength += content.Length;
                return AddQuoted(~begin, scratchLength - begin);
            }

            content[..(at + 1)].CopyTo(scratch.AsSpan(scratchLength));
            scratchLength += at + 1;
            content = content[(at + 2)..];
        }
    }

    internal ReadOnlySpan<byte> Field(ReadOnlySpan<byte> text, int index)
    {
        var start = starts[index];
        var length = lengths[index] & ~QuotedFlag;
        return start >= 0 ? text.Slice(start, length) : scratch.AsSpan(~start, length);
    }

    internal bool IsQuoted(int index) => lengths[index] < 0;

    private bool Grow()
    {
        if (starts.Length >= MaximumCount)
        {
            return false;
        }

        Array.Resize(ref starts, starts.Length * 2);
        Array.Resize(ref lengths, lengths.Length * 2);
        return true;
    }
}
