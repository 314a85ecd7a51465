using Suwen.Server.Node;
using Suwen.Server.Pipelines;

namespace Suwen.Server.Tests.Pipelines;

/// <summary>Runs with steps that the test itself plays: what is retried, skipped, stopped, and taken up again.</summary>
public sealed class PipelineRunnerTests : IDisposable
{
    private const string TwoSteps = "steps:\n  a: { run: verify, retry: { count: 2, backoff: 1s } }\n  b: { run: grade report, needs: [a], restartable: true }\n";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Steps_run_in_order_and_what_they_write_is_kept()
    {
        await using var runner = Runner((command, output, _, _) =>
        {
            output.Write("did " + command[0] + "\nand more");
            return Task.FromResult(ExitCode.Success);
        });
        var (run, status) = await RunAsync(runner, TwoSteps);
        status.ShouldBe(PipelineStatus.Succeeded);
        runner.Store.StepsOf(run.Id).Select(s => (s.Step, s.Status, s.ExitCode)).ShouldBe([("a", "succeeded", 0), ("b", "succeeded", 0)]);
        runner.Store.LogOf(run.Id).Select(l => l.Step + ": " + l.Text).ShouldBe(["a: did verify", "a: and more", "b: did grade", "b: and more"]);
    }

    [Fact]
    public async Task A_step_is_tried_again_and_what_needs_a_failed_one_is_not_run()
    {
        var attempts = 0;
        await using var runner = Runner((_, _, _, _) => Task.FromResult(attempts++ < 3 ? ExitCode.Fault : ExitCode.Success), new Hurried());
        var (run, status) = await RunAsync(runner, TwoSteps);
        status.ShouldBe(PipelineStatus.Failed);
        attempts.ShouldBe(3);
        runner.Store.StepsOf(run.Id).Select(s => (s.Step, s.Status, s.Attempts)).ShouldBe([("a", "failed", 3), ("b", "skipped", 0)]);
        (await runner.TryResume(runner.Store.Find(run.Id)!, default)!.Value.Completion).ShouldBe(PipelineStatus.Succeeded);
        runner.Store.StepsOf(run.Id).ShouldAllBe(s => s.Status == "succeeded");
    }

    [Fact]
    public async Task Found_problems_fail_a_step_unless_it_allows_them()
    {
        await using var runner = Runner((_, _, _, _) => Task.FromResult(ExitCode.FoundProblems));
        (await RunAsync(runner, "steps:\n  a: { run: verify }\n")).Status.ShouldBe(PipelineStatus.Failed);
        (await RunAsync(runner, "steps:\n  a: { run: verify, allowFindings: true }\n")).Status.ShouldBe(PipelineStatus.Succeeded);
    }

    [Fact]
    public async Task One_pipeline_runs_once_at_a_time_and_can_be_stopped()
    {
        var begun = new TaskCompletionSource();
        await using var runner = Runner(async (_, _, _, cancel) =>
        {
            begun.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancel);
            return ExitCode.Success;
        });
        var definition = Definition(TwoSteps);
        var first = runner.TryStart(definition, "manual", "li", default)!.Value;
        await begun.Task;
        runner.TryStart(definition, "manual", "li", default).ShouldBeNull();
        runner.TryCancel(first.Run.Id).ShouldBeTrue();
        (await first.Completion).ShouldBe(PipelineStatus.Cancelled);
        runner.TryCancel(first.Run.Id).ShouldBeFalse();
        runner.Store.Find(first.Run.Id)!.Status.ShouldBe(PipelineStatus.Cancelled);
    }

    [Fact]
    public async Task A_step_that_takes_too_long_is_stopped_and_says_so()
    {
        await using var runner = Runner(
            async (_, _, _, cancel) =>
            {
                await Task.Delay(Timeout.Infinite, cancel);
                return ExitCode.Success;
            },
            new Hurried());
        var (run, status) = await RunAsync(runner, "steps:\n  a: { run: verify, timeout: 1h }\n");
        status.ShouldBe(PipelineStatus.Failed);
        runner.Store.LogOf(run.Id).ShouldHaveSingleItem().Text.ShouldContain("longer than 01:00:00");
    }

    [Fact]
    public async Task A_defect_is_named_by_kind_and_never_by_what_it_read()
    {
        await using var runner = Runner((_, _, _, _) => throw new InvalidOperationException("王示例 11010519491231002X"));
        var (run, _) = await RunAsync(runner, "steps:\n  a: { run: verify }\n");
        runner.Store.LogOf(run.Id).ShouldHaveSingleItem().Text.ShouldBe("The step failed by a defect: InvalidOperationException.");
    }

    /// <summary>A process that is killed writes nothing more: the store alone is what the next one finds.</summary>
    [Fact]
    public async Task A_run_that_a_killed_process_left_is_found_marked_and_taken_up_from_its_step()
    {
        var killed = new PipelineStore(folder["app.db"], TimeProvider.System);
        var left = killed.TryBegin(Definition(TwoSteps), "schedule", "schedule")!;
        killed.BeginStep(left.Id, "a", 1);
        killed.EndStep(left.Id, "a", PipelineStatus.Succeeded, 0);
        killed.BeginStep(left.Id, "b", 1);

        var ran = new List<string>();
        await using var runner = Runner((command, _, _, _) =>
        {
            ran.Add(command[0]);
            return Task.FromResult(ExitCode.Success);
        });
        var found = runner.Interrupted.ShouldHaveSingleItem();
        runner.Store.Find(found.Id)!.Status.ShouldBe(PipelineStatus.Interrupted);
        runner.IsRestartable(found).ShouldBeTrue();
        (await runner.TryResume(found, default)!.Value.Completion).ShouldBe(PipelineStatus.Succeeded);
        ran.ShouldBe(["grade"]);
    }

    [Fact]
    public void A_run_whose_step_is_not_declared_restartable_waits_for_a_person()
    {
        var killed = new PipelineStore(folder["app.db"], TimeProvider.System);
        var left = killed.TryBegin(Definition(TwoSteps), "schedule", "schedule")!;
        killed.BeginStep(left.Id, "a", 1);
        var runner = Runner((_, _, _, _) => Task.FromResult(ExitCode.Success));
        runner.IsRestartable(runner.Interrupted.ShouldHaveSingleItem()).ShouldBeFalse();
    }

    [Fact]
    public void Pipelines_that_follow_each_other_in_a_circle_are_faulty()
    {
        folder.Write("pipelines/x.yaml", "schedule: { after: y }\nsteps:\n  a: { run: verify }\n");
        folder.Write("pipelines/y.yaml", "schedule: { after: x }\nsteps:\n  a: { run: verify }\n");
        folder.Write("pipelines/z.yaml", "schedule: { after: nobody }\nsteps:\n  a: { run: verify }\n");
        var runner = Runner((_, _, _, _) => Task.FromResult(ExitCode.Success));
        runner.Find("x")!.Faults.ShouldHaveSingleItem().What.ShouldContain("x → y → x");
        runner.Find("z")!.Faults.ShouldHaveSingleItem().What.ShouldContain("nobody");
        runner.Find("nightly")!.Faults.ShouldBeEmpty();
    }

    private static PipelineDefinition Definition(string text)
    {
        var definition = PipelineFile.Read("p", text, "p.yaml");
        definition.Faults.ShouldBeEmpty();
        return definition;
    }

    private static async Task<(PipelineRun Run, string Status)> RunAsync(PipelineRunner runner, string text)
    {
        var (run, completion) = runner.TryStart(Definition(text), "manual", "li", default)!.Value;
        return (run, await completion);
    }

    private PipelineRunner Runner(StepExecutor execute, TimeProvider? time = null) => new(folder["app.db"], folder["pipelines"], execute, time ?? TimeProvider.System);

    /// <summary>A clock whose timers are due at once: an hour's timeout and the pauses between attempts pass without waiting.</summary>
    private sealed class Hurried : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.FromMilliseconds(Math.Min(200, dueTime.TotalMilliseconds)), period);
    }
}
