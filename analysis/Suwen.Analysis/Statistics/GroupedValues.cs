namespace Suwen.Analysis.Statistics;

/// <summary>A measurement by group.</summary>
/// <param name="Levels">Names of the groups.</param>
/// <param name="Values">Values by group.</param>
internal sealed record GroupedValues(IReadOnlyList<string> Levels, double[][] Values)
{
    /// <summary>Reads complete cases of two columns.</summary>
    /// <exception cref="OperatorException">There are fewer than two groups.</exception>
    public static async Task<GroupedValues> ReadAsync(OperatorCall call, string outcome, string group, CancellationToken cancellationToken)
    {
        var frame = await Frame.ReadAsync(call.Input, [(outcome, FrameKind.Number), (group, FrameKind.Factor)], cancellationToken);
        var grouped = Split(frame.CompleteCases(call), outcome, group);
        return grouped.Levels.Count >= 2
            ? grouped
            : throw OperatorException.BadData($"The column {group} has one group only among the rows that are analysed.", "Name a column with two groups or more.");
    }

    public static GroupedValues Split(Frame frame, string outcome, string group)
    {
        var factor = frame.Factor(group);
        var numbers = frame.Numbers(outcome);
        var counts = new int[factor.Levels.Count];
        foreach (var code in factor.Codes)
        {
            counts[code]++;
        }

        var values = Array.ConvertAll(counts, static c => new double[c]);
        Array.Clear(counts);
        for (var i = 0; i < numbers.Length; i++)
        {
            values[factor.Codes[i]][counts[factor.Codes[i]]++] = numbers[i];
        }

        return new GroupedValues(factor.Levels, values);
    }

    /// <exception cref="OperatorException">There are not exactly two groups.</exception>
    public GroupedValues Two(string group) => Levels.Count == 2
        ? this
        : throw OperatorException.BadData($"The column {group} has {Levels.Count} groups where the test compares two.", "Filter the table to two groups, or use anova or kruskal-wallis.");

    /// <exception cref="OperatorException">A group has fewer rows than the method needs.</exception>
    public GroupedValues AtLeast(int rows, string group)
    {
        var small = Array.FindIndex(Values, v => v.Length < rows);
        return small < 0
            ? this
            : throw OperatorException.BadData($"The group {Levels[small]} of the column {group} has {Values[small].Length} row(s); the method needs {rows}.", "Leave the group out, or merge it with another.");
    }
}
