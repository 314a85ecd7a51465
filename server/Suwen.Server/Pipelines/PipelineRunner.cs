using System.Collections.Concurrent;
using Suwen.Server.CommandLine;
using Suwen.Server.Node;

namespace Suwen.Server.Pipelines;

/// <summary>Runs one attempt of a step's command; answers its exit code.</summary>
internal delegate Task<int> StepExecutor(IReadOnlyList<string> command, TextWriter output, TextWriter error, CancellationToken cancellationToken);

/// <summary>
/// The pipelines of a data folder, and their runs. Steps run in this process, one after another, through the same functions as the
/// commands; a run is written down before its first step and after each, so that a process which ends in the middle loses nothing but the step
/// it was in.
/// </summary>
internal sealed class PipelineRunner : IAsyncDisposable
{
    private readonly PipelineStore store;
    private readonly string folder;
    private readonly StepExecutor execute;
    private readonly TimeProvider time;
    private readonly ConcurrentDictionary<string, CancellationTokenSource> running = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task> tasks = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource closing = new();

    public PipelineRunner(string statePath, string folder, StepExecutor execute, TimeProvider time)
    {
        store = new PipelineStore(statePath, time);
        this.folder = folder;
        this.execute = execute;
        this.time = time;
        Interrupted = store.MarkInterrupted();
    }

    /// <summary>The runs that an earlier process left unfinished.</summary>
    public IReadOnlyList<PipelineRun> Interrupted { get; }

    public PipelineStore Store => store;

    /// <summary>Raised after a run has ended.</summary>
    public event Action<PipelineRun>? Ended;

    /// <summary>The runner of a node, whose steps are commands on it.</summary>
    public static PipelineRunner Of(SuwenNode node) => new(
        node.Folder.Application,
        Path.Combine(node.Folder.Root, "pipelines"),
        (command, output, error, cancellationToken) => SuwenCommandLine.RunAsync(new ServerCommandHost(node, output, error, node.Folder.Root, showsProgress: false), command, cancellationToken),
        node.Time);

    /// <summary>Pipelines that come of something else that has a schedule: packs. A file of the same name takes the place of one.</summary>
    public Func<IEnumerable<(string Name, string Text, string Origin)>>? Scheduled { get; set; }

    /// <summary>Every pipeline, read anew: the built-in ones and the files, by name.</summary>
    public IReadOnlyList<PipelineDefinition> Definitions()
    {
        var found = new SortedDictionary<string, PipelineDefinition>(StringComparer.Ordinal);
        foreach (var (name, text) in BuiltInPipelines.All)
        {
            found[name] = PipelineFile.Read(name, text, "built-in");
        }

        foreach (var (name, text, origin) in Scheduled?.Invoke() ?? [])
        {
            found[name] = PipelineFile.Read(name, text, origin);
        }

        if (Directory.Exists(folder))
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal))
            {
                var name = Path.GetFileNameWithoutExtension(file);
                found[name] = PipelineFile.Read(name, File.ReadAllText(file), Path.GetFileName(file));
            }
        }

        return [.. found.Values.Select(d => CheckAfter(d, found))];
    }

    public PipelineDefinition? Find(string name) => Definitions().FirstOrDefault(d => d.Name == name);

    /// <summary>Begins a run and answers at once; null where the pipeline runs already. The task ends with the run.</summary>
    public (PipelineRun Run, Task<string> Completion)? TryStart(PipelineDefinition definition, string trigger, string by, CancellationToken cancellationToken)
    {
        if (definition.Faults.Count > 0)
        {
            throw new InvalidOperationException("A pipeline with faults does not run.");
        }

        return store.TryBegin(definition, trigger, by) is { } run ? (run, Begin(run, definition, cancellationToken)) : null;
    }

    /// <summary>Takes a run up again from its first step that has not succeeded, with the definition that it began with; null where that is not possible now.</summary>
    public (PipelineRun Run, Task<string> Completion)? TryResume(PipelineRun run, CancellationToken cancellationToken)
    {
        var definition = PipelineFile.Read(run.Pipeline, run.Definition, "run " + run.Id);
        return definition.Faults.Count == 0 && store.TryResume(run.Id) ? (store.Find(run.Id)!, Begin(run, definition, cancellationToken)) : null;
    }

    /// <summary>True where a run may be taken up without a person: the step it was in is declared restartable.</summary>
    public bool IsRestartable(PipelineRun run)
    {
        var definition = PipelineFile.Read(run.Pipeline, run.Definition, "run " + run.Id);
        var stopped = store.StepsOf(run.Id).FirstOrDefault(s => s.Status != PipelineStatus.Succeeded);
        return definition.Faults.Count == 0 && stopped is not null && (stopped.Status == PipelineStatus.Waiting || definition.Steps.Any(s => s.Name == stopped.Step && s.IsRestartable));
    }

    /// <summary>Asks a run to stop; false where it does not run in this process.</summary>
    public bool TryCancel(string id)
    {
        if (!running.TryGetValue(id, out var source))
        {
            return false;
        }

        source.Cancel();
        return true;
    }

    /// <summary>Ends what runs, as interrupted, and waits for it.</summary>
    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await Task.WhenAll(tasks.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        closing.Dispose();
    }

    private Task<string> Begin(PipelineRun run, PipelineDefinition definition, CancellationToken cancellationToken)
    {
        // Its own source: a run outlives the request that began it, and ends with the process.
        var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, closing.Token);
        running[run.Id] = source;
        var task = Task.Run(() => RunAsync(run, definition, source, cancellationToken), CancellationToken.None);
        tasks[run.Id] = task;
        return task;
    }

    private async Task<string> RunAsync(PipelineRun run, PipelineDefinition definition, CancellationTokenSource source, CancellationToken ending)
    {
        var status = PipelineStatus.Failed;
        try
        {
            status = await RunStepsAsync(run, definition, source.Token);
        }
        catch (OperationCanceledException) when (source.IsCancellationRequested)
        {
            // A process that ends leaves the run to its successor; a person who stops it has ended it.
            status = ending.IsCancellationRequested || closing.IsCancellationRequested ? PipelineStatus.Interrupted : PipelineStatus.Cancelled;
        }
        finally
        {
            running.TryRemove(run.Id, out _);
            source.Dispose();
            store.End(run.Id, status);
        }

        Ended?.Invoke(run with { Status = status, EndedAt = time.GetUtcNow() });
        return status;
    }

    private async Task<string> RunStepsAsync(PipelineRun run, PipelineDefinition definition, CancellationToken cancellationToken)
    {
        var states = store.StepsOf(run.Id).ToDictionary(s => s.Step, s => s.Status, StringComparer.Ordinal);
        foreach (var step in definition.InOrder())
        {
            if (states[step.Name] == PipelineStatus.Succeeded)
            {
                continue;
            }

            if (!step.Needs.All(n => states[n] == PipelineStatus.Succeeded))
            {
                states[step.Name] = PipelineStatus.Skipped;
                store.EndStep(run.Id, step.Name, PipelineStatus.Skipped, null);
                continue;
            }

            states[step.Name] = await RunStepAsync(run, step, cancellationToken);
        }

        return states.Values.All(s => s == PipelineStatus.Succeeded) ? PipelineStatus.Succeeded : PipelineStatus.Failed;
    }

    private async Task<string> RunStepAsync(PipelineRun run, PipelineStep step, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            store.BeginStep(run.Id, step.Name, attempt);
            int code;
            try
            {
                code = await AttemptAsync(run, step, attempt, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                store.EndStep(run.Id, step.Name, PipelineStatus.Interrupted, null);
                throw;
            }

            if (code == ExitCode.Success || (code == ExitCode.FoundProblems && step.AllowsFindings))
            {
                store.EndStep(run.Id, step.Name, PipelineStatus.Succeeded, code);
                return PipelineStatus.Succeeded;
            }

            // Wrong usage stays wrong; everything else may pass.
            if (attempt > step.Retries || code == ExitCode.WrongUsage)
            {
                store.EndStep(run.Id, step.Name, PipelineStatus.Failed, code);
                return PipelineStatus.Failed;
            }

            await Task.Delay(step.Backoff * Math.Pow(2, attempt - 1), time, cancellationToken);
        }
    }

    private async Task<int> AttemptAsync(PipelineRun run, PipelineStep step, int attempt, CancellationToken cancellationToken)
    {
        var lines = new List<(bool IsError, string Text)>();
        using var timeout = new CancellationTokenSource(step.Timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        await using var output = new StepOutput(false, lines);
        await using var error = new StepOutput(true, lines);
        try
        {
            return await execute(step.Command, output, error, linked.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            lines.Add((true, $"The step took longer than {step.Timeout} and was stopped."));
            return ExitCode.Fault;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The kind only: a message may hold what the step read.
            lines.Add((true, $"The step failed by a defect: {e.GetType().Name}."));
            return ExitCode.Fault;
        }
        finally
        {
            output.End();
            error.End();
            store.Log(run.Id, step.Name, attempt, lines);
        }
    }

    private static PipelineDefinition CheckAfter(PipelineDefinition definition, SortedDictionary<string, PipelineDefinition> all)
    {
        if (definition.Schedule.After is not { } after || after == PipelineSchedule.AfterLoaded)
        {
            return definition;
        }

        var path = new List<string> { definition.Name };
        for (var next = after; ; next = all[next].Schedule.After!)
        {
            if (path.Contains(next))
            {
                return With($"Pipelines run after each other in a circle: {string.Join(" → ", path.Append(next))}.");
            }

            if (!all.TryGetValue(next, out var known))
            {
                return With($"It runs after {next}, which is no pipeline.");
            }

            path.Add(next);
            if (known.Schedule.After is null or PipelineSchedule.AfterLoaded)
            {
                return definition;
            }
        }

        PipelineDefinition With(string fault) => definition with { Faults = [.. definition.Faults, new PipelineFault(definition.Origin, fault)] };
    }
}
