namespace Suwen.Governance.MasterIndex.Linkage;

/// <summary>
/// Merges the records of a component into groups by what the groups as wholes say of each other: field by field the mean over those pairs of members that both
/// state it. So a record that shares a telephone with one member and a name with another belongs to both, while one wrong pair does not outweigh the rest.
/// </summary>
internal sealed class GroupEvidence
{
    private const int Fields = PairScorer.EvidenceFields, Width = Fields * (LinkageModel.ClassCount + 1);

    private readonly PairScorer scorer;
    private readonly int count;
    private readonly float[] evidence;
    private readonly float[] weights;

    public GroupEvidence(PairScorer scorer, int count)
    {
        this.scorer = scorer;
        this.count = count;
        evidence = new float[count * count * Width];
        weights = new float[count * count];
    }

    /// <summary>Sets what two members say of each other.</summary>
    public void Set(int i, int j, PersonRecord a, PersonRecord b, ulong levels, float weight)
    {
        if (Clustering.IsConflict(levels))
        {
            weights[(i * count) + j] = weights[(j * count) + i] = float.NaN;
            return;
        }

        var own = Of(i, j);
        scorer.AddEvidence(a, b, levels, own[Fields..], own[..Fields]);
        weights[(i * count) + j] = weights[(j * count) + i] = weight;
    }

    /// <summary>Merges the two groups that most speak for it until none do; answers by member the first of its group.</summary>
    public int[] Merge(double linkWeight)
    {
        var size = new int[count];
        Array.Fill(size, 1);
        var group = Enumerable.Range(0, count).ToArray();
        while (Best(size, linkWeight) is var (a, b) && a >= 0)
        {
            for (var k = 0; k < count; k++)
            {
                if (size[k] > 0 && k != a && k != b)
                {
                    Join(a, b, k);
                }
            }

            size[a] += size[b];
            size[b] = 0;
            for (var k = 0; k < count; k++)
            {
                group[k] = group[k] == b ? a : group[k];
            }
        }

        return group;
    }

    private Span<float> Of(int i, int j) => evidence.AsSpan(((Math.Min(i, j) * count) + Math.Max(i, j)) * Width, Width);

    private void Join(int a, int b, int k)
    {
        var weight = float.NaN;
        if (!float.IsNaN(weights[(a * count) + k]) && !float.IsNaN(weights[(b * count) + k]))
        {
            var into = Of(a, k);
            var from = Of(b, k);
            for (var i = 0; i < Width; i++)
            {
                into[i] += from[i];
            }

            weight = (float)scorer.WeightOf(into[Fields..], into[..Fields]);
        }

        weights[(a * count) + k] = weights[(k * count) + a] = weight;
    }

    private (int A, int B) Best(int[] size, double linkWeight)
    {
        var best = (-1, -1);
        var most = float.NegativeInfinity;
        for (var i = 0; i < count; i++)
        {
            for (var j = i + 1; j < count && size[i] > 0; j++)
            {
                if (size[j] > 0 && weights[(i * count) + j] > most)
                {
                    (best, most) = ((i, j), weights[(i * count) + j]);
                }
            }
        }

        return most >= linkWeight ? best : (-1, -1);
    }
}
