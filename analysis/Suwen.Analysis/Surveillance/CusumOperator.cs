using Suwen.Analysis.Series;

namespace Suwen.Analysis.Surveillance;

/// <summary><c>cusum</c>: small lasting rises.</summary>
internal sealed class CusumOperator : SurveillanceOperator
{
    private static readonly OperatorParameter<double> K = Parameter.Number("k", 1.04, 0, 1e6, "参考值(标准差)", "Reference value, in standard deviations");
    private static readonly OperatorParameter<double> H = Parameter.Number("h", 2.26, 0, 1e6, "决策限(标准差)", "Decision limit, in standard deviations");
    private static readonly OperatorParameter<double?> Mean = Parameter.OptionalNumber("mean", 1e-12, 1e15, "正常均值;默认取基线均值", "Mean while nothing is unusual; the mean of the baseline unless set");
    private static readonly OperatorParameter<long?> Baseline = Parameter.OptionalInteger("baseline", 1, 36_600, "用于估计均值的起始步数;默认一年,不超过序列一半", "Dates at the start from which the mean is taken and that are not judged; a year, at most half the series, unless set");
    private static readonly OperatorParameter<string> Transformation = Parameter.Choice("transformation", Cusum.Transformations, "standard", "标准化方法", "How counts are standardised; names as in surveillance");
    private static readonly OperatorParameter<double> Dispersion = Parameter.Number("dispersion", 0.1, 0, 1e6, "pearsonNegBin 的离散参数 α", "α of the variance μ + αμ² for pearsonNegBin");
    private static readonly OperatorParameter<string> Sides = Parameter.Choice("sides", ["upper", "both"], "upper", "仅上侧或双侧预警", "Alarm at rises only, or at falls too");

    public override OperatorDescription Description { get; } = new(
        "cusum", "surveillance", new Words("累积和(CUSUM)", "CUSUM"),
        new Words("对小而持续的升高敏感的累积和控制图。", "Cumulative sum chart of standardised counts, sensitive to small lasting rises."),
        [.. Common, K, H, Mean, Baseline, Transformation, Dispersion, Sides],
        [Output("upper cumulative sum in standard deviations", "; statistic_low lower cumulative sum")])
    {
        References = ["R surveillance::cusum 1.20 (its range begins after the baseline, its m is mean)", "Rossi, Lampugnani, Marchi (1999). An approximate CUSUM procedure for surveillance of health events. Stat Med 18", "Montgomery, Introduction to Statistical Quality Control: the tabular CUSUM"],
    };

    protected override IReadOnlyList<(string Name, bool IsFlag)> ExtraColumns => [("statistic_low", false)];

    protected override Func<DatedSeries, int?, Verdicts> Judge(OperatorCall call, SeriesClock clock)
    {
        var (k, h, given, dispersion) = (call.Get(K), call.Get(H), call.Get(Mean), call.Get(Dispersion));
        var transformation = call.Get(Transformation);
        var isTwoSided = call.Get(Sides) == "both";
        var baseline = (int?)call.Get(Baseline);
        return (series, from) =>
        {
            var first = from ?? baseline ?? (given is null ? Math.Min(clock.StepsInYear > 1 ? clock.StepsInYear : 5, series.Length / 2) : 0);
            if (first >= series.Length || (first == 0 && given is null))
            {
                throw TooShort(series, clock, Math.Max(first, 1) + 1, "a baseline, and a date to judge");
            }

            return Cusum.Judge(series.Values, first, given ?? BaselineMean(series, first, transformation), k, h, transformation, dispersion, isTwoSided);
        };
    }

    private static double BaselineMean(DatedSeries series, int first, string transformation)
    {
        var (sum, known) = (0.0, 0);
        foreach (var value in series.Values.AsSpan(0, first))
        {
            if (!double.IsNaN(value))
            {
                sum += value;
                known++;
            }
        }

        return sum > 0 || (transformation == "none" && known > 0)
            ? sum / known
            : throw OperatorException.BadData($"The {first} baseline dates of the series{series.Where} hold no case, so counts cannot be standardised by their mean.", "Set mean, or a longer baseline.");
    }
}
