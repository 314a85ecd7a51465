namespace Suwen.Analysis.Regression;

/// <summary>Covariances of coefficients that do not assume equal variances or independence, as R's sandwich.</summary>
internal static class Sandwich
{
    public static IReadOnlyList<string> Types { get; } = ["none", "HC0", "HC1", "HC2", "HC3"];

    /// <summary>White's covariance and its corrections for small samples.</summary>
    /// <param name="design">The design without aliased columns.</param>
    /// <param name="bread">(X'WX)⁻¹.</param>
    /// <param name="scores">Per row the derivative of the log likelihood by the predictor: w (y − μ).</param>
    /// <param name="information">Per row the weight w of the fit, for leverages.</param>
    /// <param name="type">HC0 to HC3.</param>
    public static double[] Robust(DesignMatrix design, double[] bread, double[] scores, double[] information, string type)
    {
        var (n, p) = (design.RowCount, design.ColumnCount);
        var adjusted = (double[])scores.Clone();
        if (type is "HC2" or "HC3")
        {
            for (var i = 0; i < n; i++)
            {
                var rest = 1 - (information[i] * Leverage(design, bread, i));
                if (rest < 1e-10)
                {
                    throw OperatorException.BadData($"A row determines a coefficient alone (leverage 1), so {type} cannot be computed.", "Use robust=HC1, or merge rare levels.");
                }

                adjusted[i] /= type == "HC3" ? rest : Math.Sqrt(rest);
            }
        }

        var meat = Meat(design, adjusted);
        return Wrap(bread, meat, p, type == "HC1" ? n / (double)(n - p) : 1);
    }

    /// <summary>Clustered covariance with the correction g/(g−1), for linear models times (n−1)/(n−k), as sandwich::vcovCL by default.</summary>
    public static double[] Clustered(DesignMatrix design, double[] bread, double[] scores, int[] clusters, int clusterCount, bool isLinear)
    {
        var (n, p) = (design.RowCount, design.ColumnCount);
        var sums = new double[clusterCount * p];
        for (var j = 0; j < p; j++)
        {
            for (var i = 0; i < n; i++)
            {
                sums[(clusters[i] * p) + j] += scores[i] * design.Values[j][i];
            }
        }

        var meat = new double[p * p];
        for (var c = 0; c < clusterCount; c++)
        {
            for (var j = 0; j < p; j++)
            {
                for (var k = 0; k < p; k++)
                {
                    meat[(j * p) + k] += sums[(c * p) + j] * sums[(c * p) + k];
                }
            }
        }

        double g = clusterCount;
        return Wrap(bread, meat, p, g / (g - 1) * (isLinear ? (n - 1.0) / (n - p) : 1));
    }

    /// <summary>Newey and West's covariance with Bartlett weights, without prewhitening.</summary>
    /// <param name="design">Rows in the order of time.</param>
    /// <param name="bread">(X'X)⁻¹.</param>
    /// <param name="scores">Residuals.</param>
    /// <param name="lag">How many steps back errors are related.</param>
    /// <param name="isAdjusted">Multiplies by n/(n−k).</param>
    public static double[] NeweyWest(DesignMatrix design, double[] bread, double[] scores, int lag, bool isAdjusted)
    {
        var (n, p) = (design.RowCount, design.ColumnCount);
        var meat = Meat(design, scores);
        for (var l = 1; l <= Math.Min(lag, n - 1); l++)
        {
            var weight = 1 - (l / (lag + 1.0));
            for (var j = 0; j < p; j++)
            {
                for (var k = 0; k < p; k++)
                {
                    var sum = 0.0;
                    for (var i = l; i < n; i++)
                    {
                        sum += scores[i] * design.Values[j][i] * scores[i - l] * design.Values[k][i - l];
                    }

                    meat[(j * p) + k] += weight * sum;
                    meat[(k * p) + j] += weight * sum;
                }
            }
        }

        return Wrap(bread, meat, p, isAdjusted ? n / (double)(n - p) : 1);
    }

    private static double Leverage(DesignMatrix design, double[] bread, int row)
    {
        var p = design.ColumnCount;
        var sum = 0.0;
        for (var j = 0; j < p; j++)
        {
            var inner = 0.0;
            for (var k = 0; k < p; k++)
            {
                inner += bread[(j * p) + k] * design.Values[k][row];
            }

            sum += inner * design.Values[j][row];
        }

        return sum;
    }

    private static double[] Meat(DesignMatrix design, double[] scores)
    {
        var p = design.ColumnCount;
        var scaled = Array.ConvertAll(design.Values, column =>
        {
            var result = new double[column.Length];
            Vectors.Multiply(scores, column, result);
            return result;
        });
        var meat = new double[p * p];
        for (var j = 0; j < p; j++)
        {
            for (var k = 0; k <= j; k++)
            {
                meat[(j * p) + k] = meat[(k * p) + j] = Vectors.Dot(scaled[j], scaled[k]);
            }
        }

        return meat;
    }

    private static double[] Wrap(double[] bread, double[] meat, int p, double factor)
    {
        var half = Product(bread, meat, p);
        var result = Product(half, bread, p);
        for (var i = 0; i < result.Length; i++)
        {
            result[i] *= factor;
        }

        return result;
    }

    private static double[] Product(double[] a, double[] b, int p)
    {
        var result = new double[p * p];
        for (var i = 0; i < p; i++)
        {
            for (var k = 0; k < p; k++)
            {
                Vectors.AddScaled(a[(i * p) + k], b.AsSpan(k * p, p), result.AsSpan(i * p, p));
            }
        }

        return result;
    }
}
