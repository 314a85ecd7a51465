using System.Buffers;
using Suwen.Security.Deidentification;
using Suwen.Security.Grading;
using Suwen.Standards.Identity;

namespace Suwen.Governance.Grading;

/// <summary>Something that tells from a value that it identifies a person.</summary>
/// <param name="Name">Stable name, shown as who proposed.</param>
/// <param name="Level">The level that a column with such values has.</param>
/// <param name="LeastShare">The share of values below which a column is not proposed: a code may look like a number by accident.</param>
/// <param name="Finds">True for a value that identifies.</param>
internal sealed record ValueDetector(string Name, DataLevel Level, double LeastShare, Func<string, bool> Finds);

/// <summary>The detectors that look at sampled values of columns which the rules put at level 3 or below.</summary>
internal static class ValueDetectors
{
    private static readonly SearchValues<char> Streets = SearchValues.Create("路街道巷弄村组号室栋幢");

    public static IReadOnlyList<ValueDetector> All { get; } =
    [
        // Check character and date make an accident one in some hundred thousand (GB 11643), so a single value in a hundred tells.
        new("national-id", DataLevel.Narrow, 0.005, static v => AnyDigitRun(v, 15, 18, static run => NationalId.TryNormalise(run, out _) && run.Length == 18)),
        new("phone", DataLevel.Narrow, 0.05, static v => AnyDigitRun(v, 11, 11, static run => run[0] == '1' && run[1] is >= '3' and <= '9')),
        new("email", DataLevel.Narrow, 0.01, HasEmail),
        new("address", DataLevel.Narrow, 0.05, HasAddress),

        // Words that look like names occur in every text; a column of names has one in most of its values.
        new("person-name", DataLevel.Narrow, 0.4, IsName),
    ];

    [ThreadStatic]
    private static List<IdentifierSpan>? found;

    private static readonly TextDetector Texts = new();

    /// <summary>True for a value that is a person's name, and little else.</summary>
    private static bool IsName(string value)
    {
        if (value.Length > 40)
        {
            return false;
        }

        var spans = found ??= [];
        spans.Clear();
        Texts.Find(value, DetectionContext.None, spans);
        return spans.Exists(s => s.Kind is IdentifierKind.PersonName or IdentifierKind.RelativeName or IdentifierKind.ClinicianName && s.Length * 2 > value.Length);
    }

    /// <summary>True when a run of digits, a final X counted, of the lengths given passes a test.</summary>
    private static bool AnyDigitRun(string value, int least, int most, Func<string, bool> passes)
    {
        for (var at = 0; at < value.Length; at++)
        {
            if (!char.IsAsciiDigit(value[at]))
            {
                continue;
            }

            var end = at + 1;
            while (end < value.Length && char.IsAsciiDigit(value[end]))
            {
                end++;
            }

            if (end - at == 17 && end < value.Length && value[end] is 'X' or 'x')
            {
                end++;
            }

            if (end - at >= least && end - at <= most && passes(value[at..end]))
            {
                return true;
            }

            at = end;
        }

        return false;
    }

    private static bool HasEmail(string value)
    {
        var at = value.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && char.IsAsciiLetterOrDigit(value[at - 1]) && value.IndexOf('.', at + 1) is var dot && dot > at + 1 && dot < value.Length - 2 && char.IsAsciiLetterOrDigit(value[at + 1]);
    }

    /// <summary>A province, city or county, and behind it a street with a number.</summary>
    private static bool HasAddress(string value)
    {
        var region = value.AsSpan().IndexOfAny("省市区县");
        if (region < 1)
        {
            return false;
        }

        var rest = value.AsSpan(region + 1);
        return rest.IndexOfAny(Streets) > 0 && rest.IndexOfAnyInRange('0', '9') > 0;
    }
}
