using Suwen.Analysis.Series;

namespace Suwen.Analysis.Surveillance;

/// <summary>Parameters that both forms of the Farrington method have.</summary>
internal abstract class FarringtonParameters : SurveillanceOperator
{
    protected static readonly OperatorParameter<long> Years = Parameter.Integer("b", 5, 1, 50, "回溯年数", "Years to look back");
    protected static readonly OperatorParameter<long> HalfWidth = Parameter.Integer("w", 3, 0, 180, "窗口半宽(步数)", "Dates before and after the same date of past years");
    protected static readonly OperatorParameter<double> Alpha = Parameter.Number("alpha", 0.05, 1e-9, 0.5, "显著性水平", "Level; the original form takes half of it on the upper side");
    protected static readonly OperatorParameter<bool> Reweight = Parameter.Flag("reweight", true, "降低既往暴发的权重", "Weigh down past outbreaks");
    protected static readonly OperatorParameter<bool> Trend = Parameter.Flag("trend", true, "显著时纳入线性趋势", "Take up a linear trend where it is significant, not extrapolating, and b is 3 or more");
    protected static readonly OperatorParameter<IReadOnlyList<double>> Limit54 = Parameter.Numbers("limit54", [5, 4], 0, 1e9, "最近若干期最少病例数:病例数,期数", "Least cases in the last dates for an alarm: cases, dates");
    protected static readonly OperatorParameter<string> PowerTransformation = Parameter.Choice("powertrans", ["2/3", "1/2", "none"], "2/3", "对称化变换", "Power transformation to symmetry");
    protected static readonly OperatorParameter<string> Calendar = Parameter.Choice("calendar", ["periods", "dates"], "periods", "按期数(每年 52 周)或按日历日期找往年同期", "Find the same date of past years by counting (52 weeks a year, R's epochAsDate=FALSE) or by the calendar (epochAsDate=TRUE)");
    private static readonly OperatorParameter<string?> PopulationColumn = Parameter.OptionalColumn("population", "人口列(作为偏移量)", "Column of the population, taken as an offset");

    protected override OperatorParameter<string?>? Population => PopulationColumn;

    protected override IReadOnlyList<(string Name, bool IsFlag)> ExtraColumns => [("trend", true), ("dispersion", false)];

    protected static IReadOnlyList<OperatorParameter> WithPopulation => [.. Common, PopulationColumn, SeriesParameters.YearLength, Calendar];

    protected static FarringtonSettings Settings(OperatorCall call, SeriesClock clock)
    {
        var limit = call.Get(Limit54);
        var halfWidth = (int)call.Get(HalfWidth);
        var season = (int?)call.Get(SeriesParameters.YearLength) ?? clock.StepsInYear;
        if (limit.Count != 2 || limit[1] < 1 || limit[1] != Math.Floor(limit[1]))
        {
            throw OperatorException.BadParameters("The parameter limit54 must be two numbers: cases, and a whole number of dates above 0.", "Set it to 5,4, or to 0,4 to judge however few cases there are.");
        }

        if (season <= (2 * halfWidth) + 1)
        {
            throw OperatorException.BadParameters($"A window of {(2 * halfWidth) + 1} dates does not fit into a year of {season}.", "Set w lower, or season to the number of dates in a year.");
        }

        var byDate = call.Get(Calendar) == "dates";
        if (byDate && clock.Step is not (SeriesStep.Day or SeriesStep.Week or SeriesStep.Month))
        {
            throw OperatorException.BadParameters("The calendar is used for days, weeks and months only.", "Set calendar=periods.");
        }

        var power = call.Get(PowerTransformation) switch { "none" => 1.0, "1/2" => 0.5, _ => 2.0 / 3 };
        return new FarringtonSettings(
            (int)call.Get(Years), halfWidth, season, call.Get(Reweight), 1, call.Get(Alpha), call.Get(Trend), 0.05, limit[0], (int)limit[1],
            power, "delta", 1, halfWidth, call.Get(PopulationColumn) is not null, byDate);
    }

    protected static void CheckPopulation(DatedSeries series, FarringtonSettings settings)
    {
        if (settings.HasOffset && series.Population!.Any(double.IsNaN))
        {
            throw OperatorException.BadData($"The series{series.Where} has no population on any date.", "Fill in the population, or leave it out.");
        }
    }
}

/// <summary><c>farrington</c>: the original method.</summary>
internal sealed class FarringtonOperator : FarringtonParameters
{
    public override OperatorDescription Description { get; } = new(
        "farrington", "surveillance", new Words("Farrington 法(1996)", "the Farrington method"),
        new Words("与往年同期计数的拟泊松回归比较。", "Compares each count with a quasi-Poisson regression on the same weeks of past years."),
        [.. WithPopulation, Years, HalfWidth, Alpha, Reweight, Trend, Limit54, PowerTransformation],
        [Output("exceedance score, above 1 for an alarm; threshold and statistic are 0 where there are too few recent cases", "; trend whether a trend was taken up; dispersion")])
    {
        References = ["R surveillance::algo.farrington, farrington 1.20", "Farrington, Andrews, Beale, Catchpole (1996). A statistical algorithm for the early detection of outbreaks of infectious disease. J R Stat Soc A 159"],
    };

    protected override Func<DatedSeries, int?, Verdicts> Judge(OperatorCall call, SeriesClock clock)
    {
        var settings = Settings(call, clock);

        // R's default range begins where the earliest window may reach before the series; a year's window less is then used.
        var history = Math.Max((settings.Season * settings.Years) - settings.HalfWidth - 1, settings.Season - settings.HalfWidth);
        return (series, from) =>
        {
            CheckPopulation(series, settings);
            return series.Length > history || from is not null
                ? new Farrington(series, clock, settings).Judge(from ?? history)
                : throw TooShort(series, clock, history + 1, $"b={settings.Years} years of {settings.Season}");
        };
    }
}
