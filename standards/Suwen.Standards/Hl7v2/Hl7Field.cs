namespace Suwen.Standards.Hl7v2;

/// <summary>One field, or one repetition of it, with its escapes still in it (see <see cref="Hl7Text"/>).</summary>
public readonly ref struct Hl7Field
{
    private readonly Hl7Delimiters delimiters;

    public Hl7Field(ReadOnlySpan<byte> raw, Hl7Delimiters delimiters)
    {
        Raw = raw;
        this.delimiters = delimiters;
    }

    /// <summary>The bytes between the separators.</summary>
    public ReadOnlySpan<byte> Raw { get; }

    /// <summary>True for a field that says nothing: what the receiver knows is kept (HL7 v2.8 §2.5.3).</summary>
    public bool IsEmpty => Raw.IsEmpty;

    /// <summary>True for <c>""</c>: what the receiver knows is to be deleted (HL7 v2.8 §2.5.3).</summary>
    public bool IsDelete => Raw.Length == 2 && Raw[0] == '"' && Raw[1] == '"';

    /// <summary>True when the field states a value.</summary>
    public bool HasValue => !Raw.IsEmpty && !IsDelete;

    /// <summary>The first repetition.</summary>
    public Hl7Field First => new(Hl7Text.Part(Raw, delimiters.Repetition, 1), delimiters);

    /// <summary>A component of the first repetition, from 1; empty beyond the last.</summary>
    public ReadOnlySpan<byte> Component(int number) => Hl7Text.Part(First.Raw, delimiters.Component, number);

    /// <summary>A subcomponent of a component of the first repetition, both from 1.</summary>
    public ReadOnlySpan<byte> Subcomponent(int component, int subcomponent) =>
        Hl7Text.Part(Component(component), delimiters.Subcomponent, subcomponent);

    /// <summary>The first subcomponent of a component: the value where a later version of the standard made a component of parts.</summary>
    public ReadOnlySpan<byte> Value(int component) => Subcomponent(component, 1);

    /// <summary>The repetitions, in order. A field without a value has none.</summary>
    public Repetitions GetEnumerator() => new(this);

    /// <summary>Enumerates the repetitions of a field.</summary>
    public ref struct Repetitions
    {
        private readonly Hl7Delimiters delimiters;
        private ReadOnlySpan<byte> rest;
        private bool more;

        internal Repetitions(Hl7Field field)
        {
            delimiters = field.delimiters;
            rest = field.Raw;
            more = field.HasValue;
            Current = default;
        }

        public Hl7Field Current { get; private set; }

        public bool MoveNext()
        {
            if (!more)
            {
                return false;
            }

            var end = delimiters.Repetition == 0 ? -1 : rest.IndexOf(delimiters.Repetition);
            Current = new Hl7Field(end < 0 ? rest : rest[..end], delimiters);
            more = end >= 0;
            rest = more ? rest[(end + 1)..] : default;
            return true;
        }
    }
}
