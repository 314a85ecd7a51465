namespace Suwen.Analysis.Forecasting;

/// <summary>Brent's minimum of a function of one variable by golden sections and parabolas (Brent 1973, ch. 5), with the tolerance of R's optimize.</summary>
internal static class BrentMinimum
{
    private static readonly double Golden = (3 - Math.Sqrt(5)) * 0.5;
    private static readonly double Precision = Math.Sqrt(Math.BitIncrement(1.0) - 1);
    private static readonly double Tolerance = Math.Pow(Math.BitIncrement(1.0) - 1, 0.25);

    public static double Find(Func<double, double> function, double a, double b)
    {
        var x = a + (Golden * (b - a));
        var (w, v) = (x, x);
        var fx = function(x);
        var (fw, fv) = (fx, fx);
        var (d, e) = (0.0, 0.0);
        while (true)
        {
            var middle = (a + b) * 0.5;
            var near = (Precision * Math.Abs(x)) + (Tolerance / 3);
            if (Math.Abs(x - middle) <= (near * 2) - ((b - a) * 0.5))
            {
                return x;
            }

            d = Step(x, w, v, fx, fw, fv, a, b, middle, near, ref e, d);
            var u = Math.Abs(d) >= near ? x + d : d > 0 ? x + near : x - near;
            var fu = function(u);
            if (fu <= fx)
            {
                (a, b) = u < x ? (a, x) : (x, b);
                (v, w, x) = (w, x, u);
                (fv, fw, fx) = (fw, fx, fu);
                continue;
            }

            (a, b) = u < x ? (u, b) : (a, u);
            if (fu <= fw || w == x)
            {
                (v, fv) = (w, fw);
                (w, fw) = (u, fu);
            }
            else if (fu <= fv || v == x || v == w)
            {
                (v, fv) = (u, fu);
            }
        }
    }

    /// <summary>The step to the foot of the parabola through three points where that is safe, else a golden section.</summary>
    private static double Step(double x, double w, double v, double fx, double fw, double fv, double a, double b, double middle, double near, ref double e, double d)
    {
        var (p, q, r) = (0.0, 0.0, 0.0);
        if (Math.Abs(e) > near)
        {
            r = (x - w) * (fx - fv);
            q = (x - v) * (fx - fw);
            p = ((x - v) * q) - ((x - w) * r);
            q = (q - r) * 2;
            p = q > 0 ? -p : p;
            q = Math.Abs(q);
            r = e;
            e = d;
        }

        if (Math.Abs(p) >= Math.Abs(q * 0.5 * r) || p <= q * (a - x) || p >= q * (b - x))
        {
            e = x < middle ? b - x : a - x;
            return Golden * e;
        }

        var step = p / q;
        var u = x + step;
        return u - a < near * 2 || b - u < near * 2 ? (x >= middle ? -near : near) : step;
    }
}
