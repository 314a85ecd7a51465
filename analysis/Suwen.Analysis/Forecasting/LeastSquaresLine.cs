namespace Suwen.Analysis.Forecasting;

/// <summary>The line through values at first, first + 1 …</summary>
internal static class LeastSquaresLine
{
    public static (double Intercept, double Slope) Fit(ReadOnlySpan<double> values, int first)
    {
        var n = values.Length;
        var middle = first + ((n - 1) / 2.0);
        var (sum, together, spread) = (0.0, 0.0, 0.0);
        for (var i = 0; i < n; i++)
        {
            var distance = first + i - middle;
            sum += values[i];
            together += distance * values[i];
            spread += distance * distance;
        }

        var slope = spread > 0 ? together / spread : 0;
        return ((sum / n) - (slope * middle), slope);
    }
}
