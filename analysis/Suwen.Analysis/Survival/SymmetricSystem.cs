namespace Suwen.Analysis.Survival;

/// <summary>Small symmetric positive matrices, row after row: factored in the order of columns, those that depend on columns before them set aside.</summary>
internal sealed class SymmetricSystem
{
    private readonly int size;
    private readonly double[] lower;

    /// <param name="matrix">Symmetric, size × size.</param>
    /// <param name="size">Its size.</param>
    /// <param name="tolerance">Share of its diagonal below which a pivot counts as zero.</param>
    public SymmetricSystem(double[] matrix, int size, double tolerance = 0)
    {
        this.size = size;
        lower = new double[size * size];
        Aliased = new bool[size];
        for (var j = 0; j < size; j++)
        {
            var pivot = matrix[(j * size) + j];
            for (var k = 0; k < j; k++)
            {
                pivot -= lower[(j * size) + k] * lower[(j * size) + k];
            }

            if (!(pivot > tolerance * matrix[(j * size) + j]))
            {
                Aliased[j] = true;
                IsSingular = true;
                continue;
            }

            Factor(matrix, j, Math.Sqrt(pivot));
        }
    }

    /// <summary>Columns set aside.</summary>
    public bool[] Aliased { get; }

    public bool IsSingular { get; }

    /// <summary>The solution; zero for columns set aside.</summary>
    public double[] Solve(ReadOnlySpan<double> right)
    {
        var result = right.ToArray();
        for (var i = 0; i < size; i++)
        {
            for (var k = 0; k < i; k++)
            {
                result[i] -= lower[(i * size) + k] * result[k];
            }

            result[i] = Aliased[i] ? 0 : result[i] / lower[(i * size) + i];
        }

        for (var i = size - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < size; k++)
            {
                result[i] -= lower[(k * size) + i] * result[k];
            }

            result[i] = Aliased[i] ? 0 : result[i] / lower[(i * size) + i];
        }

        return result;
    }

    /// <summary>The inverse; zero in rows and columns set aside.</summary>
    public double[] Inverse()
    {
        var inverse = new double[size * size];
        var unit = new double[size];
        for (var j = 0; j < size; j++)
        {
            if (Aliased[j])
            {
                continue;
            }

            Array.Clear(unit);
            unit[j] = 1;
            var column = Solve(unit);
            for (var i = 0; i < size; i++)
            {
                inverse[(i * size) + j] = column[i];
            }
        }

        return inverse;
    }

    private void Factor(double[] matrix, int j, double root)
    {
        lower[(j * size) + j] = root;
        for (var i = j + 1; i < size; i++)
        {
            var sum = matrix[(i * size) + j];
            for (var k = 0; k < j; k++)
            {
                sum -= lower[(i * size) + k] * lower[(j * size) + k];
            }

            lower[(i * size) + j] = sum / root;
        }
    }
}
