namespace Suwen.Security.Deidentification;

/// <summary>Risk that somebody in a released table is recognised, and what they would learn.</summary>
/// <param name="Records">Rows.</param>
/// <param name="Classes">Groups that share all quasi-identifiers.</param>
/// <param name="K">Size of the smallest group: the table is k-anonymous (Sweeney 2002).</param>
/// <param name="Threshold">The k asked for.</param>
/// <param name="BelowThreshold">Records in groups smaller than that.</param>
/// <param name="Unique">Records that are alone in their group.</param>
/// <param name="Sizes">Records by size of their group: 1, 2, 3–4, 5–10, 11–20, more.</param>
/// <param name="ProsecutorHighest">Highest probability of recognising somebody known to be in the data: 1/k (El Emam 2013).</param>
/// <param name="ProsecutorAtRisk">Share of records whose probability is above 1/threshold.</param>
/// <param name="JournalistHighest">Highest probability where it is not known who is in the data; by the sampling fraction.</param>
/// <param name="Marketer">Expected share of records that a comparison with a register gets right: groups / records.</param>
/// <param name="DistinctL">Fewest different sensitive values in a group (Machanavajjhala et al. 2007); null without a sensitive column.</param>
/// <param name="EntropyL">The l for which the table is entropy-l-diverse: exp of the smallest entropy of a group.</param>
/// <param name="T">Greatest distance between a group's sensitive values and the table's (Li et al. 2007): ordered distance for numbers, equal distance otherwise.</param>
public sealed record RiskReport(
    long Records,
    long Classes,
    long K,
    int Threshold,
    long BelowThreshold,
    long Unique,
    IReadOnlyList<long> Sizes,
    double ProsecutorHighest,
    double ProsecutorAtRisk,
    double JournalistHighest,
    double Marketer,
    int? DistinctL,
    double? EntropyL,
    double? T)
{
    /// <summary>The upper bounds of <see cref="Sizes"/>.</summary>
    public static IReadOnlyList<string> SizeNames { get; } = ["1", "2", "3-4", "5-10", "11-20", "21+"];

    /// <summary>Measures a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="threshold">The k asked for.</param>
    /// <param name="samplingFraction">The share of the population that is in the table, from above 0 to 1; 1 where the table is the population.</param>
    public static RiskReport Of(RiskTable table, int threshold, double samplingFraction = 1)
    {
        var classes = table.Classes();
        var sizes = new long[6];
        long below = 0;
        long smallest = classes.Count == 0 ? 0 : long.MaxValue;
        foreach (var group in classes)
        {
            smallest = Math.Min(smallest, group.Size);
            below += group.Size < threshold ? group.Size : 0;
            sizes[group.Size switch { 1 => 0, 2 => 1, <= 4 => 2, <= 10 => 3, <= 20 => 4, _ => 5 }] += group.Size;
        }

        var records = Math.Max(1, table.Rows);
        var highest = smallest == 0 ? 0 : 1.0 / smallest;
        return new RiskReport(
            table.Rows,
            classes.Count,
            smallest,
            threshold,
            below,
            sizes[0],
            sizes,
            highest,
            (double)below / records,
            smallest == 0 ? 0 : Math.Min(1, samplingFraction / smallest),
            (double)classes.Count / records,
            table.HasSensitive && classes.Count > 0 ? classes.Min(c => c.Sensitive.Count) : null,
            table.HasSensitive && classes.Count > 0 ? Math.Exp(classes.Min(Entropy)) : null,
            table.HasSensitive && classes.Count > 0 ? Closeness(table, classes) : null);
    }

    private static double Entropy(EquivalenceClass group)
    {
        var entropy = 0.0;
        foreach (var count in group.Sensitive.Values)
        {
            var share = (double)count / group.Size;
            entropy -= share * Math.Log(share);
        }

        return entropy;
    }

    /// <summary>Earth mover's distance of each group to the whole (Li, Li and Venkatasubramanian 2007, §4); the greatest of them.</summary>
    private static double Closeness(RiskTable table, List<EquivalenceClass> classes)
    {
        var column = table.QuasiCount;
        var count = table.Values[column].Count;
        var whole = new double[count];
        foreach (var code in table.Codes(column))
        {
            whole[code] += 1.0 / table.Rows;
        }

        var numbers = new double?[count];
        for (var code = 0; code < count; code++)
        {
            numbers[code] = table.NumberOf(column, code);
        }

        var isOrdered = count > 1 && Array.TrueForAll(numbers, n => n is not null);
        var order = Enumerable.Range(0, count).ToArray();
        if (isOrdered)
        {
            Array.Sort(order, (left, right) => numbers[left]!.Value.CompareTo(numbers[right]!.Value));
        }

        return classes.Max(group => Distance(group, whole, order, isOrdered));
    }

    private static double Distance(EquivalenceClass group, double[] whole, int[] order, bool isOrdered)
    {
        var running = 0.0;
        var distance = 0.0;
        foreach (var code in order)
        {
            var difference = ((double)group.Sensitive.GetValueOrDefault(code) / group.Size) - whole[code];
            if (isOrdered)
            {
                // The m values lie at equal steps of 1/(m-1): what has to be carried past each is the running difference.
                running += difference;
                distance += Math.Abs(running);
            }
            else
            {
                distance += Math.Abs(difference) / 2;
            }
        }

        return isOrdered ? distance / (order.Length - 1) : distance;
    }
}
