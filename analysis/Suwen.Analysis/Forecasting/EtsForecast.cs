using MathNet.Numerics.LinearAlgebra;

namespace Suwen.Analysis.Forecasting;

/// <summary>Means and variances of forecasts by exponential smoothing, in closed form (Hyndman, Koehler, Ord, Snyder 2005).</summary>
internal static class EtsForecast
{
    public static (double[] Mean, double[] Variance) Run(EtsFit fit, int horizon) =>
        fit.Form.Season == 'M' ? Multiplicative(fit, horizon) : Linear(fit, horizon);

    /// <summary>Forms whose mean is linear in the states, with additive or multiplicative errors.</summary>
    private static (double[] Mean, double[] Variance) Linear(EtsFit fit, int horizon)
    {
        var mean = new double[horizon];
        var variance = new double[horizon];
        var weight = new double[horizon];
        var seasons = fit.Run.SeasonStates();
        var (fading, power) = (0.0, 1.0);
        var sigma2 = fit.Sigma2;
        for (var h = 0; h < horizon; h++)
        {
            power *= fit.Phi;
            fading += power;
            mean[h] = fit.Run.Level + (fading * fit.Run.Trend) + (fit.Form.Season == 'A' ? seasons[^(1 + (h % fit.Period))] : 0);
            weight[h] = fit.Alpha + (fit.Form.HasTrend ? fit.Beta * fading : 0) + SeasonWeight(fit, h + 1);
        }

        if (!fit.Form.IsErrorMultiplicative)
        {
            var sum = 1.0;
            for (var h = 0; h < horizon; h++)
            {
                variance[h] = sigma2 * sum;
                sum += weight[h] * weight[h];
            }

            return (mean, variance);
        }

        var theta = new double[horizon];
        for (var h = 0; h < horizon; h++)
        {
            theta[h] = mean[h] * mean[h];
            for (var j = 0; j < h; j++)
            {
                theta[h] += sigma2 * weight[j] * weight[j] * theta[h - 1 - j];
            }

            variance[h] = ((1 + sigma2) * theta[h]) - (mean[h] * mean[h]);
        }

        return (mean, variance);
    }

    /// <summary>What an error adds to the season some steps later. The reference (forecast 8.20) counts one step too few where there is no trend; its intervals are kept.</summary>
    private static double SeasonWeight(EtsFit fit, int steps) =>
        fit.Form.Season == 'A' && (steps + (fit.Form.HasTrend ? 0 : 1)) % fit.Period == 0 ? fit.Gamma : 0;

    /// <summary>Multiplicative season and errors: mean and variance of the product of two states with common errors.</summary>
    private static (double[] Mean, double[] Variance) Multiplicative(EtsFit fit, int horizon)
    {
        var build = Matrix<double>.Build;
        var m = fit.Period;
        var sigma2 = fit.Sigma2;
        var hasTrend = fit.Form.HasTrend;
        var f1 = hasTrend ? build.DenseOfArray(new[,] { { 1, 1 }, { 0, fit.Phi } }) : build.Dense(1, 1, 1);
        var g1 = hasTrend ? build.DenseOfArray(new[,] { { fit.Alpha, fit.Alpha }, { fit.Beta, fit.Beta } }) : build.Dense(1, 1, fit.Alpha);
        var h1 = build.Dense(1, hasTrend ? 2 : 1, 1);
        var h2 = build.Dense(1, m);
        h2[0, m - 1] = 1;
        var f2 = build.Dense(m, m);
        f2[0, m - 1] = 1;
        for (var i = 1; i < m; i++)
        {
            f2[i, i - 1] = 1;
        }

        var g2 = build.Dense(m, m);
        g2[0, m - 1] = fit.Gamma;
        var level = hasTrend ? build.DenseOfColumnArrays([fit.Run.Level, fit.Run.Trend]) : build.Dense(1, 1, fit.Run.Level);
        var states = level * build.DenseOfRowArrays(fit.Run.SeasonStates());
        var v = build.Dense(states.RowCount * m, states.RowCount * m);
        var (h21, f21, g21) = (h2.KroneckerProduct(h1), f2.KroneckerProduct(f1), g2.KroneckerProduct(g1));
        var k = g2.KroneckerProduct(f1) + f2.KroneckerProduct(g1);
        var mean = new double[horizon];
        var variance = new double[horizon];
        for (var h = 0; h < horizon; h++)
        {
            mean[h] = (h1 * states * h2.Transpose())[0, 0];
            variance[h] = ((1 + sigma2) * (h21 * v * h21.Transpose())[0, 0]) + (sigma2 * mean[h] * mean[h]);
            var column = build.DenseOfColumnArrays(states.ToColumnMajorArray());
            var square = column * column.Transpose();
            v = (f21 * v * f21.Transpose())
                + (sigma2 * ((f21 * v * g21.Transpose()) + (g21 * v * f21.Transpose()) + (k * (v + square) * k.Transpose()) + (sigma2 * (g21 * ((3 * v) + (2 * square)) * g21.Transpose()))));
            states = (f1 * states * f2.Transpose()) + (sigma2 * (g1 * states * g2.Transpose()));
        }

        return (mean, variance);
    }
}
