using Suwen.Storage.Schema;

namespace Suwen.Security.Grading;

/// <summary>
/// The masks of <see cref="Masking"/> on values that are in memory already. Which one a column has is told by the policy's own expression, so that
/// the engine and this cannot disagree about the kind; an expression that is not known hides the value.
/// </summary>
public static class MaskedValue
{
    /// <summary>What a reader sees of a text.</summary>
    /// <param name="column">The column that it is of.</param>
    /// <param name="expression">The policy's mask of the column; null where the reader sees it.</param>
    /// <param name="value">The text.</param>
    public static string? OfText(Column column, string? expression, string? value)
    {
        if (expression is null || value is null)
        {
            return value;
        }

        return KindOf(column, expression) switch
        {
            // A character of SQL is a code point: a rare character is one, though it takes two in .NET.
            MaskKind.Name => Length(value) > 1 ? Start(value, 1) + "*" : "*",
            MaskKind.Number => Length(value) >= 12 ? Start(value, 6) + "************" : "***",
            MaskKind.Phone => Length(value) >= 7 ? Start(value, 3) + "********" : "***",
            MaskKind.Place => Length(value) >= 10 ? Start(value, 6) + "***" : "***",
            null => null,
            _ => "***",
        };
    }

    /// <summary>What a reader sees of a date.</summary>
    /// <param name="column">The column that it is of.</param>
    /// <param name="expression">The policy's mask of the column; null where the reader sees it.</param>
    /// <param name="value">The date.</param>
    public static DateOnly? OfDate(Column column, string? expression, DateOnly? value) =>
        expression is null || value is null ? value
        : KindOf(column, expression) == MaskKind.Year ? new DateOnly(value.Value.Year, 1, 1)
        : null;

    private static MaskKind? KindOf(Column column, string expression)
    {
        foreach (var kind in Enum.GetValues<MaskKind>())
        {
            if (Masking.ExpressionFor(column, kind) == expression)
            {
                return kind;
            }
        }

        return null;
    }

    private static int Length(string value) => value.EnumerateRunes().Count();

    private static string Start(string value, int characters)
    {
        var end = 0;
        foreach (var rune in value.EnumerateRunes())
        {
            if (characters-- == 0)
            {
                break;
            }

            end += rune.Utf16SequenceLength;
        }

        return value[..end];
    }
}
