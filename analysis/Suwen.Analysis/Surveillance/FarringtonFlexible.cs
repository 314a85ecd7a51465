using MathNet.Numerics.Distributions;
using Suwen.Analysis.Series;

namespace Suwen.Analysis.Surveillance;

/// <summary>The improved method of Noufaily et al. (2013), as surveillance::farringtonFlexible.</summary>
/// <param name="series">The series.</param>
/// <param name="clock">Its clock.</param>
/// <param name="settings">How to judge.</param>
internal sealed class FarringtonFlexible(DatedSeries series, SeriesClock clock, FarringtonSettings settings)
{
    private const int NoBlock = 0;

    private readonly PoissonTrend fit = new();
    private readonly double[] counts = series.Values;
    private readonly int[] blocks = new int[series.Length];
    private readonly int[] middles = new int[settings.Years + 1];
    private readonly double z = Normal.InvCDF(0, 1, 1 - settings.Alpha);

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
        FindMiddles(k);
        Divide(k);
        TakeReferences(k);
        var now = settings.Periods - 1;
        var offset = settings.HasOffset ? Math.Log(series.Population![k]) : 0;
        if (fit.Count == 0 || !FitModel(settings.Trend) || fit.PredictNow(now, offset) is null)
        {
            return;
        }

        var takesTrend = fit.HasSlope && settings.Years >= 3
            && fit.SlopePValue(ErrorDispersion) < settings.TrendLevel && Math.Exp(fit.PredictNow(now, offset)!.Value.Predictor) <= fit.LargestCount;
        if (fit.HasSlope && !takesTrend)
        {
            fit.ResetWeights();
            if (!FitModel(false))
            {
                return;
            }
        }

        Conclude(verdicts, j, k, fit.PredictNow(now, offset)!.Value);
        verdicts.Extras[0][j] = takesTrend ? 1 : 0;
    }

    private void Conclude(Verdicts verdicts, int j, int k, (double Predictor, double Error) prediction)
    {
        var phi = Math.Max(fit.Dispersion, 1);
        var mean = Math.Exp(prediction.Predictor);
        var error = prediction.Error * Math.Sqrt(ErrorDispersion);
        var isDelta = settings.Method == "delta";
        var (upper, pValue) = settings.Method switch
        {
            "delta" => FarringtonRule.Delta(mean, error * mean, phi, settings.Power, z, counts[k]),
            "nbPlugin" => FarringtonRule.Quantile(mean, phi, settings.Alpha, counts[k]),
            _ => FarringtonRule.Quantile(Math.Exp(prediction.Predictor + (z * error)), phi, settings.Alpha, counts[k]),
        };

        // The package subtracts the linear predictor, not the mean, where the threshold is a quantile; its score is kept as it is.
        var centre = isDelta ? mean : prediction.Predictor;
        var recent = FarringtonRule.Recent(counts, k, settings.LeastDates);
        var isEnough = recent >= settings.LeastCases;
        var score = (counts[k] - centre) / (upper - centre);
        verdicts.Statistic[j] = double.IsFinite(score) ? score : double.NaN;
        verdicts.PValue[j] = pValue;
        verdicts.Extras[1][j] = phi;
        if (isEnough)
        {
            verdicts.Expected[j] = double.IsFinite(mean) ? mean : double.NaN;
            verdicts.Threshold[j] = upper;
        }

        verdicts.Alarm[j] = double.IsNaN(recent) || double.IsNaN(upper) || double.IsNaN(counts[k]) ? null : isEnough && score > 1 && counts[k] != 0;
    }

    /// <summary>The package puts the prior weights in the place of the working ones after reweighting, which standard errors then use.</summary>
    private double ErrorDispersion => settings.Reweight ? fit.PriorDispersion : fit.Dispersion;

    private bool FitModel(bool withTrend)
    {
        var isFitted = fit.Fit(withTrend);
        if (isFitted && fit.IsConverged)
        {
            return RefitModel(withTrend);
        }

        return withTrend && fit.Fit(false) && fit.IsConverged && RefitModel(false);
    }

    private bool RefitModel(bool withTrend)
    {
        if (double.IsNaN(fit.Dispersion))
        {
            return false;
        }

        if (!settings.Reweight)
        {
            return true;
        }

        fit.Reweight(Math.Max(fit.Dispersion, 1), settings.WeightsThreshold);
        return fit.Fit(withTrend) && !double.IsNaN(fit.Dispersion);
    }

    private void TakeReferences(int k)
    {
        fit.Begin(counts.Length, settings.Periods);
        var lastIncluded = k - settings.PastNotIncluded - 1;
        var day = clock.DayOf(series.Start + k);
        var unit = settings.ByDate && series.Length > 1 ? clock.DayOf(series.Start + 1) - clock.DayOf(series.Start) : 1;
        for (var i = 0; i <= lastIncluded; i++)
        {
            if (blocks[i] != NoBlock)
            {
                var time = settings.ByDate ? (clock.DayOf(series.Start + i) - day) / (double)unit : i - k;
                fit.Add(counts[i], time, blocks[i] - 1, settings.HasOffset ? Math.Log(series.Population![i]) : 0);
            }
        }
    }

    /// <summary>The date judged and the same date in years before, as indexes.</summary>
    private void FindMiddles(int k)
    {
        middles[0] = k;
        var day = clock.DayOf(series.Start + k);
        for (var year = 1; year <= settings.Years; year++)
        {
            if (!settings.ByDate)
            {
                middles[year] = k - (year * settings.Season);
                continue;
            }

            var then = FarringtonCalendar.YearsBefore(day, year);
            middles[year] = clock.IndexOf(clock.Step == SeriesStep.Week ? FarringtonCalendar.NearestWeekday(then, day) : then) - series.Start;
        }
    }

    /// <summary>Divides each past year into the window around the same date, which is the last block, and blocks of equal length between windows.</summary>
    private void Divide(int k)
    {
        var (w, p) = (settings.HalfWidth, settings.Periods);
        blocks.AsSpan().Clear();
        Mark(k - w, k, p);
        for (var year = 1; year <= settings.Years; year++)
        {
            var middle = middles[year];
            Mark(middle - w, middle + w, p);
            if (p == 1)
            {
                continue;
            }

            var between = middles[year - 1] - (2 * w) - 1 - middle;
            var (length, rest) = (between / (p - 1), between % (p - 1));
            var at = middle + w + 1;
            for (var block = 1; block < p; block++)
            {
                var next = at + length + (block <= rest ? 1 : 0);

                // Where there are more blocks than dates, R's a:(a-1) counts down and marks two; a later block overwrites them.
                Mark(Math.Min(at, next - 1), Math.Max(at, next - 1), block);
                at = next;
            }
        }
    }

    private void Mark(int from, int to, int block)
    {
        for (var i = Math.Max(0, from); i <= Math.Min(blocks.Length - 1, to); i++)
        {
            blocks[i] = block;
        }
    }
}
