namespace Suwen.Governance.MasterIndex.Linkage.Evaluation;

/// <summary>Precision, recall and F1 over pairs: a pair is predicted when both are in one cluster, and true when both are of one person.</summary>
public sealed record EvaluationScore(long Predicted, long True, long Right)
{
    public double Precision => Predicted == 0 ? (True == 0 ? 1 : 0) : (double)Right / Predicted;

    public double Recall => True == 0 ? 1 : (double)Right / True;

    public double F1 => Predicted + True == 0 ? 1 : 2.0 * Right / (Predicted + True);

    /// <param name="clusters">By row a number of its cluster.</param>
    /// <param name="truth">By row a number of its person.</param>
    public static EvaluationScore Of(IReadOnlyList<int> clusters, IReadOnlyList<int> truth)
    {
        var both = new Dictionary<(int, int), int>();
        var predicted = new Dictionary<int, int>();
        var real = new Dictionary<int, int>();
        for (var i = 0; i < clusters.Count; i++)
        {
            both[(clusters[i], truth[i])] = both.GetValueOrDefault((clusters[i], truth[i])) + 1;
            predicted[clusters[i]] = predicted.GetValueOrDefault(clusters[i]) + 1;
            real[truth[i]] = real.GetValueOrDefault(truth[i]) + 1;
        }

        return new EvaluationScore(Pairs(predicted.Values), Pairs(real.Values), Pairs(both.Values));
    }

    /// <summary>By row the first row of its cluster.</summary>
    public static int[] ClustersOf(LinkageResult result, int rows)
    {
        var clusters = Enumerable.Range(0, rows).ToArray();
        foreach (var cluster in result.Clusters)
        {
            foreach (var member in cluster.Members)
            {
                clusters[member - 1] = (int)cluster.Members[0] - 1;
            }
        }

        return clusters;
    }

    private static long Pairs(IEnumerable<int> sizes) => sizes.Sum(static s => s * (s - 1L) / 2);
}
