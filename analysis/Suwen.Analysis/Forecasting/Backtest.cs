namespace Suwen.Analysis.Forecasting;

/// <summary>Forecasts from dates in the past, compared with what came (rolling origin; Tashman 2000).</summary>
/// <param name="Horizon">Steps forecast from each origin.</param>
/// <param name="Origins">Numbers of values known at each origin.</param>
internal sealed record BacktestPlan(int Horizon, int[] Origins)
{
    /// <summary>As many of the last origins as leave a history long enough.</summary>
    /// <param name="length">Values in the series.</param>
    /// <param name="season">Steps in its season.</param>
    /// <param name="horizon">Steps to forecast in the end.</param>
    /// <param name="origins">Origins wanted.</param>
    /// <param name="testHorizon">Steps to test; null for the horizon, at most one season and a quarter of the series.</param>
    public static BacktestPlan Make(int length, int season, int horizon, int origins, int? testHorizon)
    {
        var steps = testHorizon ?? Math.Max(1, Math.Min(Math.Min(horizon, season > 1 ? season : horizon), length / 4));
        var least = LeastHistory(season);
        var known = new List<int>();
        for (var i = 0; i < origins; i++)
        {
            if (length - steps - i >= least)
            {
                known.Add(length - steps - i);
            }
        }

        known.Reverse();
        return new BacktestPlan(steps, [.. known]);
    }

    /// <summary>Values that an origin must have behind it.</summary>
    public static int LeastHistory(int season) => season > 1 ? (2 * season) + 1 : 8;
}

/// <summary>Errors of one method, by steps ahead; the last entry is over all of them.</summary>
internal sealed class BacktestScore(string method, int horizon)
{
    private readonly double[] absolute = new double[horizon + 1];
    private readonly double[] scaled = new double[horizon + 1];
    private readonly double[] symmetric = new double[horizon + 1];
    private readonly int[] covered = new int[horizon + 1];
    private readonly int[] counts = new int[horizon + 1];
    private readonly int[] scaledCounts = new int[horizon + 1];

    public string Method => method;

    public int Horizon => horizon;

    /// <summary>Why the method could not be tested; null where it could.</summary>
    public string? Fault { get; private set; }

    public int Count(int step) => counts[step];

    public double MeanAbsoluteError(int step) => absolute[step] / counts[step];

    /// <summary>Mean absolute error over that of the seasonal naive method within the history (Hyndman, Koehler 2006).</summary>
    public double ScaledError(int step) => scaledCounts[step] > 0 ? scaled[step] / scaledCounts[step] : double.NaN;

    /// <summary>200 |y − f| / (|y| + |f|), in percent; 0 where both are 0.</summary>
    public double SymmetricError(int step) => symmetric[step] / counts[step];

    public double Coverage(int step) => (double)covered[step] / counts[step];

    /// <summary>Tests a method from all origins.</summary>
    public static BacktestScore Run(string method, Forecaster forecaster, double[] values, int season, BacktestPlan plan, double z)
    {
        var score = new BacktestScore(method, plan.Horizon);
        try
        {
            foreach (var origin in plan.Origins)
            {
                var history = values[..origin];
                score.Add(forecaster(history, season, plan.Horizon), values.AsSpan(origin, plan.Horizon), NaiveError(history, season), z);
            }
        }
        catch (OperatorException e)
        {
            score.Fault = e.Message;
        }

        return score;
    }

    private void Add(Forecast forecast, ReadOnlySpan<double> came, double naive, double z)
    {
        for (var h = 0; h < horizon; h++)
        {
            if (double.IsNaN(came[h]) || !double.IsFinite(forecast.Estimate[h]))
            {
                continue;
            }

            var error = Math.Abs(came[h] - forecast.Estimate[h]);
            var size = Math.Abs(came[h]) + Math.Abs(forecast.Estimate[h]);
            foreach (var at in (ReadOnlySpan<int>)[h, horizon])
            {
                absolute[at] += error;
                symmetric[at] += size > 0 ? 200 * error / size : 0;
                covered[at] += error <= z * forecast.Error[h] ? 1 : 0;
                counts[at]++;
                if (naive > 0)
                {
                    scaled[at] += error / naive;
                    scaledCounts[at]++;
                }
            }
        }
    }

    private static double NaiveError(double[] history, int season)
    {
        var (sum, count) = (0.0, 0);
        var lag = season < history.Length ? season : 1;
        for (var i = lag; i < history.Length; i++)
        {
            var change = Math.Abs(history[i] - history[i - lag]);
            if (!double.IsNaN(change))
            {
                sum += change;
                count++;
            }
        }

        return count > 0 ? sum / count : 0;
    }
}
