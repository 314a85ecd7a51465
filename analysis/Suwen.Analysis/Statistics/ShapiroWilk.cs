namespace Suwen.Analysis.Statistics;

/// <summary>Shapiro and Wilk's W with its p-value, by Royston's algorithm AS R94 (Applied Statistics 1995;44:547-551).</summary>
internal static class ShapiroWilk
{
    /// <param name="values">3 to 5000 values, not all equal.</param>
    public static (double W, double PValue) Test(ReadOnlySpan<double> values)
    {
        var x = values.ToArray();
        Array.Sort(x);
        var a = Coefficients(x.Length);
        var mean = Moments.Of(x).Mean;
        double product = 0, squares = 0;
        for (var i = 0; i < x.Length; i++)
        {
            squares += (x[i] - mean) * (x[i] - mean);
        }

        // 1 − W from the deviations between the two sides, so that a W close to 1 keeps its digits.
        var scale = Math.Sqrt(squares);
        double gap = 0;
        for (var i = 0; i < x.Length; i++)
        {
            var weight = i < a.Length ? -a[i] : i >= x.Length - a.Length ? a[x.Length - 1 - i] : 0;
            product += weight * (x[i] - mean) / scale;
        }

        for (var i = 0; i < x.Length; i++)
        {
            var weight = i < a.Length ? -a[i] : i >= x.Length - a.Length ? a[x.Length - 1 - i] : 0;
            var d = ((x[i] - mean) / scale) - (product * weight);
            gap += d * d;
        }

        return (1 - gap, P(gap, x.Length));
    }

    private static double[] Coefficients(int n)
    {
        var half = n / 2;
        if (n == 3)
        {
            return [Math.Sqrt(0.5)];
        }

        var m = new double[half];
        var sum = 0.0;
        for (var i = 0; i < half; i++)
        {
            m[i] = Distributions.NormalQuantile((i + 1 - 0.375) / (n + 0.25));
            sum += 2 * m[i] * m[i];
        }

        var root = Math.Sqrt(sum);
        var u = 1 / Math.Sqrt(n);
        var first = Polynomial(u, 0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056) - (m[0] / root);
        var a = new double[half];
        var from = 1;
        double factor;
        if (n > 5)
        {
            var second = Polynomial(u, 0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633) - (m[1] / root);
            factor = Math.Sqrt((sum - (2 * m[0] * m[0]) - (2 * m[1] * m[1])) / (1 - (2 * first * first) - (2 * second * second)));
            a[1] = second;
            from = 2;
        }
        else
        {
            factor = Math.Sqrt((sum - (2 * m[0] * m[0])) / (1 - (2 * first * first)));
        }

        a[0] = first;
        for (var i = from; i < half; i++)
        {
            a[i] = -m[i] / factor;
        }

        return a;
    }

    private static double P(double gap, int n)
    {
        if (n == 3)
        {
            return Math.Max(0, 6 / Math.PI * (Math.Asin(Math.Sqrt(1 - gap)) - Math.Asin(Math.Sqrt(0.75))));
        }

        var y = Math.Log(gap);
        double mean, deviation;
        if (n <= 11)
        {
            var gamma = Polynomial(n, -2.273, 0.459);
            if (y >= gamma)
            {
                return 1e-99;
            }

            y = -Math.Log(gamma - y);
            mean = Polynomial(n, 0.544, -0.39978, 0.025054, -6.714e-4);
            deviation = Math.Exp(Polynomial(n, 1.3822, -0.77857, 0.062767, -0.0020322));
        }
        else
        {
            var size = Math.Log(n);
            mean = Polynomial(size, -1.5861, -0.31082, -0.083751, 0.0038915);
            deviation = Math.Exp(Polynomial(size, -0.4803, -0.082676, 0.0030302));
        }

        return Distributions.NormalTail((y - mean) / deviation);
    }

    private static double Polynomial(double x, params ReadOnlySpan<double> coefficients)
    {
        var value = 0.0;
        for (var i = coefficients.Length - 1; i >= 0; i--)
        {
            value = (value * x) + coefficients[i];
        }

        return value;
    }
}
