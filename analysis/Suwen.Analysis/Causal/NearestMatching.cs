namespace Suwen.Analysis.Causal;

/// <summary>Greedy matching to the nearest control.</summary>
internal static class NearestMatching
{
    /// <summary>Matches each treated row to controls of its cell.</summary>
    /// <param name="treated">1 where treated.</param>
    /// <param name="distance">The score.</param>
    /// <param name="cells">Cell of exact matching by row.</param>
    /// <param name="order">Treated rows in the order in which they choose.</param>
    /// <param name="ratio">Controls per treated row; in rounds, so that every treated row has its first before any has its second.</param>
    /// <param name="caliper">The largest difference allowed; infinite for none.</param>
    /// <param name="isReplaced">Controls may be chosen again, by other treated rows.</param>
    public static List<int>[] Match(double[] treated, double[] distance, int[] cells, int[] order, int ratio, double caliper, bool isReplaced)
    {
        var controls = Enumerable.Range(0, treated.Length).Where(i => treated[i] == 0).ToArray();
        // By cell, then by score; equal scores in the order of rows.
        Array.Sort(controls, (a, b) => cells[a] != cells[b] ? cells[a].CompareTo(cells[b]) : distance[a] != distance[b] ? distance[a].CompareTo(distance[b]) : a.CompareTo(b));
        var line = new Line(controls, distance, cells);
        var matches = new List<int>[treated.Length];
        foreach (var row in order)
        {
            matches[row] = [];
        }

        for (var round = 0; round < ratio; round++)
        {
            foreach (var row in order)
            {
                if (matches[row].Count < round)
                {
                    continue;
                }

                var chosen = line.Nearest(distance[row], cells[row], caliper, isReplaced ? matches[row] : null);
                if (chosen >= 0)
                {
                    matches[row].Add(controls[chosen]);
                    if (!isReplaced)
                    {
                        line.Remove(chosen);
                    }
                }
            }
        }

        return matches;
    }

    /// <summary>Controls in the order of cell and score, of which the free ones are found in nearly constant time (union–find to both sides).</summary>
    private sealed class Line(int[] controls, double[] distance, int[] cells)
    {
        private readonly int[] left = [.. Enumerable.Range(0, controls.Length + 1)];
        private readonly int[] right = [.. Enumerable.Range(0, controls.Length + 1)];

        public void Remove(int at)
        {
            left[at + 1] = at;
            right[at] = at + 1;
        }

        public int Nearest(double score, int cell, double caliper, List<int>? not)
        {
            var at = Position(score, cell);
            var before = Find(left, at) - 1;
            var behind = Find(right, at);
            while (not is not null && before >= 0 && not.Contains(controls[before]))
            {
                before--;
            }

            while (not is not null && behind < controls.Length && not.Contains(controls[behind]))
            {
                behind++;
            }

            var gapBefore = before >= 0 && cells[controls[before]] == cell ? score - distance[controls[before]] : double.PositiveInfinity;
            var gapBehind = behind < controls.Length && cells[controls[behind]] == cell ? distance[controls[behind]] - score : double.PositiveInfinity;
            var isBefore = gapBefore < gapBehind || (gapBefore == gapBehind && gapBefore < double.PositiveInfinity && controls[before] < controls[behind]);
            var gap = Math.Min(gapBefore, gapBehind);
            return double.IsInfinity(gap) || gap > caliper ? -1 : isBefore ? First(before, not) : behind;
        }

        /// <summary>Among free controls with the same score, the first row.</summary>
        private int First(int at, List<int>? not)
        {
            for (var i = at - 1; i >= 0; i--)
            {
                i = Find(left, i + 1) - 1;
                if (i < 0 || distance[controls[i]] != distance[controls[at]] || cells[controls[i]] != cells[controls[at]])
                {
                    break;
                }

                at = not is null || !not.Contains(controls[i]) ? i : at;
            }

            return at;
        }

        /// <summary>The first control of the cell whose score is not below.</summary>
        private int Position(double score, int cell)
        {
            var (low, high) = (0, controls.Length);
            while (low < high)
            {
                var middle = (low + high) >> 1;
                var c = controls[middle];
                if (cells[c] < cell || (cells[c] == cell && distance[c] < score))
                {
                    low = middle + 1;
                }
                else
                {
                    high = middle;
                }
            }

            return low;
        }

        private static int Find(int[] next, int at)
        {
            var root = at;
            while (next[root] != root)
            {
                root = next[root];
            }

            while (next[at] != root)
            {
                (at, next[at]) = (next[at], root);
            }

            return root;
        }
    }
}
