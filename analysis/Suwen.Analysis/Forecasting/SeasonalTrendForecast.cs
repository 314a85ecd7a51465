namespace Suwen.Analysis.Forecasting;

/// <summary>Exponential smoothing of the series without its season, and the last season again: forecast::stlf with a periodic season. For seasons longer than ETS can hold.</summary>
internal static class SeasonalTrendForecast
{
    public static Forecast Run(double[] values, int season, int horizon)
    {
        if (season < 2 || values.Length <= 2 * season)
        {
            throw ForecastFaults.TooShort(values.Length, (2 * Math.Max(2, season)) + 1, $"two seasons of {season}");
        }

        var stl = SeasonalTrend.Decompose(values, new SeasonalTrendSettings(season, null, null, false));
        var adjusted = new double[values.Length];
        for (var i = 0; i < adjusted.Length; i++)
        {
            adjusted[i] = values[i] - stl.Seasonal[i];
        }

        var forecast = Ets.Run(adjusted, 1, horizon, "ZZN", null, "aicc");
        for (var h = 0; h < horizon; h++)
        {
            forecast.Estimate[h] += stl.Seasonal[values.Length - season + (h % season)];
        }

        for (var i = 0; i < adjusted.Length; i++)
        {
            adjusted[i] = forecast.Fitted[i] + stl.Seasonal[i];
        }

        return forecast with { Model = "STL + " + forecast.Model, Fitted = adjusted };
    }
}
