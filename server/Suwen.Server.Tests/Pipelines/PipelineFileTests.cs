using Suwen.Server.Pipelines;

namespace Suwen.Server.Tests.Pipelines;

/// <summary>A definition is checked whole before anything runs.</summary>
public sealed class PipelineFileTests
{
    [Fact]
    public void A_definition_is_read_with_its_steps_in_the_order_of_their_needs()
    {
        var d = PipelineFile.Read(
            "p",
            """
            title: 每夜
            schedule: { cron: "30 2 * * *", zone: Asia/Shanghai, catchUp: true }
            steps:
              last: { run: verify, needs: [first], retry: { count: 2, backoff: 5s }, timeout: 2h, restartable: true }
              first: { run: "grade propose --table 'measurement'" }
            """,
            "p.yaml");
        d.Faults.ShouldBeEmpty();
        d.InOrder().Select(s => s.Name).ShouldBe(["first", "last"]);
        d.Steps[1].Command.ShouldBe(["grade", "propose", "--table", "measurement"]);
        (d.Steps[0].Retries, d.Steps[0].Backoff, d.Steps[0].Timeout, d.Steps[0].IsRestartable).ShouldBe((2, TimeSpan.FromSeconds(5), TimeSpan.FromHours(2), true));
        d.Schedule.ShouldBe(new PipelineSchedule("30 2 * * *", "Asia/Shanghai", true, null));
    }

    [Fact]
    public void Every_fault_is_told_at_once_with_its_line()
    {
        var d = PipelineFile.Read(
            "p",
            """
            title: x
            schedule: { cron: "61 2 * * *" }
            steps:
              a: { run: no-such-command }
              b: { run: verify, needs: [c], tomeout: 5m }
              d: { run: verify, timeout: soon }
            """,
            "p.yaml");
        d.Faults.Select(f => f.Where).ShouldBe(["p.yaml, line 2", "p.yaml, line 4", "p.yaml, line 5", "p.yaml, line 6", "p.yaml, line 1"]);
        d.Faults[1].What.ShouldContain("no-such-command");
        d.Faults[2].What.ShouldContain("tomeout");
        d.Faults[4].What.ShouldContain("needs c");
    }

    [Fact]
    public void A_circle_of_needs_is_named() =>
        PipelineFile.Read("p", "steps:\n  a: { run: verify, needs: [c] }\n  b: { run: verify, needs: [a] }\n  c: { run: verify, needs: [b] }\n", "p.yaml")
            .Faults.ShouldHaveSingleItem().What.ShouldContain("a → c → b → a");

    [Theory]
    [InlineData("sql \"select 1\"")]
    [InlineData("patient 王示例")]
    [InlineData("serve")]
    [InlineData("pipeline run nightly")]
    [InlineData("verify --data elsewhere")]
    [InlineData("verify --no-such-option")]
    [InlineData("")]
    public void A_step_that_shows_patients_or_leaves_its_folder_is_refused(string command) =>
        PipelineCommands.FaultOf(PipelineCommands.Split(command)).ShouldNotBeNull();

    [Fact]
    public void What_is_no_YAML_is_a_fault_with_its_line() =>
        PipelineFile.Read("p", "title: [\n", "p.yaml").Faults.ShouldHaveSingleItem().Where.ShouldStartWith("p.yaml, line");

    [Fact]
    public void What_ships_is_without_fault() =>
        BuiltInPipelines.All.SelectMany(p => PipelineFile.Read(p.Name, p.Text, "built-in").Faults).ShouldBeEmpty();

    /// <summary>02:30 at Shanghai is 18:30 UTC of the day before (UTC+8, no summer time).</summary>
    [Fact]
    public void A_schedule_is_read_in_its_own_time_zone() =>
        PipelineClock.NextAfter(new PipelineSchedule("30 2 * * *", "Asia/Shanghai", false, null), new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero))
            .ShouldBe(new DateTimeOffset(2026, 11, 22, 18, 30, 0, TimeSpan.Zero));

    /// <summary>At Berlin the clock goes from 02:00 to 03:00 on 2027-03-28 and from 03:00 back to 02:00 on 2026-10-25 (directive 2000/84/EC).</summary>
    [Fact]
    public void A_time_that_the_clock_repeats_fires_once()
    {
        var schedule = new PipelineSchedule("30 2 * * *", "Europe/Berlin", false, null);
        var first = PipelineClock.NextAfter(schedule, new DateTimeOffset(2026, 10, 24, 22, 0, 0, TimeSpan.Zero))!.Value;
        var second = PipelineClock.NextAfter(schedule, first)!.Value;
        TimeZoneInfo.ConvertTime(first, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")).Day.ShouldBe(25);
        TimeZoneInfo.ConvertTime(second, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")).Day.ShouldBe(26);
    }

    [Theory]
    [InlineData(true, "2026-11-20T18:30:00Z", "2026-11-21T10:00:00Z", false)]
    [InlineData(true, "2026-11-20T18:30:00Z", "2026-11-21T18:31:00Z", true)]
    [InlineData(false, "2026-11-20T18:30:00Z", "2026-11-21T18:31:00Z", false)]
    public void A_time_that_passed_without_a_server_is_made_up_for_where_that_is_wanted(bool catchesUp, string last, string now, bool missed) =>
        PipelineClock.HasMissed(new PipelineSchedule("30 2 * * *", "Asia/Shanghai", catchesUp, null), Instant(last), Instant(now)).ShouldBe(missed);

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
