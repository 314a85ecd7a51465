using Suwen.Analysis.Survival;

namespace Suwen.Analysis.DrugSafety;

/// <summary>An estimate with limits; NaN where there is none.</summary>
internal readonly record struct Measure(double Estimate, double StandardError, double Low, double High);

/// <summary>PRR, ROR and chi-squared of a pair of drug and event against all other drugs and events.</summary>
internal static class FourfoldMeasures
{
    /// <summary>Proportional reporting ratio (Evans 2001); over strata the risk ratio of Mantel and Haenszel with the variance of Greenland and Robins (1985).</summary>
    public static Measure Prr(ReportCounts counts, ReportedPair pair, double z)
    {
        double above = 0, below = 0, spread = 0;
        for (var s = 0; s < counts.OfStratum.Length; s++)
        {
            var t = Cells.Of(counts, pair, s);
            if (t.N == 0)
            {
                continue;
            }

            above += t.A * (t.C + t.D) / t.N;
            below += t.C * (t.A + t.B) / t.N;
            spread += (((t.A + t.B) * (t.C + t.D) * (t.A + t.C)) - (t.A * t.C * t.N)) / (t.N * t.N);
        }

        return Ratio(above, below, Math.Sqrt(spread / (above * below)), z);
    }

    /// <summary>Reporting odds ratio (van Puijenbroek 2002); over strata that of Mantel and Haenszel with the variance of Robins, Breslow and Greenland (1986).</summary>
    public static Measure Ror(ReportCounts counts, ReportedPair pair, double z)
    {
        double r = 0, s = 0, pr = 0, mixed = 0, qs = 0;
        for (var k = 0; k < counts.OfStratum.Length; k++)
        {
            var t = Cells.Of(counts, pair, k);
            if (t.N == 0)
            {
                continue;
            }

            double p = (t.A + t.D) / t.N, q = (t.B + t.C) / t.N, up = t.A * t.D / t.N, down = t.B * t.C / t.N;
            r += up;
            s += down;
            pr += p * up;
            mixed += (p * down) + (q * up);
            qs += q * down;
        }

        return Ratio(r, s, Math.Sqrt((pr / (2 * r * r)) + (mixed / (2 * r * s)) + (qs / (2 * s * s))), z);
    }

    /// <summary>Pearson's chi-squared, with Yates' correction as R's chisq.test has it; over strata that of Mantel and Haenszel.</summary>
    public static double ChiSquared(ReportCounts counts, ReportedPair pair, bool isCorrected)
    {
        double difference = 0, variance = 0;
        var used = 0;
        for (var s = 0; s < counts.OfStratum.Length; s++)
        {
            var t = Cells.Of(counts, pair, s);
            if (t.N <= 1)
            {
                continue;
            }

            used++;
            difference += t.A - ((t.A + t.B) * (t.A + t.C) / t.N);
            variance += (t.A + t.B) * (t.C + t.D) * (t.A + t.C) * (t.B + t.D) / (t.N * t.N * (counts.OfStratum.Length == 1 ? t.N : t.N - 1));
        }

        var corrected = Math.Max(0, Math.Abs(difference) - (isCorrected ? 0.5 : 0));
        return used == 0 || variance <= 0 ? double.NaN : corrected * corrected / variance;
    }

    private static Measure Ratio(double above, double below, double error, double z)
    {
        if (above == 0 && below == 0)
        {
            return new Measure(double.NaN, double.NaN, double.NaN, double.NaN);
        }

        // Where nothing else was reported with the event the ratio is infinite, and the limits are not defined.
        return below == 0 || above == 0
            ? new Measure(below == 0 ? double.PositiveInfinity : 0, double.NaN, double.NaN, double.NaN)
            : new Measure(above / below, error, above / below * Math.Exp(-z * error), above / below * Math.Exp(z * error));
    }

    /// <summary>The fourfold table of a stratum.</summary>
    private readonly record struct Cells(double A, double B, double C, double D)
    {
        public double N => A + B + C + D;

        public static Cells Of(ReportCounts counts, ReportedPair pair, int stratum)
        {
            var (a, drug, @event) = (pair.Counts[stratum], counts.OfDrug[pair.Drug][stratum], counts.OfEvent[pair.Event][stratum]);
            return new Cells(a, drug - a, @event - a, counts.OfStratum[stratum] - drug - @event + a);
        }
    }
}
