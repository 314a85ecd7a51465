namespace Suwen.Analysis.Statistics;

/// <summary>Counts of two categories against each other.</summary>
/// <param name="Rows">Levels of the rows.</param>
/// <param name="Columns">Levels of the columns.</param>
/// <param name="Counts">Counts by row, then by column.</param>
internal sealed record CrossTable(IReadOnlyList<string> Rows, IReadOnlyList<string> Columns, double[,] Counts)
{
    public static OperatorParameter<string> OutcomeParameter { get; } = Parameter.Column("outcome", "结局(分类)列", "Column of the categories that make the columns of the table");

    public static OperatorParameter<string?> CountParameter { get; } = Parameter.OptionalColumn("count", "频数列;每行为一个格子时使用", "Column of counts, where a row stands for several");

    public double Total { get; } = Sum(Counts);

    public int RowCount => Counts.GetLength(0);

    public int ColumnCount => Counts.GetLength(1);

    public double[] RowSums { get; } = Margin(Counts, 0);

    public double[] ColumnSums { get; } = Margin(Counts, 1);

    /// <summary>Counts complete cases.</summary>
    /// <exception cref="OperatorException">A category has one level only, or a count is not a whole number of at least zero.</exception>
    public static async Task<CrossTable> ReadAsync(OperatorCall call, string rows, string columns, string? count, CancellationToken cancellationToken)
    {
        var wanted = new List<(string, FrameKind)> { (rows, FrameKind.Factor), (columns, FrameKind.Factor) };
        if (count is not null)
        {
            wanted.Add((count, FrameKind.Number));
        }

        var frame = (await Frame.ReadAsync(call.Input, wanted, cancellationToken)).CompleteCases(call);
        var table = Of(frame, rows, columns, count);
        var single = table.RowCount < 2 ? rows : table.ColumnCount < 2 ? columns : null;
        return single is null
            ? table
            : throw OperatorException.BadData($"The column {single} has one value only among the {frame.RowCount} rows that are analysed.", "Name a column with two levels or more.");
    }

    public static CrossTable Of(Frame frame, string rows, string columns, string? count)
    {
        var (r, c) = (frame.Factor(rows), frame.Factor(columns));
        var counts = new double[r.Levels.Count, c.Levels.Count];
        var weights = count is null ? null : frame.Numbers(count);
        for (var i = 0; i < frame.RowCount; i++)
        {
            var weight = weights?[i] ?? 1;
            if (weight < 0 || weight != Math.Floor(weight))
            {
                throw OperatorException.BadData($"Row {(frame.InputRows is { } kept ? kept[i] : i) + 1} of the column {count} is no count.", "Counts are whole numbers of at least zero.");
            }

            counts[r.Codes[i], c.Codes[i]] += weight;
        }

        return new CrossTable(r.Levels, c.Levels, counts).WithoutEmpty();
    }

    /// <summary>The count expected when rows and columns are independent.</summary>
    public double Expected(int row, int column) => RowSums[row] * ColumnSums[column] / Total;

    private CrossTable WithoutEmpty()
    {
        var rows = Enumerable.Range(0, RowCount).Where(i => RowSums[i] > 0).ToArray();
        var columns = Enumerable.Range(0, ColumnCount).Where(i => ColumnSums[i] > 0).ToArray();
        if (rows.Length == RowCount && columns.Length == ColumnCount)
        {
            return this;
        }

        var counts = new double[rows.Length, columns.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            for (var j = 0; j < columns.Length; j++)
            {
                counts[i, j] = Counts[rows[i], columns[j]];
            }
        }

        return new CrossTable([.. rows.Select(i => Rows[i])], [.. columns.Select(i => Columns[i])], counts);
    }

    private static double Sum(double[,] counts)
    {
        var sum = 0.0;
        foreach (var count in counts)
        {
            sum += count;
        }

        return sum;
    }

    private static double[] Margin(double[,] counts, int dimension)
    {
        var sums = new double[counts.GetLength(dimension)];
        for (var i = 0; i < counts.GetLength(0); i++)
        {
            for (var j = 0; j < counts.GetLength(1); j++)
            {
                sums[dimension == 0 ? i : j] += counts[i, j];
            }
        }

        return sums;
    }
}
