namespace Suwen.Analysis.Tests.Survival;

/// <summary>Expected values: R survival (Oracle/survival.R), except where a test says otherwise.</summary>
public sealed class KaplanMeierTests
{
    private const string Folder = "Survival/Oracle/";

    [Theory]
    [InlineData("lung", "lung", "event=status", "group=sex")]
    [InlineData("lung", "lung-loglog", "event=status", "group=sex", "conf_type=log-log", "confidence=0.9")]
    [InlineData("lung", "lung-plain", "event=status", "conf_type=plain")]
    [InlineData("veteran", "veteran", "event=status", "group=celltype")]
    [InlineData("generated", "generated-entry", "event=event", "group=arm,site", "entry=entry")]
    [InlineData("generated", "generated-counts", "event=event", "group=arm", "weights=w")]
    [InlineData("generated", "generated-weights", "event=event", "group=arm", "weights=v")]
    [InlineData("generated", "generated-entry-weights", "event=event", "group=arm", "entry=entry", "weights=v")]
    public async Task Curves_and_their_summaries_agree_with_survfit(string data, string expected, params string[] settings)
    {
        var run = await OperatorRun.OnFileAsync("kaplan-meier", Folder + data + ".csv", ["time=time", .. settings]);
        Oracle.ShouldAgree(run.Rows(), $"{Folder}km-{expected}.csv", 1e-9);
        Oracle.ShouldAgree(run.Rows("summary"), $"{Folder}km-{expected}-summary.csv", 1e-9);
    }

    [Fact]
    public async Task Rounding_of_times_does_not_part_tied_events()
    {
        // 0.1 + 0.2 and 0.3 differ by rounding; R's timefix joins them.
        var run = await OperatorRun.OnTextAsync("kaplan-meier", "time,event\n0.3,1\n0.30000000000000004,1\n1,0\n", "time=time", "event=event");
        run.Rows().Count.ShouldBe(2);
        run.Number("estimate").ShouldBe(1.0 / 3, 1e-15);
    }

    [Fact]
    public async Task Survival_at_given_times_is_that_of_the_last_jump_and_unknown_beyond_follow_up()
    {
        var run = await OperatorRun.OnTextAsync("kaplan-meier", "time,event\n1,1\n2,1\n3,0\n4,0\n", "time=time", "event=event", "times=0.5,2.5,9");
        run.Rows("at").Select(static r => r["estimate"]).ShouldBe([1.0, 0.5, null]);
        run.Rows("at").Select(static r => r["n_risk"]).ShouldBe([4.0, 2.0, 0.0]);
    }

    [Fact]
    public async Task Without_events_survival_stays_at_one_and_there_is_no_median()
    {
        var run = await OperatorRun.OnTextAsync("kaplan-meier", "time,event\n1,0\n2,0\n", "time=time", "event=event");
        run.Rows().ShouldAllBe(static r => (double)r["estimate"]! == 1 && (double)r["std_error"]! == 0);
        run.Rows("summary")[0]["median"].ShouldBeNull();
        run.Notes.ShouldContain(static n => n.En.Contains("no median"));
    }

    [Theory]
    [InlineData("time,event\n1,1\n-2,0\n", "negative time")]
    [InlineData("time,event\n1,1\n2,3\n", "something else than 0 and 1")]
    [InlineData("time,event\n1,yes\n2,no\n", "holds text")]
    [InlineData("time,event\n1,0\n2,2\n3,1\n", "holds 0, 1 and 2")]
    [InlineData("time,event\nx,0\n2,1\n", "something else than a number")]
    [InlineData("time,event\n,0\n2,\n", "None of the 2 rows")]
    public async Task Bad_data_are_named(string csv, string what)
    {
        var fault = await Should.ThrowAsync<OperatorException>(() => OperatorRun.OnTextAsync("kaplan-meier", csv, "time=time", "event=event"));
        fault.Message.ShouldContain(what);
        fault.WhatToDo.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Rows_that_end_before_they_begin_are_named()
    {
        var fault = await Should.ThrowAsync<OperatorException>(() => OperatorRun.OnTextAsync("kaplan-meier", "a,b,e\n0,1,1\n3,3,0\n", "time=b", "event=e", "entry=a"));
        fault.Message.ShouldBe("1 rows end no later than they begin; the first is row 2.");
    }

    [Fact]
    public async Task A_value_can_mean_the_event()
    {
        var run = await OperatorRun.OnTextAsync("kaplan-meier", "time,event\n1,died\n2,alive\n", "time=time", "event=event", "event_value=died");
        run.Number("n_event").ShouldBe(1);
    }
}
