using System.Runtime.InteropServices;

namespace Suwen.Analysis.Payment.Dip;

/// <summary>Number of cases, their cost and its square; what is added up of cases.</summary>
internal struct DipSum
{
    public long Count;
    public double Cost;
    public double Square;

    public readonly double Mean => Cost / Count;

    /// <summary>Coefficient of variation; null with one case or without cost.</summary>
    public readonly double? Variation => Count < 2 || Cost <= 0 ? null : Math.Sqrt(Math.Max(0, (Square - (Cost * Mean)) / (Count - 1))) / Mean;

    public void Add(double cost)
    {
        Count++;
        Cost += cost;
        Square += cost * cost;
    }

    public void Add(DipSum other)
    {
        Count += other.Count;
        Cost += other.Cost;
        Square += other.Square;
    }
}

/// <summary>A group of the catalogue that is being built.</summary>
internal sealed class DipGroup(string code, string disease, string procedures, DipTreatment treatment, bool isCore)
{
    public string Code => code;

    /// <summary>First four characters of the diagnosis; the category for comprehensive groups.</summary>
    public string Disease => disease;

    public string Procedures => procedures;

    public DipTreatment Treatment => treatment;

    public bool IsCore => isCore;

    public DipSum All;

    /// <summary>Sums by year, in ascending order of years.</summary>
    public SortedDictionary<int, DipSum> Years { get; } = [];

    /// <summary>Sums by feature of the auxiliary catalogues.</summary>
    public Dictionary<int, DipSum> Features { get; } = [];
}

/// <summary>
/// Adds up the cases of a library by combination of disease and procedures, in one pass; groups are made of the sums afterwards: combinations with enough
/// cases are core groups, the others are put together by category and kind of treatment.
/// </summary>
internal sealed class DipLibrary
{
    private readonly Dictionary<string, int> combinations = new(StringComparer.Ordinal);
    private readonly List<(string Key, DipTreatment Treatment)> keys = [];
    private readonly Dictionary<(int Combination, int Year), DipSum> years = [];
    private readonly Dictionary<(int Combination, int Feature), DipSum> features = [];
    private readonly List<long> counts = [];

    public long CaseCount { get; private set; }

    public void Add(DipCase dipCase)
    {
        var lookup = combinations.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!lookup.TryGetValue(dipCase.Key, out var combination))
        {
            combination = keys.Count;
            var key = dipCase.Key.ToString();
            combinations.Add(key, combination);
            keys.Add((key, dipCase.Treatment));
            counts.Add(0);
        }

        CaseCount++;
        counts[combination]++;
        CollectionsMarshal.GetValueRefOrAddDefault(years, (combination, dipCase.Year), out _).Add(dipCase.Cost);
        foreach (var feature in dipCase.Features)
        {
            if (feature >= 0)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(features, (combination, feature), out _).Add(dipCase.Cost);
            }
        }
    }

    /// <summary>The groups: core ones with at least <paramref name="threshold"/> cases, comprehensive ones of the rest.</summary>
    public List<DipGroup> Groups(long threshold)
    {
        var groups = new Dictionary<string, DipGroup>(StringComparer.Ordinal);
        var byCombination = new DipGroup[keys.Count];
        for (var i = 0; i < keys.Count; i++)
        {
            var (key, treatment) = keys[i];
            var isCore = counts[i] >= threshold;
            var code = isCore ? key : $"{key[..3]}:{Name(treatment)}";
            if (!groups.TryGetValue(code, out var group))
            {
                groups.Add(code, group = new DipGroup(code, isCore ? key[..5] : key[..3], isCore ? key[6..] : "", treatment, isCore));
            }

            byCombination[i] = group;
        }

        foreach (var ((combination, year), sum) in years)
        {
            byCombination[combination].All.Add(sum);
            byCombination[combination].Years[year] = Sum(byCombination[combination].Years.GetValueOrDefault(year), sum);
        }

        foreach (var ((combination, feature), sum) in features)
        {
            byCombination[combination].Features[feature] = Sum(byCombination[combination].Features.GetValueOrDefault(feature), sum);
        }

        return [.. groups.Values.OrderBy(static g => g.Code, StringComparer.Ordinal)];
    }

    /// <summary>Mean cost, each of the last years weighted: the last weight for the last year of the library, and so on; years without cases have no weight.</summary>
    public static double? Mean(SortedDictionary<int, DipSum> sums, int lastYear, IReadOnlyList<double> weights)
    {
        var (total, weight) = (0.0, 0.0);
        foreach (var (year, sum) in sums)
        {
            var place = weights.Count - 1 - (lastYear - year);
            if (place >= 0 && weights[place] > 0)
            {
                total += weights[place] * sum.Mean;
                weight += weights[place];
            }
        }

        return weight > 0 ? total / weight : null;
    }

    /// <summary>The kind of treatment as it stands in codes.</summary>
    public static string Name(DipTreatment treatment) => treatment switch
    {
        DipTreatment.Surgical => "surgical",
        DipTreatment.Therapeutic => "therapeutic",
        DipTreatment.Diagnostic => "diagnostic",
        _ => "conservative",
    };

    private static DipSum Sum(DipSum left, DipSum right)
    {
        left.Add(right);
        return left;
    }
}
