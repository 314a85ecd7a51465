using MathNet.Numerics;

namespace Suwen.Analysis.Statistics;

/// <summary>
/// Distribution functions with full relative accuracy in the tails, where 1 − F would have none: a p-value of 1e-30 is as exact as
/// one of 0.3. Incomplete gamma and beta functions by series and continued fraction (Abramowitz and Stegun 6.5.29, 6.5.31, 26.5.8),
/// their leading factors by Loader's saddle point expansion, so that degrees of freedom in the millions keep their digits.
/// </summary>
internal static partial class Distributions
{
    private const double Precision = 1e-16;
    private const double Tiny = 1e-300;
    private const double LogRootTwoPi = 0.918938533204672741780329736406;

    /// <summary>P(Z &gt; z).</summary>
    public static double NormalTail(double z) => 0.5 * SpecialFunctions.Erfc(z * 0.70710678118654752440);

    public static double NormalTwoSided(double z) => Math.Min(1, SpecialFunctions.Erfc(Math.Abs(z) * 0.70710678118654752440));

    public static double NormalDensity(double z) => Math.Exp((-0.5 * z * z) - LogRootTwoPi);

    /// <summary>z with P(Z ≤ z) = p.</summary>
    public static double NormalQuantile(double p)
    {
        var z = MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, p);
        if (!double.IsFinite(z))
        {
            return z;
        }

        // One step of Newton from the side with the smaller tail.
        var density = NormalDensity(z);
        return density < Tiny ? z : p > 0.5 ? z + ((NormalTail(z) - (1 - p)) / density) : z - ((NormalTail(-z) - p) / density);
    }

    /// <summary>P(T &gt; t) of Student's distribution.</summary>
    public static double StudentTail(double t, double df)
    {
        if (double.IsPositiveInfinity(df))
        {
            return NormalTail(t);
        }

        var half = 0.5 * StudentTwoSided(t, df);
        return t >= 0 ? half : 1 - half;
    }

    /// <summary>P(|T| &gt; |t|).</summary>
    public static double StudentTwoSided(double t, double df)
    {
        if (double.IsInfinity(t))
        {
            return 0;
        }

        var square = t * t;
        return double.IsPositiveInfinity(df) ? NormalTwoSided(t) : BetaLower(df / 2, 0.5, df / (df + square), square / (df + square));
    }

    /// <summary>P(X² &gt; x) with df degrees of freedom.</summary>
    public static double ChiSquareTail(double x, double df) => x <= 0 ? 1 : GammaUpper(df / 2, x / 2);

    /// <summary>P(F &gt; f).</summary>
    public static double FisherTail(double f, double df1, double df2)
    {
        if (f <= 0)
        {
            return 1;
        }

        if (double.IsPositiveInfinity(f))
        {
            return 0;
        }

        var sum = df2 + (df1 * f);
        return BetaLower(df2 / 2, df1 / 2, df2 / sum, df1 * f / sum);
    }

    /// <summary>P(X ≤ k) of a Poisson distribution.</summary>
    public static double PoissonLower(double k, double mean) => k < 0 ? 0 : mean <= 0 ? 1 : GammaUpper(Math.Floor(k) + 1, mean);

    /// <summary>P(X = k) of a Poisson distribution.</summary>
    public static double PoissonMass(double k, double mean) => PoissonRaw(k, mean);

    /// <summary>P(X ≤ k) of a binomial distribution.</summary>
    public static double BinomialLower(double k, double n, double p) => k < 0 ? 0 : k >= n ? 1 : BetaLower(n - k, k + 1, 1 - p, p);

    /// <summary>P(X = k) of a binomial distribution, by Loader's expansion.</summary>
    public static double BinomialMass(double k, double n, double p)
    {
        var q = 1 - p;
        if (p <= 0 || q <= 0)
        {
            return (p <= 0 ? k == 0 : k == n) ? 1 : 0;
        }

        if (k == 0 || k == n)
        {
            return Math.Exp(n * (k == 0 ? LogOnePlus(-p) : Math.Log(p)));
        }

        var logarithm = StirlingError(n) - StirlingError(k) - StirlingError(n - k) - Deviance(k, n * p) - Deviance(n - k, n * q);
        return Math.Exp(logarithm) * Math.Sqrt(n / (2 * Math.PI * k * (n - k)));
    }

    /// <summary>ln Γ(x) for x &gt; 0.</summary>
    public static double LogGamma(double x)
    {
        if (x >= 15)
        {
            return ((x - 0.5) * Math.Log(x)) - x + LogRootTwoPi + StirlingSeries(x);
        }

        // Upwards by recurrence, where the series has all its digits.
        var product = 1.0;
        while (x < 15)
        {
            product *= x;
            x++;
        }

        return LogGamma(x) - Math.Log(product);
    }

    /// <summary>ln B(a, b), without the cancellation of three logarithms of gamma functions.</summary>
    public static double LogBeta(double a, double b)
    {
        var p = Math.Min(a, b);
        var q = Math.Max(a, b);
        var share = p / (p + q);
        if (p >= 15)
        {
            return (-0.5 * Math.Log(q)) + LogRootTwoPi + StirlingSeries(p) + StirlingSeries(q) - StirlingSeries(p + q) + ((p - 0.5) * Math.Log(share)) + (q * LogOnePlus(-share));
        }

        return q >= 15
            ? LogGamma(p) + StirlingSeries(q) - StirlingSeries(p + q) + p - (p * Math.Log(p + q)) + ((q - 0.5) * LogOnePlus(-share))
            : LogGamma(p) + LogGamma(q) - LogGamma(p + q);
    }

    /// <summary>ln(1 + x) where x may be small.</summary>
    /// <remarks>Kahan's correction; the runtime's LogP1 is the plain logarithm of the rounded sum.</remarks>
    public static double LogOnePlus(double x)
    {
        var u = 1 + x;
        return u == 1 ? x : double.IsPositiveInfinity(u) ? u : Math.Log(u) * (x / (u - 1));
    }

    /// <summary>The regularised incomplete gamma function from x on, Q(a, x).</summary>
    public static double GammaUpper(double a, double x) => x <= 0 ? 1 : double.IsPositiveInfinity(x) ? 0 : x < a + 1 ? 1 - GammaSeries(a, x) : GammaFraction(a, x);

    /// <summary>The regularised incomplete gamma function up to x, P(a, x).</summary>
    public static double GammaLower(double a, double x) => x <= 0 ? 0 : double.IsPositiveInfinity(x) ? 1 : x < a + 1 ? GammaSeries(a, x) : 1 - GammaFraction(a, x);

    /// <summary>The regularised incomplete beta function I_x(a, b); y is 1 − x, given so that neither loses digits.</summary>
    public static double BetaLower(double a, double b, double x, double y)
    {
        if (x <= 0 || y <= 0)
        {
            return x <= 0 ? 0 : 1;
        }

        return x * (a + b + 2) < a + 1 ? BetaFraction(a, b, x, y) : 1 - BetaFraction(b, a, y, x);
    }

    private static double GammaSeries(double a, double x)
    {
        var term = 1.0;
        var sum = 1.0;
        for (var n = 1; term > sum * Precision; n++)
        {
            term *= x / (a + n);
            sum += term;
        }

        return PoissonRaw(a, x) * sum;
    }

    private static double GammaFraction(double a, double x)
    {
        var b = x + 1 - a;
        var c = 1 / Tiny;
        var d = 1 / b;
        var h = d;
        for (var i = 1; i < 1_000_000; i++)
        {
            var an = -i * (i - a);
            b += 2;
            d = 1 / NotZero((an * d) + b);
            c = NotZero(b + (an / c));
            var factor = d * c;
            h *= factor;
            if (Math.Abs(factor - 1) < Precision * 4)
            {
                break;
            }
        }

        // x^a e^-x / Γ(a) = a times the raw Poisson probability.
        return PoissonRaw(a, x) * a * h;
    }

    private static double BetaFraction(double a, double b, double x, double y)
    {
        var logarithm = (a * (x < 0.5 ? Math.Log(x) : LogOnePlus(-y))) + (b * (y < 0.5 ? Math.Log(y) : LogOnePlus(-x))) - LogBeta(a, b);
        var c = 1.0;
        var d = 1 / NotZero(1 - ((a + b) * x / (a + 1)));
        var h = d;
        for (var m = 1; m < 1_000_000; m++)
        {
            var even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = 1 / NotZero(1 + (even * d));
            c = NotZero(1 + (even / c));
            h *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 / NotZero(1 + (odd * d));
            c = NotZero(1 + (odd / c));
            h *= d * c;
            if (Math.Abs((d * c) - 1) < Precision * 4)
            {
                break;
            }
        }

        return Math.Exp(logarithm) * h / a;
    }

    private static double NotZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;

    /// <summary>x^a e^-x / Γ(a + 1) by Loader's saddle point expansion.</summary>
    private static double PoissonRaw(double a, double x)
    {
        if (x <= 0)
        {
            return a == 0 ? 1 : 0;
        }

        return a < 1
            ? Math.Exp((a * Math.Log(x)) - x - LogGamma(a + 1))
            : Math.Exp(-StirlingError(a) - Deviance(a, x)) / Math.Sqrt(2 * Math.PI * a);
    }

    /// <summary>ln n! − ln(√(2πn) (n/e)^n).</summary>
    private static double StirlingError(double n) => n == 0 ? 0 : n >= 15 ? StirlingSeries(n) : LogGamma(n + 1) - ((n + 0.5) * Math.Log(n)) + n - LogRootTwoPi;

    private static double StirlingSeries(double x)
    {
        var r = 1 / (x * x);
        return ((1.0 / 12) - (r * ((1.0 / 360) - (r * ((1.0 / 1260) - (r * ((1.0 / 1680) - (r * ((1.0 / 1188) - (r * (691.0 / 360360))))))))))) / x;
    }

    /// <summary>x ln(x/m) + m − x, without cancellation where x is close to m.</summary>
    private static double Deviance(double x, double m)
    {
        if (Math.Abs(x - m) >= 0.1 * (x + m))
        {
            return (x * Math.Log(x / m)) + m - x;
        }

        var v = (x - m) / (x + m);
        var sum = (x - m) * v;
        var term = 2 * x * v;
        for (var j = 1; j < 1000; j++)
        {
            term *= v * v;
            var next = sum + (term / ((2 * j) + 1));
            if (next == sum)
            {
                break;
            }

            sum = next;
        }

        return sum;
    }
}
