using MathNet.Numerics.Distributions;
using Suwen.Analysis.Series;

namespace Suwen.Analysis.Surveillance;

/// <summary><c>ears</c>: C1, C2 and C3 of the Early Aberration Reporting System.</summary>
internal sealed class EarsOperator : SurveillanceOperator
{
    private static readonly OperatorParameter<string> Method = Parameter.Choice("method", ["C1", "C2", "C3"], "C1", "C1、C2(参考期前移两天)或 C3(三天累积)", "C1, C2 (baseline two dates earlier) or C3 (three dates together)");
    private static readonly OperatorParameter<long> Baseline = Parameter.Integer("baseline", 7, 3, 3660, "参考期长度(步数)", "Dates of the moving baseline");
    private static readonly OperatorParameter<double> LeastSigma = Parameter.Number("min_sigma", 0, 0, 1e12, "标准差下限", "Least standard deviation");
    private static readonly OperatorParameter<double?> Alpha = Parameter.OptionalNumber("alpha", 1e-12, 0.5, "单侧误报概率;默认 C1、C2 为 0.001,C3 为 0.025", "One-sided probability of a false alarm; 0.001 for C1 and C2, 0.025 for C3 unless set");

    public override OperatorDescription Description { get; } = new(
        "ears", "surveillance", new Words("EARS", "EARS"),
        new Words("无需多年历史的早期异常报告(EARS C1、C2、C3)。", "Early aberration reporting with a short moving baseline: needs days of history, not years."),
        [.. Common, Method, Baseline, LeastSigma, Alpha],
        [Output("standard deviations above the baseline (C3: with the excess of the two dates before)")])
    {
        References = ["R surveillance::earsC 1.20", "Hutwagner, Thompson, Seeman, Treadwell (2003). The bioterrorism preparedness and response Early Aberration Reporting System (EARS). J Urban Health 80"],
    };

    protected override Func<DatedSeries, int?, Verdicts> Judge(OperatorCall call, SeriesClock clock)
    {
        var method = call.Get(Method);
        var baseline = (int)call.Get(Baseline);
        var leastSigma = call.Get(LeastSigma);
        var z = Normal.InvCDF(0, 1, 1 - (call.Get(Alpha) ?? (method == "C3" ? 0.025 : 0.001)));
        var history = Ears.History(method, baseline);
        return (series, from) => series.Length > history
            ? Ears.Judge(series.Values, method, baseline, leastSigma, z, Math.Max(history, from ?? history))
            : throw TooShort(series, clock, history + 1, $"{method} looks back {history} and judges the next");
    }
}
