namespace Suwen.Analysis.Forecasting;

/// <summary>Locally weighted regression on equally spaced points, computed at every so many of them and drawn in straight lines between.</summary>
/// <param name="span">Points in the neighbourhood, odd.</param>
/// <param name="degree">0 for local means, 1 for local lines.</param>
/// <param name="jump">Points from one computed to the next.</param>
internal sealed class Loess(int span, int degree, int jump)
{
    private double[] weights = [];

    public int Span => span;

    /// <param name="values">Values at 1, 2, 3 …</param>
    /// <param name="robustness">Their weights; empty for none.</param>
    /// <param name="smooth">Takes the smoothed values.</param>
    public void Smooth(ReadOnlySpan<double> values, ReadOnlySpan<double> robustness, Span<double> smooth)
    {
        var n = values.Length;
        if (n < 2)
        {
            smooth[0] = values[0];
            return;
        }

        var step = Math.Min(jump, n - 1);
        var (left, right) = (1, Math.Min(span, n));
        var half = (span + 1) / 2;
        for (var at = 1; at <= n; at += step)
        {
            (left, right) = Neighbours(at, n, half, step, left, right);
            smooth[at - 1] = Fit(values, robustness, at, left, right) ?? values[at - 1];
        }

        if (step == 1)
        {
            return;
        }

        for (var at = 1; at + step <= n; at += step)
        {
            Draw(smooth, at, at + step);
        }

        var last = ((n - 1) / step * step) + 1;
        if (last != n)
        {
            // As published, the last point keeps the neighbourhood of the last computed one.
            smooth[n - 1] = Fit(values, robustness, n, left, right) ?? values[n - 1];
            Draw(smooth, last, n);
        }
    }

    /// <summary>The fit at one position; null where all weights are zero.</summary>
    public double? Fit(ReadOnlySpan<double> values, ReadOnlySpan<double> robustness, double at, int left, int right)
    {
        var n = values.Length;
        if (weights.Length <= n)
        {
            weights = new double[n + 1];
        }

        var reach = Math.Max(at - left, right - at);
        if (span > n)
        {
            reach += (span - n) / 2;
        }

        var sum = 0.0;
        for (var j = left; j <= right; j++)
        {
            var distance = Math.Abs(j - at);
            var weight = 0.0;
            if (distance <= 0.999 * reach)
            {
                var ratio = distance / reach;
                var cube = 1 - (ratio * ratio * ratio);
                weight = distance <= 0.001 * reach ? 1 : cube * cube * cube;
                weight *= robustness.IsEmpty ? 1 : robustness[j - 1];
                sum += weight;
            }

            weights[j] = weight;
        }

        if (sum <= 0)
        {
            return null;
        }

        for (var j = left; j <= right; j++)
        {
            weights[j] /= sum;
        }

        if (reach > 0 && degree > 0)
        {
            Tilt(at, left, right, n);
        }

        var fit = 0.0;
        for (var j = left; j <= right; j++)
        {
            fit += weights[j] * values[j - 1];
        }

        return fit;
    }

    /// <summary>Turns the weights of a local mean into those of a local line.</summary>
    private void Tilt(double at, int left, int right, int n)
    {
        var (mean, spread) = (0.0, 0.0);
        for (var j = left; j <= right; j++)
        {
            mean += weights[j] * j;
        }

        for (var j = left; j <= right; j++)
        {
            spread += weights[j] * (j - mean) * (j - mean);
        }

        if (Math.Sqrt(spread) > 0.001 * (n - 1))
        {
            var slope = (at - mean) / spread;
            for (var j = left; j <= right; j++)
            {
                weights[j] *= (slope * (j - mean)) + 1;
            }
        }
    }

    private (int Left, int Right) Neighbours(int at, int n, int half, int step, int left, int right)
    {
        if (span >= n)
        {
            return (1, n);
        }

        if (step == 1)
        {
            return at > half && right != n ? (left + 1, right + 1) : (left, right);
        }

        return at < half ? (1, span) : at >= n - half + 1 ? (n - span + 1, n) : (at - half + 1, span + at - half);
    }

    private static void Draw(Span<double> smooth, int from, int to)
    {
        var slope = (smooth[to - 1] - smooth[from - 1]) / (to - from);
        for (var j = from + 1; j < to; j++)
        {
            smooth[j - 1] = smooth[from - 1] + (slope * (j - from));
        }
    }
}
