using System.Globalization;
using System.Text;

namespace Suwen.Governance.MasterIndex.Linkage.Evaluation;

/// <summary>A pair that was linked wrongly, or wrongly not.</summary>
/// <param name="IsFalseLink">True for a link between two persons, false for a link that is missing.</param>
/// <param name="Kind">What it looks like: slip in name, names swapped, few fields, twins, not compared …</param>
/// <param name="Pair">The pair; ids are row numbers.</param>
public sealed record EvaluationError(bool IsFalseLink, string Kind, ScoredPair Pair);

/// <summary>Lists wrong pairs by kind.</summary>
public static class EvaluationErrors
{
    /// <summary>More are not listed: nobody reads them, and a wrong truth column would give any number.</summary>
    private const int MostListed = 200_000;

    public static List<EvaluationError> Find(LinkageResult result, int[] clusters, IReadOnlyList<int> truth)
    {
        var errors = new List<EvaluationError>();
        foreach (var (left, right) in PairsWithin(clusters, truth))
        {
            var pair = result.Compare(left + 1, right + 1);
            errors.Add(new EvaluationError(true, KindOfLink(pair, result.Model), pair));
        }

        var compared = new HashSet<(long, long)>(result.Pairs.Select(static p => (p.Left, p.Right)));
        foreach (var (left, right) in PairsWithin(truth, clusters))
        {
            var pair = result.Compare(left + 1, right + 1);
            errors.Add(new EvaluationError(false, KindOfMiss(pair, result.Model, compared), pair));
        }

        return errors;
    }

    /// <summary>CSV: error, kind, row numbers, weight, probability, reasons.</summary>
    public static void Write(TextWriter output, LinkageResult result, IEnumerable<EvaluationError> errors)
    {
        output.Write("error,kind,row_a,row_b,weight,probability,reasons\n");
        var line = new StringBuilder();
        foreach (var error in errors)
        {
            line.Clear();
            line.Append(CultureInfo.InvariantCulture, $"{(error.IsFalseLink ? "false positive" : "false negative")},{error.Kind},{error.Pair.Left},{error.Pair.Right},{error.Pair.Weight:F2},{error.Pair.Probability:F4},");
            foreach (var reason in result.Explain(error.Pair))
            {
                line.Append(CultureInfo.InvariantCulture, $"{reason.Field} {reason.Level} {reason.Weight:+0.0;-0.0;0};");
            }

            output.Write(line.Append('\n'));
        }
    }

    /// <summary>Pairs in one group of the first numbering and in two of the second.</summary>
    private static IEnumerable<(int, int)> PairsWithin(IReadOnlyList<int> group, IReadOnlyList<int> other)
    {
        var members = new Dictionary<int, List<int>>();
        for (var i = 0; i < group.Count; i++)
        {
            if (!members.TryGetValue(group[i], out var list))
            {
                members[group[i]] = list = [];
            }

            list.Add(i);
        }

        var listed = 0;
        foreach (var (_, list) in members.OrderBy(static m => m.Key))
        {
            for (var i = 0; i < list.Count; i++)
            {
                for (var j = i + 1; j < list.Count; j++)
                {
                    if (other[list[i]] != other[list[j]] && listed++ < MostListed)
                    {
                        yield return (list[i], list[j]);
                    }
                }
            }
        }
    }

    private static string KindOfLink(ScoredPair pair, LinkageModel model)
    {
        var birth = pair.LevelOf(LinkageField.BirthDate);
        var given = pair.LevelOf(LinkageField.GivenName);
        var isHousehold = pair.LevelOf(LinkageField.Phone) == MatchLevel.Exact || pair.LevelOf(LinkageField.Street) == MatchLevel.Exact || pair.LevelOf(LinkageField.GuardianName) == MatchLevel.Exact;
        return pair.Weight < model.LinkWeight ? "joined through others"
            : pair.LevelOf(LinkageField.NationalId) is MatchLevel.Exact ? "same ID, other person"
            : isHousehold && birth == MatchLevel.Exact && given != MatchLevel.Exact ? "twins"
            : isHousehold ? "relatives"
            : Stated(pair) <= 3 ? "few fields"
            : given == MatchLevel.Exact && birth == MatchLevel.Exact ? "same name and birth date"
            : "look alike";
    }

    private static string KindOfMiss(ScoredPair pair, LinkageModel model, HashSet<(long, long)> compared)
    {
        if (pair.Weight >= model.LinkWeight)
        {
            return Clustering.IsConflict(pair.Levels) ? "conflicting ID" : compared.Contains((pair.Left, pair.Right)) ? "parted from its cluster" : "not compared";
        }

        return pair.LevelOf(LinkageField.NationalId) == MatchLevel.Conflict ? "conflicting ID"
            : Stated(pair) <= 3 ? "few fields"
            : Is(pair, MatchLevel.Swapped, LinkageField.FamilyName, LinkageField.GivenName) ? "names swapped"
            : pair.LevelOf(LinkageField.GivenName) == MatchLevel.Different && pair.LevelOf(LinkageField.FamilyName) == MatchLevel.Different ? "other name"
            : pair.LevelOf(LinkageField.FamilyName) is MatchLevel.Different or MatchLevel.Part ? "other family name"
            : pair.LevelOf(LinkageField.GivenName) == MatchLevel.Different ? "other given name"
            : Is(pair, MatchLevel.SameSound, LinkageField.FamilyName, LinkageField.GivenName) ? "homophone"
            : pair.LevelOf(LinkageField.BirthDate) is not (MatchLevel.Exact or MatchLevel.Missing) ? "birth date differs"
            : Is(pair, MatchLevel.Slip, LinkageField.FamilyName, LinkageField.GivenName) || Is(pair, MatchLevel.Similar, LinkageField.FamilyName, LinkageField.GivenName) ? "slip in name"
            : "address or telephone differs";
    }

    private static bool Is(ScoredPair pair, MatchLevel level, LinkageField a, LinkageField b) => pair.LevelOf(a) == level || pair.LevelOf(b) == level;

    private static int Stated(ScoredPair pair)
    {
        var count = 0;
        for (var levels = pair.Levels; levels != 0; levels >>= 4)
        {
            count += (levels & 15) == 0 ? 0 : 1;
        }

        return count;
    }
}
