namespace Suwen.Analysis.Survival;

/// <summary>Score residuals (Therneau, Grambsch and Fleming 1990) summed by cluster, at the coefficients last evaluated.</summary>
internal static class CoxResiduals
{
    /// <summary>The sum over clusters of outer products of their weighted scores, row after row.</summary>
    public static double[] Meat(CoxInput input, CoxRisk risk, int[] clusters, int size)
    {
        var count = 0;
        foreach (var cluster in clusters)
        {
            count = Math.Max(count, cluster + 1);
        }

        var sums = new double[size][];
        for (var j = 0; j < size; j++)
        {
            sums[j] = new double[count];
            AddScores(input, risk, clusters, j, sums[j]);
        }

        var meat = new double[size * size];
        for (var j = 0; j < size; j++)
        {
            for (var k = j; k < size; k++)
            {
                meat[(j * size) + k] = meat[(k * size) + j] = Regression.Vectors.Dot(sums[j], sums[k]);
            }
        }

        return meat;
    }

    private static void AddScores(CoxInput input, CoxRisk risk, int[] clusters, int column, double[] sums)
    {
        var groups = risk.Groups;
        var mean = new double[groups.Length];
        var tied = new double[groups.Length];
        var ofEvents = new double[groups.Length];
        risk.Means(column, mean, tied, ofEvents);
        var cumulated = new double[groups.Length];
        for (var g = groups.Length - 1; g >= 0; g--)
        {
            cumulated[g] = mean[g] + (g + 1 == groups.Length || groups[g + 1].BeginsStratum ? 0 : cumulated[g + 1]);
        }

        for (var i = 0; i < input.Times.RowCount; i++)
        {
            var group = risk.RowGroup[i];
            var value = risk.ValueAt(column, i);
            var met = group < 0 ? 0 : cumulated[group];
            met -= risk.EntryGroup is null || risk.EntryGroup[i] < 0 ? 0 : cumulated[risk.EntryGroup[i]];
            met -= risk.IsEventAt(i) ? tied[group] : 0;
            var score = (risk.IsEventAt(i) ? value - ofEvents[group] : 0) - (risk.RiskAt(i) * ((value * risk.HazardOfRow[i]) - met));
            sums[clusters[risk.Order[i]]] += risk.WeightAt(i) * score;
        }
    }
}
