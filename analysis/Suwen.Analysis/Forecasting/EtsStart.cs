using MathNet.Numerics.LinearAlgebra;

namespace Suwen.Analysis.Forecasting;

/// <summary>Where the search for parameters of exponential smoothing begins, as in forecast::ets.</summary>
internal static class EtsStart
{
    public static List<double> Smoothing(EtsForm form, int m)
    {
        const double Range = EtsBounds.Most - EtsBounds.Least;
        var alpha = EtsBounds.Least + (0.2 * Range / m);
        var values = new List<double> { alpha };
        if (form.HasTrend)
        {
            var beta = EtsBounds.Least + (0.1 * (Math.Min(EtsBounds.Most, alpha) - EtsBounds.Least));
            values.Add(beta > alpha ? alpha - 0.001 : beta);
        }

        if (form.HasSeason)
        {
            var gamma = EtsBounds.Least + (0.05 * (Math.Min(EtsBounds.Most, 1 - alpha) - EtsBounds.Least));
            values.Add(gamma > 1 - alpha ? 1 - alpha - 0.001 : gamma);
        }

        if (form.IsDamped)
        {
            values.Add(EtsBounds.LeastDamping + (0.99 * (EtsBounds.MostDamping - EtsBounds.LeastDamping)));
        }

        return values;
    }

    /// <summary>Level, trend, and seasons but the last.</summary>
    public static List<double> States(double[] values, EtsForm form, int m)
    {
        var seasons = new double[Math.Max(0, m - 1)];
        var adjusted = values;
        if (form.HasSeason)
        {
            adjusted = Deseason(values, form.Season == 'M', m, seasons);
        }

        var early = adjusted.AsSpan(0, Math.Min(Math.Max(10, 2 * m), adjusted.Length));
        var states = new List<double>();
        if (form.HasTrend)
        {
            var (level, slope) = LeastSquaresLine.Fit(early, 1);
            var isDegenerate = Math.Abs(level + slope) < 1e-8;
            states.Add(isDegenerate ? level * (1 + 0.001) : level);
            states.Add(isDegenerate ? slope * (1 - 0.001) : slope);
        }
        else
        {
            var sum = 0.0;
            foreach (var value in early)
            {
                sum += value;
            }

            states.Add(sum / early.Length);
        }

        states.AddRange(form.HasSeason ? seasons : []);
        return states;
    }

    private static double[] Deseason(double[] values, bool isMultiplicative, int m, double[] seasons)
    {
        var seasonal = values.Length < 3 * m ? FromWave(values, isMultiplicative, m) : ClassicalDecomposition.Decompose(values, m, isMultiplicative).Seasonal;
        for (var i = 0; i < m - 1; i++)
        {
            seasons[i] = seasonal[m - 1 - i];
        }

        var adjusted = new double[values.Length];
        for (var i = 0; i < adjusted.Length; i++)
        {
            adjusted[i] = isMultiplicative ? values[i] / Math.Max(seasonal[i], 0.01) : values[i] - seasonal[i];
        }

        if (isMultiplicative)
        {
            var sum = 0.0;
            for (var i = 0; i < seasons.Length; i++)
            {
                seasons[i] = Math.Max(seasons[i], 0.01);
                sum += seasons[i];
            }

            // The reference divides by the sum with 0.01 added to each; its starting point is kept.
            for (var i = 0; i < seasons.Length && sum > m; i++)
            {
                seasons[i] /= sum + (0.01 * seasons.Length);
            }
        }

        return adjusted;
    }

    /// <summary>Seasons of a series shorter than three of them: what a line beside one sine wave leaves.</summary>
    private static double[] FromWave(double[] values, bool isMultiplicative, int m)
    {
        var columns = m > 2 ? 4 : 3;
        var design = Matrix<double>.Build.Dense(values.Length, columns, (i, j) => j switch
        {
            0 => 1,
            1 => i + 1,
            2 => m > 2 ? Math.Sin(2 * Math.PI * (i + 1) / m) : Math.Cos(2 * Math.PI * (i + 1) / m),
            _ => Math.Cos(2 * Math.PI * (i + 1) / m),
        });
        var fit = design.QR().Solve(Vector<double>.Build.DenseOfArray(values));
        var seasonal = new double[values.Length];
        for (var i = 0; i < seasonal.Length; i++)
        {
            var line = fit[0] + (fit[1] * (i + 1));
            seasonal[i] = isMultiplicative ? values[i] / line : values[i] - line;
        }

        return seasonal;
    }
}
