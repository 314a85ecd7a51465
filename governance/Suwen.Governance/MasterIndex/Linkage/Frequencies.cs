namespace Suwen.Governance.MasterIndex.Linkage;

/// <summary>How common each value is, counted in persons rather than records where persons are known.</summary>
internal static class Frequencies
{
    /// <summary>Least adjusted count of a value seen in one person only: even a number given once is now and then somebody else's.</summary>
    private const double LeastCount = 0.01;

    /// <summary>
    /// Sets the frequency of every value, and answers by field how probable it is that two strangers state the same. A value seen in one person gets Good and
    /// Turing's count (Good, Biometrika 40, 1953), 2 n₂ / n₁: next to nothing for numbers that are given once, near one half for names.
    /// </summary>
    /// <param name="records">The records.</param>
    /// <param name="personOf">By record, the first record of its person; a value that one person states many times counts once.</param>
    public static double[] Count(IReadOnlyList<PersonRecord> records, int[]? personOf)
    {
        var chance = new double[LinkageModel.FieldCount];
        Parallel.For(0, LinkageModel.FieldCount, f =>
        {
            if (PairScorer.HasFrequencies(f))
            {
                chance[f] = CountField(records, personOf, (LinkageField)f);
            }
        });
        return chance;
    }

    private static double CountField(IReadOnlyList<PersonRecord> records, int[]? personOf, LinkageField field)
    {
        var values = new List<FieldValue>();
        foreach (var record in records)
        {
            if (record[field] is { } value)
            {
                value.Count = 0;
            }
        }

        var last = personOf is null ? null : new Dictionary<FieldValue, List<int>>();
        double total = 0;
        for (var i = 0; i < records.Count; i++)
        {
            if (records[i][field] is not { } value || (last is not null && !IsFirstOfPerson(last, value, personOf![i], i)))
            {
                continue;
            }

            if (value.Count++ == 0)
            {
                values.Add(value);
            }

            total++;
        }

        double once = 0, twice = 0;
        foreach (var value in values)
        {
            once += value.Count == 1 ? 1 : 0;
            twice += value.Count == 2 ? 1 : 0;
        }

        var single = Math.Clamp(once > 0 ? 2 * twice / once : 1, LeastCount, 1);
        var chance = 0.0;
        foreach (var value in values)
        {
            value.Frequency = (value.Count - 1 + single) / total;
            chance += value.Count / total * value.Frequency;
        }

        return chance;
    }

    /// <summary>True for the first record of a person that states a value; only persons with several records are remembered.</summary>
    private static bool IsFirstOfPerson(Dictionary<FieldValue, List<int>> seen, FieldValue value, int person, int record)
    {
        if (person < 0)
        {
            return true;
        }

        if (!seen.TryGetValue(value, out var persons))
        {
            seen[value] = persons = [];
        }

        if (persons.Contains(person))
        {
            return false;
        }

        _ = record;
        persons.Add(person);
        return true;
    }
}
