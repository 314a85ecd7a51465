namespace Suwen.Analysis.Forecasting;

/// <summary>Where smoothing parameters may lie: the usual bounds, and those in which the model can be turned into forecasts from the past (Hyndman, Akram, Archibald 2008).</summary>
internal static class EtsBounds
{
    public const double Least = 1e-4;
    public const double Most = 0.9999;
    public const double LeastDamping = 0.8;
    public const double MostDamping = 0.98;

    public static bool IsAllowed(EtsForm form, int m, double alpha, double beta, double gamma, double phi)
    {
        if (alpha is < Least or > Most || (form.HasTrend && (beta < Least || beta > alpha || beta > Most))
            || (form.IsDamped && phi is < LeastDamping or > MostDamping) || (form.HasSeason && (gamma < Least || gamma > 1 - alpha || gamma > Most)))
        {
            return false;
        }

        if (!form.HasSeason)
        {
            return alpha >= 1 - (1 / phi) && alpha <= 1 + (1 / phi) && (!form.HasTrend || (beta >= alpha * (phi - 1) && beta <= (1 + phi) * (2 - alpha)));
        }

        if (m == 1)
        {
            return true;
        }

        return gamma >= Math.Max(1 - (1 / phi) - alpha, 0) && gamma <= 1 + (1 / phi) - alpha
            && alpha >= 1 - (1 / phi) - (gamma * (1 - m + phi + (phi * m)) / (2 * phi * m))
            && beta >= -(1 - phi) * ((gamma / m) + alpha)
            && HasRootsInside(m, alpha, beta, gamma, phi);
    }

    /// <summary>Whether all roots of the characteristic polynomial lie in the unit circle, by the recursion of Schur and Cohn.</summary>
    private static bool HasRootsInside(int m, double alpha, double beta, double gamma, double phi)
    {
        // Coefficients from the highest power, which is m + 1.
        Span<double> p = stackalloc double[m + 2];
        p[0] = 1;
        p[1] = alpha + beta - phi;
        p[2..m].Fill(alpha + beta - (alpha * phi));
        p[m] = alpha + beta - (alpha * phi) + gamma - 1;
        p[m + 1] = phi * (1 - alpha - gamma);
        var degree = m + 1;
        if (beta == 0 && phi == 1)
        {
            // Without a trend 1 is a root of its own; it is divided out so that rounding does not decide on which side it lies.
            for (var i = 1; i < degree; i++)
            {
                p[i] += p[i - 1];
            }

            degree--;
        }

        // A radius just above 1 is the tolerance of the reference: coefficients are those of the polynomial in z times that radius.
        const double Radius = 1 + 1e-10;
        var power = 1.0;
        for (var i = degree; i >= 0; i--, power *= Radius)
        {
            p[i] *= power;
        }

        Span<double> next = stackalloc double[m + 2];
        for (; degree > 0; degree--)
        {
            var reflection = p[degree] / p[0];
            if (Math.Abs(reflection) >= 1)
            {
                return false;
            }

            for (var i = 0; i < degree; i++)
            {
                next[i] = p[i] - (reflection * p[degree - i]);
            }

            next[..degree].CopyTo(p);
        }

        return true;
    }
}
