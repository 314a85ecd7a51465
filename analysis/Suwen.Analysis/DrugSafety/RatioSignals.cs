using Suwen.Analysis.Survival;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.DrugSafety;

/// <summary>What <c>prr</c> and <c>ror</c> share.</summary>
internal abstract class RatioSignals : IOperator
{
    public abstract OperatorDescription Description { get; }

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var counts = await SignalInput.ReadAsync(call, cancellationToken);
        var z = Tails.TwoSidedQuantile(call.Get(Parameter.Confidence));
        var table = new ResultTable(
            "result", ("drug", ColumnType.Text), ("event", ColumnType.Text), ("n", ColumnType.Double), ("n_drug", ColumnType.Double), ("n_event", ColumnType.Double), ("n_total", ColumnType.Double), ("expected", ColumnType.Double),
            ("estimate", ColumnType.Double), ("std_error", ColumnType.Double), ("conf_low", ColumnType.Double), ("conf_high", ColumnType.Double), ("statistic", ColumnType.Double), ("p_value", ColumnType.Double), ("signal", ColumnType.Boolean));
        var (signals, total, infinite) = (0, counts.Total, 0);
        foreach (var pair in counts.Pairs)
        {
            var measure = Compute(counts, pair, z);
            var chi = FourfoldMeasures.ChiSquared(counts, pair, call.Get(SignalInput.Yates));
            var signal = IsSignal(call, pair.Count, measure, chi);
            signals += signal ? 1 : 0;
            infinite += double.IsFinite(measure.Estimate) ? 0 : 1;
            table.Add(
                counts.Drugs[pair.Drug], counts.Events[pair.Event], pair.Count, ReportedPair.Sum(counts.OfDrug[pair.Drug]), ReportedPair.Sum(counts.OfEvent[pair.Event]), total, counts.Expected(pair.Drug, pair.Event),
                Tails.OrNull(measure.Estimate), Tails.OrNull(measure.StandardError), Tails.OrNull(measure.Low), Tails.OrNull(measure.High), Tails.OrNull(chi), double.IsNaN(chi) ? null : Tails.UpperChiSquared(chi, 1), signal);
        }

        if (infinite > 0)
        {
            call.Note($"{infinite} 对药品与事件的四格表有零格,比值为无穷或不存在,无区间。", $"{infinite} pairs have an empty cell in their fourfold table: the ratio is infinite or does not exist, and has no interval.");
        }

        await call.WriteAsync(table, cancellationToken);
        call.Sentence(
            $"在 {Tails.Short(total)} 份报告的 {counts.Pairs.Count} 对药品与事件中,{Name} 法发现 {signals} 个信号。",
            $"Of {counts.Pairs.Count} pairs of drug and event in {Tails.Short(total)} reports, {signals} were signals of disproportionate reporting by {Name}.");
    }

    protected abstract string Name { get; }

    protected abstract Measure Compute(ReportCounts counts, ReportedPair pair, double z);

    protected abstract bool IsSignal(OperatorCall call, double count, Measure measure, double chiSquared);

    protected static OperatorOutput Output(string estimate) => new(
        "result", new Words("每对报告过的药品与事件一行", "A row per pair of drug and event that was reported"),
        $"drug, event, n, n_drug, n_event, n_total, expected, estimate: {estimate}, std_error: of its logarithm, conf_low, conf_high, statistic: chi-squared with Yates' correction, p_value, signal");
}

/// <summary><c>prr</c>: the proportional reporting ratio.</summary>
internal sealed class ProportionalReportingRatio : RatioSignals
{
    public override OperatorDescription Description { get; } = new(
        "prr", "drug-safety", new Words("比例报告比(PRR)", "Proportional reporting ratio"),
        new Words("药品–不良事件的 PRR;信号标准:PRR≥2、χ²≥4、报告数≥3(Evans)。", "Share of an event among reports of a drug against its share among all others; a signal where PRR is at least 2, chi-squared at least 4 and reports at least 3 (Evans)."),
        [.. SignalInput.Parameters, SignalInput.MinimumCount], [Output("PRR; Mantel–Haenszel with strata")])
    {
        Aliases = ["proportional-reporting-ratio"],
        References = SignalInput.References,
    };

    protected override string Name => "PRR";

    protected override Measure Compute(ReportCounts counts, ReportedPair pair, double z) => FourfoldMeasures.Prr(counts, pair, z);

    protected override bool IsSignal(OperatorCall call, double count, Measure measure, double chiSquared) => SignalRules.Evans(measure, chiSquared, count, call.Get(SignalInput.MinimumCount));
}

/// <summary><c>ror</c>: the reporting odds ratio.</summary>
internal sealed class ReportingOddsRatio : RatioSignals
{
    public override OperatorDescription Description { get; } = new(
        "ror", "drug-safety", new Words("报告比值比(ROR)", "Reporting odds ratio"),
        new Words("药品–不良事件的 ROR;区间下限大于 1 为信号。", "Odds of an event among reports of a drug against the odds among all others; a signal where the lower limit is above 1."),
        SignalInput.Parameters, [Output("ROR; Mantel–Haenszel with strata")])
    {
        Aliases = ["reporting-odds-ratio"],
        References = SignalInput.References,
    };

    protected override string Name => "ROR";

    protected override Measure Compute(ReportCounts counts, ReportedPair pair, double z) => FourfoldMeasures.Ror(counts, pair, z);

    protected override bool IsSignal(OperatorCall call, double count, Measure measure, double chiSquared) => SignalRules.Ror(measure);
}

/// <summary>When a measure counts as a signal.</summary>
internal static class SignalRules
{
    /// <summary>Evans 2001: PRR at least 2, chi-squared at least 4, three reports or more.</summary>
    public static bool Evans(Measure prr, double chiSquared, double count, double minimum) => prr.Estimate >= 2 && chiSquared >= 4 && count >= minimum;

    /// <summary>van Puijenbroek 2002: lower limit above 1.</summary>
    public static bool Ror(Measure ror) => ror.Low > 1;

    /// <summary>Bate 1998: IC025 above 0.</summary>
    public static bool Ic(Measure ic) => ic.Low > 0;

    /// <summary>The rule of the FDA's data mining (Szarfman 2002): EB05 at least 2.</summary>
    public static bool Ebgm(double eb05) => eb05 >= 2;
}
