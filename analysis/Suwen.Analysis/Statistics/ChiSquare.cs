namespace Suwen.Analysis.Statistics;

/// <summary>Pearson's test of independence.</summary>
/// <param name="Statistic">X².</param>
/// <param name="Df">Degrees of freedom; NaN where the p-value was simulated.</param>
/// <param name="PValue">The p-value.</param>
/// <param name="LeastExpected">The smallest expected count.</param>
internal readonly record struct ChiSquare(double Statistic, double Df, double PValue, double LeastExpected)
{
    /// <summary>The test by the chi-square distribution; Yates' correction is for 2 × 2 tables only, and never larger than the difference.</summary>
    public static ChiSquare Test(CrossTable table, bool isCorrected)
    {
        var yates = 0.0;
        if (isCorrected && table.RowCount == 2 && table.ColumnCount == 2)
        {
            yates = Math.Min(0.5, Math.Abs(table.Counts[0, 0] - table.Expected(0, 0)));
        }

        var least = double.PositiveInfinity;
        var statistic = 0.0;
        for (var i = 0; i < table.RowCount; i++)
        {
            for (var j = 0; j < table.ColumnCount; j++)
            {
                var expected = table.Expected(i, j);
                var gap = Math.Abs(table.Counts[i, j] - expected) - yates;
                statistic += gap * gap / expected;
                least = Math.Min(least, expected);
            }
        }

        var df = (table.RowCount - 1.0) * (table.ColumnCount - 1);
        return new ChiSquare(statistic, df, Distributions.ChiSquareTail(statistic, df), least);
    }

    /// <summary>The share of random tables with the same margins whose statistic is not smaller, as R's simulate.p.value.</summary>
    public static ChiSquare Simulate(CrossTable table, int replicates, long seed)
    {
        var observed = Test(table, false);
        var columns = new int[(int)table.Total];
        var rows = new int[columns.Length];
        FillCodes(rows, table.RowSums);
        FillCodes(columns, table.ColumnSums);
        var draws = new Draws(seed);
        var atLeast = 0;
        for (var replicate = 0; replicate < replicates; replicate++)
        {
            draws.Shuffle(columns);
            var counts = new double[table.RowCount, table.ColumnCount];
            for (var i = 0; i < rows.Length; i++)
            {
                counts[rows[i], columns[i]]++;
            }

            var statistic = 0.0;
            for (var i = 0; i < table.RowCount; i++)
            {
                for (var j = 0; j < table.ColumnCount; j++)
                {
                    var gap = counts[i, j] - table.Expected(i, j);
                    statistic += gap * gap / table.Expected(i, j);
                }
            }

            atLeast += statistic >= observed.Statistic * (1 - 1e-12) ? 1 : 0;
        }

        return observed with { Df = double.NaN, PValue = (1.0 + atLeast) / (replicates + 1.0) };
    }

    private static void FillCodes(int[] codes, double[] sums)
    {
        var at = 0;
        for (var level = 0; level < sums.Length; level++)
        {
            codes.AsSpan(at, (int)sums[level]).Fill(level);
            at += (int)sums[level];
        }
    }
}
