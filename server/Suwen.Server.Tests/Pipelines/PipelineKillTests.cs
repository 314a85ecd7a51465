using System.Diagnostics;
using Suwen.Server.Pipelines;

namespace Suwen.Server.Tests.Pipelines;

/// <summary>A real server, killed in the middle of a step of a pipeline.</summary>
public sealed class PipelineKillTests : IDisposable
{
    private const int Observations = 12_000;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_run_that_a_kill_ended_goes_on_at_its_step_and_loads_nothing_twice(bool isRestartable)
    {
        var data = folder["data"];
        folder.Write("first/Observation.ndjson", Lines("a", 10));
        folder.Write("second/Observation.ndjson", Lines("b", Observations));
        folder.Write("data/pipelines/take.yaml", $"title: Take\nsteps:\n  first: {{ run: 'ingest {folder["first"]} --source first' }}\n  second: {{ run: 'ingest {folder["second"]} --source second', needs: [first], restartable: {(isRestartable ? "true" : "false")} }}\n  check: {{ run: verify, needs: [second] }}\n");
        var killed = await ServerProcess.StartAsync(data);
        using var starting = SuwenProcess.Start(folder.Path, "pipeline", "run", "take", "--data", data);
        var store = new PipelineStore(Path.Combine(data, "app.db"), TimeProvider.System);
        await UntilAsync(() => StatusOf(store, "second") == PipelineStatus.Running);
        await killed.KillAsync();
        await killed.DisposeAsync();
        await starting.WaitForExitAsync();
        starting.ExitCode.ShouldNotBe(0);
        var run = store.RunsOf("take").ShouldHaveSingleItem();
        StatusOf(store, "check").ShouldBe(PipelineStatus.Waiting, "the kill came in time");

        await using var server = await ServerProcess.StartAsync(data);
        if (!isRestartable)
        {
            var history = await SuwenProcess.RunAsync(folder.Path, "pipeline", "history", "take", "--data", data);
            history.Out.ShouldContain(run.Id);
            history.Out.ShouldContain("interrupted");
            store.StepsOf(run.Id).Select(s => (s.Step, s.Status)).ShouldBe([("first", "succeeded"), ("second", "interrupted"), ("check", "waiting")]);
            var resumed = await SuwenProcess.RunAsync(folder.Path, "pipeline", "resume", run.Id, "--data", data);
            resumed.Code.ShouldBe(0, resumed.ToString());
        }

        await UntilAsync(() => store.Find(run.Id)!.Status is not (PipelineStatus.Running or PipelineStatus.Interrupted));
        store.Find(run.Id)!.Status.ShouldBe(PipelineStatus.Succeeded);
        store.RunsOf("take").Count.ShouldBe(1);
        store.StepsOf(run.Id).Select(s => (s.Step, s.Status)).ShouldBe([("first", "succeeded"), ("second", "succeeded"), ("check", "succeeded")]);
        store.LogOf(run.Id).Where(l => l.Step == "first").Select(l => l.Attempt).Distinct().ShouldBe([1], "what was done is not done again");
        var counted = await SuwenProcess.RunAsync(folder.Path, "sql", "select count(*) as n, count(distinct measurement_source_value) as codes from measurement", "--format", "csv", "--data", data);
        counted.Out.ShouldBe($"n,codes\n{Observations + 10},1\n", counted.ToString());
    }

    private static string? StatusOf(PipelineStore store, string step) =>
        store.RunsOf("take") is [var run, ..] ? store.StepsOf(run.Id).FirstOrDefault(s => s.Step == step)?.Status : null;

    private static string Lines(string prefix, int count) => string.Concat(Enumerable.Range(1, count).Select(i =>
        $$$"""{"resourceType":"Observation","id":"{{{prefix}}}{{{i}}}","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"4548-4"}]},"subject":{"reference":"Patient/p{{{i % 100}}}"},"effectiveDateTime":"2026-03-01T08:00:00+08:00","valueQuantity":{"value":{{{i}}},"unit":"1"}}""" + "\n"));

    private static async Task UntilAsync(Func<bool> isSo)
    {
        for (var waited = Stopwatch.StartNew(); !isSo(); await Task.Delay(20))
        {
            if (waited.Elapsed > TimeSpan.FromMinutes(1))
            {
                throw new TimeoutException("The pipeline did not come so far.");
            }
        }
    }
}
