namespace Suwen.Security.Deidentification;

/// <summary>Why a span is taken for an identifier.</summary>
public enum IdentifierEvidence : byte
{
    /// <summary>Its form alone, such as a number with a valid check character.</summary>
    Form = 0,

    /// <summary>A label or title beside it, such as 姓名 or Dr.</summary>
    Label = 1,

    /// <summary>The words around it.</summary>
    Context = 2,

    /// <summary>It is a known value of the person whom the text is about.</summary>
    Known = 3,
}

/// <summary>A place in a text that names or helps to name somebody.</summary>
/// <param name="Start">First UTF-16 unit.</param>
/// <param name="Length">Number of UTF-16 units; at least 1.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Evidence">Why it was taken for one.</param>
public readonly record struct IdentifierSpan(int Start, int Length, IdentifierKind Kind, IdentifierEvidence Evidence)
{
    /// <summary>The unit behind the last one.</summary>
    public int End => Start + Length;
}
