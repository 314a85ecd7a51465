using Suwen.Analysis.Survival;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.DrugSafety;

/// <summary><c>ic</c>: the information component.</summary>
internal sealed class InformationSignals : IOperator
{
    internal static OperatorParameter<string> Method { get; } =
        Parameter.Choice("method", ["shrinkage", "bcpnn"], "shrinkage", "shrinkage:Norén 收缩估计;bcpnn:Bate 1998", "shrinkage: Norén's estimate with gamma limits; bcpnn: Bate 1998 with limits of two standard deviations");

    public OperatorDescription Description { get; } = new(
        "ic", "drug-safety", new Words("信息成分(IC,BCPNN)", "Information component (BCPNN)"),
        new Words("药品–不良事件的 IC;IC025 大于 0 为信号。", "Base-2 logarithm of observed to expected reports, shrunk; a signal where IC025 is above 0."),
        [.. SignalInput.Parameters.Where(static p => p != SignalInput.Yates), Method],
        [new OperatorOutput("result", new Words("每对报告过的药品与事件一行", "A row per pair of drug and event that was reported"), "drug, event, n, n_drug, n_event, n_total, expected: within strata, estimate: IC, conf_low: IC025, conf_high: IC975, signal")])
    {
        Aliases = ["bcpnn", "information-component"],
        References = SignalInput.References,
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var counts = await SignalInput.ReadAsync(call, cancellationToken);
        var table = new ResultTable(
            "result", ("drug", ColumnType.Text), ("event", ColumnType.Text), ("n", ColumnType.Double), ("n_drug", ColumnType.Double), ("n_event", ColumnType.Double), ("n_total", ColumnType.Double), ("expected", ColumnType.Double),
            ("estimate", ColumnType.Double), ("conf_low", ColumnType.Double), ("conf_high", ColumnType.Double), ("signal", ColumnType.Boolean));
        var (signals, total) = (0, counts.Total);
        var isNeural = call.Get(Method) == "bcpnn";
        if (isNeural && counts.OfStratum.Length > 1)
        {
            throw OperatorException.BadParameters("method=bcpnn does not allow for strata.", "Use method=shrinkage with strata.");
        }

        foreach (var pair in counts.Pairs)
        {
            double ofDrug = ReportedPair.Sum(counts.OfDrug[pair.Drug]), ofEvent = ReportedPair.Sum(counts.OfEvent[pair.Event]), expected = counts.Expected(pair.Drug, pair.Event);
            var ic = isNeural ? InformationComponent.Neural(pair.Count, ofDrug, ofEvent, total) : InformationComponent.Shrunk(pair.Count, expected, call.Get(Parameter.Confidence));
            signals += SignalRules.Ic(ic) ? 1 : 0;
            table.Add(counts.Drugs[pair.Drug], counts.Events[pair.Event], pair.Count, ofDrug, ofEvent, total, expected, ic.Estimate, ic.Low, ic.High, SignalRules.Ic(ic));
        }

        await call.WriteAsync(table, cancellationToken);
        call.Sentence(
            $"在 {Tails.Short(total)} 份报告的 {counts.Pairs.Count} 对药品与事件中,IC025 大于 0 者 {signals} 对。",
            $"Of {counts.Pairs.Count} pairs of drug and event in {Tails.Short(total)} reports, {signals} had an IC025 above 0.");
    }
}
