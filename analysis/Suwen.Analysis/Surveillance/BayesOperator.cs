using Suwen.Analysis.Series;

namespace Suwen.Analysis.Surveillance;

/// <summary><c>bayes</c>: the predictive quantile of a Poisson count with Jeffreys prior.</summary>
internal sealed class BayesOperator : SurveillanceOperator
{
    private static readonly OperatorParameter<string> Method = Parameter.Choice("method", ["bayes1", "bayes2", "bayes3"], "bayes1", "参考期方案", "Reference values: 6 recent dates; 6 recent and 13 of the year before; 9 of each of two years before");
    private static readonly OperatorParameter<long?> Years = Parameter.OptionalInteger("b", 0, 50, "回溯年数,覆盖方案", "Years to look back, instead of the method's");
    private static readonly OperatorParameter<long?> HalfWidth = Parameter.OptionalInteger("w", 1, 365, "窗口半宽,覆盖方案", "Half width of the window, instead of the method's");
    private static readonly OperatorParameter<double> Alpha = Parameter.Number("alpha", 0.05, 1e-9, 0.5, "误报概率", "Probability of a false alarm");

    public override OperatorDescription Description { get; } = new(
        "bayes", "surveillance", new Words("贝叶斯预测分布(Bayes 1–3)", "the Bayes system"),
        new Words("与参考期的贝叶斯预测分布比较。", "Compares each count with the Bayesian predictive distribution of reference counts."),
        [.. Common, SeriesParameters.YearLength, Method, Years, HalfWidth, Alpha],
        [Output("count less threshold")])
    {
        References = ["R surveillance::algo.bayes, algo.bayes1, algo.bayes2, algo.bayes3 1.20", "Riebler (2004). Empirischer Vergleich von statistischen Methoden zur Ausbruchserkennung bei Surveillance Daten"],
    };

    protected override Func<DatedSeries, int?, Verdicts> Judge(OperatorCall call, SeriesClock clock)
    {
        var method = call.Get(Method);
        var years = (int?)call.Get(Years) ?? (method == "bayes1" ? 0 : method == "bayes2" ? 1 : 2);
        var half = (int?)call.Get(HalfWidth) ?? (method == "bayes3" ? 4 : 6);
        var isRecent = method != "bayes3";
        var season = (int?)call.Get(SeriesParameters.YearLength) ?? clock.StepsInYear;
        var alpha = call.Get(Alpha);
        if (years == 0 && !isRecent)
        {
            throw OperatorException.BadParameters("With bayes3 and b=0 there are no reference counts.", "Set b to 1 or more, or another method.");
        }

        var history = (years * season) + half;
        return (series, from) => series.Length > history
            ? Judge(series.Values, Math.Max(history, from ?? history), years, half, season, isRecent, alpha)
            : throw TooShort(series, clock, history + 1, $"{years} years back, {half} around them, and the date itself");
    }

    private static Verdicts Judge(double[] counts, int first, int years, int half, int season, bool isRecent, double alpha)
    {
        var verdicts = new Verdicts(first, counts.Length - first);
        for (var j = 0; j < verdicts.Count; j++)
        {
            var t = first + j;
            var (sum, known) = isRecent ? Sum(counts.AsSpan(t - half, half)) : default;
            for (var year = 1; year <= years; year++)
            {
                var (more, here) = Sum(counts.AsSpan(t - (year * season) - half, (2 * half) + 1));
                sum += more;
                known += here;
            }

            if (known == 0 || double.IsNaN(counts[t]))
            {
                continue;
            }

            var (size, probability) = (sum + 0.5, known / (known + 1.0));
            verdicts.Expected[j] = size / known;
            verdicts.Threshold[j] = CountDistributions.NegativeBinomialQuantile(1 - alpha, size, probability);
            verdicts.PValue[j] = CountDistributions.NegativeBinomialUpperTail(counts[t], size, probability);
            verdicts.Statistic[j] = counts[t] - verdicts.Threshold[j];
            verdicts.Alarm[j] = counts[t] > verdicts.Threshold[j];
        }

        return verdicts;
    }

    private static (double Sum, int Known) Sum(ReadOnlySpan<double> counts)
    {
        var (sum, known) = (0.0, 0);
        foreach (var count in counts)
        {
            sum += double.IsNaN(count) ? 0 : count;
            known += double.IsNaN(count) ? 0 : 1;
        }

        return (sum, known);
    }
}
