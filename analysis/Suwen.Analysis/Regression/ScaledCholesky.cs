namespace Suwen.Analysis.Regression;

/// <summary>Cholesky's decomposition of a Gram matrix scaled to a unit diagonal, so that units of columns do not matter.</summary>
internal static class ScaledCholesky
{
    /// <summary>The lower triangle; null where the matrix is singular to rounding.</summary>
    /// <param name="gram">Lower triangle, row after row.</param>
    /// <param name="p">Size.</param>
    public static double[]? Decompose(double[] gram, int p)
    {
        var triangle = new double[p * p];
        for (var j = 0; j < p; j++)
        {
            for (var k = 0; k <= j; k++)
            {
                var value = gram[(j * p) + k] / Math.Sqrt(gram[(j * p) + j] * gram[(k * p) + k]);
                for (var i = 0; i < k; i++)
                {
                    value -= triangle[(j * p) + i] * triangle[(k * p) + i];
                }

                if (k < j)
                {
                    triangle[(j * p) + k] = value / triangle[(k * p) + k];
                }
                else if (value > 1e-13)
                {
                    triangle[(j * p) + j] = Math.Sqrt(value);
                }
                else
                {
                    return null;
                }
            }
        }

        return triangle;
    }

    public static double[] Solve(double[] gram, double[] triangle, int p, ReadOnlySpan<double> right)
    {
        var x = new double[p];
        for (var i = 0; i < p; i++)
        {
            var value = right[i] / Math.Sqrt(gram[(i * p) + i]);
            for (var k = 0; k < i; k++)
            {
                value -= triangle[(i * p) + k] * x[k];
            }

            x[i] = value / triangle[(i * p) + i];
        }

        for (var i = p - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < p; k++)
            {
                x[i] -= triangle[(k * p) + i] * x[k];
            }

            x[i] /= triangle[(i * p) + i];
        }

        for (var i = 0; i < p; i++)
        {
            x[i] /= Math.Sqrt(gram[(i * p) + i]);
        }

        return x;
    }

    public static double[] Inverse(double[] gram, double[] triangle, int p)
    {
        var inverse = new double[p * p];
        var unit = new double[p];
        for (var j = 0; j < p; j++)
        {
            Array.Clear(unit);
            unit[j] = 1;
            var column = Solve(gram, triangle, p, unit);
            for (var i = 0; i < p; i++)
            {
                inverse[(i * p) + j] = column[i];
            }
        }

        return inverse;
    }
}
