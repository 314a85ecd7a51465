using System.Globalization;

namespace Suwen.Analysis.Statistics;

/// <summary>Numbers as a paper prints them.</summary>
internal static class Say
{
    /// <summary>Three significant digits, without an exponent where people would write none.</summary>
    public static string Number(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "–" : value > 0 ? "∞" : "-∞";
        }

        var size = Math.Abs(value);
        return size switch
        {
            0 => "0",
            >= 1e6 or < 1e-3 => value.ToString("0.##e0", CultureInfo.InvariantCulture),
            >= 100 => value.ToString("0.#", CultureInfo.InvariantCulture),
            >= 10 => value.ToString("0.0#", CultureInfo.InvariantCulture),
            >= 1 => value.ToString("0.00", CultureInfo.InvariantCulture),
            _ => value.ToString("0.000", CultureInfo.InvariantCulture),
        };
    }

    /// <summary><c>P &lt; 0.001</c> or <c>P = 0.034</c>.</summary>
    public static string P(double p) => p < 0.001 ? "P < 0.001" : $"P = {p.ToString(p < 0.1 ? "0.000" : "0.00", CultureInfo.InvariantCulture)}";

    /// <summary><c>95% CI 0.12 to 0.34</c>.</summary>
    public static string Interval(double confidence, double low, double high) =>
        $"{(100 * confidence).ToString("0.##", CultureInfo.InvariantCulture)}% CI {Number(low)} to {Number(high)}";

    /// <summary>The same in Chinese.</summary>
    public static string IntervalZh(double confidence, double low, double high) =>
        $"{(100 * confidence).ToString("0.##", CultureInfo.InvariantCulture)}% CI {Number(low)}~{Number(high)}";

    public static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + "%";
}
