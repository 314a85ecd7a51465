namespace Suwen.Analysis.Surveillance;

/// <summary>Cumulative sums of standardised counts, as surveillance::cusum, with the lower sum of the tabular CUSUM beside it.</summary>
internal static class Cusum
{
    public static readonly IReadOnlyList<string> Transformations = ["standard", "rossi", "anscombe", "anscombe2nd", "pearsonNegBin", "none"];

    /// <param name="counts">Counts by date, NaN where missing: such a date leaves the sums as they are.</param>
    /// <param name="first">Index of the first date to judge.</param>
    /// <param name="mean">Mean while nothing is unusual.</param>
    /// <param name="k">Reference value in standard deviations.</param>
    /// <param name="h">Decision limit in standard deviations.</param>
    /// <param name="transformation">How counts are standardised.</param>
    /// <param name="dispersion">α of the negative binomial variance μ + αμ².</param>
    /// <param name="isTwoSided">True where a low sum above <paramref name="h"/> is an alarm too.</param>
    public static Verdicts Judge(ReadOnlySpan<double> counts, int first, double mean, double k, double h, string transformation, double dispersion, bool isTwoSided)
    {
        var verdicts = new Verdicts(first, counts.Length - first, 1);
        var (high, low) = (0.0, 0.0);
        for (var j = 0; j < verdicts.Count; j++)
        {
            var count = counts[first + j];
            verdicts.Expected[j] = mean;
            if (double.IsNaN(count))
            {
                continue;
            }

            var standard = Standardise(count, mean, transformation, dispersion);
            var before = high;
            high = Math.Max(0, high + standard - k);
            low = Math.Max(0, low - standard - k);
            verdicts.Statistic[j] = high;
            verdicts.Extras[0][j] = low;
            var threshold = Threshold(mean, k, h, before, high, transformation, dispersion);
            verdicts.Threshold[j] = double.IsNaN(threshold) ? 0 : Math.Max(0, threshold);
            verdicts.Alarm[j] = high >= h || (isTwoSided && low >= h);
        }

        return verdicts;
    }

    private static double Standardise(double x, double m, string transformation, double alpha) => transformation switch
    {
        "standard" => (x - m) / Math.Sqrt(m),
        "rossi" => (x - (3 * m) + (2 * Math.Sqrt(x * m))) / (2 * Math.Sqrt(m)),
        "anscombe" => 1.5 * (Power(x, 2) - Power(m, 2)) / Math.Pow(m, 1.0 / 6),
        "anscombe2nd" => (Power(x, 2) - (Power(m, 2) - (Math.Pow(m, -1.0 / 3) / 9))) / (2.0 / 3 * Math.Pow(m, 1.0 / 6)),
        "pearsonNegBin" => (x - m) / Math.Sqrt(m + (alpha * m * m)),
        _ => x,
    };

    /// <summary>The count at which the sum of the date would reach the limit, as the package states it for each transformation.</summary>
    private static double Threshold(double m, double k, double h, double before, double after, string transformation, double alpha)
    {
        var room = h + k - before;
        switch (transformation)
        {
            case "standard":
                return Math.Ceiling((Math.Sqrt(m) * room) + m);
            case "rossi":
                var m32 = Math.Pow(m, 1.5);
                return (2 * Math.Sqrt(m) * room) + (5 * m) - (2 * Math.Sqrt((4 * m * m) + (2 * m32 * room)));
            case "anscombe":
                var a = (2.0 / 3 * Math.Pow(m, 1.0 / 6) * room) + Power(m, 2);
                return a < 0 ? 0 : Math.Pow(a, 1.5);
            case "anscombe2nd":
                var b = (2.0 / 3 * Math.Pow(m, 1.0 / 6) * room) + Power(m, 2) - (Power(m, 1) / 9);
                return b < 0 ? 0 : Math.Pow(b, 1.5);
            case "pearsonNegBin":
                return (Math.Sqrt(m + (alpha * m * m)) * room) + m;
            default:
                return h - after;
        }
    }

    private static double Power(double value, int thirds) => Math.Pow(value, thirds / 3.0);
}
