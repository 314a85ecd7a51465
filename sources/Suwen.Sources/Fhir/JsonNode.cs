using System.Buffers.Text;

namespace Suwen.Sources.Fhir;

/// <summary>
/// A value on a <see cref="JsonTape"/>; the default node is no value, and everything asked of it is nothing: a path may be followed
/// without a test at every step. A value of a kind that FHIR does not allow in its place reads as absent, too.
/// </summary>
internal readonly struct JsonNode(JsonTape? tape, int index)
{
    public bool Exists => tape is not null;

    public int Index => index;

    public JsonKind Kind => tape is null ? JsonKind.None : tape[index].Kind;

    public bool IsObject => Kind == JsonKind.Object;

    /// <summary>False for a container that a fault left open.</summary>
    public bool IsComplete => tape is not null && tape[index].IsComplete;

    /// <summary>Offset of the value's first byte.</summary>
    public int Start => tape is null ? 0 : tape[index].Start;

    /// <summary>The bytes of the value as they came (of a string those between the quotes).</summary>
    public ReadOnlySpan<byte> Raw => tape is null ? default : new ReadOnlySpan<byte>(tape.Text, tape[index].Start, tape[index].Length);

    /// <summary>The text of a string; empty for every other kind.</summary>
    public ReadOnlySpan<byte> Text => tape is not null && tape[index].Kind == JsonKind.String ? tape.TextOf(index) : default;

    /// <summary>The text of a string, or the digits of a number or the name of a truth value as sent; empty for containers and null.</summary>
    public ReadOnlySpan<byte> Scalar => Kind switch
    {
        JsonKind.String => tape!.TextOf(index),
        JsonKind.Number or JsonKind.True or JsonKind.False => Raw,
        _ => default,
    };

    public bool IsTrue => Kind == JsonKind.True;

    /// <summary>A property of an object.</summary>
    public JsonNode this[ReadOnlySpan<byte> name]
    {
        get
        {
            if (tape is null)
            {
                return default;
            }

            var found = tape.Find(index, name);
            return found < 0 ? default : new JsonNode(tape, found);
        }
    }

    /// <summary>The first item of an array, or the value itself where a sender left the brackets away.</summary>
    public JsonNode First
    {
        get
        {
            if (Kind != JsonKind.Array)
            {
                return this;
            }

            return tape![index].Next > index + 1 ? new JsonNode(tape, index + 1) : default;
        }
    }

    /// <summary>The items of an array; a value that is no array is its own only item.</summary>
    public ItemEnumerator GetEnumerator() => new(tape, index);

    /// <summary>The properties of an object, name after name.</summary>
    public PropertyEnumerator Properties => new(tape, index);

    /// <summary>Another value on the same tape.</summary>
    public JsonNode Sibling(int at) => new(tape, at);

    public bool Is(ReadOnlySpan<byte> text) => Text.SequenceEqual(text);

    /// <summary>A number within the range of a double, also where a sender put it in quotes.</summary>
    public bool TryDouble(out double value)
    {
        var text = Scalar;
        value = 0;
        return !text.IsEmpty && Utf8Parser.TryParse(text, out value, out var used) && used == text.Length && double.IsFinite(value);
    }

    public bool TryInteger(out int value)
    {
        var text = Scalar;
        value = 0;
        return !text.IsEmpty && Utf8Parser.TryParse(text, out value, out var used) && used == text.Length;
    }

    public struct ItemEnumerator
    {
        private readonly JsonTape? tape;
        private readonly int end;
        private int at;
        private int next;

        public ItemEnumerator(JsonTape? tape, int index)
        {
            this.tape = tape;
            if (tape is null)
            {
                return;
            }

            end = tape[index].Next;
            next = tape[index].Kind == JsonKind.Array ? index + 1 : index;
        }

        public readonly JsonNode Current => new(tape, at);

        public bool MoveNext()
        {
            if (tape is null || next >= end)
            {
                return false;
            }

            at = next;
            next = tape[at].Next;
            return true;
        }
    }

    public struct PropertyEnumerator
    {
        private readonly JsonTape? tape;
        private readonly int end;
        private int at;
        private int next;

        public PropertyEnumerator(JsonTape? tape, int index)
        {
            this.tape = tape;
            if (tape is not null && tape[index].Kind == JsonKind.Object)
            {
                end = tape[index].Next;
                next = index + 1;
            }
        }

        public readonly JsonProperty Current => new(tape!, at);

        public readonly PropertyEnumerator GetEnumerator() => this;

        public bool MoveNext()
        {
            if (tape is null || next + 1 >= end)
            {
                return false;
            }

            at = next;
            next = tape[at + 1].Next;
            return true;
        }
    }
}

/// <summary>A property of an object: its name and its value.</summary>
internal readonly struct JsonProperty(JsonTape tape, int index)
{
    public ReadOnlySpan<byte> Name => tape.TextOf(index);

    public JsonNode Value => new(tape, index + 1);
}
