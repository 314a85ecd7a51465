namespace Suwen.Standards.Hl7v2;

/// <summary>What a part of a stream of HL7 v2 bytes is.</summary>
public enum Hl7PartKind : byte
{
    /// <summary>A message, from MSH to before the next part.</summary>
    Message,

    /// <summary>FHS or BHS.</summary>
    Header,

    /// <summary>BTS.</summary>
    BatchTrailer,

    /// <summary>FTS.</summary>
    FileTrailer,

    /// <summary>Bytes that belong to no message.</summary>
    Foreign,
}

/// <summary>
/// Cuts bytes into messages before they are decoded. Safe in every character set whose bytes below 30 are control characters, GB 18030
/// among them: cuts are made only at line ends and MLLP frame bytes, which never are the second byte of a character.
/// </summary>
public ref struct Hl7Splitter
{
    private readonly ReadOnlySpan<byte> bytes;
    private int at;

    public Hl7Splitter(ReadOnlySpan<byte> bytes)
    {
        this.bytes = bytes;
        Kind = default;
        Start = 0;
        Length = 0;
    }

    public Hl7PartKind Kind { get; private set; }

    /// <summary>First byte of the part.</summary>
    public int Start { get; private set; }

    /// <summary>Bytes of the part, without the line ends and frame bytes after it.</summary>
    public int Length { get; private set; }

    public readonly ReadOnlySpan<byte> Part => bytes.Slice(Start, Length);

    public readonly Hl7Splitter GetEnumerator() => this;

    public readonly Hl7Splitter Current => this;

    /// <summary>Steps to the next part; false at the end.</summary>
    public bool MoveNext()
    {
        at = SkipBetween(bytes, at);
        if (at >= bytes.Length)
        {
            return false;
        }

        Start = at;
        Kind = KindAt(bytes[at..]);
        var end = at;
        do
        {
            end = LineEnd(bytes, at);
            at = SkipBetween(bytes, end);
        }
        while (at < bytes.Length && Kind is Hl7PartKind.Message or Hl7PartKind.Foreign && !Ends(bytes, end, at));

        Length = end - Start;
        return true;
    }

    /// <summary>
    /// Where the last part that may still go on begins, in a block that is not the last of its stream: what is before it can be handed on.
    /// </summary>
    public static int LastStart(ReadOnlySpan<byte> block)
    {
        var end = block.Length;
        while (end > 0)
        {
            var line = block[..end].LastIndexOfAny("\r\n\u000b\u001c"u8) + 1;
            if (line > 0 && KindAt(block[line..]) != Hl7PartKind.Foreign)
            {
                return line;
            }

            end = line - 1;
        }

        return 0;
    }

    /// <summary>True when the bytes begin a message, or the header of a batch or file.</summary>
    public static bool BeginsMessage(ReadOnlySpan<byte> bytes) =>
        KindAt(bytes[SkipBetween(bytes, 0)..]) is Hl7PartKind.Message or Hl7PartKind.Header;

    private static bool Ends(ReadOnlySpan<byte> bytes, int end, int next) =>
        KindAt(bytes[next..]) != Hl7PartKind.Foreign || bytes[end..next].IndexOfAny((byte)0x0B, (byte)0x1C) >= 0;

    private static int LineEnd(ReadOnlySpan<byte> bytes, int at)
    {
        var length = bytes[at..].IndexOfAny("\r\n\u000b\u001c"u8);
        return length < 0 ? bytes.Length : at + length;
    }

    /// <summary>Steps over line ends, MLLP frame bytes, blanks at a line's beginning and byte order marks of files joined together.</summary>
    private static int SkipBetween(ReadOnlySpan<byte> bytes, int at)
    {
        while (at < bytes.Length)
        {
            if (bytes[at] is (byte)'\r' or (byte)'\n' or 0x0B or 0x1C)
            {
                at++;
            }
            else if (bytes[at..].StartsWith<byte>([0xEF, 0xBB, 0xBF]))
            {
                at += 3;
            }
            else
            {
                return at;
            }
        }

        return at;
    }

    private static Hl7PartKind KindAt(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith<byte>([0xEF, 0xBB, 0xBF]))
        {
            line = line[3..];
        }

        if (line.Length < 3 || (line.Length > 3 && (char.IsAsciiLetterOrDigit((char)line[3]) || line[3] >= 0x80)))
        {
            return Hl7PartKind.Foreign;
        }

        return ((line[0] << 16) | (line[1] << 8) | line[2]) switch
        {
            ('M' << 16) | ('S' << 8) | 'H' => Hl7PartKind.Message,
            ('F' << 16) | ('H' << 8) | 'S' => Hl7PartKind.Header,
            ('B' << 16) | ('H' << 8) | 'S' => Hl7PartKind.Header,
            ('B' << 16) | ('T' << 8) | 'S' => Hl7PartKind.BatchTrailer,
            ('F' << 16) | ('T' << 8) | 'S' => Hl7PartKind.FileTrailer,
            _ => Hl7PartKind.Foreign,
        };
    }
}
