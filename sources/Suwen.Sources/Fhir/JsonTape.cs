using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Suwen.Sources.Fhir;

internal enum JsonKind : byte
{
    None,
    Object,
    Array,
    Name,
    String,
    Number,
    True,
    False,
    Null,
}

/// <summary>
/// One JSON value read in one pass into a flat list of tokens, each with its place in the bytes and the token after its end. Nothing is
/// copied and, once the buffers have grown, nothing is allocated; skipping a value is one addition. The whole grammar of RFC 8259 is
/// checked on the way, and that names are unique within an object (FHIR R4 2.6.2). After a fault the tokens read before it stay usable.
/// </summary>
internal sealed class JsonTape
{
    /// <summary>Deeper nesting than this is refused: no FHIR resource comes near it, and every reader after this one recurses.</summary>
    public const int MaxDepth = 96;

    /// <summary>More properties than this in one object are refused: telling apart the names of an object costs the square of their number.</summary>
    public const int MaxProperties = 256;

    // A tape grown for an exceptional entry is not kept for the ordinary ones after it.
    private const int KeptTokens = 1 << 20;

    private readonly Frame[] frames = new Frame[MaxDepth + 1];
    private Token[] tokens = new Token[4096];
    private byte[] scratch = new byte[1024];
    private int scratchUsed;
    private int depth;

    /// <summary>The bytes that the tokens point into.</summary>
    public byte[] Text { get; private set; } = [];

    public int Count { get; private set; }

    /// <summary>Where reading stopped: the end of the value, or the fault.</summary>
    public int Position { get; private set; }

    /// <summary>What is wrong, without any of the bytes; null when the value was read.</summary>
    public string? Fault { get; private set; }

    public JsonNode Root => Count == 0 ? default : new JsonNode(this, 0);

    internal ref Token this[int index] => ref tokens[index];

    /// <summary>Reads the value that begins at <paramref name="start"/>; false when there is a fault.</summary>
    public bool Read(byte[] text, int start, int end)
    {
        Text = text;
        Count = 0;
        Fault = null;
        depth = 0;
        scratchUsed = 0;
        if (tokens.Length > KeptTokens && end - start < KeptTokens)
        {
            tokens = new Token[4096];
        }

        Position = ReadAll(SkipSpace(text, start, end), end);
        CloseOpen();
        return Fault is null;
    }

    /// <summary>Forgets the bytes, so that a pooled tape does not keep a payload alive.</summary>
    public void Release()
    {
        Text = [];
        Count = 0;
        if (scratch.Length > KeptTokens)
        {
            scratch = new byte[1024];
        }
    }

    /// <summary>Unescaped strings of the record before are overwritten from here on.</summary>
    public void ResetScratch() => scratchUsed = 0;

    /// <summary>First byte at or after <paramref name="at"/> that is not JSON white space.</summary>
    public static int SkipSpace(byte[] text, int at, int end)
    {
        while (at < end && text[at] <= (byte)' ')
        {
            if (Vector128.IsHardwareAccelerated && at + 16 <= end)
            {
                var block = Vector128.LoadUnsafe(ref text[at]);
                var space = Vector128.Equals(block, Vector128.Create((byte)' ')) | Vector128.Equals(block, Vector128.Create((byte)'\n'))
                    | Vector128.Equals(block, Vector128.Create((byte)'\r')) | Vector128.Equals(block, Vector128.Create((byte)'\t'));
                var other = ~space.ExtractMostSignificantBits() & 0xFFFF;
                if (other == 0)
                {
                    at += 16;
                    continue;
                }

                return at + System.Numerics.BitOperations.TrailingZeroCount(other);
            }

            if (text[at] is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
            {
                return at;
            }

            at++;
        }

        return at;
    }

    /// <summary>The text of a string or name: a slice of the bytes, or where it holds escapes a copy without them that is valid until the next record.</summary>
    public ReadOnlySpan<byte> TextOf(int index)
    {
        ref readonly var token = ref tokens[index];
        var raw = new ReadOnlySpan<byte>(Text, token.Start, token.Length);
        if (!token.IsEscaped)
        {
            return raw;
        }

        if (scratch.Length - scratchUsed < raw.Length)
        {
            // Spans handed out before still point at the old buffer, which lives as long as they do.
            scratch = new byte[Math.Max(scratch.Length * 2, raw.Length * 2)];
            scratchUsed = 0;
        }

        var written = JsonEscapes.Unescape(raw, scratch.AsSpan(scratchUsed));
        var result = new ReadOnlySpan<byte>(scratch, scratchUsed, written);
        scratchUsed += written;
        return result;
    }

    /// <summary>Index of the value of a property, or -1. The first of two equal names is found, but reading refuses those.</summary>
    public int Find(int container, ReadOnlySpan<byte> name)
    {
        if (tokens[container].Kind != JsonKind.Object)
        {
            return -1;
        }

        var end = tokens[container].Next;
        for (var at = container + 1; at + 1 < end; at = tokens[at + 1].Next)
        {
            ref readonly var token = ref tokens[at];
            if (token.IsEscaped ? TextOf(at).SequenceEqual(name) : token.Length == name.Length && new ReadOnlySpan<byte>(Text, token.Start, token.Length).SequenceEqual(name))
            {
                return at + 1;
            }
        }

        return -1;
    }

    /// <summary>Path of the place where reading stopped, as <c>Bundle.entry[3].resource.valueQuantity</c> without the type's name.</summary>
    public string FaultPath()
    {
        var path = new System.Text.StringBuilder();
        for (var i = 1; i <= Math.Min(depth, 12); i++)
        {
            ref readonly var frame = ref frames[i];
            if (tokens[frame.Container].Kind == JsonKind.Array)
            {
                path.Append('[').Append(Math.Max(0, frame.Items - 1)).Append(']');
            }
            else if (frame.LastName >= 0)
            {
                path.Append('.').Append(JsonEscapes.SafeName(new ReadOnlySpan<byte>(Text, tokens[frame.LastName].Start, tokens[frame.LastName].Length)));
            }
        }

        return path.ToString();
    }

    private int ReadAll(int at, int end)
    {
        for (; ; )
        {
            at = ReadValue(at, end);
            for (; ; )
            {
                if (Fault is not null || depth == 0)
                {
                    return at;
                }

                at = SkipSpace(Text, at, end);
                if (at >= end)
                {
                    return Fail("The JSON ends before it is complete.", at);
                }

                ref var frame = ref frames[depth];
                var isObject = tokens[frame.Container].Kind == JsonKind.Object;
                var c = Text[at];
                if (c == (isObject ? (byte)'}' : (byte)']'))
                {
                    at = Close(at);
                    continue;
                }

                if (frame.Items > 0)
                {
                    if (c != ',')
                    {
                        return Fail("A comma or the end of the object or array is missing.", at);
                    }

                    at = SkipSpace(Text, at + 1, end);
                }

                frame.Items++;
                if (isObject)
                {
                    at = ReadName(ref frame, at, end);
                    if (Fault is not null)
                    {
                        return at;
                    }
                }

                break;
            }
        }
    }

    private int ReadValue(int at, int end)
    {
        if (at >= end)
        {
            return Fail("The JSON ends before it is complete.", at);
        }

        switch (Text[at])
        {
            case (byte)'"':
                return ReadString(JsonKind.String, at, end);
            case (byte)'{':
                return Open(JsonKind.Object, at);
            case (byte)'[':
                return Open(JsonKind.Array, at);
            case (byte)'t':
                return ReadLiteral("true"u8, JsonKind.True, at, end);
            case (byte)'f':
                return ReadLiteral("false"u8, JsonKind.False, at, end);
            case (byte)'n':
                return ReadLiteral("null"u8, JsonKind.Null, at, end);
            default:
                return ReadNumber(at, end);
        }
    }

    private int ReadName(ref Frame frame, int at, int end)
    {
        if (at >= end || Text[at] != '"')
        {
            return Fail("The name of a property is missing.", at);
        }

        var index = Count;
        var start = at;
        at = ReadString(JsonKind.Name, at, end);
        if (Fault is not null)
        {
            return at;
        }

        frame.LastName = index;
        if (frame.Items > MaxProperties)
        {
            return Fail("An object has more than 256 properties.", start);
        }

        if (IsRepeated(ref frame, index))
        {
            return Fail("A property occurs twice in one object.", start);
        }

        at = SkipSpace(Text, at, end);
        if (at >= end || Text[at] != ':')
        {
            return Fail("A colon is missing after the name of a property.", at);
        }

        return SkipSpace(Text, at + 1, end);
    }

    // One bit per name tells most names apart; only where two names share the bit are they compared. A name written with escapes has no
    // bit of its own: after it every name of the object is compared.
    private bool IsRepeated(ref Frame frame, int index)
    {
        var token = tokens[index];
        var bit = token.IsEscaped ? ulong.MaxValue : 1UL << BitOf(token);
        var isNew = (frame.Names & bit) == 0;
        frame.Names |= bit;
        if (isNew)
        {
            return false;
        }

        var name = TextOf(index);
        for (var at = frame.Container + 1; at < index; at = tokens[at + 1].Next)
        {
            if ((tokens[at].Length == token.Length || tokens[at].IsEscaped || token.IsEscaped) && TextOf(at).SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }

    private int BitOf(in Token token)
    {
        if (token.Length == 0)
        {
            return 0;
        }

        var first = Text[token.Start];
        var last = Text[token.Start + token.Length - 1];
        var middle = Text[token.Start + (token.Length >> 1)];
        return ((token.Length * 7) + (first * 5) + (last * 3) + middle) & 63;
    }

    private int Open(JsonKind kind, int at)
    {
        if (depth == MaxDepth)
        {
            return Fail("The JSON is nested more than 96 levels deep.", at);
        }

        depth++;
        frames[depth] = new Frame { Container = Count, LastName = -1 };
        Add(kind, at, 0, false);
        return at + 1;
    }

    private int Close(int at)
    {
        ref var token = ref tokens[frames[depth].Container];
        token.Length = at + 1 - token.Start;
        token.Next = Count;
        token.IsComplete = true;
        depth--;
        return at + 1;
    }

    // Containers left open by a fault end where the tokens end, so that what is inside them can still be walked.
    private void CloseOpen()
    {
        for (var i = 1; i <= depth; i++)
        {
            ref var token = ref tokens[frames[i].Container];
            token.Length = Position - token.Start;
            token.Next = Count;
            token.IsComplete = false;
        }
    }

    private int ReadString(JsonKind kind, int at, int end)
    {
        var start = at + 1;
        at = start;
        var escaped = false;
        for (; ; )
        {
            at = NextSpecial(Text, at, end);
            if (at >= end)
            {
                return Fail("A string is not ended.", start - 1);
            }

            var c = Text[at];
            if (c == '"')
            {
                Add(kind, start, at - start, escaped);
                return at + 1;
            }

            if (c != '\\')
            {
                return Fail("A string holds a control character that is not escaped.", at);
            }

            escaped = true;
            var length = JsonEscapes.LengthOf(Text.AsSpan(at, end - at));
            if (length == 0)
            {
                return Fail("A string holds an escape that JSON does not know.", at);
            }

            at += length;
        }
    }

    /// <summary>The next quote, backslash or control character.</summary>
    private static int NextSpecial(byte[] text, int at, int end)
    {
        if (Vector128.IsHardwareAccelerated)
        {
            while (at + 16 <= end)
            {
                var block = Vector128.LoadUnsafe(ref text[at]);
                var special = Vector128.Equals(block, Vector128.Create((byte)'"')) | Vector128.Equals(block, Vector128.Create((byte)'\\'))
                    | Vector128.Equals(block & Vector128.Create((byte)0xE0), Vector128<byte>.Zero);
                var bits = special.ExtractMostSignificantBits();
                if (bits != 0)
                {
                    return at + System.Numerics.BitOperations.TrailingZeroCount(bits);
                }

                at += 16;
            }
        }

        while (at < end && text[at] is not ((byte)'"' or (byte)'\\') && text[at] >= 0x20)
        {
            at++;
        }

        return at;
    }

    private int ReadLiteral(ReadOnlySpan<byte> literal, JsonKind kind, int at, int end)
    {
        if (!Text.AsSpan(at, end - at).StartsWith(literal))
        {
            return Fail("A value is none of JSON's kinds.", at);
        }

        Add(kind, at, literal.Length, false);
        return at + literal.Length;
    }

    // RFC 8259 section 6: -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?
    private int ReadNumber(int at, int end)
    {
        var start = at;
        if (Text[at] == '-')
        {
            at++;
        }

        var digits = Digits(at, end);
        if (digits == at || (Text[at] == '0' && digits > at + 1))
        {
            return Fail("A value is none of JSON's kinds.", start);
        }

        at = digits;
        if (at < end && Text[at] == '.')
        {
            digits = Digits(at + 1, end);
            if (digits == at + 1)
            {
                return Fail("A number has no digit after its point.", start);
            }

            at = digits;
        }

        if (at < end && Text[at] is (byte)'e' or (byte)'E')
        {
            at++;
            if (at < end && Text[at] is (byte)'+' or (byte)'-')
            {
                at++;
            }

            digits = Digits(at, end);
            if (digits == at)
            {
                return Fail("A number has no digit in its exponent.", start);
            }

            at = digits;
        }

        Add(JsonKind.Number, start, at - start, false);
        return at;
    }

    private int Digits(int at, int end)
    {
        while (at < end && Text[at] is >= (byte)'0' and <= (byte)'9')
        {
            at++;
        }

        return at;
    }

    private int Fail(string fault, int at)
    {
        Fault = fault;
        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(JsonKind kind, int start, int length, bool escaped)
    {
        if (Count == tokens.Length)
        {
            Array.Resize(ref tokens, tokens.Length * 2);
        }

        tokens[Count] = new Token { Start = start, Length = length, Next = Count + 1, Kind = kind, IsEscaped = escaped, IsComplete = true };
        Count++;
    }

    [DebuggerDisplay("{Kind} {Start}+{Length}")]
    internal struct Token
    {
        /// <summary>First byte; of a string the one after its quote.</summary>
        public int Start;

        /// <summary>Bytes; of a string those between its quotes.</summary>
        public int Length;

        /// <summary>The token after this value.</summary>
        public int Next;

        public JsonKind Kind;

        public bool IsEscaped;

        /// <summary>False for a container that a fault left open.</summary>
        public bool IsComplete;
    }

    private struct Frame
    {
        public int Container;
        public int LastName;
        public int Items;
        public ulong Names;
    }
}
