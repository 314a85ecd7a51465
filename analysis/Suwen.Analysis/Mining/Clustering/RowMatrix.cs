using Suwen.Storage;

namespace Suwen.Analysis.Mining;

/// <summary>
/// Numbers row by row, in blocks: ten million rows of ten columns take 800 MB once. Rows with a missing value are left out, and counted.
/// </summary>
internal sealed class RowMatrix
{
    public const int BlockRows = 1 << 15;

    private readonly List<double[]> blocks = [];

    private RowMatrix(IReadOnlyList<string> columns) => Columns = columns;

    public IReadOnlyList<string> Columns { get; }

    public int Width => Columns.Count;

    public int RowCount { get; private set; }

    public long LeftOut { get; private set; }

    /// <summary>Numbers of the rows in the input, from 0, where some were left out.</summary>
    public List<long>? InputRows { get; private set; }

    public IReadOnlyList<double[]> Blocks => blocks;

    public int RowsOf(int block) => Math.Min(BlockRows, RowCount - (block * BlockRows));

    public ReadOnlySpan<double> Row(int row) => blocks[row / BlockRows].AsSpan(row % BlockRows * Width, Width);

    public static async Task<RowMatrix> ReadAsync(OperatorCall call, IReadOnlyList<string> columns, CancellationToken cancellationToken)
    {
        var matrix = new RowMatrix(columns);
        var row = new double[columns.Count];
        long number = 0;
        await foreach (var batch in call.Input.ReadAsync(columns, cancellationToken))
        {
            for (var i = 0; i < batch.RowCount; i++, number++)
            {
                matrix.Add(batch, i, number, row, call.Input.Name);
            }
        }

        if (matrix.RowCount == 0)
        {
            throw OperatorException.BadData(number == 0 ? $"{call.Input.Name} has no rows." : $"None of the {number} rows of {call.Input.Name} has a number in every column.", "Give rows, or leave out the columns that are mostly missing.");
        }

        if (matrix.LeftOut > 0)
        {
            call.Note($"{number} 行中有 {matrix.LeftOut} 行缺少取值,未纳入分析。", $"{matrix.LeftOut} of {number} rows lack a value and were left out.");
        }

        return matrix;
    }

    /// <summary>Says in a note which columns look like identifiers: whole numbers that grow from row to row, or differ in every row under a name such as id.</summary>
    public void NoteIdentifiers(OperatorCall call)
    {
        const int FewRows = 20;
        var names = RowCount < FewRows ? [] : Enumerable.Range(0, Width).Where(LooksLikeIdentifier).Select(c => Columns[c]).ToList();
        if (names.Count > 0)
        {
            var list = string.Join(", ", names);
            call.Note($"列 {list} 像是标识号而不是测量值;距离会受其左右,请考虑去掉。", $"The columns {list} look like identifiers, not measurements; they sway distances. Consider leaving them out.");
        }
    }

    private bool LooksLikeIdentifier(int column)
    {
        var isNamedSo = Columns[column].Split('_', '-', '.', ' ').Any(static w => w.Equals("id", StringComparison.OrdinalIgnoreCase) || w is "编号" or "序号" or "病案号" or "就诊号");
        var before = double.NegativeInfinity;
        for (var row = 0; row < RowCount; row++)
        {
            var value = Row(row)[column];
            if (value != Math.Floor(value) || (!isNamedSo && !(value > before)))
            {
                return false;
            }

            before = value;
        }

        return true;
    }

    /// <summary>Mean and standard deviation (n − 1) of each column: in two passes over each block, and the blocks joined in their order (Chan, Golub and LeVeque 1983).</summary>
    public (double[] Mean, double[] Deviation) Moments()
    {
        var parts = new (double[] Mean, double[] Squares)[blocks.Count];
        Parallel.For(0, parts.Length, b => parts[b] = BlockMoments(b));
        var mean = new double[Width];
        var squares = new double[Width];
        var count = 0.0;
        for (var b = 0; b < parts.Length; b++)
        {
            var rows = RowsOf(b);
            for (var c = 0; c < mean.Length; c++)
            {
                var d = parts[b].Mean[c] - mean[c];
                mean[c] += d * rows / (count + rows);
                squares[c] += parts[b].Squares[c] + (d * d * count * rows / (count + rows));
            }

            count += rows;
        }

        return (mean, Array.ConvertAll(squares, s => RowCount > 1 ? Math.Sqrt(s / (RowCount - 1)) : 0));
    }

    private (double[] Mean, double[] Squares) BlockMoments(int block)
    {
        // About the first row of all, so that a column of one value has a deviation of exactly zero.
        var (mean, squares, rows) = (new double[Width], new double[Width], RowsOf(block));
        var origin = blocks[0].AsSpan(0, Width);
        for (var r = 0; r < rows; r++)
        {
            var row = blocks[block].AsSpan(r * Width, Width);
            for (var c = 0; c < row.Length; c++)
            {
                mean[c] += row[c] - origin[c];
            }
        }

        for (var c = 0; c < mean.Length; c++)
        {
            mean[c] = origin[c] + (mean[c] / rows);
        }

        for (var r = 0; r < rows; r++)
        {
            var row = blocks[block].AsSpan(r * Width, Width);
            for (var c = 0; c < row.Length; c++)
            {
                var d = row[c] - mean[c];
                squares[c] += d * d;
            }
        }

        return (mean, squares);
    }

    /// <summary>Takes the mean from each value and divides by the deviation, in place.</summary>
    public void Standardise(double[] mean, double[] deviation)
    {
        for (var b = 0; b < blocks.Count; b++)
        {
            var values = blocks[b].AsSpan(0, RowsOf(b) * Width);
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (values[i] - mean[i % Width]) / deviation[i % Width];
            }
        }
    }

    private void Add(ColumnBatch batch, int from, long number, double[] row, string table)
    {
        for (var c = 0; c < row.Length; c++)
        {
            row[c] = Frame.NumberAt(batch[c], from, table, Columns[c], number);
        }

        if (row.AsSpan().IndexOf(double.NaN) >= 0)
        {
            if (LeftOut++ == 0)
            {
                InputRows = [.. Enumerable.Range(0, RowCount).Select(static r => (long)r)];
            }

            return;
        }

        if (RowCount % BlockRows == 0)
        {
            blocks.Add(new double[BlockRows * Width]);
        }

        row.CopyTo(blocks[^1].AsSpan(RowCount % BlockRows * Width));
        InputRows?.Add(number);
        RowCount++;
    }
}
