using System.Globalization;
using Suwen.Security.Deidentification.Methods;

namespace Suwen.Security.Deidentification;

/// <summary>How coarse one column is to become.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Level">0 for the values as they are.</param>
/// <param name="Highest">The level at which nothing is left.</param>
/// <param name="Meaning">The level in words.</param>
public sealed record GeneralisedColumn(string Column, int Level, int Highest, string Meaning);

/// <summary>The least coarsening that reaches k.</summary>
/// <param name="Columns">The level of each column.</param>
/// <param name="Loss">Information loss: mean of level over highest level (the complement of Sweeney's precision, 2002), 0 to 1.</param>
/// <param name="Suppressed">Records in groups that stay too small and are to be left out.</param>
/// <param name="Examined">Combinations of levels that were counted.</param>
public sealed record Generalisation(IReadOnlyList<GeneralisedColumn> Columns, double Loss, long Suppressed, int Examined);

/// <summary>
/// Searches the lattice of full-domain generalisations for the one with the least loss that is k-anonymous when a bounded share of records is left out.
/// A combination that fails rules out all that are finer in every column (the predictive tagging of OLA, El Emam et al. 2009, and of Incognito, LeFevre
/// et al. 2005), so few need to be counted. Hierarchies come from what the values are: dates, numbers, codes by their leading digits, else all or nothing.
/// </summary>
public static class GeneralisationSearch
{
    private const int MostCombinations = 20_000;

    /// <summary>The best generalisation; null where even the coarsest fails.</summary>
    public static Generalisation? Find(RiskTable table, int k, double mostSuppressed)
    {
        var hierarchies = Enumerable.Range(0, table.QuasiCount).Select(i => Hierarchy.Of(table.Names[i], table.Values[i])).ToArray();
        var classes = table.Classes();
        var nodes = Nodes(hierarchies);
        var failed = new List<int[]>();
        var examined = 0;
        var allowed = (long)Math.Floor(mostSuppressed * table.Rows);
        foreach (var node in nodes.OrderBy(n => Loss(n, hierarchies)).Take(MostCombinations))
        {
            if (failed.Exists(f => IsFiner(node, f)))
            {
                continue;
            }

            examined++;
            var suppressed = TooSmall(classes, hierarchies, node, k);
            if (suppressed <= allowed)
            {
                var columns = node.Select((level, i) => new GeneralisedColumn(table.Names[i], level, hierarchies[i].Highest, hierarchies[i].Meanings[level])).ToList();
                return new Generalisation(columns, Loss(node, hierarchies), suppressed, examined);
            }

            failed.Add(node);
        }

        return null;
    }

    private static bool IsFiner(int[] node, int[] than)
    {
        for (var i = 0; i < node.Length; i++)
        {
            if (node[i] > than[i])
            {
                return false;
            }
        }

        return true;
    }

    private static double Loss(int[] node, Hierarchy[] hierarchies)
    {
        var loss = 0.0;
        for (var i = 0; i < node.Length; i++)
        {
            loss += (double)node[i] / hierarchies[i].Highest;
        }

        return node.Length == 0 ? 0 : loss / node.Length;
    }

    private static List<int[]> Nodes(Hierarchy[] hierarchies)
    {
        var nodes = new List<int[]> { new int[hierarchies.Length] };
        for (var i = 0; i < hierarchies.Length; i++)
        {
            var wider = new List<int[]>(nodes.Count * (hierarchies[i].Highest + 1));
            foreach (var node in nodes)
            {
                for (var level = 0; level <= hierarchies[i].Highest; level++)
                {
                    var copy = (int[])node.Clone();
                    copy[i] = level;
                    wider.Add(copy);
                }
            }

            nodes = wider;
        }

        return nodes;
    }

    private static long TooSmall(List<EquivalenceClass> classes, Hierarchy[] hierarchies, int[] node, int k)
    {
        var sizes = new Dictionary<CodeKey, long>();
        foreach (var group in classes)
        {
            var key = new int[node.Length];
            for (var i = 0; i < key.Length; i++)
            {
                key[i] = hierarchies[i].Codes[node[i]][group.Codes[i]];
            }

            var name = new CodeKey(key);
            sizes[name] = sizes.GetValueOrDefault(name) + group.Size;
        }

        return sizes.Values.Where(size => size < k).Sum();
    }

    /// <summary>The coarser values of each value of a column, level by level; the last level has one value for all.</summary>
    private sealed class Hierarchy
    {
        public required List<int[]> Codes { get; init; }

        public required List<string> Meanings { get; init; }

        public int Highest => Codes.Count - 1;

        public static Hierarchy Of(string column, List<string> values)
        {
            var levels = Levels(column, values);
            var codes = new List<int[]>();
            foreach (var (_, coarser) in levels)
            {
                var known = new Dictionary<string, int>(StringComparer.Ordinal);
                codes.Add([.. values.Select(v => known.TryGetValue(coarser(v), out var code) ? code : known[coarser(v)] = known.Count)]);
            }

            return new Hierarchy { Codes = codes, Meanings = [.. levels.Select(l => l.Meaning)] };
        }

        private static List<(string Meaning, Func<string, string> Coarser)> Levels(string column, List<string> values)
        {
            var filled = values.Where(v => v.Length > 0).ToList();
            var levels = new List<(string, Func<string, string>)> { ("as it is", static v => v) };
            if (filled.Count > 0 && filled.TrueForAll(static v => v.Length >= 6 && DateText.TryRead(v, out _)) && !filled.TrueForAll(static v => v.Length == 6))
            {
                levels.Add(("month", static v => Date(v, d => d.Year.ToString(CultureInfo.InvariantCulture) + "-" + d.Month.ToString(CultureInfo.InvariantCulture))));
                levels.Add(("year", static v => Date(v, d => d.Year.ToString(CultureInfo.InvariantCulture))));
                levels.Add(("five years", static v => Date(v, d => (d.Year / 5).ToString(CultureInfo.InvariantCulture))));
                levels.Add(("ten years", static v => Date(v, d => (d.Year / 10).ToString(CultureInfo.InvariantCulture))));
            }
            else if (filled.Count > 0 && filled.TrueForAll(static v => v.Length is 5 or 6 or 9 or 12 && v.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0))
            {
                for (var digits = filled[0].Length - 1; digits > 1; digits--)
                {
                    var kept = digits;
                    levels.Add((string.Create(CultureInfo.InvariantCulture, $"first {kept} digits"), v => v[..Math.Min(kept, v.Length)]));
                }
            }
            else if (filled.Count > 0 && filled.TrueForAll(static v => decimal.TryParse(v, NumberStyles.Float, CultureInfo.InvariantCulture, out _)))
            {
                foreach (var width in (int[])[5, 10, 20, 40])
                {
                    levels.Add((string.Create(CultureInfo.InvariantCulture, $"bands of {width}"), v => decimal.TryParse(v, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) ? Math.Floor(n / width).ToString(CultureInfo.InvariantCulture) : v));
                }
            }

            _ = column;
            levels.Add(("left out", static _ => ""));
            return levels;
        }

        private static string Date(string value, Func<(int Year, int Month), string> part) => DateText.TryRead(value, out var date) ? part((date.Year, date.Month)) : value;
    }
}
