namespace Suwen.Analysis.Surveillance.Scan;

/// <summary>Draws cases as they would fall if there were no cluster. Each replicate has a stream of its own, so that the result does not depend on how many run at once.</summary>
/// <param name="grid">The observed grid.</param>
/// <param name="seed">The seed.</param>
internal sealed class ScanSimulation(ScanGrid grid, long seed)
{
    private readonly int[] caseLocations = Locations(grid);
    private readonly int[] caseSteps = Steps(grid);
    private readonly double[] cumulativeRisk = Cumulate(grid);

    /// <summary>Draws one replicate.</summary>
    public int[] Draw(int replicate)
    {
        var draws = new Draws(seed, replicate + 1);
        var cases = new int[grid.Cases.Length];
        if (grid.IsPermutation)
        {
            Permute(cases, draws);
        }
        else
        {
            for (long i = 0; i < grid.Total; i++)
            {
                var at = Array.BinarySearch(cumulativeRisk, draws.NextDouble() * cumulativeRisk[^1]);

                // A hit on a boundary belongs to the cell that begins there.
                cases[Math.Min(at >= 0 ? at + 1 : ~at, cases.Length - 1)]++;
            }
        }

        return cases;
    }

    private void Permute(int[] cases, Draws draws)
    {
        var steps = (int[])caseSteps.Clone();
        draws.Shuffle(steps);
        for (var i = 0; i < steps.Length; i++)
        {
            cases[(caseLocations[i] * grid.Steps) + steps[i]]++;
        }
    }

    private static int[] Locations(ScanGrid grid) => Expand(grid, static (cell, steps) => cell / steps);

    private static int[] Steps(ScanGrid grid) => Expand(grid, static (cell, steps) => cell % steps);

    private static int[] Expand(ScanGrid grid, Func<int, int, int> pick)
    {
        var values = new int[grid.IsPermutation ? grid.Total : 0];
        var at = 0;
        for (var cell = 0; cell < grid.Cases.Length && values.Length > 0; cell++)
        {
            for (var i = 0; i < grid.Cases[cell]; i++)
            {
                values[at++] = pick(cell, grid.Steps);
            }
        }

        return values;
    }

    private static double[] Cumulate(ScanGrid grid)
    {
        var sums = new double[grid.Risk.Length];
        var sum = 0.0;
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] = sum += grid.Risk[i];
        }

        return sums;
    }
}
