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
        var state = ((ulong)seed * 0x9E3779B97F4A7C15UL) ^ ((ulong)(replicate + 1) * 0xD1B54A32D192ED03UL);
        var cases = new int[grid.Cases.Length];
        if (grid.IsPermutation)
        {
            Permute(cases, ref state);
        }
        else
        {
            for (long i = 0; i < grid.Total; i++)
            {
                var at = Array.BinarySearch(cumulativeRisk, (Next(ref state) >> 11) * (1.0 / (1UL << 53)) * cumulativeRisk[^1]);

                // A hit on a boundary belongs to the cell that begins there.
                cases[Math.Min(at >= 0 ? at + 1 : ~at, cases.Length - 1)]++;
            }
        }

        return cases;
    }

    private void Permute(int[] cases, ref ulong state)
    {
        var steps = (int[])caseSteps.Clone();
        for (var i = steps.Length - 1; i > 0; i--)
        {
            var j = (int)Below(ref state, (uint)i + 1);
            (steps[i], steps[j]) = (steps[j], steps[i]);
        }

        for (var i = 0; i < steps.Length; i++)
        {
            cases[(caseLocations[i] * grid.Steps) + steps[i]]++;
        }
    }

    private static uint Below(ref ulong state, uint bound) => (uint)(((Next(ref state) >> 32) * bound) >> 32);

    /// <summary>SplitMix64 (Steele, Lea, Flood 2014).</summary>
    private static ulong Next(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15UL;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
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
