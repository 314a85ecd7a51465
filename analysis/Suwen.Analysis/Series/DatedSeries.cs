namespace Suwen.Analysis.Series;

/// <summary>One series on the clock's grid.</summary>
/// <param name="Group">Its group; null where the table is one series.</param>
/// <param name="Start">The clock's number of the first value.</param>
/// <param name="Values">Values, one for each step; NaN where missing.</param>
/// <param name="Population">Population at each step, where a column names it.</param>
internal sealed record DatedSeries(string? Group, int Start, double[] Values, double[]? Population)
{
    public int Length => Values.Length;

    /// <summary>The series in messages, to follow a noun: nothing, or its group.</summary>
    public string Where => Group is null ? "" : $" of group {Group}";

    /// <summary>Number of values that are there.</summary>
    public int Known
    {
        get
        {
            var known = 0;
            foreach (var value in Values)
            {
                known += double.IsNaN(value) ? 0 : 1;
            }

            return known;
        }
    }
}

/// <summary>The series of a table, on one clock.</summary>
internal sealed record SeriesSet(SeriesClock Clock, IReadOnlyList<DatedSeries> Series, bool HasGroups);
