namespace Suwen.Analysis.Forecasting;

/// <summary>Decomposition by moving averages, as R's decompose.</summary>
/// <param name="Trend">NaN where the moving average does not reach.</param>
/// <param name="Seasonal">One value per step.</param>
/// <param name="Figure">One value per phase of the season, from the first value on.</param>
internal sealed record ClassicalDecomposition(double[] Trend, double[] Seasonal, double[] Figure)
{
    public static ClassicalDecomposition Decompose(ReadOnlySpan<double> values, int period, bool isMultiplicative)
    {
        var n = values.Length;
        var trend = new double[n];
        trend.AsSpan().Fill(double.NaN);
        var half = period / 2;
        var isEven = period % 2 == 0;
        for (var i = half; i + half < n; i++)
        {
            var sum = 0.0;
            for (var j = -half; j <= half; j++)
            {
                sum += (isEven && Math.Abs(j) == half ? 0.5 : 1) * values[i + j] / period;
            }

            trend[i] = sum;
        }

        var figure = new double[period];
        for (var phase = 0; phase < period; phase++)
        {
            var (sum, count) = (0.0, 0);
            for (var i = phase; i < n; i += period)
            {
                if (!double.IsNaN(trend[i]))
                {
                    sum += isMultiplicative ? values[i] / trend[i] : values[i] - trend[i];
                    count++;
                }
            }

            figure[phase] = sum / count;
        }

        var mean = figure.Sum() / period;
        var seasonal = new double[n];
        for (var phase = 0; phase < period; phase++)
        {
            figure[phase] = isMultiplicative ? figure[phase] / mean : figure[phase] - mean;
        }

        for (var i = 0; i < n; i++)
        {
            seasonal[i] = figure[i % period];
        }

        return new ClassicalDecomposition(trend, seasonal, figure);
    }
}
