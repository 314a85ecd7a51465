namespace Suwen.Analysis.Surveillance;

/// <summary>Settings of both forms of the Farrington method, under surveillance's names.</summary>
/// <param name="Years">b: years to look back.</param>
/// <param name="HalfWidth">w: dates before and after the same date of past years.</param>
/// <param name="Season">Dates in a year.</param>
/// <param name="Reweight">Whether past outbreaks are weighed down.</param>
/// <param name="WeightsThreshold">Anscombe residual above which a count is weighed down.</param>
/// <param name="Alpha">Level.</param>
/// <param name="Trend">Whether a trend may be taken up.</param>
/// <param name="TrendLevel">p-value below which it is.</param>
/// <param name="LeastCases">Cases in the last dates below which there is no alarm.</param>
/// <param name="LeastDates">Those last dates.</param>
/// <param name="Power">Exponent of the transformation to symmetry: 1, 1/2 or 2/3.</param>
/// <param name="Method">delta, nbPlugin or muan.</param>
/// <param name="Periods">noPeriods: levels of the season.</param>
/// <param name="PastNotIncluded">Dates just before the one judged that are no reference.</param>
/// <param name="HasOffset">Whether the population is an offset.</param>
/// <param name="ByDate">Whether the same date of past years is found by the calendar, not by counting.</param>
internal sealed record FarringtonSettings(
    int Years, int HalfWidth, int Season, bool Reweight, double WeightsThreshold, double Alpha, bool Trend, double TrendLevel, double LeastCases, int LeastDates,
    double Power, string Method, int Periods, int PastNotIncluded, bool HasOffset, bool ByDate);
