using Suwen.Analysis.Survival;

namespace Suwen.Analysis.DrugSafety;

/// <summary>Parameters and reading that all measures of disproportionality share.</summary>
internal static class SignalInput
{
    public static OperatorParameter<string> Drug { get; } = Parameter.Column("drug", "药品列", "Column of the drug");

    public static OperatorParameter<string> Event { get; } = Parameter.Column("event", "不良事件列", "Column of the adverse event");

    public static OperatorParameter<string?> Count { get; } =
        Parameter.OptionalColumn("count", "每对药品与事件的报告数列;缺省则每行为一份报告", "Column of the number of reports of the pair; without it each row is a report");

    public static OperatorParameter<string?> Case { get; } =
        Parameter.OptionalColumn("case_id", "报告编号列:同一报告可有多行,一切按报告去重计数", "Column of the case: a case may have several rows, and everything counts distinct cases");

    public static OperatorParameter<IReadOnlyList<string>> Strata { get; } =
        Parameter.Columns("strata", false, "分层列(如性别、年龄组)", "Columns whose combinations are strata, such as sex and age group");

    public static OperatorParameter<long> MinimumCount { get; } =
        Parameter.Integer("minimum_count", 3, 1, 1_000_000, "Evans 标准的最少报告数", "Reports that a signal by PRR needs at least (Evans: 3)");

    public static OperatorParameter<bool> Yates { get; } =
        Parameter.Flag("yates", true, "χ² 采用 Yates 连续性校正", "Correct chi-squared for continuity after Yates");

    public static IReadOnlyList<OperatorParameter> Parameters { get; } = [Drug, Event, Count, Case, Strata, Yates, Parameter.Confidence];

    public static IReadOnlyList<string> References { get; } =
    [
        "Evans SJW, Waller PC, Davis S. Pharmacoepidemiol Drug Saf 2001;10:483 (PRR)", "van Puijenbroek EP et al. Pharmacoepidemiol Drug Saf 2002;11:3 (ROR)",
        "Bate A et al. Eur J Clin Pharmacol 1998;54:315; Norén GN, Hopstadius J, Bate A. Stat Methods Med Res 2013;22:57 (IC)", "DuMouchel W. Am Stat 1999;53:177 (EBGM)",
    ];

    /// <summary>Reads counts and checks that there is something to compare with.</summary>
    public static async Task<ReportCounts> ReadAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var (count, cases) = (call.Get(Count), call.Get(Case));
        if (count is not null && cases is not null)
        {
            throw OperatorException.BadParameters("Both count and case_id are set.", "Set count for a table of counts, or case_id for reports.");
        }

        List<(string, FrameKind)> wanted = [(call.Get(Drug), FrameKind.Factor), (call.Get(Event), FrameKind.Factor), .. call.Get(Strata).Select(static s => (s, FrameKind.Factor))];
        wanted.AddRange(count is not null ? [(count, FrameKind.Number)] : cases is not null ? [(cases, FrameKind.Factor)] : []);
        var frame = (await Frame.ReadAsync(call.Input, wanted, cancellationToken)).CompleteCases(call);
        var (drugs, events, strata) = (frame.Factor(call.Get(Drug)), frame.Factor(call.Get(Event)), RowGroups.Of(frame, call.Get(Strata)));
        ReportCounts counts;
        if (cases is not null)
        {
            counts = ReportCounts.OfReports(frame.Factor(cases), drugs, events, strata.Codes, strata.Count);
        }
        else
        {
            var numbers = count is null ? Ones(frame.RowCount) : CheckedCounts(frame, count);
            counts = ReportCounts.OfTable(drugs, events, numbers, strata.Codes, strata.Count);
        }

        Check(counts);
        return counts;
    }

    private static void Check(ReportCounts counts)
    {
        if (counts.Pairs.Count == 0)
        {
            throw OperatorException.BadData("Every count is zero: there are no reports.", "Give a table with reports.");
        }

        var drugs = counts.OfDrug.Count(static d => ReportedPair.Sum(d) > 0);
        var events = counts.OfEvent.Count(static e => ReportedPair.Sum(e) > 0);
        if (drugs < 2 || events < 2)
        {
            throw OperatorException.BadData(
                $"There are reports of {drugs} drugs and {events} events; disproportionality compares a drug with other drugs and an event with other events.", "Give the reports of all drugs, not of one only.");
        }
    }

    private static double[] CheckedCounts(Frame frame, string column)
    {
        var numbers = frame.Numbers(column);
        var bad = Array.FindIndex(numbers, static n => n < 0 || n != Math.Floor(n));
        return bad < 0
            ? numbers
            : throw OperatorException.BadData($"Row {SurvivalTimes.RowNumber(frame, bad)} has a count in the column {column} that is no whole number of at least 0.", "Give numbers of reports.");
    }

    private static double[] Ones(int count)
    {
        var ones = new double[count];
        ones.AsSpan().Fill(1);
        return ones;
    }
}
