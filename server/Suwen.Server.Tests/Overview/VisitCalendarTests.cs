using Suwen.Server.Overview.Region;

namespace Suwen.Server.Tests.Overview;

public sealed class VisitCalendarTests
{
    private static readonly DateOnly Today = new(2026, 3, 4);

    [Fact]
    public void Days_without_visits_are_there_with_zero()
    {
        var series = VisitCalendar.ByDay([new(new DateOnly(2026, 3, 1), "outpatient", 3), new(new DateOnly(2026, 3, 4), "outpatient", 1)], Today);
        series.Periods.ShouldBe([new(2026, 3, 1), new(2026, 3, 2), new(2026, 3, 3), new(2026, 3, 4)]);
        series.Kinds.Single().Counts.ShouldBe([3, 0, 0, 1]);
    }

    /// <summary>1 January 2027 is a Friday of the week that begins on Monday, 28 December 2026 (ISO 8601).</summary>
    [Fact]
    public void Weeks_begin_on_Monday_also_over_new_year()
    {
        var series = VisitCalendar.ByWeek([new(new DateOnly(2026, 12, 28), "inpatient", 1), new(new DateOnly(2027, 1, 1), "inpatient", 2), new(new DateOnly(2027, 1, 4), "outpatient", 5)], new DateOnly(2027, 1, 20));
        series.Periods.ShouldBe([new(2026, 12, 28), new(2027, 1, 4)]);
        series.Kinds.Select(k => k.Kind).ShouldBe(["outpatient", "inpatient"]);
        series.Kinds[1].Counts.ShouldBe([3, 0]);
        series.IsLastOpen.ShouldBeFalse();
    }

    [Fact]
    public void The_period_that_holds_today_is_open() =>
        VisitCalendar.ByMonth([new(new DateOnly(2026, 3, 1), "outpatient", 1)], Today).IsLastOpen.ShouldBeTrue();

    [Fact]
    public void A_birth_year_typed_as_a_visit_does_not_stretch_the_series()
    {
        var series = VisitCalendar.ByMonth([new(new DateOnly(1900, 1, 1), "other", 1), new(new DateOnly(2026, 2, 1), "outpatient", 1)], Today);
        series.Periods.Count.ShouldBe(VisitCalendar.Months);
        series.Kinds.Select(k => k.Kind).ShouldBe(["outpatient"]);
    }

    [Fact]
    public void Without_visits_there_is_no_series() => VisitCalendar.ByDay([], Today).Periods.ShouldBeEmpty();
}
