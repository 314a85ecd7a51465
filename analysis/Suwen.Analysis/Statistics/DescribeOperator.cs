using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Statistics;

/// <summary>The first table of a paper, streamed.</summary>
internal sealed class DescribeOperator : IOperator
{
    private const int MaximumGroups = 100;

    private static readonly OperatorParameter<IReadOnlyList<string>> Columns = Parameter.Columns("columns", false, "要描述的列,逗号分隔;默认全部", "Columns to describe, separated by commas; all where none are named");
    private static readonly OperatorParameter<string?> Group = Parameter.OptionalColumn("group", "分组列", "Column of the groups to compare");
    private static readonly OperatorParameter<IReadOnlyList<string>> Factors = Parameter.Columns("factors", false, "虽为数值但按分类描述的列", "Columns that hold numbers but are to be described as categories");
    private static readonly OperatorParameter<string> Test = Parameter.Choice("test", ["anova", "welch", "kruskal", "none"], "anova", "数值列的组间检验:等方差方差分析、Welch、Kruskal–Wallis", "Test of numbers between groups: equal variances, Welch, Kruskal–Wallis");

    private static readonly (string, ColumnType)[] Header =
    [
        ("variable", ColumnType.Text), ("level", ColumnType.Text), ("group", ColumnType.Text), ("n", ColumnType.Int64), ("missing", ColumnType.Int64), ("mean", ColumnType.Double), ("sd", ColumnType.Double), ("median", ColumnType.Double),
        ("q1", ColumnType.Double), ("q3", ColumnType.Double), ("min", ColumnType.Double), ("max", ColumnType.Double), ("count", ColumnType.Int64), ("percent", ColumnType.Double), ("test", ColumnType.Text), ("statistic", ColumnType.Double),
        ("p_value", ColumnType.Double), ("smd", ColumnType.Double),
    ];

    public OperatorDescription Description { get; } = new(
        "describe",
        "statistics",
        new("描述性统计(表一)", "Descriptive statistics (table one)"),
        new("各列的例数、缺失、均值、标准差、中位数、四分位数、极值或构成比,可分组比较。流式读取,千万行可行。", "Count, missing, mean, deviation, median, quartiles, extremes or shares of each column, compared by group if asked. Streams, so ten million rows are fine."),
        [Columns, Group, Factors, Test],
        [new OperatorOutput("result", new("每列(分类列为每个水平)每组一行;group 为空是全体", "One row per column (of categories: per level) and group; without group, all rows"), "variable; level; group; n: with a value; missing; mean; sd; median; q1; q3; min; max; count; percent; test; statistic; p_value; smd: standardised mean difference, on the row of all")])
    {
        Aliases = ["table-one", "tableone", "summary"],
        References = ["R tableone::CreateTableOne", "R stats::quantile (type 7)"],
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var group = call.Get(Group);
        var names = call.Get(Columns).Count > 0 ? call.Get(Columns).Distinct().ToArray() : [.. call.Input.Columns.Select(static c => c.Name)];
        names = [.. names.Where(n => n != group)];
        var groups = group is null ? null : await GroupsOf(call, group, cancellationToken);
        var count = groups?.Count ?? 1;
        var columns = names.Select(n => call.Get(Factors).Contains(n) ? ColumnSummary.OfText(n, count) : new ColumnSummary(n, count)).ToArray();
        var rows = await ReadAsync(call, columns, group, groups, cancellationToken);
        if (rows == 0)
        {
            throw OperatorException.BadData($"{call.Input.Name} has no rows.", "Give a table with rows.");
        }

        var levels = groups is null ? [] : groups.Keys.ToArray();
        var table = new ResultTable("result", Header);
        foreach (var column in columns)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (column.IsText)
            {
                Categories(call, table, column, levels);
            }
            else
            {
                Numbers(table, column, levels, call.Get(Test));
            }
        }

        await call.WriteAsync(table, cancellationToken);
        call.Sentence($"描述了 {rows} 行的 {columns.Length} 列{(group is null ? "" : $",按 {group} 分 {count} 组")}。", $"{columns.Length} columns of {rows} rows were described{(group is null ? "" : $", by {group} ({count} groups)")}.");
    }

    /// <summary>The groups in the order of levels, by a first reading of that column alone.</summary>
    private static async Task<Dictionary<string, int>> GroupsOf(OperatorCall call, string group, CancellationToken cancellationToken)
    {
        var factor = (await Frame.ReadAsync(call.Input, [(group, FrameKind.Factor)], cancellationToken)).Factor(group);
        if (factor.Levels.Count is < 2 or > MaximumGroups)
        {
            throw factor.Levels.Count < 2
                ? OperatorException.BadData($"The column {group} has one group only.", "Leave group out, or name another column.")
                : OperatorException.BadData($"The column {group} has {factor.Levels.Count} groups; at most {MaximumGroups} are compared.", "Name a column of categories.");
        }

        var groups = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var level in factor.Levels)
        {
            groups.Add(level, groups.Count);
        }

        return groups;
    }

    /// <summary>Reads the table once, and columns in which text came after numbers again.</summary>
    private static async Task<long> ReadAsync(OperatorCall call, ColumnSummary[] columns, string? group, Dictionary<string, int>? groups, CancellationToken cancellationToken)
    {
        var active = Enumerable.Range(0, columns.Length).ToArray();
        long rows = 0, withoutGroup = 0;
        while (active.Length > 0)
        {
            var again = new HashSet<int>();
            string[] names = [.. active.Select(i => columns[i].Name), .. group is null ? Array.Empty<string>() : [group]];
            var codes = Array.Empty<byte>();
            (rows, withoutGroup) = (0, 0);
            await foreach (var batch in call.Input.ReadAsync(names, cancellationToken))
            {
                rows += batch.RowCount;
                var source = batch;
                if (groups is not null)
                {
                    withoutGroup += Codes(batch[names.Length - 1], groups, ref codes);
                    source = Array.IndexOf(codes, (byte)255, 0, batch.RowCount) < 0 ? batch : WithGroup(batch, ref codes);
                }

                for (var i = 0; i < active.Length; i++)
                {
                    if (!again.Contains(active[i]) && !columns[active[i]].Add(source[i], groups is null ? [] : codes.AsSpan(0, source.RowCount)))
                    {
                        again.Add(active[i]);
                    }
                }
            }

            foreach (var i in again)
            {
                columns[i] = ColumnSummary.OfText(columns[i].Name, groups?.Count ?? 1);
            }

            active = [.. again];
        }

        if (withoutGroup > 0)
        {
            call.Note($"{withoutGroup} 行没有分组,未纳入。", $"{withoutGroup} rows have no group and were left out.");
        }

        return rows;
    }

    private static long Codes(ColumnVector vector, Dictionary<string, int> groups, ref byte[] codes)
    {
        if (codes.Length < vector.Count)
        {
            codes = new byte[vector.Count];
        }

        var missing = 0L;
        var lookup = groups.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> characters = stackalloc char[256];
        for (var i = 0; i < vector.Count; i++)
        {
            if (vector.IsNull(i))
            {
                codes[i] = 255;
                missing++;
            }
            else if (vector.IsBytes && vector.Bytes(i).Length <= 256)
            {
                codes[i] = (byte)lookup[characters[..System.Text.Encoding.UTF8.GetChars(vector.Bytes(i), characters)]];
            }
            else
            {
                codes[i] = (byte)groups[Convert.ToString(vector.Value(i), System.Globalization.CultureInfo.InvariantCulture)!];
            }
        }

        return missing;
    }

    private static ColumnBatch WithGroup(ColumnBatch batch, ref byte[] codes)
    {
        var kept = new ColumnBatch(batch.Columns, batch.RowCount + 1);
        var next = 0;
        for (var row = 0; row < batch.RowCount; row++)
        {
            if (codes[row] == 255)
            {
                continue;
            }

            for (var i = 0; i < batch.Columns.Count; i++)
            {
                kept[i].AppendFrom(batch[i], row);
            }

            codes[next++] = codes[row];
        }

        return kept;
    }

    private static void Numbers(ResultTable table, ColumnSummary column, string[] levels, string test)
    {
        Moments all = default;
        foreach (var one in column.Moments)
        {
            all.Merge(one);
        }

        var present = Enumerable.Range(0, column.Moments.Length).Where(g => column.Moments[g].Count > 0).ToArray();
        var comparison = levels.Length > 1 && all.Count > 0 ? GroupComparison.OfNumbers(column, present, test) : default;
        Row(table, column, null, all, column.Missing.Sum(), column.Least.Min(), column.Most.Max(), column.Values(-1), comparison);
        for (var g = 0; g < levels.Length; g++)
        {
            Row(table, column, levels[g], column.Moments[g], column.Missing[g], column.Least[g], column.Most[g], column.Values(g), default);
        }
    }

    private static void Row(ResultTable table, ColumnSummary column, string? group, Moments moments, long missing, double least, double most, double[] values, GroupComparison comparison)
    {
        if (values.Length == 0)
        {
            table.Add(column.Name, null, group, 0L, missing, null, null, null, null, null, null, null, null, null, null, null, null, null);
            return;
        }

        var q1 = Quantiles.Select(values, 0.25);
        table.Add(
            column.Name, null, group, moments.Count, missing, moments.Mean, moments.Count > 1 ? moments.StandardDeviation : null, Quantiles.Select(values, 0.5), q1, Quantiles.Select(values, 0.75), least, most, null, null,
            comparison.Test, comparison.Statistic, comparison.PValue, comparison.Difference);
    }

    private static void Categories(OperatorCall call, ResultTable table, ColumnSummary column, string[] groups)
    {
        if (column.HasTooManyLevels)
        {
            call.Note($"列 {column.Name} 的取值超过 {ColumnSummary.MaximumLevels} 种,未列出。", $"The column {column.Name} has more than {ColumnSummary.MaximumLevels} values, which are not listed.");
            return;
        }

        var factors = column.Levels.Keys.Order(StringComparer.Ordinal).ToArray();
        var totals = new long[Math.Max(1, groups.Length)];
        foreach (var counts in column.Levels.Values)
        {
            for (var g = 0; g < totals.Length; g++)
            {
                totals[g] += counts[g];
            }
        }

        var all = totals.Sum();
        var comparison = groups.Length > 1 ? GroupComparison.OfCategories(column, factors, groups) : default;
        if (factors.Length == 0)
        {
            table.Add(column.Name, null, null, 0L, column.Missing.Sum(), null, null, null, null, null, null, null, null, null, null, null, null, null);
        }

        for (var i = 0; i < factors.Length; i++)
        {
            var counts = column.Levels[factors[i]];
            var shown = i == 0 ? comparison : default;
            table.Add(column.Name, factors[i], null, all, column.Missing.Sum(), null, null, null, null, null, null, null, counts.Sum(), 100.0 * counts.Sum() / all, shown.Test, shown.Statistic, shown.PValue, shown.Difference);
            for (var g = 0; g < groups.Length; g++)
            {
                table.Add(column.Name, factors[i], groups[g], totals[g], column.Missing[g], null, null, null, null, null, null, null, counts[g], totals[g] > 0 ? 100.0 * counts[g] / totals[g] : null, null, null, null, null);
            }
        }
    }
}
