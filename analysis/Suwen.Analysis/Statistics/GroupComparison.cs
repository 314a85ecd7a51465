using MathNet.Numerics.LinearAlgebra;

namespace Suwen.Analysis.Statistics;

/// <summary>A test between groups and the standardised mean difference, as tableone gives them.</summary>
internal readonly record struct GroupComparison(string? Test, double? Statistic, double? PValue, double? Difference)
{
    public static GroupComparison OfNumbers(ColumnSummary column, int[] present, string test)
    {
        var moments = present.Select(g => column.Moments[g]).ToArray();
        var difference = Average(moments.Length, (a, b) =>
        {
            var spread = Math.Sqrt((moments[a].Variance + moments[b].Variance) / 2);
            return Math.Abs(moments[a].Mean - moments[b].Mean) / spread;
        });
        if (moments.Length < 2 || test == "none")
        {
            return new GroupComparison(null, null, null, difference);
        }

        double statistic, p;
        if (test == "kruskal")
        {
            var (h, df) = KruskalWallisOperator.Statistic([.. present.Select(column.Values)]);
            (statistic, p) = (h, double.IsNaN(h) ? double.NaN : Distributions.ChiSquareTail(h, df));
        }
        else
        {
            (statistic, p) = test == "welch" ? Welch(moments) : Pooled(moments);
        }

        return double.IsFinite(statistic) ? new GroupComparison(test, statistic, p, difference) : new GroupComparison(null, null, null, difference);
    }

    public static GroupComparison OfCategories(ColumnSummary column, string[] levels, string[] groups)
    {
        var present = Enumerable.Range(0, groups.Length).Where(g => levels.Any(l => column.Levels[l][g] > 0)).ToArray();
        if (present.Length < 2 || levels.Length < 2)
        {
            return default;
        }

        var counts = new double[present.Length, levels.Length];
        for (var g = 0; g < present.Length; g++)
        {
            for (var l = 0; l < levels.Length; l++)
            {
                counts[g, l] = column.Levels[levels[l]][present[g]];
            }
        }

        var table = new CrossTable([.. present.Select(g => groups[g])], levels, counts);
        var test = ChiSquare.Test(table, true);
        return new GroupComparison("chi-square", test.Statistic, test.PValue, Average(present.Length, (a, b) => Categorical(table, a, b)));
    }

    /// <summary>Yang and Dalton's difference of shares (SAS Global Forum 2012, paper 335): Mahalanobis distance of all levels but the first.</summary>
    private static double Categorical(CrossTable table, int a, int b)
    {
        var k = table.ColumnCount - 1;
        var gap = Vector<double>.Build.Dense(k, i => (table.Counts[a, i + 1] / table.RowSums[a]) - (table.Counts[b, i + 1] / table.RowSums[b]));
        double Share(int row, int i) => table.Counts[row, i + 1] / table.RowSums[row];
        double Cover(int row, int i, int j) => i == j ? Share(row, i) * (1 - Share(row, i)) : -Share(row, i) * Share(row, j);
        var covariance = Matrix<double>.Build.Dense(k, k, (i, j) => (Cover(a, i, j) + Cover(b, i, j)) / 2);
        if (k == 1)
        {
            return Math.Abs(gap[0]) / Math.Sqrt(covariance[0, 0]);
        }

        return Math.Sqrt(gap.DotProduct(covariance.PseudoInverse() * gap));
    }

    /// <summary>The mean over every two groups; null where it is not finite.</summary>
    private static double? Average(int count, Func<int, int, double> difference)
    {
        double sum = 0, pairs = 0;
        for (var a = 0; a < count; a++)
        {
            for (var b = a + 1; b < count; b++)
            {
                sum += difference(a, b);
                pairs++;
            }
        }

        return pairs > 0 && double.IsFinite(sum) ? sum / pairs : null;
    }

    private static (double F, double P) Pooled(Moments[] moments)
    {
        Moments all = default;
        double within = 0, between = 0;
        foreach (var one in moments)
        {
            all.Merge(one);
            within += one.SumOfSquares;
        }

        foreach (var one in moments)
        {
            between += one.Count * (one.Mean - all.Mean) * (one.Mean - all.Mean);
        }

        double df = moments.Length - 1, residual = all.Count - moments.Length;
        var f = between / df / (within / residual);
        return residual > 0 && within > 0 ? (f, Distributions.FisherTail(f, df, residual)) : (double.NaN, double.NaN);
    }

    private static (double F, double P) Welch(Moments[] moments)
    {
        if (moments.Any(static m => !(m.Variance > 0)))
        {
            return (double.NaN, double.NaN);
        }

        var (f, df) = AnovaOperator.Welch(moments);
        return (f, Distributions.FisherTail(f, moments.Length - 1, df));
    }
}
