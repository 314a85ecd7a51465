namespace Suwen.Analysis.Regression;

/// <summary>
/// The QR decomposition of a tall matrix, block of rows by block of rows (Householder): only the triangle and Q'y are kept, so memory
/// does not grow with rows and each block stays in the cache. Columns that depend on columns before them are set aside as R's dqrdc2
/// does, by default with its tolerance of 1e-7.
/// </summary>
internal sealed class TallQr
{
    private const int BlockRows = 256;

    /// <summary>R's: a column of which less than this share of its length is left is taken as a combination of those before it.</summary>
    public const double StandardTolerance = 1e-7;

    private readonly int columnCount;
    private readonly double tolerance;
    private readonly double[] triangle;

    /// <param name="columns">The matrix by column.</param>
    /// <param name="y">A right-hand side; null where none is wanted.</param>
    /// <param name="rootWeights">Each row is multiplied by it; empty for ones.</param>
    /// <param name="tolerance">Share of a column's length below which what is left of it counts as nothing.</param>
    public TallQr(double[][] columns, double[]? y, ReadOnlySpan<double> rootWeights, double tolerance = StandardTolerance)
    {
        this.tolerance = tolerance;
        columnCount = columns.Length;
        var width = columnCount + (y is null ? 0 : 1);
        triangle = new double[width * width];
        RowCount = columns.Length == 0 ? y?.Length ?? 0 : columns[0].Length;
        Reduce(columns, y, rootWeights, width);
        Aliased = new bool[columnCount];
        SetAside(width, y is not null);
    }

    public int RowCount { get; }

    /// <summary>Columns that could not be told apart from those before them.</summary>
    public bool[] Aliased { get; }

    public int Rank { get; private set; }

    /// <summary>Residual sum of squares of the right-hand side.</summary>
    public double ResidualSumOfSquares { get; private set; }

    /// <summary>The upper triangle over the columns that are not aliased, row after row, Rank × Rank.</summary>
    public double[] R { get; private set; } = [];

    /// <summary>The first Rank elements of Q'y.</summary>
    public double[] Effects { get; private set; } = [];

    /// <summary>Coefficients by column; NaN where aliased.</summary>
    public double[] Solve()
    {
        var compact = (double[])Effects.Clone();
        for (var i = Rank - 1; i >= 0; i--)
        {
            for (var j = i + 1; j < Rank; j++)
            {
                compact[i] -= R[(i * Rank) + j] * compact[j];
            }

            compact[i] /= R[(i * Rank) + i];
        }

        var result = new double[columnCount];
        for (int i = 0, k = 0; i < columnCount; i++)
        {
            result[i] = Aliased[i] ? double.NaN : compact[k++];
        }

        return result;
    }

    /// <summary>(X'X)⁻¹ over the columns that are not aliased, Rank × Rank.</summary>
    public double[] InverseGram()
    {
        var inverse = InverseTriangle();
        var result = new double[Rank * Rank];
        for (var i = 0; i < Rank; i++)
        {
            for (var j = i; j < Rank; j++)
            {
                var sum = 0.0;
                for (var k = j; k < Rank; k++)
                {
                    sum += inverse[(i * Rank) + k] * inverse[(j * Rank) + k];
                }

                result[(i * Rank) + j] = result[(j * Rank) + i] = sum;
            }
        }

        return result;
    }

    private double[] InverseTriangle()
    {
        var inverse = new double[Rank * Rank];
        for (var j = 0; j < Rank; j++)
        {
            inverse[(j * Rank) + j] = 1 / R[(j * Rank) + j];
            for (var i = j - 1; i >= 0; i--)
            {
                var sum = 0.0;
                for (var k = i + 1; k <= j; k++)
                {
                    sum += R[(i * Rank) + k] * inverse[(k * Rank) + j];
                }

                inverse[(i * Rank) + j] = -sum / R[(i * Rank) + i];
            }
        }

        return inverse;
    }

    private void Reduce(double[][] columns, double[]? y, ReadOnlySpan<double> rootWeights, int width)
    {
        var block = new double[width * BlockRows];
        for (var first = 0; first < RowCount; first += BlockRows)
        {
            var count = Math.Min(BlockRows, RowCount - first);
            for (var j = 0; j < width; j++)
            {
                var source = (j < columnCount ? columns[j] : y!).AsSpan(first, count);
                var target = block.AsSpan(j * BlockRows, count);
                source.CopyTo(target);
                for (var i = 0; rootWeights.Length > 0 && i < count; i++)
                {
                    target[i] *= rootWeights[first + i];
                }
            }

            Eliminate(block, count, width);
        }
    }

    /// <summary>Householder reflections that fold a block of rows into the triangle: each touches one row of the triangle and the block.</summary>
    private void Eliminate(double[] block, int count, int width)
    {
        for (var j = 0; j < width; j++)
        {
            var v = block.AsSpan(j * BlockRows, count);
            var below = Vectors.Dot(v, v);
            if (below == 0)
            {
                continue;
            }

            ref var diagonal = ref triangle[(j * width) + j];
            var norm = Math.Sqrt((diagonal * diagonal) + below);
            var alpha = diagonal > 0 ? -norm : norm;
            var head = diagonal - alpha;
            var beta = 2 / ((head * head) + below);
            diagonal = alpha;
            for (var k = j + 1; k < width; k++)
            {
                var column = block.AsSpan(k * BlockRows, count);
                ref var top = ref triangle[(j * width) + k];
                var factor = beta * ((head * top) + Vectors.Dot(v, column));
                top -= factor * head;
                Vectors.AddScaled(-factor, v, column);
            }
        }
    }

    /// <summary>Runs dqrdc2's rule over the triangle, which has the same inner products as the matrix.</summary>
    private void SetAside(int width, bool hasRight)
    {
        var rows = width;
        var work = new double[width][];
        for (var j = 0; j < width; j++)
        {
            work[j] = new double[rows];
            for (var i = 0; i <= j; i++)
            {
                work[j][i] = triangle[(i * width) + j];
            }
        }

        var kept = new List<int>();
        for (var j = 0; j < columnCount; j++)
        {
            var original = NormOfOriginal(j, width);
            var rank = kept.Count;
            var tail = work[j].AsSpan(rank);
            var norm = Math.Sqrt(Vectors.Dot(tail, tail));
            if (norm <= original * tolerance)
            {
                Aliased[j] = true;
                continue;
            }

            Reflect(work, j, rank, norm, width);
            kept.Add(j);
        }

        Rank = kept.Count;
        R = new double[Rank * Rank];
        for (var j = 0; j < Rank; j++)
        {
            for (var i = 0; i <= j; i++)
            {
                R[(i * Rank) + j] = work[kept[j]][i];
            }
        }

        if (hasRight)
        {
            Effects = work[^1][..Rank];
            ResidualSumOfSquares = Vectors.Dot(work[^1].AsSpan(Rank), work[^1].AsSpan(Rank));
        }
    }

    private double NormOfOriginal(int column, int width)
    {
        var sum = 0.0;
        for (var i = 0; i <= column; i++)
        {
            sum += triangle[(i * width) + column] * triangle[(i * width) + column];
        }

        return Math.Sqrt(sum);
    }

    private static void Reflect(double[][] work, int pivot, int rank, double norm, int width)
    {
        var v = work[pivot].AsSpan(rank).ToArray();
        var alpha = v[0] > 0 ? -norm : norm;
        v[0] -= alpha;
        var square = Vectors.Dot(v, v);
        work[pivot].AsSpan(rank).Clear();
        work[pivot][rank] = alpha;
        for (var k = pivot + 1; square > 0 && k < width; k++)
        {
            var column = work[k].AsSpan(rank);
            Vectors.AddScaled(-2 * Vectors.Dot(v, column) / square, v, column);
        }
    }
}
