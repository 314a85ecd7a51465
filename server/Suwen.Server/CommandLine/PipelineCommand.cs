using System.CommandLine;
using System.Globalization;
using Suwen.Security;
using Suwen.Server.Node;
using Suwen.Server.Pipelines;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen pipeline list|show|run|history|log|resume|cancel</c></summary>
internal static class PipelineCommand
{
    public static Command Create(CommandHost host, Option<DirectoryInfo> data) => new("pipeline", "Work that runs in steps, by schedule or event.")
    {
        List(host, data),
        Show(host, data),
        Run(host, data),
        History(host, data),
        Log(host, data),
        Resume(host, data),
        Cancel(host, data),
    };

    private static Command List(CommandHost host, Option<DirectoryInfo> data) => Make(host, data, new Command("list", "List the pipelines."), async (run, _, _) =>
    {
        var table = new TextTable(["pipeline", "title", "from", "when", "next", "last run"]);
        foreach (var d in run.Node.Pipelines.Definitions())
        {
            var view = PipelinesApi.ViewOf(run.Node.Pipelines, d, run.Node.Time.GetUtcNow());
            table.Add([d.Name, d.Title, d.Origin, d.Faults.Count > 0 ? "faulty" : view.Cron is null ? view.After is null ? "by hand" : "after " + view.After : $"{view.Cron} ({view.Zone})", Instant(view.NextAt), view.LastRun is { } last ? $"{last.Status} {Instant(last.StartedAt)}" : ""]);
        }

        await table.WriteAsync(run.Out);
        return ExitCode.Success;
    });

    private static Command Show(CommandHost host, Option<DirectoryInfo> data)
    {
        var name = NameArgument();
        return Make(host, data, new Command("show", "Show a pipeline's steps and faults.") { name }, async (run, parsed, _) =>
        {
            var d = Find(run, parsed.GetRequiredValue(name));
            await run.Out.WriteLineAsync($"{d.Name}  {d.Title}  ({d.Origin})");
            foreach (var step in d.Steps)
            {
                await run.Out.WriteLineAsync($"  {step.Name}: suwen {string.Join(' ', step.Command)}{(step.Needs.Count > 0 ? "  needs " + string.Join(", ", step.Needs) : "")}{(step.IsRestartable ? "  restartable" : "")}");
            }

            foreach (var fault in d.Faults)
            {
                await run.Out.WriteLineAsync($"fault: {fault.Where}: {fault.What}");
            }

            return d.Faults.Count > 0 ? ExitCode.FoundProblems : ExitCode.Success;
        });
    }

    private static Command Run(CommandHost host, Option<DirectoryInfo> data)
    {
        var name = NameArgument();
        return Make(host, data, new Command("run", "Run a pipeline now and wait for its end.") { name }, async (run, parsed, cancel) =>
        {
            var d = Find(run, parsed.GetRequiredValue(name));
            if (d.Faults.Count > 0)
            {
                throw new SuwenFault(ExitCode.BadInput, "caller", "The pipeline is faulty: " + string.Join(" ", d.Faults.Select(f => f.What)), d.Faults[0].Where, "Correct its file.");
            }

            var started = run.Node.Pipelines.TryStart(d, "manual", Authorisation.LocalOwner.Identity!.Name!, cancel)
                ?? throw new SuwenFault(ExitCode.BadInput, "caller", "The pipeline runs already.", d.Name, "Wait for it, or stop it with suwen pipeline cancel.");
            return await FollowAsync(run, started.Run, started.Completion);
        });
    }

    private static Command Resume(CommandHost host, Option<DirectoryInfo> data)
    {
        var id = RunArgument();
        return Make(host, data, new Command("resume", "Take a run up again from its first step that has not succeeded, and wait for its end.") { id }, async (run, parsed, cancel) =>
        {
            var known = FindRun(run, parsed.GetRequiredValue(id));
            var resumed = run.Node.Pipelines.TryResume(known, cancel)
                ?? throw new SuwenFault(ExitCode.BadInput, "caller", "The run has succeeded, or the pipeline runs already.", known.Id, "Start the pipeline anew with suwen pipeline run.");
            return await FollowAsync(run, resumed.Run, resumed.Completion);
        });
    }

    private static Command History(CommandHost host, Option<DirectoryInfo> data)
    {
        var name = new Argument<string?>("PIPELINE") { Arity = ArgumentArity.ZeroOrOne, Description = "A pipeline; all where none is named." };
        return Make(host, data, new Command("history", "List runs, the newest first.") { name }, async (run, parsed, _) =>
        {
            var table = new TextTable(["run", "pipeline", "trigger", "by", "status", "started", "ended"]);
            foreach (var r in parsed.GetValue(name) is { } named ? run.Node.Pipelines.Store.RunsOf(named) : run.Node.Pipelines.Store.All())
            {
                table.Add([r.Id, r.Pipeline, r.Trigger, r.By, r.Status, Instant(r.StartedAt), Instant(r.EndedAt)]);
            }

            await table.WriteAsync(run.Out);
            return ExitCode.Success;
        });
    }

    private static Command Log(CommandHost host, Option<DirectoryInfo> data)
    {
        var id = RunArgument();
        return Make(host, data, new Command("log", "Print what the steps of a run wrote.") { id }, async (run, parsed, _) =>
        {
            foreach (var line in run.Node.Pipelines.Store.LogOf(FindRun(run, parsed.GetRequiredValue(id)).Id))
            {
                await run.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{Instant(line.At)} {line.Step}#{line.Attempt}{(line.IsError ? "!" : " ")} {line.Text}"));
            }

            return ExitCode.Success;
        });
    }

    private static Command Cancel(CommandHost host, Option<DirectoryInfo> data)
    {
        var id = RunArgument();
        return Make(host, data, new Command("cancel", "Stop a run of the server.") { id }, async (run, parsed, _) =>
        {
            var known = FindRun(run, parsed.GetRequiredValue(id));
            if (!run.Node.Pipelines.TryCancel(known.Id))
            {
                throw new SuwenFault(ExitCode.BadInput, "caller", "The run has ended.", known.Id, "There is nothing to stop.");
            }

            await run.Out.WriteLineAsync($"stopping {known.Id}");
            return ExitCode.Success;
        });
    }

    private static async Task<int> FollowAsync(CommandRun run, PipelineRun begun, Task<string> completion)
    {
        await run.Out.WriteLineAsync($"run {begun.Id}");
        var status = await completion;
        foreach (var step in run.Node.Pipelines.Store.StepsOf(begun.Id))
        {
            await run.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {step.Step}: {step.Status}{(step.ExitCode is { } code ? $" (exit {code})" : "")}{(step.Attempts > 1 ? $", {step.Attempts} attempts" : "")}"));
        }

        await run.Out.WriteLineAsync(status);
        return status == PipelineStatus.Succeeded ? ExitCode.Success : ExitCode.FoundProblems;
    }

    private static Command Make(CommandHost host, Option<DirectoryInfo> data, Command command, Func<CommandRun, ParseResult, CancellationToken, Task<int>> body)
    {
        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), (run, cancel) => body(run, parsed, cancel), token));
        return command;
    }

    private static Argument<string> NameArgument() => new("PIPELINE") { Description = "A pipeline's name." };

    private static Argument<string> RunArgument() => new("RUN") { Description = "A run's id, from suwen pipeline history." };

    private static PipelineDefinition Find(CommandRun run, string name) =>
        run.Node.Pipelines.Find(name) ?? throw new SuwenFault(ExitCode.BadInput, "caller", $"There is no pipeline {name}.", "PIPELINE", "See suwen pipeline list.");

    private static PipelineRun FindRun(CommandRun run, string id) =>
        run.Node.Pipelines.Store.Find(id) ?? throw new SuwenFault(ExitCode.BadInput, "caller", "There is no such run.", "RUN", "See suwen pipeline history.");

    private static string Instant(DateTimeOffset? at) => at?.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";
}
