namespace Suwen.Analysis.Forecasting;

/// <summary>Windows and iterations of the decomposition by loess, under the names of R's stl.</summary>
/// <param name="Period">Steps in a season.</param>
/// <param name="SeasonWindow">Span of the seasonal loess; null for a season that does not change.</param>
/// <param name="TrendWindow">Span of the trend loess; null for R's default.</param>
/// <param name="IsRobust">True to weigh down outlying values.</param>
internal sealed record SeasonalTrendSettings(int Period, int? SeasonWindow, int? TrendWindow, bool IsRobust);

/// <summary>
/// Seasonal-trend decomposition by loess (Cleveland, Cleveland, McRae, Terpenning 1990), with the jumps, spans and degrees of R's stl.
/// Positions are counted from 1 as in the paper.
/// </summary>
internal sealed class SeasonalTrend
{
    private readonly double[] values;
    private readonly int period;
    private readonly Loess season;
    private readonly Loess trend;
    private readonly Loess lowPass;
    private readonly double[] robustness;
    private bool isWeighted;

    private SeasonalTrend(double[] values, SeasonalTrendSettings settings)
    {
        this.values = values;
        period = settings.Period;
        var seasonWindow = settings.SeasonWindow ?? (10 * values.Length) + 1;
        var trendWindow = settings.TrendWindow ?? NextOdd((int)Math.Ceiling(1.5 * period / (1 - (1.5 / seasonWindow))));
        var lowWindow = NextOdd(period);
        season = new Loess(AtLeastOdd(seasonWindow), 0, Jump(seasonWindow));
        trend = new Loess(AtLeastOdd(trendWindow), 1, Jump(trendWindow));
        lowPass = new Loess(AtLeastOdd(lowWindow), 1, Jump(lowWindow));
        robustness = new double[values.Length];
        Seasonal = new double[values.Length];
        Trend = new double[values.Length];
        Weights = new double[values.Length];
        Weights.AsSpan().Fill(1);
    }

    public double[] Seasonal { get; }

    public double[] Trend { get; }

    /// <summary>Robustness weights; 1 where none were asked for.</summary>
    public double[] Weights { get; }

    public static SeasonalTrend Decompose(double[] values, SeasonalTrendSettings settings)
    {
        var result = new SeasonalTrend(values, settings);
        var (inner, outer) = settings.IsRobust ? (1, 15) : (2, 0);
        for (var round = 0; round <= outer; round++)
        {
            for (var i = 0; i < inner; i++)
            {
                result.Step();
            }

            if (round < outer)
            {
                result.Weigh();
            }
        }

        if (result.isWeighted)
        {
            result.robustness.CopyTo(result.Weights, 0);
        }

        if (settings.SeasonWindow is null)
        {
            result.AverageSeason();
        }

        return result;
    }

    private static int NextOdd(int window) => window % 2 == 0 ? window + 1 : window;

    private static int AtLeastOdd(int window) => NextOdd(Math.Max(3, window));

    private static int Jump(int window) => (int)Math.Ceiling(window / 10.0);

    /// <summary>One pass of the inner loop: season from what is left of the trend, trend from what is left of the season.</summary>
    private void Step()
    {
        var n = values.Length;
        var detrended = new double[n];
        for (var i = 0; i < n; i++)
        {
            detrended[i] = values[i] - Trend[i];
        }

        var cycle = CycleSubseries(detrended);
        var smooth = MovingAverage(MovingAverage(MovingAverage(cycle, period), period), 3);
        var low = new double[n];
        lowPass.Smooth(smooth, default, low);
        for (var i = 0; i < n; i++)
        {
            Seasonal[i] = cycle[period + i] - low[i];
            detrended[i] = values[i] - Seasonal[i];
        }

        trend.Smooth(detrended, isWeighted ? robustness : default, Trend);
    }

    /// <summary>Smooths each phase of the season by itself, one season longer at both ends.</summary>
    private double[] CycleSubseries(double[] detrended)
    {
        var n = detrended.Length;
        var result = new double[n + (2 * period)];
        for (var phase = 0; phase < period; phase++)
        {
            var count = ((n - phase - 1) / period) + 1;
            var own = new double[count];
            var weights = new double[isWeighted ? count : 0];
            for (var i = 0; i < count; i++)
            {
                own[i] = detrended[(i * period) + phase];
                if (isWeighted)
                {
                    weights[i] = robustness[(i * period) + phase];
                }
            }

            var smooth = new double[count + 2];
            season.Smooth(own, weights, smooth.AsSpan(1, count));
            smooth[0] = season.Fit(own, weights, 0, 1, Math.Min(season.Span, count)) ?? smooth[1];
            smooth[count + 1] = season.Fit(own, weights, count + 1, Math.Max(1, count - season.Span + 1), count) ?? smooth[count];
            for (var i = 0; i < smooth.Length; i++)
            {
                result[(i * period) + phase] = smooth[i];
            }
        }

        return result;
    }

    private static double[] MovingAverage(double[] values, int length)
    {
        var result = new double[values.Length - length + 1];
        var sum = 0.0;
        for (var i = 0; i < length; i++)
        {
            sum += values[i];
        }

        result[0] = sum / length;
        for (var i = 1; i < result.Length; i++)
        {
            sum += values[i + length - 1] - values[i - 1];
            result[i] = sum / length;
        }

        return result;
    }

    /// <summary>Bisquare weights of what is left, on six times its median.</summary>
    private void Weigh()
    {
        var n = values.Length;
        for (var i = 0; i < n; i++)
        {
            robustness[i] = Math.Abs(values[i] - Seasonal[i] - Trend[i]);
        }

        var scale = MiddleResidual.Scale(robustness);
        for (var i = 0; i < n; i++)
        {
            var residual = robustness[i];
            var ratio = residual / scale;
            robustness[i] = residual <= 0.001 * scale ? 1 : residual <= 0.999 * scale ? (1 - (ratio * ratio)) * (1 - (ratio * ratio)) : 0;
        }

        isWeighted = true;
    }

    private void AverageSeason()
    {
        for (var phase = 0; phase < period; phase++)
        {
            var (sum, count) = (0.0, 0);
            for (var i = phase; i < Seasonal.Length; i += period)
            {
                sum += Seasonal[i];
                count++;
            }

            for (var i = phase; i < Seasonal.Length; i += period)
            {
                Seasonal[i] = sum / count;
            }
        }
    }
}
