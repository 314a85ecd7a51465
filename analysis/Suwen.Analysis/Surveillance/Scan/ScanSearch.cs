namespace Suwen.Analysis.Surveillance.Scan;

/// <summary>Looks through all cylinders for the ones with the highest likelihood ratio.</summary>
/// <param name="grid">Expectation, and the cases themselves.</param>
/// <param name="orders">Zones.</param>
/// <param name="shortest">Fewest steps of a cylinder.</param>
/// <param name="longest">Most steps of a cylinder.</param>
/// <param name="isProspective">True where only cylinders that reach to the last step count.</param>
internal sealed class ScanSearch(ScanGrid grid, IReadOnlyList<ScanOrder> orders, int shortest, int longest, bool isProspective)
{
    private readonly double totalRisk = grid.Risk.Sum();

    /// <summary>The best cylinder of each sequence of zones, for the cases of the grid.</summary>
    public ScanCylinder[] BestByOrder()
    {
        var best = new ScanCylinder[orders.Count];
        var steps = CasesOfSteps(grid.Cases);
        var sums = new long[grid.Steps + 1];
        var risks = new double[grid.Steps + 1];
        for (var i = 0; i < best.Length; i++)
        {
            best[i] = Scan(i, grid.Cases, steps, sums, risks, 0);
        }

        return best;
    }

    /// <summary>The highest statistic over all cylinders, for simulated cases.</summary>
    public double Highest(int[] cases)
    {
        var highest = 0.0;
        var steps = CasesOfSteps(cases);
        var sums = new long[grid.Steps + 1];
        var risks = new double[grid.Steps + 1];
        for (var i = 0; i < orders.Count; i++)
        {
            highest = Math.Max(highest, Scan(i, cases, steps, sums, risks, highest).Statistic);
        }

        return highest;
    }

    /// <summary>Logarithm of the likelihood ratio of a cylinder with more cases than expected.</summary>
    public static double Statistic(long observed, double expected, long total)
    {
        var outside = total - observed;
        return (observed * Math.Log(observed / expected)) + (outside > 0 ? outside * Math.Log(outside / (total - expected)) : 0);
    }

    private long[] CasesOfSteps(int[] cases)
    {
        var sums = new long[grid.Steps + 1];
        for (var location = 0; location < grid.Locations; location++)
        {
            for (var step = 0; step < grid.Steps; step++)
            {
                sums[step + 1] += cases[(location * grid.Steps) + step];
            }
        }

        for (var step = 0; step < grid.Steps; step++)
        {
            sums[step + 1] += sums[step];
        }

        return sums;
    }

    private ScanCylinder Scan(int index, int[] cases, long[] steps, long[] sums, double[] risks, double atLeast)
    {
        var order = orders[index];
        var best = new ScanCylinder(index, 0, 0, 0, 0, 0, atLeast);
        Array.Clear(sums);
        Array.Clear(risks);
        var taken = 0;
        foreach (var end in order.Ends)
        {
            for (; taken < end; taken++)
            {
                Take(order.Order[taken], cases, sums, risks);
            }

            ScanTimes(ref best, index, end, steps, sums, risks);
        }

        return best;
    }

    /// <summary>Adds a location to the running sums over steps.</summary>
    private void Take(int location, int[] cases, long[] sums, double[] risks)
    {
        var from = location * grid.Steps;
        long sum = 0;
        var risk = 0.0;
        for (var step = 0; step < grid.Steps; step++)
        {
            sum += cases[from + step];
            sums[step + 1] += sum;
            if (!grid.IsPermutation)
            {
                risk += grid.Risk[from + step];
                risks[step + 1] += risk;
            }
        }
    }

    private void ScanTimes(ref ScanCylinder best, int index, int size, long[] steps, long[] sums, double[] risks)
    {
        var total = grid.Total;
        var zoneShare = sums[^1] / (double)total;
        var perRisk = total / totalRisk;
        for (var last = isProspective ? grid.Steps : shortest; last <= grid.Steps; last++)
        {
            for (var first = Math.Max(0, last - longest); first <= last - shortest; first++)
            {
                var observed = sums[last] - sums[first];
                var expected = grid.IsPermutation ? zoneShare * (steps[last] - steps[first]) : perRisk * (risks[last] - risks[first]);
                var excess = observed - expected;

                // The logarithm of the likelihood ratio is below d²/2μ + d²/(C − μ), which takes no logarithm to see.
                if (excess <= 0 || observed < 2 || excess * excess * ((0.5 / expected) + (1 / (total - expected))) <= best.Statistic)
                {
                    continue;
                }

                var statistic = Statistic(observed, expected, total);
                if (statistic > best.Statistic)
                {
                    best = new ScanCylinder(index, size, first, last - 1, observed, expected, statistic);
                }
            }
        }
    }
}
