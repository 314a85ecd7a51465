namespace Suwen.Analysis.Statistics;

internal static partial class Distributions
{
    /// <summary>t with P(T &gt; t) = tail, for tail ≤ 0.5.</summary>
    public static double StudentTailQuantile(double tail, double df)
    {
        if (double.IsPositiveInfinity(df))
        {
            return -NormalQuantile(tail);
        }

        if (tail >= 0.5)
        {
            return 0;
        }

        return SolveDecreasing(t => StudentTail(t, df), tail, 0, Math.Max(1, -NormalQuantile(tail)));
    }

    /// <summary>x with P(X ≤ x) = p of a gamma distribution with unit scale.</summary>
    public static double GammaQuantile(double p, double shape) => p <= 0
        ? 0
        : p >= 1 ? double.PositiveInfinity
        : p < 0.5 ? -SolveDecreasing(x => GammaLower(shape, -x), p, -SolveDecreasing(x => GammaUpper(shape, x), 0.4, 0, shape + 1), 0)
        : SolveDecreasing(x => GammaUpper(shape, x), 1 - p, 0, shape + 1);

    /// <summary>x with P(X² &gt; x) = tail.</summary>
    public static double ChiSquareTailQuantile(double tail, double df) => tail > 0.5 ? 2 * GammaQuantile(1 - tail, df / 2) : 2 * SolveDecreasing(x => GammaUpper(df / 2, x), tail, 0, (df / 2) + 1);

    /// <summary>f with P(F &gt; f) = tail.</summary>
    public static double FisherTailQuantile(double tail, double df1, double df2) => SolveDecreasing(f => FisherTail(f, df1, df2), tail, 0, 2);

    /// <summary>x with I_x(a, b) = p.</summary>
    public static double BetaQuantile(double p, double a, double b)
    {
        if (p <= 0 || p >= 1)
        {
            return p <= 0 ? 0 : 1;
        }

        // By the odds x / (1 − x) or their inverse and by the smaller tail, which keeps the digits at both ends.
        if (p < 0.5)
        {
            return 1 / (1 + SolveDecreasing(v => BetaLower(a, b, 1 / (1 + v), v / (1 + v)), p, 0, b / a));
        }

        var odds = SolveDecreasing(u => BetaLower(b, a, 1 / (1 + u), u / (1 + u)), 1 - p, 0, a / b);
        return odds / (1 + odds);
    }

    /// <summary>Clopper and Pearson's interval of a proportion.</summary>
    public static (double Low, double High) ProportionInterval(double events, double n, double confidence)
    {
        var half = (1 - confidence) / 2;
        return (events <= 0 ? 0 : BetaQuantile(half, events, n - events + 1), events >= n ? 1 : 1 - BetaQuantile(half, n - events, events + 1));
    }

    /// <summary>The exact (Garwood) interval of a Poisson count.</summary>
    public static (double Low, double High) PoissonInterval(double events, double confidence)
    {
        var half = (1 - confidence) / 2;
        return (events <= 0 ? 0 : GammaQuantile(half, events), ChiSquareTailQuantile(half, 2 * (events + 1)) / 2);
    }

    /// <summary>Where a decreasing function has a value: the bracket grows to the right until it holds the root, then Brent's method on the logarithm.</summary>
    public static double SolveDecreasing(Func<double, double> function, double value, double low, double high)
    {
        var fLow = Gap(function(low), value);
        var fHigh = Gap(function(high), value);
        for (var width = Math.Max(1, high - low); fHigh > 0 && double.IsFinite(high); width *= 2)
        {
            (low, fLow) = (high, fHigh);
            high += width;
            fHigh = Gap(function(high), value);
        }

        return Brent(x => Gap(function(x), value), low, fLow, high, fHigh);
    }

    /// <summary>Brent's root finding between points where the function has different signs.</summary>
    public static double Brent(Func<double, double> function, double a, double fa, double b, double fb)
    {
        if (fa == 0 || fb == 0)
        {
            return fa == 0 ? a : b;
        }

        var c = a;
        var fc = fa;
        var d = b - a;
        var e = d;
        for (var i = 0; i < 200; i++)
        {
            if (Math.Sign(fb) == Math.Sign(fc))
            {
                (c, fc) = (a, fa);
                d = e = b - a;
            }

            if (Math.Abs(fc) < Math.Abs(fb))
            {
                (a, b, c) = (b, c, b);
                (fa, fb, fc) = (fb, fc, fb);
            }

            var tolerance = 2 * double.Epsilon + (4e-16 * Math.Abs(b));
            var middle = 0.5 * (c - b);
            if (Math.Abs(middle) <= tolerance || fb == 0)
            {
                break;
            }

            var isSlow = Math.Abs(e) < tolerance || Math.Abs(fa) <= Math.Abs(fb);
            (e, d) = isSlow ? (middle, middle) : Interpolate(a, fa, b, fb, c, fc, middle, tolerance, d, e);
            (a, fa) = (b, fb);
            b += Math.Abs(d) > tolerance ? d : Math.CopySign(tolerance, middle);
            fb = function(b);
        }

        return b;
    }

    private static (double E, double D) Interpolate(double a, double fa, double b, double fb, double c, double fc, double middle, double tolerance, double d, double e)
    {
        double p, q;
        var s = fb / fa;
        if (a == c)
        {
            p = 2 * middle * s;
            q = 1 - s;
        }
        else
        {
            var r = fb / fc;
            var t = fa / fc;
            p = s * ((2 * middle * t * (t - r)) - ((b - a) * (r - 1)));
            q = (t - 1) * (r - 1) * (s - 1);
        }

        q = p > 0 ? -q : q;
        p = Math.Abs(p);
        return double.IsFinite(p / q) && 2 * p < Math.Min((3 * middle * q) - Math.Abs(tolerance * q), Math.Abs(e * q)) ? (d, p / q) : (middle, middle);
    }

    /// <summary>The distance on the scale of the logarithm, on which tails are nearly straight.</summary>
    private static double Gap(double actual, double value) => Math.Log(Math.Max(actual, Tiny)) - Math.Log(value);
}
