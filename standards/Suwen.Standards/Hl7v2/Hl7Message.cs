namespace Suwen.Standards.Hl7v2;

/// <summary>Why a message cannot be read.</summary>
public enum Hl7Fault : byte
{
    None,

    /// <summary>The first segment is not MSH.</summary>
    NoHeader,

    /// <summary>MSH-1 or MSH-2 does not state delimiters.</summary>
    Delimiters,

    /// <summary>A line has the shape of a segment without a segment's name.</summary>
    SegmentName,
}

/// <summary>
/// Where the segments and fields of one message begin, found in one pass. Kept and used again from message to message, so that
/// reading a message allocates nothing.
/// </summary>
public sealed class Hl7Index
{
    private int[] fields = new int[512];
    private int[] segments = new int[64];
    private int fieldCount;

    /// <summary>Number of segments.</summary>
    public int SegmentCount { get; private set; }

    /// <summary>Number of the segment at fault, from 1.</summary>
    public int FaultSegment { get; private set; }

    public Hl7Delimiters Delimiters { get; private set; }

    /// <summary>
    /// Indexes a message. A segment ends with CR, LF or CRLF; a line that does not have the shape of a segment belongs to the text of the
    /// segment before it, since senders leave line breaks in text unescaped.
    /// </summary>
    /// <param name="text">The decoded message in UTF-8, from MSH on.</param>
    public Hl7Fault Read(ReadOnlySpan<byte> text)
    {
        SegmentCount = 0;
        fieldCount = 0;
        FaultSegment = 1;
        if (!text.StartsWith("MSH"u8))
        {
            return Hl7Fault.NoHeader;
        }

        if (!Hl7Delimiters.TryRead(text, out var delimiters))
        {
            return Hl7Fault.Delimiters;
        }

        Delimiters = delimiters;
        return ReadSegments(text, delimiters.Field);
    }

    private Hl7Fault ReadSegments(ReadOnlySpan<byte> text, byte separator)
    {
        BeginSegment();
        AddField(0);
        var at = 3;
        while (true)
        {
            var next = text[at..].IndexOfAny(separator, (byte)'\r', (byte)'\n');
            if (next < 0)
            {
                break;
            }

            at += next;
            if (text[at] == separator)
            {
                AddField(++at);
                continue;
            }

            var end = at;
            at = SkipTerminators(text, at);
            if (at == text.Length)
            {
                AddField(end + 1);
                EndSegment();
                return Hl7Fault.None;
            }

            var shape = ShapeAt(text[at..], separator);
            if (shape == Shape.Text)
            {
                continue;
            }

            AddField(end + 1);
            EndSegment();
            BeginSegment();
            AddField(at);
            if (shape == Shape.Nameless)
            {
                FaultSegment = SegmentCount + 1;
                return Hl7Fault.SegmentName;
            }

            at += 3;
        }

        AddField(text.Length + 1);
        EndSegment();
        return Hl7Fault.None;
    }

    private enum Shape : byte
    {
        Segment,
        Text,
        Nameless,
    }

    private static Shape ShapeAt(ReadOnlySpan<byte> line, byte separator)
    {
        if (line.Length < 3)
        {
            return Shape.Text;
        }

        var isName = char.IsAsciiLetterUpper((char)line[0]) && IsNameByte(line[1]) && IsNameByte(line[2]);
        if (line.Length == 3 || line[3] is (byte)'\r' or (byte)'\n')
        {
            return isName ? Shape.Segment : Shape.Text;
        }

        return line[3] != separator ? Shape.Text : isName ? Shape.Segment : Shape.Nameless;
    }

    private static bool IsNameByte(byte value) => char.IsAsciiLetterUpper((char)value) || char.IsAsciiDigit((char)value);

    private static int SkipTerminators(ReadOnlySpan<byte> text, int at)
    {
        var rest = text[at..].IndexOfAnyExcept((byte)'\r', (byte)'\n');
        return rest < 0 ? text.Length : at + rest;
    }

    private void BeginSegment()
    {
        if (SegmentCount + 1 >= segments.Length)
        {
            Array.Resize(ref segments, segments.Length * 2);
        }

        segments[SegmentCount] = fieldCount;
    }

    private void EndSegment()
    {
        SegmentCount++;
        segments[SegmentCount] = fieldCount;
    }

    private void AddField(int start)
    {
        if (fieldCount == fields.Length)
        {
            Array.Resize(ref fields, fields.Length * 2);
        }

        fields[fieldCount++] = start;
    }

    /// <summary>Number of fields of a segment, the name not counted.</summary>
    internal int FieldCount(int segment) => segments[segment + 1] - segments[segment] - 2;

    internal (int Start, int End) Range(int segment, int field)
    {
        var at = segments[segment] + field;
        return (fields[at], fields[at + 1] - 1);
    }

    /// <summary>Gives back what one unusually large message made it grow to.</summary>
    public void Trim()
    {
        if (fields.Length > 1 << 20)
        {
            fields = new int[512];
            segments = new int[64];
        }

        SegmentCount = 0;
        fieldCount = 0;
    }
}

/// <summary>A message: its text in UTF-8 and the index over it. Nothing is copied.</summary>
public readonly ref struct Hl7Message
{
    private readonly ReadOnlySpan<byte> text;
    private readonly Hl7Index index;

    /// <param name="text">The text that <paramref name="index"/> has read.</param>
    /// <param name="index">The index after a <see cref="Hl7Index.Read"/> without fault.</param>
    public Hl7Message(ReadOnlySpan<byte> text, Hl7Index index)
    {
        this.text = text;
        this.index = index;
    }

    public Hl7Delimiters Delimiters => index.Delimiters;

    public int SegmentCount => index.SegmentCount;

    /// <summary>A segment, from 0; segment 0 is MSH.</summary>
    public Hl7Segment this[int segment] => new(text, index, segment);

    /// <summary>Number of the first segment of that name at or after <paramref name="from"/>; -1 when there is none.</summary>
    public int Find(ReadOnlySpan<byte> name, int from = 0)
    {
        for (var i = from; i < index.SegmentCount; i++)
        {
            if (this[i].Is(name))
            {
                return i;
            }
        }

        return -1;
    }
}

/// <summary>One segment of a message.</summary>
public readonly ref struct Hl7Segment
{
    private readonly ReadOnlySpan<byte> text;
    private readonly Hl7Index index;
    private readonly int number;

    internal Hl7Segment(ReadOnlySpan<byte> text, Hl7Index index, int number)
    {
        this.text = text;
        this.index = index;
        this.number = number;
    }

    /// <summary>The three letters of the segment's name; Z segments included.</summary>
    public ReadOnlySpan<byte> Name => text.Slice(index.Range(number, 0).Start, 3);

    /// <summary>Name packed into one number, for a switch: see <see cref="Hl7Segment.Code"/>.</summary>
    public int NameCode => Code(Name);

    public bool Is(ReadOnlySpan<byte> name) => Name.SequenceEqual(name);

    /// <summary>A name of three letters as one number.</summary>
    public static int Code(ReadOnlySpan<byte> name) => (name[0] << 16) | (name[1] << 8) | name[2];

    /// <summary>
    /// A field as the standard numbers it: PID-3 is <c>[3]</c>, MSH-1 the separator itself, MSH-2 the encoding characters.
    /// Fields beyond the segment's end are empty.
    /// </summary>
    public Hl7Field this[int field]
    {
        get
        {
            var isHeader = number == 0;
            if (isHeader && field == 1)
            {
                return new Hl7Field(text.Slice(3, 1), index.Delimiters);
            }

            var at = isHeader ? field - 1 : field;
            if (at < 1 || at > index.FieldCount(number))
            {
                return new Hl7Field(default, index.Delimiters);
            }

            var (start, end) = index.Range(number, at);
            return new Hl7Field(text[start..end], index.Delimiters);
        }
    }
}
