namespace Suwen.Analysis.Payment.Dip;

/// <summary>
/// Which cases are left out of the library because their cost is far from that of their group. Limits are of each combination of disease and
/// procedures with enough cases, and of category and kind of treatment for the rest, as groups are.
/// </summary>
internal sealed class DipTrim
{
    /// <summary>The specification of 2020 (医保办发〔2020〕50号) does not fix how outliers are cut, so nothing is cut unless it is asked for; both ways are in use locally.</summary>
    public static OperatorParameter<string> Method { get; } = Parameter.Choice(
        "trim", ["none", "sd", "percentile"], "none", "裁剪费用极端病例:none 不裁剪;sd 均值 ± trim_sd 个标准差以外;percentile 第 trim_low 至 trim_high 百分位以外", "Outliers left out of the library: none; sd, cases beyond mean ± trim_sd standard deviations of their group; percentile, cases outside trim_low to trim_high");

    public static OperatorParameter<double> Deviations { get; } = Parameter.Number("trim_sd", 2, 0.5, 20, "sd 裁剪的标准差倍数", "Standard deviations of trim=sd");

    public static OperatorParameter<double> LowPercentile { get; } = Parameter.Number("trim_low", 1, 0, 49, "percentile 裁剪的下百分位", "Lower percentile of trim=percentile");

    public static OperatorParameter<double> HighPercentile { get; } = Parameter.Number("trim_high", 99, 51, 100, "percentile 裁剪的上百分位", "Upper percentile of trim=percentile");

    private readonly Dictionary<string, List<double>> costs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DipTreatment> treatments = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (double Low, double High)> limits = new(StringComparer.Ordinal);

    /// <summary>Cases that <see cref="Keeps"/> refused.</summary>
    public long Left { get; private set; }

    /// <summary>Takes a case into account, in the first reading.</summary>
    public void Add(DipCase dipCase)
    {
        var lookup = costs.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!lookup.TryGetValue(dipCase.Key, out var list))
        {
            var key = dipCase.Key.ToString();
            costs.Add(key, list = []);
            treatments.Add(key, dipCase.Treatment);
        }

        list.Add(dipCase.Cost);
    }

    /// <summary>Finds the limits, after the first reading.</summary>
    public void Close(OperatorCall call, long threshold)
    {
        var rest = new Dictionary<string, (List<double> Costs, List<string> Keys)>(StringComparer.Ordinal);
        foreach (var (key, list) in costs)
        {
            if (list.Count >= threshold)
            {
                limits[key] = LimitsOf(call, list);
                continue;
            }

            var code = $"{key[..3]}:{DipLibrary.Name(treatments[key])}";
            if (!rest.TryGetValue(code, out var group))
            {
                rest.Add(code, group = ([], []));
            }

            group.Costs.AddRange(list);
            group.Keys.Add(key);
        }

        foreach (var (groupCosts, keys) in rest.Values)
        {
            var own = LimitsOf(call, groupCosts);
            foreach (var key in keys)
            {
                limits[key] = own;
            }
        }

        costs.Clear();
    }

    /// <summary>Whether a case stays in the library, in the second reading.</summary>
    public bool Keeps(DipCase dipCase)
    {
        var (low, high) = limits.GetAlternateLookup<ReadOnlySpan<char>>()[dipCase.Key];
        var keeps = dipCase.Cost >= low && dipCase.Cost <= high;
        Left += keeps ? 0 : 1;
        return keeps;
    }

    private static (double Low, double High) LimitsOf(OperatorCall call, List<double> values)
    {
        values.Sort();
        if (call.Get(Method) == "percentile")
        {
            return (Quantile(values, call.Get(LowPercentile) / 100), Quantile(values, call.Get(HighPercentile) / 100));
        }

        var mean = values.Average();
        var deviation = values.Count < 2 ? 0 : Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1));
        var reach = call.Get(Deviations) * deviation;

        // Equal costs differ from their mean by rounding.
        return (mean - reach - (1e-9 * mean), mean + reach + (1e-9 * mean));
    }

    /// <summary>The quantile of sorted values, as R's type 7.</summary>
    private static double Quantile(List<double> sorted, double at)
    {
        var place = at * (sorted.Count - 1);
        var below = (int)Math.Floor(place);
        var above = Math.Min(below + 1, sorted.Count - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
