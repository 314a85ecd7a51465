namespace Suwen.Standards.Text;

/// <summary>
/// <see cref="CharacterSets.Detect"/> over an input too large to be held at once: fed block after block, it gives the same answer.
/// </summary>
public sealed class CharacterSetProbe
{
    private readonly byte[] carry = new byte[4];
    private readonly Candidate utf8 = new(CharacterSets.Utf8, 3);
    private readonly Candidate gb18030 = new(CharacterSets.Gb18030, 3);
    private CharacterSet? marked;
    private Candidate? markedCandidate;
    private int markLength;
    private int carried;
    private bool begun;

    /// <summary>Feeds the next block.</summary>
    public void Add(ReadOnlySpan<byte> block)
    {
        if (!begun)
        {
            // The first four bytes decide about a byte order mark; blocks may be shorter.
            while (carried < 4 && block.Length > 0)
            {
                carry[carried++] = block[0];
                block = block[1..];
            }

            if (carried < 4)
            {
                return;
            }

            Begin();
        }

        Feed(block);
    }

    /// <summary>The answer after the last block; null when the input is valid in no set.</summary>
    /// <param name="byteOrderMarkLength">Bytes of the byte order mark to step over.</param>
    public CharacterSet? Decide(out int byteOrderMarkLength)
    {
        if (!begun)
        {
            Begin();
        }

        byteOrderMarkLength = markLength;
        if (marked is not null)
        {
            return markedCandidate!.IsValid ? marked : null;
        }

        return utf8.IsValid ? CharacterSets.Utf8 : gb18030.IsValid ? CharacterSets.Gb18030 : null;
    }

    private void Begin()
    {
        begun = true;
        marked = CharacterSets.FromByteOrderMark(carry.AsSpan(0, carried), out markLength);
        markedCandidate = marked is null ? null : new Candidate(marked, 3);
        Feed(carry.AsSpan(markLength, carried - markLength));
    }

    private void Feed(ReadOnlySpan<byte> block)
    {
        if (markedCandidate is not null)
        {
            markedCandidate.Add(block);
            return;
        }

        utf8.Add(block);
        gb18030.Add(block);
    }

    /// <summary>One set, checked block by block; what may be the beginning of a character at a block's end waits for the next.</summary>
    private sealed class Candidate(CharacterSet set, int longest)
    {
        private byte[] pending = [];
        private bool failed;

        public bool IsValid => !failed && set.IsValid(pending);

        public void Add(ReadOnlySpan<byte> block)
        {
            if (failed || block.IsEmpty)
            {
                return;
            }

            ReadOnlySpan<byte> input = pending.Length == 0 ? block : (byte[])[.. pending, .. block];

            // A character left open at the end has at most three bytes here: the input without them must be valid.
            for (var open = 0; open <= Math.Min(longest, input.Length); open++)
            {
                if (set.IsValid(input[..^open]))
                {
                    pending = input[^open..].ToArray();
                    return;
                }
            }

            failed = true;
        }
    }
}
