namespace Suwen.Analysis.Forecasting;

/// <summary>Each step repeats the last season, as forecast::snaive.</summary>
internal static class SeasonalNaive
{
    public static Forecast Run(double[] values, int season, int horizon)
    {
        var n = values.Length;
        if (n <= season)
        {
            throw ForecastFaults.TooShort(n, season + 1, "one season and a value after it");
        }

        var filled = (double[])values.Clone();
        var fitted = new double[n];
        fitted.AsSpan().Fill(double.NaN);
        var (squares, count) = (0.0, 0);
        for (var i = season; i < n; i++)
        {
            fitted[i] = filled[i - season];
            if (double.IsNaN(filled[i]))
            {
                filled[i] = filled[i - season];
            }
            else if (!double.IsNaN(fitted[i]))
            {
                squares += (values[i] - fitted[i]) * (values[i] - fitted[i]);
                count++;
            }
        }

        if (count == 0 || filled.AsSpan(n - season).Contains(double.NaN))
        {
            throw OperatorException.BadData("The last seasons have gaps in the same places, so there is nothing to repeat.", "Set gaps=zero or gaps=interpolate.");
        }

        var estimate = new double[horizon];
        var error = new double[horizon];
        for (var h = 0; h < horizon; h++)
        {
            estimate[h] = filled[n - season + (h % season)];
            error[h] = Math.Sqrt(squares / count * ((h / season) + 1));
        }

        return new Forecast(season == 1 ? "naive" : "seasonal naive", estimate, error, fitted, [("sigma", Math.Sqrt(squares / count))]);
    }
}
