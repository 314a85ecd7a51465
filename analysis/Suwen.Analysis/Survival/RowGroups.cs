namespace Suwen.Analysis.Survival;

/// <summary>Rows by the combinations of some columns that occur, named and ordered as R's <c>strata</c> does.</summary>
/// <param name="Names">Of each group, <c>sex=1, stage=II</c>; empty text where no column was named.</param>
/// <param name="Codes">Per row its group.</param>
internal sealed record RowGroups(IReadOnlyList<string> Names, int[] Codes)
{
    public int Count => Names.Count;

    /// <param name="frame">Complete cases.</param>
    /// <param name="columns">Columns read as categories; none for one group of all rows.</param>
    /// <param name="isNamed">True to write the column before the level.</param>
    public static RowGroups Of(Frame frame, IReadOnlyList<string> columns, bool isNamed = true)
    {
        var codes = new int[frame.RowCount];
        var labels = new List<string> { "" };
        foreach (var column in columns)
        {
            var factor = frame.Factor(column);
            var width = factor.Levels.Count;
            var used = new SortedSet<long>();
            var wide = new long[codes.Length];
            for (var i = 0; i < codes.Length; i++)
            {
                wide[i] = ((long)codes[i] * width) + factor.Codes[i];
                used.Add(wide[i]);
            }

            var ranks = used.Select(static (value, rank) => (value, rank)).ToDictionary(static p => p.value, static p => p.rank);
            codes = Array.ConvertAll(wide, w => ranks[w]);
            labels = [.. used.Select(w => Join(labels[(int)(w / width)], isNamed ? $"{column}={factor.Levels[(int)(w % width)]}" : factor.Levels[(int)(w % width)]))];
        }

        return new RowGroups(labels, codes);
    }

    /// <summary>Rows of each group, in their order.</summary>
    public int[][] Rows()
    {
        var counts = new int[Count];
        foreach (var code in Codes)
        {
            counts[code]++;
        }

        var rows = Array.ConvertAll(counts, static c => new int[c]);
        Array.Clear(counts);
        for (var i = 0; i < Codes.Length; i++)
        {
            rows[Codes[i]][counts[Codes[i]]++] = i;
        }

        return rows;
    }

    private static string Join(string before, string next) => before.Length == 0 ? next : $"{before}, {next}";
}
