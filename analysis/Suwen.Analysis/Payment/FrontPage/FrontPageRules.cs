using System.Collections.Concurrent;
using System.Globalization;

namespace Suwen.Analysis.Payment.FrontPage;

/// <summary>A condition on codes, sex and age that a page must not fulfil (codes.csv). Empty parts hold always; all of the others must hold.</summary>
internal sealed record CodeRule(
    string Name, string Kind, FrontPageSeverity Severity, CodeSet Main, CodeSet Any, CodeSet With, CodeSet Without, CodeSet Procedure, CodeSet WithoutProcedure, int? Sex, int? AgeFrom, int? AgeBelow, Words Title, string Basis);

/// <summary>An operation and the diagnoses for which it is done (operations.csv).</summary>
internal sealed record OperationRule(string Name, CodeSet Procedure, CodeSet Diagnoses, Words Title);

/// <summary>A complication that the record may show and the page does not code (complications.csv).</summary>
internal sealed record ComplicationRule(string Name, string Code, Words Title, CodeSet CodedBy, EvidenceExpression Documented, EvidenceExpression Treated, string Basis);

/// <summary>What the record should show for a diagnosis that is coded (support.csv).</summary>
internal sealed record SupportRule(string Name, CodeSet Codes, Words Title, EvidenceExpression Needs, Words Expected, string Basis);

/// <summary>An item of the score (score.csv).</summary>
internal sealed record ScoreItem(string Part, string Field, double Points, Words Title);

/// <summary>The rules of the folder Content, read once.</summary>
internal static class FrontPageRules
{
    private static readonly WordList WordNames = new();
    private static readonly WordList DrugNames = new();
    private static readonly WordList ExamNames = new();
    private static readonly ConcurrentDictionary<string, int[]> DrugsOf = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, int[]> ExamsOf = new(StringComparer.Ordinal);

    public static IReadOnlyList<CodeRule> Codes { get; } = [.. FrontPageTable.Read("codes.csv").Select(static r => new CodeRule(
        r["rule"], r["kind"], Enum.Parse<FrontPageSeverity>(r["severity"], ignoreCase: true), new CodeSet(r["main"]), new CodeSet(r["any"]), new CodeSet(r["with"]), new CodeSet(r["without"]),
        new CodeSet(r["procedure"]), new CodeSet(r["without_procedure"]), Whole(r["sex"]), Whole(r["age_from"]), Whole(r["age_below"]), new Words(r["zh"], r["en"]), r["basis"]))];

    public static IReadOnlyList<OperationRule> Operations { get; } = [.. FrontPageTable.Read("operations.csv")
        .Select(static r => new OperationRule(r["rule"], new CodeSet(r["procedure"]), new CodeSet(r["diagnoses"]), new Words(r["zh"], r["en"])))];

    public static IReadOnlyList<ComplicationRule> Complications { get; } = [.. FrontPageTable.Read("complications.csv").Select(static r => new ComplicationRule(
        r["rule"], r["code"], new Words(r["name_zh"], r["name_en"]), new CodeSet(r["coded_by"]), Expression(r["documented"]), Expression(r["treated"]), r["basis"]))];

    public static IReadOnlyList<SupportRule> Support { get; } = [.. FrontPageTable.Read("support.csv").Select(static r => new SupportRule(
        r["rule"], new CodeSet(r["codes"]), new Words(r["name_zh"], r["name_en"]), Expression(r["needs"]), new Words(r["expected_zh"], r["expected_en"]), r["basis"]))];

    public static IReadOnlyList<ScoreItem> Score { get; } = [.. FrontPageTable.Read("score.csv")
        .Select(static r => new ScoreItem(r["part"], r["field"], double.Parse(r["points"], CultureInfo.InvariantCulture), new Words(r["zh"], r["en"])))];

    /// <summary>Finds the words of all rules in a text. Stands behind the rules, which name the words.</summary>
    public static FrontPageText Text { get; } = new(WordNames.Words);

    /// <summary>The drugs of rules that a name contains.</summary>
    public static void MatchDrugs(string name, Action<int> found) => Match(name, DrugNames, DrugsOf, found);

    /// <summary>The examinations of rules that a title contains.</summary>
    public static void MatchExams(string title, Action<int> found) => Match(title, ExamNames, ExamsOf, found);

    private static void Match(string name, WordList list, ConcurrentDictionary<string, int[]> known, Action<int> found)
    {
        if (!known.TryGetValue(name, out var matches))
        {
            matches = [.. Enumerable.Range(0, list.Words.Count).Where(i => name.Contains(list.Words[i], StringComparison.OrdinalIgnoreCase))];
            if (known.Count < 20_000)
            {
                known[name] = matches;
            }
        }

        foreach (var match in matches)
        {
            found(match);
        }
    }

    private static EvidenceExpression Expression(string text) => new(text, WordNames, DrugNames, ExamNames);

    private static int? Whole(string text) => text.Length == 0 ? null : int.Parse(text, CultureInfo.InvariantCulture);
}
