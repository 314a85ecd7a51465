namespace Suwen.Analysis.Forecasting;

/// <summary>
/// Minimum of a smooth function over the unit box by a quasi-Newton search that holds coordinates at their bounds. The gradient is taken
/// over the same differences of 0.001 as R's optim takes it, so that both look for the same point.
/// </summary>
internal static class BoundedMinimum
{
    private const double Difference = 1e-3;
    private const int MostSteps = 300;

    public static double[] Find(Func<double[], double> function, double[] start)
    {
        var n = start.Length;
        var x = (double[])start.Clone();
        var value = function(x);
        var gradient = Gradient(function, x);
        var curvature = Identity(n);
        for (var step = 0; step < MostSteps; step++)
        {
            var isFree = Free(x, gradient);
            var direction = Direction(curvature, gradient, isFree);
            if (!TryStep(function, x, value, gradient, direction, step == 0, out var next, out var lower))
            {
                // A curvature that leads nowhere is given up once before the search ends.
                direction = Direction(Identity(n), gradient, isFree);
                curvature = Identity(n);
                if (!TryStep(function, x, value, gradient, direction, true, out next, out lower))
                {
                    return x;
                }
            }

            var nextGradient = Gradient(function, next);
            Update(curvature, x, next, gradient, nextGradient, step == 0);
            var gain = value - lower;
            (x, value, gradient) = (next, lower, nextGradient);
            if (gain <= 1e-14 * (Math.Abs(value) + 1e-300))
            {
                return x;
            }
        }

        return x;
    }

    private static double[,] Identity(int n)
    {
        var matrix = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            matrix[i, i] = 1;
        }

        return matrix;
    }

    private static double[] Gradient(Func<double[], double> function, double[] x)
    {
        var gradient = new double[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            var at = x[i];
            var (above, below) = (Math.Min(1, at + Difference), Math.Max(0, at - Difference));
            x[i] = above;
            var high = function(x);
            x[i] = below;
            gradient[i] = (high - function(x)) / (above - below);
            x[i] = at;
        }

        return gradient;
    }

    private static bool[] Free(double[] x, double[] gradient)
    {
        var isFree = new bool[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            isFree[i] = !((x[i] <= 0 && gradient[i] > 0) || (x[i] >= 1 && gradient[i] < 0));
        }

        return isFree;
    }

    /// <summary>The quasi-Newton direction in the free coordinates, by elimination.</summary>
    private static double[] Direction(double[,] curvature, double[] gradient, bool[] isFree)
    {
        var n = gradient.Length;
        var a = (double[,])curvature.Clone();
        var d = new double[n];
        for (var i = 0; i < n; i++)
        {
            d[i] = isFree[i] ? -gradient[i] : 0;
        }

        for (var i = 0; i < n; i++)
        {
            for (var j = i + 1; j < n && isFree[i]; j++)
            {
                if (isFree[j])
                {
                    var factor = a[j, i] / a[i, i];
                    for (var k = i; k < n; k++)
                    {
                        a[j, k] -= factor * a[i, k];
                    }

                    d[j] -= factor * d[i];
                }
            }
        }

        for (var i = n - 1; i >= 0; i--)
        {
            for (var j = i + 1; j < n && isFree[i]; j++)
            {
                d[i] -= isFree[j] ? a[i, j] * d[j] : 0;
            }

            d[i] = isFree[i] ? d[i] / a[i, i] : 0;
        }

        return d;
    }

    /// <summary>Halves the step until the function falls enough (Armijo), along the path that is cut off at the box.</summary>
    private static bool TryStep(Func<double[], double> function, double[] x, double value, double[] gradient, double[] direction, bool isFirst, out double[] next, out double lower)
    {
        var length = Math.Sqrt(direction.Sum(static d => d * d));
        var scale = isFirst && length > 0.1 ? 0.1 / length : 1;
        next = new double[x.Length];
        for (var halving = 0; halving < 50; halving++, scale /= 2)
        {
            var slope = 0.0;
            for (var i = 0; i < x.Length; i++)
            {
                next[i] = Math.Clamp(x[i] + (scale * direction[i]), 0, 1);
                slope += gradient[i] * (next[i] - x[i]);
            }

            lower = function(next);
            if (slope < 0 && lower <= value + (1e-4 * slope))
            {
                return true;
            }
        }

        lower = value;
        return false;
    }

    /// <summary>Updates the curvature from the change of the gradient (Broyden, Fletcher, Goldfarb, Shanno).</summary>
    private static void Update(double[,] curvature, double[] x, double[] next, double[] gradient, double[] nextGradient, bool isFirst)
    {
        var n = x.Length;
        var s = new double[n];
        var y = new double[n];
        var (sy, yy) = (0.0, 0.0);
        for (var i = 0; i < n; i++)
        {
            s[i] = next[i] - x[i];
            y[i] = nextGradient[i] - gradient[i];
            sy += s[i] * y[i];
            yy += y[i] * y[i];
        }

        if (sy <= 1e-12 * Math.Sqrt(yy))
        {
            return;
        }

        for (var i = 0; i < n && isFirst; i++)
        {
            curvature[i, i] = yy / sy;
        }

        var bs = new double[n];
        var sbs = 0.0;
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                bs[i] += curvature[i, j] * s[j];
            }

            sbs += s[i] * bs[i];
        }

        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                curvature[i, j] += (y[i] * y[j] / sy) - (bs[i] * bs[j] / sbs);
            }
        }
    }
}
