using MathNet.Numerics.Distributions;
using Suwen.Analysis.Series;

namespace Suwen.Analysis.Surveillance;

/// <summary>The method of Farrington et al. (1996), as surveillance::algo.farrington.</summary>
/// <param name="series">The series.</param>
/// <param name="clock">Its clock.</param>
/// <param name="settings">How to judge.</param>
internal sealed class Farrington(DatedSeries series, SeriesClock clock, FarringtonSettings settings)
{
    private readonly PoissonTrend fit = new();
    private readonly double[] counts = series.Values;
    private readonly double z = Normal.InvCDF(0, 1, 1 - (settings.Alpha / 2));

    public Verdicts Judge(int first)
    {
        var verdicts = new Verdicts(first, series.Length - first, 2);
        for (var j = 0; j < verdicts.Count; j++)
        {
            JudgeOne(verdicts, j, first + j);
        }

        return verdicts;
    }

    private void JudgeOne(Verdicts verdicts, int j, int k)
    {
        var recent = FarringtonRule.Recent(counts, k, settings.LeastDates);
        TakeReferences(k);
        if (double.IsNaN(recent) || fit.Count == 0 || !FitModel(settings.Trend))
        {
            return;
        }

        var offset = Offset(k);
        var takesTrend = fit.HasSlope && settings.Years >= 3 && fit.SlopePValue(fit.Dispersion) < settings.TrendLevel && Math.Exp(fit.PredictNow(0, offset)!.Value.Predictor) <= fit.LargestCount;
        if (fit.HasSlope && !takesTrend)
        {
            fit.ResetWeights();
            if (!FitModel(false))
            {
                return;
            }
        }

        var phi = Math.Max(fit.Dispersion, 1);
        var (predictor, error) = fit.PredictNow(0, offset)!.Value;
        var mean = Math.Exp(predictor);
        var bounds = FarringtonRule.Delta(mean, error * Math.Sqrt(phi) * mean, phi, settings.Power, z, counts[k]);
        var isEnough = recent >= settings.LeastCases;
        verdicts.Expected[j] = mean;
        verdicts.Threshold[j] = isEnough ? bounds.Upper : 0;
        verdicts.Statistic[j] = isEnough ? (counts[k] - mean) / (bounds.Upper - mean) : 0;
        verdicts.PValue[j] = bounds.PValue;
        verdicts.Alarm[j] = double.IsNaN(verdicts.Statistic[j]) ? null : verdicts.Statistic[j] > 1;
        verdicts.Extras[0][j] = takesTrend ? 1 : 0;
        verdicts.Extras[1][j] = phi;
    }

    /// <summary>Fits, weighs down past outbreaks, fits again. Without convergence the trend is given up, as the package does.</summary>
    private bool FitModel(bool withTrend)
    {
        if (!fit.Fit(withTrend))
        {
            return withTrend && FitModel(false);
        }

        if (!fit.IsConverged && withTrend)
        {
            return FitModel(false);
        }

        if (!settings.Reweight)
        {
            return !double.IsNaN(fit.Dispersion);
        }

        if (double.IsNaN(fit.Dispersion))
        {
            return false;
        }

        fit.Reweight(Math.Max(fit.Dispersion, 1), settings.WeightsThreshold);
        return fit.Fit(withTrend) && !double.IsNaN(fit.Dispersion);
    }

    private void TakeReferences(int k)
    {
        fit.Begin(settings.Years * ((2 * settings.HalfWidth) + 1), 1);
        var day = clock.DayOf(series.Start + k);
        for (var year = settings.Years; year >= 1; year--)
        {
            var middle = settings.ByDate ? MiddleByDate(day, year) : k - (settings.Season * year);
            for (var i = Math.Max(0, middle - settings.HalfWidth); i <= Math.Min(counts.Length - 1, middle + settings.HalfWidth); i++)
            {
                fit.Add(counts[i], i - k, 0, Offset(i));
            }
        }
    }

    private int MiddleByDate(int day, int year)
    {
        var then = FarringtonCalendar.YearsBefore(day, year);
        return clock.IndexOf(clock.Step == SeriesStep.Week ? FarringtonCalendar.NearestWeekday(then, day) : then) - series.Start;
    }

    private double Offset(int i) => settings.HasOffset ? Math.Log(series.Population![i]) : 0;
}
