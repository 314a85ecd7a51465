using Suwen.Governance.Quality;

namespace Suwen.Server.Quality;

/// <summary>Numbers of a check.</summary>
/// <param name="Source">Name of the source; null for all together.</param>
/// <param name="Status">passed, failed, not-applicable or error.</param>
/// <param name="Violated">Rows that violate.</param>
/// <param name="Considered">Rows looked at.</param>
/// <param name="Percent">Percent of them that violate.</param>
/// <param name="Threshold">Percent up to which the check passes.</param>
internal sealed record TallyAnswer(string? Source, string Status, long Violated, long Considered, double Percent, double Threshold);

/// <summary>A check with its newest result.</summary>
/// <param name="Id">Stable name.</param>
/// <param name="Type">Kind of check.</param>
/// <param name="TitleZh">What is wrong, in Chinese.</param>
/// <param name="TitleEn">What is wrong, in English.</param>
/// <param name="Category">conformance, completeness or plausibility.</param>
/// <param name="Subcategory">Part of the category.</param>
/// <param name="Context">verification or validation.</param>
/// <param name="Severity">notice, warning or error.</param>
/// <param name="Table">Table judged.</param>
/// <param name="Field">Its column.</param>
/// <param name="IsSite">True for a rule of the site.</param>
/// <param name="Overall">All sources together; null while it has not been run.</param>
/// <param name="BySource">Each source that has rows to look at.</param>
/// <param name="Explanation">Why it is not applicable or failed to run.</param>
internal sealed record CheckAnswer(string Id, string Type, string TitleZh, string TitleEn, string Category, string Subcategory, string Context, string Severity, string Table, string? Field, bool IsSite, TallyAnswer? Overall, IReadOnlyList<TallyAnswer> BySource, string? Explanation);

/// <summary>Puts checks and results into the words of the API.</summary>
internal static class QualityAnswers
{
    public static CheckAnswer Of(CheckResult result) => Of(result.Check, Of(result.Overall), [.. result.BySource.Select(Of)], result.Explanation);

    public static CheckAnswer Of(QualityCheck check, TallyAnswer? overall, IReadOnlyList<TallyAnswer> bySource, string? explanation) => new(
        check.Id, check.Type, check.TitleZh, check.TitleEn, Lower(check.Category), check.Subcategory, Lower(check.Context), Lower(check.Severity), check.Table, check.Field, check.IsSite, overall, bySource, explanation);

    public static TallyAnswer Of(CheckTally tally) => new(tally.Source, QualityStore.NameOf(tally.Status), tally.Violated, tally.Considered, tally.Percent, tally.Threshold);

    public static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
