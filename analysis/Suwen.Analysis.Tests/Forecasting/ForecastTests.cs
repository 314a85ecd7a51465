namespace Suwen.Analysis.Tests.Forecasting;

/// <summary>The operator forecast: choice, backtest, calendars and holidays.</summary>
public sealed class ForecastTests
{
    private const string Folder = "Forecasting/Oracle/";

    [Theory]
    [InlineData("week", 60)]
    [InlineData("air", 24)]
    public async Task Stl_and_ets_agree_with_forecast(string input, int horizon)
    {
        // Oracle/forecast.R: forecast(stl(y, "periodic"), method = "ets").
        var run = await OperatorRun.OnFileAsync("forecast", $"{Folder}{input}.csv", "date=date", "count=count", "method=stl-ets", "origins=0", $"horizon={horizon}");
        Oracle.ShouldAgree(run.Rows(), $"{Folder}stl-ets-{input}.csv", 1e-4);
    }

    [Fact]
    public async Task The_backtest_of_the_seasonal_naive_method_is_that_done_by_hand()
    {
        // Values 1..20 with a season of 4: each forecast is 4 too low, or 8 in the second season; the naive error in every history is 4.
        var csv = "date,count\n" + string.Join('\n', Enumerable.Range(0, 20).Select(i => $"{2000 + (i / 4)}Q{1 + (i % 4)},{i + 1}"));
        var run = await OperatorRun.OnTextAsync("forecast", csv, "date=date", "count=count", "method=seasonal-naive", "horizon=8", "test_horizon=4", "origins=3");
        var all = run.Rows("backtest").Single(r => r["horizon"] is null);
        all["n"].ShouldBe(12);
        all["mae"].ShouldBe(4.0);
        all["mase"].ShouldBe(1.0);
        all["chosen"].ShouldBe(true);

        // History ends at 14, 15 and 16: |y - f| / (|y| + |f|) with y = 15..18, 16..19, 17..20.
        var expected = (from origin in (int[])[14, 15, 16] from h in (int[])[1, 2, 3, 4] let y = origin + h select 200.0 * 4 / (y + y - 4)).Average();
        ((double)all["smape"]!).ShouldBe(expected, 1e-12);
        ((double)all["coverage"]!).ShouldBe(1.0);
        run.Rows().Select(r => (double)r["estimate"]!).ShouldBe([17, 18, 19, 20, 17, 18, 19, 20]);
        run.Rows()[0]["date"].ShouldBe(new DateOnly(2005, 1, 1));
    }

    [Fact]
    public async Task Auto_takes_the_method_with_the_least_scaled_error_for_each_group()
    {
        var run = await OperatorRun.OnFileAsync("forecast", Folder + "air.csv", "date=date", "count=count", "horizon=12", "origins=3");
        var overall = run.Rows("backtest").Where(r => r["horizon"] is null).ToList();
        overall.Count.ShouldBe(5);
        var chosen = overall.Single(r => (bool)r["chosen"]!);
        ((double)chosen["mase"]!).ShouldBe(overall.Min(r => (double)r["mase"]!));
        run.Rows().ShouldAllBe(r => (double)r["conf_low"]! < (double)r["estimate"]! && (double)r["estimate"]! < (double)r["conf_high"]!);
        run.Rows()[0]["date"].ShouldBe(new DateOnly(1961, 1, 1));
    }

    [Fact]
    public async Task Weeks_run_on_through_a_year_of_53()
    {
        // 2026 has 53 ISO weeks: after 2026-W53 comes 2027-W01.
        var weeks = Enumerable.Range(40, 14).Select(w => $"2026-W{w:00},{w}");
        var run = await OperatorRun.OnTextAsync("forecast", "date,count\n" + string.Join('\n', weeks), "date=date", "count=count", "method=seasonal-naive", "season=1", "horizon=2", "origins=0");
        run.Rows().Select(r => r["date"]).ShouldBe([new DateOnly(2027, 1, 4), new DateOnly(2027, 1, 11)]);
        run.Rows()[0]["estimate"].ShouldBe(53.0);
    }

    [Fact]
    public async Task Days_are_summed_to_months_where_a_coarser_step_is_asked_for()
    {
        var days = Enumerable.Range(0, 150).Select(i => $"{new DateOnly(2026, 1, 1).AddDays(i):yyyy-MM-dd},1");
        var run = await OperatorRun.OnTextAsync("seasonal-naive", "date,count\n" + string.Join('\n', days), "date=date", "count=count", "frequency=month", "season=1", "horizon=1");
        run.Rows("fitted").Select(r => r["observed"]).ShouldBe([31.0, 28.0, 31.0, 30.0, 30.0]);
        run.Rows()[0]["date"].ShouldBe(new DateOnly(2026, 6, 1));
    }

    [Fact]
    public async Task Missing_dates_are_zero_or_interpolated_as_asked_and_a_fault_otherwise()
    {
        const string Csv = "date,count\n2026-01-01,4\n2026-01-02,6\n2026-01-04,2\n2026-01-05,5\n2026-01-06,5\n2026-01-07,7\n2026-01-08,6\n2026-01-09,6\n";
        var fault = await Should.ThrowAsync<OperatorException>(() => OperatorRun.OnTextAsync("ets", Csv, "date=date", "count=count", "season=1"));
        fault.Message.ShouldBe("1 of 9 days of the series have no value, the first 2026-01-03.");
        var zero = await OperatorRun.OnTextAsync("ets", Csv, "date=date", "count=count", "season=1", "gaps=zero");
        zero.Rows("fitted")[2]["observed"].ShouldBe(0.0);
        var line = await OperatorRun.OnTextAsync("ets", Csv, "date=date", "count=count", "season=1", "gaps=interpolate");
        line.Rows("fitted")[2]["observed"].ShouldBe(4.0);
        line.Notes.ShouldContain(n => n.En.Contains("straight line"));
    }

    [Fact]
    public async Task The_Chinese_New_Year_is_learnt_and_put_back_where_it_falls_next()
    {
        // Daily visits of 100 but 20 from the eve to the sixth day of the new year: 2023-01-22, 2024-02-10, 2025-01-29, 2026-02-17.
        DateOnly[] newYears = [new(2023, 1, 22), new(2024, 2, 10), new(2025, 1, 29)];
        var start = new DateOnly(2022, 6, 1);
        var rows = Enumerable.Range(0, 1400).Select(i => start.AddDays(i)).TakeWhile(d => d < new DateOnly(2026, 2, 1))
            .Select(d => $"{d:yyyy-MM-dd},{(newYears.Any(n => d >= n.AddDays(-1) && d <= n.AddDays(6)) ? 20 : 100 + (d.DayNumber % 7))}");
        var run = await OperatorRun.OnTextAsync("forecast", "date,count\n" + string.Join('\n', rows), "date=date", "count=count", "method=seasonal-naive", "horizon=40", "origins=0", "holiday=chinese-new-year");
        var estimates = run.Rows().ToDictionary(r => (DateOnly)r["date"]!, r => (double)r["estimate"]!);
        estimates[new DateOnly(2026, 2, 15)].ShouldBeGreaterThan(95);
        estimates[new DateOnly(2026, 2, 16)].ShouldBe(20, 5);
        estimates[new DateOnly(2026, 2, 23)].ShouldBe(20, 5);
        estimates[new DateOnly(2026, 2, 24)].ShouldBeGreaterThan(95);
    }

    [Theory]
    [InlineData("ets", "2026-01-01,1\n2026-01-02,2\n2026-01-03,3\n", "has 3 values; at least 7 are needed")]
    [InlineData("holt-winters", "2026-01-01,1\n2026-01-02,2\n2026-01-03,3\n", "has 3 values; at least 15 are needed")]
    [InlineData("stl", "2026-01-01,1\n2026-01-02,2\n2026-01-03,3\n", "has 3 values; at least 15 are needed")]
    [InlineData("decompose", "2026-01-01,1\n2026-01-02,2\n2026-01-03,3\n", "has 3 values; at least 14 are needed")]
    [InlineData("theta", "2026-01-01,1\n2026-01-02,2\n", "has 2 values; at least 4 are needed")]
    [InlineData("seasonal-naive", "2026-01-01,1\n2026-01-02,2\n", "has 2 values; at least 8 are needed")]
    [InlineData("forecast", "2026-01-01,1\n", "a forecast needs at least 2")]
    [InlineData("change-points", "2026-01-01,1\n2026-01-02,2\n", "has 2 values; at least 4 are needed")]
    [InlineData("forecast", "2026-01-01,a\n", "something else than a number")]
    [InlineData("forecast", "today,1\n", "something else than a date")]
    [InlineData("forecast", "2026-01-01,1\n2026-01-01,2\n", "rows 1 and 2 have the same date")]
    public async Task What_does_not_allow_the_method_is_said(string name, string rows, string what)
    {
        var fault = await Should.ThrowAsync<OperatorException>(() => OperatorRun.OnTextAsync(name, "date,count\n" + rows, "date=date", "count=count"));
        fault.Message.ShouldContain(what);
        fault.WhatToDo.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("ets")]
    [InlineData("theta")]
    [InlineData("seasonal-naive")]
    [InlineData("holt-winters")]
    [InlineData("forecast")]
    [InlineData("stl")]
    [InlineData("decompose")]
    public async Task Constant_series_and_series_of_zeros_give_numbers(string name)
    {
        foreach (var value in (string[])["0", "5"])
        {
            var rows = Enumerable.Range(0, 40).Select(i => $"{new DateOnly(2026, 1, 1).AddDays(i):yyyy-MM-dd},{value}");
            var run = await OperatorRun.OnTextAsync(name, "date,count\n" + string.Join('\n', rows), "date=date", "count=count");
            run.Rows().Count.ShouldBeGreaterThan(0);
            if (run.Rows()[0].TryGetValue("estimate", out var estimate))
            {
                ((double)estimate!).ShouldBe(double.Parse(value), 1e-6);
            }
        }
    }

    [Fact]
    public async Task A_group_with_one_row_does_not_keep_the_others_from_their_forecast()
    {
        var rows = string.Join('\n', Enumerable.Range(0, 40).Select(i => $"a,{new DateOnly(2026, 1, 1).AddDays(i):yyyy-MM-dd},{i % 7}")) + "\nb,2026-01-01,3\n";
        var run = await OperatorRun.OnTextAsync("theta", "group,date,count\n" + rows, "group=group", "date=date", "count=count");
        run.Rows().ShouldAllBe(r => (string)r["group"]! == "a");
        run.Notes.ShouldContain(n => n.En.Contains("1 series cannot be computed: Group b"));
    }

    [Fact]
    public async Task Rows_may_come_in_any_order()
    {
        var rows = Enumerable.Range(0, 30).Select(i => $"{new DateOnly(2026, 1, 1).AddDays(i):yyyy-MM-dd},{(i * 7) % 11}").ToList();
        var sorted = await OperatorRun.OnTextAsync("theta", "date,count\n" + string.Join('\n', rows), "date=date", "count=count");
        rows.Reverse();
        var reversed = await OperatorRun.OnTextAsync("theta", "date,count\n" + string.Join('\n', rows), "date=date", "count=count");
        reversed.Rows().Select(r => r["estimate"]).ShouldBe(sorted.Rows().Select(r => r["estimate"]));
    }
}
