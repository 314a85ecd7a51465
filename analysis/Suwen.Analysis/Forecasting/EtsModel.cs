namespace Suwen.Analysis.Forecasting;

/// <summary>A form of exponential smoothing: how error, trend and season combine (Hyndman, Koehler, Snyder, Grose 2002).</summary>
/// <param name="IsErrorMultiplicative">True for M errors, false for A.</param>
/// <param name="HasTrend">True for an additive trend.</param>
/// <param name="IsDamped">True where the trend fades.</param>
/// <param name="Season">N, A or M.</param>
internal sealed record EtsForm(bool IsErrorMultiplicative, bool HasTrend, bool IsDamped, char Season)
{
    public bool HasSeason => Season != 'N';

    /// <summary>Smoothing parameters that are searched for.</summary>
    public int SmoothingCount => 1 + (HasTrend ? 1 : 0) + (HasSeason ? 1 : 0) + (IsDamped ? 1 : 0);

    public override string ToString() => $"ETS({(IsErrorMultiplicative ? 'M' : 'A')},{(!HasTrend ? "N" : IsDamped ? "Ad" : "A")},{Season})";
}

/// <summary>What a search makes small.</summary>
internal enum EtsCriterion
{
    Likelihood,

    /// <summary>Mean squared error of one step.</summary>
    SquaredError,
}

/// <summary>Runs the recursions of a form over a series.</summary>
/// <param name="form">The form.</param>
/// <param name="values">The series.</param>
/// <param name="period">Steps in a season; 1 where the form has none.</param>
internal sealed class EtsRecursion(EtsForm form, double[] values, int period)
{
    private const double Tiny = 1e-10;
    private const double Huge = 1e10;

    /// <summary>Seasonal states as a ring; <see cref="oldest"/> is the one used next.</summary>
    private readonly double[] ring = new double[period];
    private int oldest;

    public double[] Errors { get; } = new double[values.Length];

    public double[] Fitted { get; } = new double[values.Length];

    public double Level { get; private set; }

    public double Trend { get; private set; }

    /// <summary>Sum of squared errors of one step, on the scale of the series.</summary>
    public double SquaredError { get; private set; }

    /// <summary>Seasonal states after the last value, the one used next last, as forecast's states s1 … sm.</summary>
    public double[] SeasonStates()
    {
        var states = new double[period];
        for (var i = 0; i < period; i++)
        {
            states[period - 1 - i] = ring[(oldest + i) % period];
        }

        return states;
    }

    /// <summary>Minus twice the logarithm of the likelihood, but for a constant.</summary>
    /// <param name="alpha">Smoothing of the level.</param>
    /// <param name="beta">Smoothing of the trend.</param>
    /// <param name="gamma">Smoothing of the season.</param>
    /// <param name="phi">Damping; 1 for none.</param>
    /// <param name="states">Level, trend and all seasonal states before the first value, the one used first last.</param>
    public double Run(double alpha, double beta, double gamma, double phi, ReadOnlySpan<double> states)
    {
        Level = states[0];
        Trend = form.HasTrend ? states[1] : 0;
        for (var i = 0; i < period && form.HasSeason; i++)
        {
            ring[i] = states[^(i + 1)];
        }

        oldest = 0;
        var (squares, logs, raw) = (0.0, 0.0, 0.0);
        for (var i = 0; i < values.Length; i++)
        {
            var damped = phi * Trend;
            var before = Level + damped;
            var season = form.HasSeason ? ring[oldest] : 0;
            var fit = form.Season switch { 'A' => before + season, 'M' => before * season, _ => before };
            var y = values[i];
            Fitted[i] = fit;
            var error = y - fit;
            raw += error * error;
            error = form.IsErrorMultiplicative ? error / (Math.Abs(fit) < Tiny ? fit + Tiny : fit) : error;
            Errors[i] = error;
            squares += error * error;
            logs += form.IsErrorMultiplicative ? Math.Log(fit != 0 ? Math.Abs(fit) : 1e-8) : 0;
            Update(y, before, damped, season, alpha, beta, gamma);
        }

        SquaredError = raw;
        return (values.Length * Math.Log(squares)) + (2 * logs);
    }

    private void Update(double y, double before, double damped, double season, double alpha, double beta, double gamma)
    {
        var deseasoned = form.Season switch { 'A' => y - season, 'M' => Math.Abs(season) < Tiny ? Huge : y / season, _ => y };
        var level = before + (alpha * (deseasoned - before));
        if (form.HasTrend)
        {
            Trend = damped + (beta / alpha * (level - Level - damped));
        }

        if (form.HasSeason)
        {
            var seen = form.Season == 'A' ? y - before : Math.Abs(before) < Tiny ? Huge : y / before;
            ring[oldest] = season + (gamma * (seen - season));
            oldest = oldest + 1 == period ? 0 : oldest + 1;
        }

        Level = level;
    }
}
