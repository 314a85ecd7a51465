namespace Suwen.Governance.MasterIndex.Linkage;

/// <summary>
/// District, city, province and postcode say one thing in four ways, so that their agreement is one outcome with a joint probability. A code holds two bits
/// for each: 0 not stated, 1 the same, 2 nearly, 3 different; what is not stated is summed over.
/// </summary>
internal static class LocalityTable
{
    public const int CodeCount = 256;

    private static readonly int[] Power = [1, 3, 9, 27];

    private static readonly int[][] CellsOfCode = Enumerable.Range(0, CodeCount).Select(Cells).ToArray();

    /// <summary>The code of packed levels.</summary>
    public static int CodeOf(ulong levels)
    {
        var four = (int)(levels >> ((int)LinkageField.District * 4)) & 0xFFFF;
        return four == 0 ? 0 : Digit(four) | (Digit(four >> 4) << 2) | (Digit(four >> 8) << 4) | (Digit(four >> 12) << 6);
    }

    /// <summary>The cells that agree with what a code states.</summary>
    public static ReadOnlySpan<int> CellsOf(int code) => CellsOfCode[code];

    /// <summary>By code × class: log2 of the probability.</summary>
    public static double[] Logs(double[][] cells)
    {
        var logs = new double[CodeCount * LinkageModel.ClassCount];
        for (var code = 1; code < CodeCount; code++)
        {
            for (var c = 0; c < LinkageModel.ClassCount; c++)
            {
                var sum = 0.0;
                foreach (var cell in CellsOfCode[code])
                {
                    sum += cells[c][cell];
                }

                logs[(code * LinkageModel.ClassCount) + c] = Math.Log2(Math.Max(sum, 1e-18));
            }
        }

        return logs;
    }

    /// <summary>
    /// Cell probabilities from weights by code: what is not stated is shared out by the cells as they were (the E-step), and cells seldom seen are drawn towards
    /// what they were if the four were independent.
    /// </summary>
    public static double[] Estimate(double[] weightByCode, double[] before, double smoothing)
    {
        var cells = new double[LinkageModel.LocalityCells];
        var total = 0.0;
        for (var code = 1; code < CodeCount; code++)
        {
            if (weightByCode[code] <= 0)
            {
                continue;
            }

            var sum = 0.0;
            foreach (var cell in CellsOfCode[code])
            {
                sum += before[cell];
            }

            foreach (var cell in CellsOfCode[code])
            {
                cells[cell] += weightByCode[code] * (sum > 0 ? before[cell] / sum : 1.0 / CellsOfCode[code].Length);
            }

            total += weightByCode[code];
        }

        return total > 0 ? Smooth(cells, total, smoothing) : before;
    }

    private static double[] Smooth(double[] cells, double total, double smoothing)
    {
        var margins = new double[12];
        for (var cell = 0; cell < cells.Length; cell++)
        {
            for (var d = 0; d < 4; d++)
            {
                margins[(d * 3) + (cell / Power[d] % 3)] += cells[cell];
            }
        }

        var smooth = new double[cells.Length];
        for (var cell = 0; cell < cells.Length; cell++)
        {
            var independent = 1.0;
            for (var d = 0; d < 4; d++)
            {
                independent *= (margins[(d * 3) + (cell / Power[d] % 3)] + 0.5) / (total + 1.5);
            }

            smooth[cell] = (cells[cell] + (smoothing * independent)) / (total + smoothing);
        }

        return smooth;
    }

    private static int Digit(int level) => (MatchLevel)(level & 15) switch
    {
        MatchLevel.Missing => 0,
        MatchLevel.Exact => 1,
        MatchLevel.Different or MatchLevel.Conflict or MatchLevel.Similar => 3,
        _ => 2,
    };

    private static int[] Cells(int code)
    {
        var cells = new List<int>();
        for (var cell = 0; cell < LinkageModel.LocalityCells; cell++)
        {
            var agrees = true;
            for (var d = 0; d < 4; d++)
            {
                var digit = (code >> (d * 2)) & 3;
                agrees &= digit == 0 || digit - 1 == cell / Power[d] % 3;
            }

            if (agrees)
            {
                cells.Add(cell);
            }
        }

        return [.. cells];
    }
}
