using Microsoft.AspNetCore.Http.HttpResults;
using Suwen.Security;
using Suwen.Server.Http;
using Suwen.Server.Node;

namespace Suwen.Server.Pipelines;

/// <summary>A step as it is defined.</summary>
internal sealed record PipelineStepView(string Name, string Command, IReadOnlyList<string> Needs, int Retries, double TimeoutSeconds, bool IsRestartable);

/// <summary>A step of a run.</summary>
internal sealed record PipelineRunStepView(string Step, string Status, int Attempts, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, int? ExitCode);

/// <summary>A run with its steps.</summary>
internal sealed record PipelineRunView(string Id, string Pipeline, string Trigger, string By, string Status, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, IReadOnlyList<PipelineRunStepView> Steps);

/// <summary>A fault of a definition: where, and what.</summary>
internal sealed record PipelineFaultView(string Where, string What);

/// <summary>A pipeline.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Title">Its title.</param>
/// <param name="Origin">built-in, or its file.</param>
/// <param name="Cron">When it runs by the clock.</param>
/// <param name="Zone">Time zone of the cron expression.</param>
/// <param name="After">loaded, or the pipeline after which it runs.</param>
/// <param name="NextAt">The next time by the clock.</param>
/// <param name="Steps">Its steps.</param>
/// <param name="Faults">What is wrong with it.</param>
/// <param name="LastRun">Its last run.</param>
internal sealed record PipelineView(string Name, string Title, string Origin, string? Cron, string Zone, string? After, DateTimeOffset? NextAt, IReadOnlyList<PipelineStepView> Steps, IReadOnlyList<PipelineFaultView> Faults, PipelineRunView? LastRun);

/// <summary>A line that a step wrote.</summary>
internal sealed record PipelineLineView(string Step, int Attempt, DateTimeOffset At, bool IsError, string Text);

/// <summary>Pipelines: what there is, runs and logs; start, stop, resume.</summary>
internal static class PipelinesApi
{
    public static void MapPipelinesApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/pipelines").WithTags("pipelines");
        group.MapGet("", List).WithName("getPipelines").RequirePermission(Permission.PipelineRead, "pipeline").WithProblems(401, 403);
        group.MapGet("/{name}/runs", Runs).WithName("getPipelineRuns").RequirePermission(Permission.PipelineRead, "pipeline").WithProblems(401, 403);
        group.MapGet("/runs/{id}", Run).WithName("getPipelineRun").RequirePermission(Permission.PipelineRead, "pipeline").WithProblems(401, 403, 404);
        group.MapGet("/runs/{id}/log", Log).WithName("getPipelineLog").RequirePermission(Permission.PipelineRead, "pipeline").WithProblems(401, 403, 404);
        group.MapPost("/{name}/runs", Start).WithName("startPipeline").RequirePermission(Permission.PipelineRun, "pipeline").WithProblems(401, 403, 404, 409);
        group.MapPost("/runs/{id}/cancel", Cancel).WithName("cancelPipelineRun").RequirePermission(Permission.PipelineRun, "pipeline").WithProblems(401, 403, 404, 409);
        group.MapPost("/runs/{id}/resume", Resume).WithName("resumePipelineRun").RequirePermission(Permission.PipelineRun, "pipeline").WithProblems(401, 403, 404, 409);
    }

    internal static PipelineView ViewOf(PipelineRunner runner, PipelineDefinition d, DateTimeOffset now) => new(
        d.Name, d.Title, d.Origin, d.Schedule.Cron, d.Schedule.Zone, d.Schedule.After,
        d.Faults.Count == 0 ? PipelineClock.NextAfter(d.Schedule, now) : null,
        [.. d.InOrder().Select(static s => new PipelineStepView(s.Name, string.Join(' ', s.Command), s.Needs, s.Retries, s.Timeout.TotalSeconds, s.IsRestartable))],
        [.. d.Faults.Select(static f => new PipelineFaultView(f.Where, f.What))],
        runner.Store.LastOf(d.Name) is { } last ? ViewOf(runner, last) : null);

    internal static PipelineRunView ViewOf(PipelineRunner runner, PipelineRun run) => new(
        run.Id, run.Pipeline, run.Trigger, run.By, run.Status, run.StartedAt, run.EndedAt,
        [.. runner.Store.StepsOf(run.Id).Select(static s => new PipelineRunStepView(s.Step, s.Status, s.Attempts, s.StartedAt, s.EndedAt, s.ExitCode))]);

    private static Ok<IReadOnlyList<PipelineView>> List(SuwenNode node) =>
        TypedResults.Ok<IReadOnlyList<PipelineView>>([.. node.Pipelines.Definitions().Select(d => ViewOf(node.Pipelines, d, node.Time.GetUtcNow()))]);

    private static Ok<IReadOnlyList<PipelineRunView>> Runs(string name, SuwenNode node) =>
        TypedResults.Ok<IReadOnlyList<PipelineRunView>>([.. node.Pipelines.Store.RunsOf(name).Take(50).Select(r => ViewOf(node.Pipelines, r))]);

    private static Results<Ok<PipelineRunView>, ProblemAnswer> Run(string id, SuwenNode node) =>
        node.Pipelines.Store.Find(id) is { } run ? TypedResults.Ok(ViewOf(node.Pipelines, run)) : NoRun();

    private static Results<Ok<IReadOnlyList<PipelineLineView>>, ProblemAnswer> Log(string id, SuwenNode node) =>
        node.Pipelines.Store.Find(id) is { } run
            ? TypedResults.Ok<IReadOnlyList<PipelineLineView>>([.. node.Pipelines.Store.LogOf(run.Id).Select(static l => new PipelineLineView(l.Step, l.Attempt, l.At, l.IsError, l.Text))])
            : NoRun();

    private static Results<Ok<PipelineRunView>, ProblemAnswer> Start(string name, HttpContext context, SuwenNode node, IHostApplicationLifetime lifetime)
    {
        if (node.Pipelines.Find(name) is not { } definition)
        {
            return ProblemAnswer.NotFound("There is no pipeline of this name.", "name");
        }

        if (definition.Faults.Count > 0)
        {
            return ProblemAnswer.Conflict("The pipeline is faulty: " + definition.Faults[0].What, definition.Faults[0].Where, "Correct its file.");
        }

        return node.Pipelines.TryStart(definition, "manual", context.User.Identity!.Name!, lifetime.ApplicationStopping) is { } started
            ? TypedResults.Ok(ViewOf(node.Pipelines, started.Run))
            : ProblemAnswer.Conflict("The pipeline runs already.", "name", "Wait for it, or stop it.");
    }

    private static Results<Ok<PipelineRunView>, ProblemAnswer> Cancel(string id, SuwenNode node)
    {
        if (node.Pipelines.Store.Find(id) is not { } run)
        {
            return NoRun();
        }

        return node.Pipelines.TryCancel(run.Id) ? TypedResults.Ok(ViewOf(node.Pipelines, run)) : ProblemAnswer.Conflict("The run has ended.", "id", "There is nothing to stop.");
    }

    private static Results<Ok<PipelineRunView>, ProblemAnswer> Resume(string id, SuwenNode node, IHostApplicationLifetime lifetime)
    {
        if (node.Pipelines.Store.Find(id) is not { } run)
        {
            return NoRun();
        }

        return node.Pipelines.TryResume(run, lifetime.ApplicationStopping) is { } resumed
            ? TypedResults.Ok(ViewOf(node.Pipelines, resumed.Run))
            : ProblemAnswer.Conflict("The run has succeeded, or the pipeline runs already.", "id", "Start the pipeline anew.");
    }

    private static ProblemAnswer NoRun() => ProblemAnswer.NotFound("There is no such run.", "id");
}
