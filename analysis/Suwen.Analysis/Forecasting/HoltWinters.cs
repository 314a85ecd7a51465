namespace Suwen.Analysis.Forecasting;

/// <summary>Holt–Winters smoothing with start values from the first two seasons and least squared errors, as R's HoltWinters.</summary>
internal sealed class HoltWinters
{
    private readonly double[] values;
    private readonly int season;
    private readonly bool isMultiplicative;
    private readonly bool hasTrend;
    private readonly bool hasSeason;
    private readonly int first;
    private readonly double startLevel;
    private readonly double startTrend;
    private readonly double[] startSeason;
    private readonly double[] ring;

    private HoltWinters(double[] values, int season, bool isMultiplicative, bool hasTrend, bool hasSeason)
    {
        this.values = values;
        this.season = season;
        this.isMultiplicative = isMultiplicative;
        this.hasTrend = hasTrend;
        this.hasSeason = hasSeason;
        if (hasSeason)
        {
            first = season;
            var start = ClassicalDecomposition.Decompose(values.AsSpan(0, 2 * season), season, isMultiplicative);
            var trend = start.Trend.Where(static t => !double.IsNaN(t)).ToArray();
            (startLevel, startTrend) = LeastSquaresLine.Fit(trend, 1);
            startSeason = start.Figure;
        }
        else
        {
            first = hasTrend ? 2 : 1;
            startLevel = values[first - 1];
            startTrend = values[1] - values[0];
            startSeason = [0];
        }

        ring = new double[startSeason.Length];
    }

    private double level;
    private double trend;

    public static Forecast Run(double[] values, int season, int horizon, bool isMultiplicative, bool hasTrend, bool hasSeason)
    {
        hasSeason &= season > 1;
        var needed = hasSeason ? (2 * season) + 1 : hasTrend ? 4 : 3;
        if (values.Length < needed)
        {
            throw ForecastFaults.TooShort(values.Length, needed, hasSeason ? "two seasons for the start and a value after them" : "start values and two after them");
        }

        if (hasSeason && isMultiplicative && values.Contains(0.0))
        {
            throw OperatorException.BadData("A multiplicative season cannot be found in a series with zeros.", "Set seasonal=additive.");
        }

        return new HoltWinters(values, season, isMultiplicative, hasTrend, hasSeason).Fit(horizon);
    }

    private Forecast Fit(int horizon)
    {
        double[] smoothing = hasTrend
            ? hasSeason
                ? BoundedMinimum.Find(p => Smooth(p[0], p[1], p[2], null), [0.3, 0.1, 0.1])
                : [.. BoundedMinimum.Find(p => Smooth(p[0], p[1], 0, null), [0.3, 0.1]), 0]
            : hasSeason
                ? Spread(BoundedMinimum.Find(p => Smooth(p[0], 0, p[1], null), [0.3, 0.1]))
                : [BrentMinimum.Find(a => Smooth(a, 0, 0, null), 0, 1), 0, 0];
        var fitted = new double[values.Length];
        fitted.AsSpan().Fill(double.NaN);
        var squares = Smooth(smoothing[0], smoothing[1], smoothing[2], fitted);
        List<(string, double)> terms = [("alpha", smoothing[0])];
        if (hasTrend)
        {
            terms.Add(("beta", smoothing[1]));
        }

        if (hasSeason)
        {
            terms.Add(("gamma", smoothing[2]));
        }

        terms.AddRange([("sse", squares), ("a", level)]);
        if (hasTrend)
        {
            terms.Add(("b", trend));
        }

        var seasons = Seasons();
        for (var i = 0; i < seasons.Length && hasSeason; i++)
        {
            terms.Add((FormattableString.Invariant($"s{i + 1}"), seasons[i]));
        }

        var name = hasSeason ? isMultiplicative ? "Holt–Winters, multiplicative" : "Holt–Winters, additive" : hasTrend ? "Holt" : "exponential smoothing";
        var (estimate, error) = Predict(horizon, smoothing, seasons, fitted);
        return new Forecast(name, estimate, error, fitted, terms);
    }

    private static double[] Spread(double[] two) => [two[0], 0, two[1]];

    /// <summary>Seasons to come, the next first.</summary>
    private double[] Seasons()
    {
        var seasons = new double[ring.Length];
        for (var i = 0; i < seasons.Length; i++)
        {
            seasons[i] = ring[(values.Length - first + i) % ring.Length];
        }

        return seasons;
    }

    /// <summary>Sum of squared errors of one step.</summary>
    private double Smooth(double alpha, double beta, double gamma, double[]? fitted)
    {
        alpha = Math.Clamp(alpha, 0, 1);
        beta = Math.Clamp(beta, 0, 1);
        gamma = Math.Clamp(gamma, 0, 1);
        level = startLevel;
        trend = hasTrend ? startTrend : 0;
        startSeason.CopyTo(ring, 0);
        var squares = 0.0;
        var phase = 0;
        for (var i = first; i < values.Length; i++)
        {
            var season = hasSeason ? ring[phase] : isMultiplicative ? 1 : 0;
            var before = level + trend;
            var fit = isMultiplicative ? before * season : before + season;
            if (fitted is not null)
            {
                fitted[i] = fit;
            }

            squares += (values[i] - fit) * (values[i] - fit);
            var next = (alpha * (isMultiplicative ? values[i] / season : values[i] - season)) + ((1 - alpha) * before);
            trend = hasTrend ? (beta * (next - level)) + ((1 - beta) * trend) : 0;
            level = next;
            if (hasSeason)
            {
                ring[phase] = (gamma * (isMultiplicative ? values[i] / level : values[i] - level)) + ((1 - gamma) * season);
                phase = phase + 1 == ring.Length ? 0 : phase + 1;
            }
        }

        return squares;
    }

    private (double[] Estimate, double[] Error) Predict(int horizon, double[] smoothing, double[] seasons, double[] fitted)
    {
        var variance = ResidualVariance(fitted);
        var estimate = new double[horizon];
        var error = new double[horizon];

        // R's predict leaves out the first term of multiplicative seasons and takes the trend for one of them; here the sum is as for additive ones, on the scale of each season.
        double Psi(int j) => (smoothing[0] * (1 + (j * smoothing[1]))) + (j % season == 0 ? smoothing[2] * (1 - smoothing[0]) : 0);
        for (var h = 1; h <= horizon; h++)
        {
            var s = hasSeason ? seasons[(h - 1) % season] : isMultiplicative ? 1 : 0;
            var line = level + (hasTrend ? h * trend : 0);
            estimate[h - 1] = isMultiplicative ? line * s : line + s;
            var sum = 1.0;
            for (var j = 1; j < h; j++)
            {
                var weight = Psi(j) * (isMultiplicative && hasSeason ? s / seasons[(h - 1 - j) % season] : 1);
                sum += weight * weight;
            }

            error[h - 1] = Math.Sqrt(variance * sum);
        }

        return (estimate, error);
    }

    private double ResidualVariance(double[] fitted)
    {
        var (sum, squares, count) = (0.0, 0.0, 0);
        for (var i = first; i < values.Length; i++)
        {
            sum += values[i] - fitted[i];
            count++;
        }

        for (var i = first; i < values.Length; i++)
        {
            var residual = values[i] - fitted[i] - (sum / count);
            squares += residual * residual;
        }

        return squares / (count - 1);
    }
}
