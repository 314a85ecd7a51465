using MathNet.Numerics.LinearAlgebra;

namespace Suwen.Analysis.Survival;

/// <summary>Observed and expected events of groups and the variance of their differences (Mantel; Harrington and Fleming 1982), summed over strata.</summary>
internal sealed class LogRankTest
{
    public LogRankTest(int groups)
    {
        Observed = new double[groups];
        Expected = new double[groups];
        Variance = new double[groups, groups];
    }

    public double[] Observed { get; }

    public double[] Expected { get; }

    public double[,] Variance { get; }

    /// <summary>Adds a stratum.</summary>
    /// <param name="times">All rows.</param>
    /// <param name="group">Group of each row.</param>
    /// <param name="rows">Rows of the stratum.</param>
    /// <param name="rho">Each time weighs as survival just before it to this power.</param>
    public void Add(SurvivalTimes times, int[] group, int[] rows, double rho)
    {
        var order = (int[])rows.Clone();
        Array.Sort(Array.ConvertAll(order, r => times.Time[r]), order);
        var entries = (int[])rows.Clone();
        Array.Sort(Array.ConvertAll(entries, r => times.Entry?[r] ?? double.NegativeInfinity), entries);
        var atRisk = new double[Observed.Length];
        var events = new double[Observed.Length];
        var survival = 1.0;
        for (int i = 0, e = 0; i < order.Length;)
        {
            var time = times.Time[order[i]];
            for (; e < entries.Length && (times.Entry?[entries[e]] ?? double.NegativeInfinity) < time; e++)
            {
                atRisk[group[entries[e]]]++;
            }

            Array.Clear(events);
            var end = i;
            double died = 0;
            for (; end < order.Length && times.Time[order[end]] == time; end++)
            {
                events[group[order[end]]] += times.IsEvent[order[end]] ? 1 : 0;
                died += times.IsEvent[order[end]] ? 1 : 0;
            }

            if (died > 0)
            {
                survival *= AddTime(atRisk, events, died, rho == 0 ? 1 : Math.Pow(survival, rho));
            }

            for (; i < end; i++)
            {
                atRisk[group[order[i]]]--;
            }
        }
    }

    /// <summary>(O - E)' V⁻¹ (O - E) over the groups in which events were expected.</summary>
    /// <returns>NaN where the variance is singular.</returns>
    public (double Statistic, int DegreesOfFreedom) Test()
    {
        var used = Enumerable.Range(0, Observed.Length).Where(g => Expected[g] > 0).ToArray();
        if (used.Length < 2)
        {
            return (double.NaN, 0);
        }

        var rest = used[1..];
        var v = Matrix<double>.Build.Dense(rest.Length, rest.Length, (i, j) => Variance[rest[i], rest[j]]);
        var u = Vector<double>.Build.Dense(rest.Length, i => Observed[rest[i]] - Expected[rest[i]]);
        var solved = v.QR().Solve(u);
        return (u.DotProduct(solved), rest.Length);
    }

    /// <summary>The test for trend over scores of the groups.</summary>
    public double Trend(IReadOnlyList<double> scores)
    {
        double difference = 0, variance = 0;
        for (var i = 0; i < scores.Count; i++)
        {
            difference += scores[i] * (Observed[i] - Expected[i]);
            for (var j = 0; j < scores.Count; j++)
            {
                variance += scores[i] * scores[j] * Variance[i, j];
            }
        }

        return difference * difference / variance;
    }

    /// <returns>The factor by which survival of the stratum falls.</returns>
    private double AddTime(double[] atRisk, double[] events, double died, double weight)
    {
        var all = 0.0;
        foreach (var n in atRisk)
        {
            all += n;
        }

        var spread = all > 1 ? weight * weight * died * (all - died) / (all - 1) / all : 0;
        for (var g = 0; g < atRisk.Length; g++)
        {
            Observed[g] += weight * events[g];
            Expected[g] += weight * died * atRisk[g] / all;
            if (atRisk[g] == 0 || spread == 0)
            {
                continue;
            }

            Variance[g, g] += spread * atRisk[g];
            for (var h = 0; h < atRisk.Length; h++)
            {
                Variance[g, h] -= spread * atRisk[g] * atRisk[h] / all;
            }
        }

        return (all - died) / all;
    }
}
