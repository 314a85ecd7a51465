using Suwen.Analysis.Survival;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.DrugSafety;

/// <summary><c>ebgm</c>: DuMouchel's empirical Bayes geometric mean.</summary>
internal sealed class BayesSignals : IOperator
{
    internal static OperatorParameter<bool> Zeros { get; } =
        Parameter.Flag("zeros", false, "拟合先验时计入未报告过的药品–事件对", "Count pairs that were never reported when the prior is fitted; otherwise the likelihood is that of counts of at least 1");

    internal static OperatorParameter<IReadOnlyList<double>> Prior { get; } =
        Parameter.Numbers("prior", [], 0, 1e9, "给定先验 alpha1,beta1,alpha2,beta2,p,不再拟合", "The prior alpha1,beta1,alpha2,beta2,p instead of a fitted one");

    public OperatorDescription Description { get; } = new(
        "ebgm", "drug-safety", new Words("经验贝叶斯几何均数(EBGM,MGPS)", "Empirical Bayes geometric mean (GPS)"),
        new Words("以两个 gamma 分布的混合为先验收缩相对报告比;EB05≥2 为信号。", "Relative reporting shrunk by a prior of two gamma distributions that is fitted to all pairs; a signal where EB05 is at least 2."),
        [.. SignalInput.Parameters.Where(static p => p != Parameter.Confidence && p != SignalInput.Yates), Zeros, Prior],
        [
            new OperatorOutput("result", new Words("每对报告过的药品与事件一行", "A row per pair of drug and event that was reported"), "drug, event, n, n_drug, n_event, n_total, expected: within strata, rr: n over expected, estimate: EBGM, eb05, eb95: 5th and 95th percentile of the posterior, q: posterior share of the first component, signal"),
            new OperatorOutput("prior", new Words("先验参数,一行", "The prior, one row"), "alpha1, beta1, alpha2, beta2, p, loglik: null where the prior was given, converged"),
        ])
    {
        Aliases = ["mgps", "gps"],
        References = SignalInput.References,
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var counts = await SignalInput.ReadAsync(call, cancellationToken);
        var (prior, logLikelihood, hasConverged) = PriorOf(call, counts);
        var table = new ResultTable(
            "result", ("drug", ColumnType.Text), ("event", ColumnType.Text), ("n", ColumnType.Double), ("n_drug", ColumnType.Double), ("n_event", ColumnType.Double), ("n_total", ColumnType.Double), ("expected", ColumnType.Double),
            ("rr", ColumnType.Double), ("estimate", ColumnType.Double), ("eb05", ColumnType.Double), ("eb95", ColumnType.Double), ("q", ColumnType.Double), ("signal", ColumnType.Boolean));
        var (signals, total) = (0, counts.Total);
        foreach (var pair in counts.Pairs)
        {
            var expected = counts.Expected(pair.Drug, pair.Event);
            var posterior = prior.After(pair.Count, expected);
            var eb05 = posterior.Quantile(0.05);
            signals += SignalRules.Ebgm(eb05) ? 1 : 0;
            table.Add(
                counts.Drugs[pair.Drug], counts.Events[pair.Event], pair.Count, ReportedPair.Sum(counts.OfDrug[pair.Drug]), ReportedPair.Sum(counts.OfEvent[pair.Event]), total, expected, pair.Count / expected,
                posterior.GeometricMean(), eb05, posterior.Quantile(0.95), posterior.Share, SignalRules.Ebgm(eb05));
        }

        await call.WriteAsync(table, cancellationToken);
        var priors = new ResultTable("prior", ("alpha1", ColumnType.Double), ("beta1", ColumnType.Double), ("alpha2", ColumnType.Double), ("beta2", ColumnType.Double), ("p", ColumnType.Double), ("loglik", ColumnType.Double), ("converged", ColumnType.Boolean));
        priors.Add(prior.Shape1, prior.Rate1, prior.Shape2, prior.Rate2, prior.Share, Tails.OrNull(logLikelihood), hasConverged);
        await call.WriteAsync(priors, cancellationToken);
        call.Sentence(
            $"在 {Tails.Short(total)} 份报告的 {counts.Pairs.Count} 对药品与事件中,EB05 不低于 2 者 {signals} 对。",
            $"Of {counts.Pairs.Count} pairs of drug and event in {Tails.Short(total)} reports, {signals} had an EB05 of at least 2.");
    }

    /// <summary>The prior that was given, or the fitted one.</summary>
    internal static (GammaMixture Prior, double LogLikelihood, bool HasConverged) PriorOf(OperatorCall call, ReportCounts counts)
    {
        var given = call.Get(Prior);
        if (given.Count > 0)
        {
            return given.Count == 5 && given.Take(4).All(static v => v > 0) && given[4] <= 1
                ? (new GammaMixture(given[0], given[1], given[2], given[3], given[4]), double.NaN, true)
                : throw OperatorException.BadParameters("The parameter prior must be five numbers: four above 0 and a share from 0 to 1.", "Write prior=alpha1,beta1,alpha2,beta2,p.");
        }

        var (n, expected) = call.Get(Zeros) ? AllPairs(counts) : Reported(counts);
        if (n.Length < 10)
        {
            throw OperatorException.BadData($"There are {n.Length} pairs of drug and event; five parameters of the prior cannot be fitted to them.", "Give the reports of more drugs and events, or set prior.");
        }

        var fitted = GammaMixtureFit.Of(n, expected, !call.Get(Zeros));
        if (!fitted.HasConverged)
        {
            call.Note(
                "先验的极大似然估计未收敛或落在边界,多因药品–事件对太少;EBGM 仅供参考。",
                "The likelihood of the prior has no maximum inside its range (too few pairs, or hardly any spread between them); take EBGM with care or set prior.");
        }

        return fitted;
    }

    private static (double[] Counts, double[] Expected) Reported(ReportCounts counts) =>
        ([.. counts.Pairs.Select(static p => p.Count)], [.. counts.Pairs.Select(p => counts.Expected(p.Drug, p.Event))]);

    private static (double[] Counts, double[] Expected) AllPairs(ReportCounts counts)
    {
        var found = counts.Pairs.ToDictionary(p => ((long)p.Drug * counts.Events.Count) + p.Event, static p => p.Count);
        var n = new List<double>();
        var expected = new List<double>();
        for (var drug = 0; drug < counts.Drugs.Count; drug++)
        {
            for (var e = 0; e < counts.Events.Count; e++)
            {
                // A pair whose strata never meet can have no report and says nothing.
                if (counts.Expected(drug, e) is > 0 and var mean)
                {
                    n.Add(found.GetValueOrDefault(((long)drug * counts.Events.Count) + e));
                    expected.Add(mean);
                }
            }
        }

        return ([.. n], [.. expected]);
    }
}
