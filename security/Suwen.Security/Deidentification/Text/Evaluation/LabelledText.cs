namespace Suwen.Security.Deidentification;

/// <summary>How the places of a labelled file count.</summary>
public enum OffsetUnit
{
    /// <summary>Unicode code points, as Python counts.</summary>
    CodePoint,

    /// <summary>UTF-16 units, as Java, JavaScript and C# count.</summary>
    Utf16,

    /// <summary>Bytes of UTF-8.</summary>
    Utf8,
}

/// <summary>An identifier that somebody marked.</summary>
/// <param name="Start">First UTF-16 unit.</param>
/// <param name="Length">Number of units.</param>
/// <param name="Label">The file's own name of the kind.</param>
/// <param name="Kind">Ours, where the name is known.</param>
public readonly record struct LabelledSpan(int Start, int Length, string Label, IdentifierKind? Kind);

/// <summary>A text with the identifiers that were marked in it.</summary>
/// <param name="Name">What to call it in a report: file and line, or file.</param>
/// <param name="Text">The text.</param>
/// <param name="Spans">The marks, inside the text.</param>
public sealed record LabelledText(string Name, string Text, IReadOnlyList<LabelledSpan> Spans);

/// <summary>A place in a labelled file that could not be read.</summary>
/// <param name="Place">File and line.</param>
/// <param name="What">What is wrong; holds nothing of the text.</param>
public sealed record LabelledFault(string Place, string What);
