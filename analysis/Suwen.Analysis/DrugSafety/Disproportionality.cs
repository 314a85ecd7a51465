using Suwen.Analysis.Survival;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.DrugSafety;

/// <summary><c>disproportionality</c>: PRR, ROR, IC and EBGM of every reported pair, with the usual rules for signals.</summary>
internal sealed class Disproportionality : IOperator
{
    public OperatorDescription Description { get; } = new(
        "disproportionality", "drug-safety", new Words("不良反应信号检测(PRR、ROR、IC、EBGM)", "Signals of disproportionate reporting (PRR, ROR, IC, EBGM)"),
        new Words("对每对药品与不良事件同时计算四种指标并按通用标准标记信号。", "All four measures for each pair of drug and event, with flags by the usual rules."),
        [.. SignalInput.Parameters, SignalInput.MinimumCount, InformationSignals.Method, BayesSignals.Zeros, BayesSignals.Prior],
        [
            new OperatorOutput(
                "result", new Words("每对报告过的药品与事件一行", "A row per pair of drug and event that was reported"),
                "drug, event, n, n_drug, n_event, n_total, expected, prr, prr_low, prr_high, chi_squared, p_value, ror, ror_low, ror_high, ic, ic025, ic975, ebgm, eb05, eb95, signal_prr: PRR≥2, chi²≥4, n≥3, signal_ror: lower limit>1, signal_ic: IC025>0, signal_ebgm: EB05≥2, signals: how many of the four"),
        ])
    {
        Aliases = ["drug-signals"],
        References = SignalInput.References,
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var counts = await SignalInput.ReadAsync(call, cancellationToken);
        var prior = Prior(call, counts);
        var table = new ResultTable(
            "result", ("drug", ColumnType.Text), ("event", ColumnType.Text), ("n", ColumnType.Double), ("n_drug", ColumnType.Double), ("n_event", ColumnType.Double), ("n_total", ColumnType.Double), ("expected", ColumnType.Double),
            ("prr", ColumnType.Double), ("prr_low", ColumnType.Double), ("prr_high", ColumnType.Double), ("chi_squared", ColumnType.Double), ("p_value", ColumnType.Double),
            ("ror", ColumnType.Double), ("ror_low", ColumnType.Double), ("ror_high", ColumnType.Double), ("ic", ColumnType.Double), ("ic025", ColumnType.Double), ("ic975", ColumnType.Double),
            ("ebgm", ColumnType.Double), ("eb05", ColumnType.Double), ("eb95", ColumnType.Double),
            ("signal_prr", ColumnType.Boolean), ("signal_ror", ColumnType.Boolean), ("signal_ic", ColumnType.Boolean), ("signal_ebgm", ColumnType.Boolean), ("signals", ColumnType.Int64));
        var tally = new int[5];
        foreach (var pair in counts.Pairs)
        {
            Add(call, counts, pair, prior, table, tally);
        }

        await call.WriteAsync(table, cancellationToken);
        call.Sentence(
            $"在 {Tails.Short(counts.Total)} 份报告的 {counts.Pairs.Count} 对药品与事件中,PRR、ROR、IC、EBGM 法分别提示信号 {tally[0]}、{tally[1]}、{tally[2]}、{tally[3]} 个,四法一致者 {tally[4]} 个。",
            $"Of {counts.Pairs.Count} pairs of drug and event in {Tails.Short(counts.Total)} reports, {tally[0]} were signals by PRR, {tally[1]} by ROR, {tally[2]} by IC and {tally[3]} by EBGM; {tally[4]} by all four.");
    }

    private static void Add(OperatorCall call, ReportCounts counts, ReportedPair pair, GammaMixture? prior, ResultTable table, int[] tally)
    {
        var confidence = call.Get(Parameter.Confidence);
        var z = Tails.TwoSidedQuantile(confidence);
        var (n, total, expected) = (pair.Count, counts.Total, counts.Expected(pair.Drug, pair.Event));
        double ofDrug = ReportedPair.Sum(counts.OfDrug[pair.Drug]), ofEvent = ReportedPair.Sum(counts.OfEvent[pair.Event]);
        var prr = FourfoldMeasures.Prr(counts, pair, z);
        var ror = FourfoldMeasures.Ror(counts, pair, z);
        var chi = FourfoldMeasures.ChiSquared(counts, pair, call.Get(SignalInput.Yates));
        var ic = call.Get(InformationSignals.Method) == "bcpnn" ? InformationComponent.Neural(n, ofDrug, ofEvent, total) : InformationComponent.Shrunk(n, expected, confidence);
        var posterior = prior?.After(n, expected);
        var eb05 = posterior?.Quantile(0.05);
        bool[] flags = [SignalRules.Evans(prr, chi, n, call.Get(SignalInput.MinimumCount)), SignalRules.Ror(ror), SignalRules.Ic(ic), eb05 is { } low && SignalRules.Ebgm(low)];
        var signals = 0;
        for (var i = 0; i < flags.Length; i++)
        {
            signals += flags[i] ? 1 : 0;
            tally[i] += flags[i] ? 1 : 0;
        }

        tally[4] += signals == 4 ? 1 : 0;
        table.Add(
            counts.Drugs[pair.Drug], counts.Events[pair.Event], n, ofDrug, ofEvent, total, expected,
            Tails.OrNull(prr.Estimate), Tails.OrNull(prr.Low), Tails.OrNull(prr.High), Tails.OrNull(chi), double.IsNaN(chi) ? null : Tails.UpperChiSquared(chi, 1),
            Tails.OrNull(ror.Estimate), Tails.OrNull(ror.Low), Tails.OrNull(ror.High), ic.Estimate, ic.Low, ic.High,
            posterior?.GeometricMean(), eb05, posterior?.Quantile(0.95), flags[0], flags[1], flags[2], prior is null ? null : flags[3], signals);
    }

    /// <summary>The prior of EBGM; null, with a note, where it cannot be fitted.</summary>
    private static GammaMixture? Prior(OperatorCall call, ReportCounts counts)
    {
        if (call.Get(InformationSignals.Method) == "bcpnn" && counts.OfStratum.Length > 1)
        {
            throw OperatorException.BadParameters("method=bcpnn does not allow for strata.", "Use method=shrinkage with strata.");
        }

        try
        {
            return BayesSignals.PriorOf(call, counts).Prior;
        }
        catch (OperatorException e) when (e.Fault == OperatorFault.Data)
        {
            call.Note("药品–事件对太少,未计算 EBGM。", $"EBGM was not computed: {e.Message}");
            return null;
        }
    }
}
