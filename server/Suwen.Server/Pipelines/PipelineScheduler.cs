using Quartz;
using Suwen.Server.Node;

namespace Suwen.Server.Pipelines;

/// <summary>
/// Starts pipelines by schedule and event while a server runs. Quartz keeps the times, in memory: what is due follows from the definitions
/// and the history of runs, so nothing needs to be stored twice. Files are looked at each minute for changes.
/// </summary>
internal sealed class PipelineScheduler(SuwenNode node, PipelineRunner runner, ILogger<PipelineScheduler> logger) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);

    /// <summary>Loading is seen as done when nothing new was loaded for so long.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, PipelineSchedule> scheduled = new(StringComparer.Ordinal);
    private CancellationToken stopping;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        stopping = stoppingToken;
        await Task.Yield();
        ResumeInterrupted();
        CatchUp();
        runner.Ended += StartFollowers;
        var scheduler = await QuartzSchedulerBuilder.Create(q => q.UseTimeProvider(node.Time)).BuildScheduler(stoppingToken);
        try
        {
            await scheduler.Start(stoppingToken);
            await WatchAsync(scheduler, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server ends.
        }
        finally
        {
            runner.Ended -= StartFollowers;
            await scheduler.Shutdown(false, CancellationToken.None);
        }
    }

    private async Task WatchAsync(IScheduler scheduler, CancellationToken cancellationToken)
    {
        var (seen, since, done) = (node.Gate.LoadedThrough, node.Time.GetUtcNow(), node.Gate.LoadedThrough);
        var nextLook = DateTimeOffset.MinValue;
        while (true)
        {
            var now = node.Time.GetUtcNow();
            if (now >= nextLook)
            {
                await ScheduleAsync(scheduler, cancellationToken);
                nextLook = now + Look;
            }

            if (node.Gate.LoadedThrough != seen)
            {
                (seen, since) = (node.Gate.LoadedThrough, now);
            }
            else if (seen != done && now - since >= Quiet)
            {
                done = seen;
                StartAll(d => d.Schedule.After == PipelineSchedule.AfterLoaded, "loaded");
            }

            await Task.Delay(TimeSpan.FromSeconds(5), node.Time, cancellationToken);
        }
    }

    /// <summary>Brings Quartz's triggers to what the definitions say.</summary>
    private async Task ScheduleAsync(IScheduler scheduler, CancellationToken cancellationToken)
    {
        var wanted = runner.Definitions().Where(d => d.Faults.Count == 0 && d.Schedule.Cron is not null).ToDictionary(d => d.Name, d => d.Schedule, StringComparer.Ordinal);
        foreach (var name in scheduled.Where(s => !wanted.TryGetValue(s.Key, out var schedule) || schedule != s.Value).Select(s => s.Key).ToList())
        {
            await scheduler.DeleteJob(new JobKey(name), cancellationToken);
            scheduled.Remove(name);
        }

        foreach (var (name, schedule) in wanted.Where(w => !scheduled.ContainsKey(w.Key)))
        {
            var cron = PipelineClock.TryParse(schedule.Cron!, schedule.Zone, out _)!;
            var job = JobBuilder.Create<FireJob>().WithIdentity(name).UsingJobData(new JobDataMap { [FireJob.Key] = (Action)(() => Start(name, "schedule")) }).Build();

            // By Quartz's smart policy a time that passed while all threads were busy fires once; one that passed while no server ran is for CatchUp.
            var trigger = TriggerBuilder.Create().WithIdentity(name)
                .WithCronSchedule(cron.CronExpressionString, c => c.InTimeZone(cron.TimeZone))
                .Build();
            await scheduler.ScheduleJob(job, trigger, cancellationToken: cancellationToken);
            scheduled[name] = schedule;
        }
    }

    private void ResumeInterrupted()
    {
        foreach (var run in runner.Interrupted.Where(runner.IsRestartable))
        {
            if (runner.TryResume(run, stopping) is not null)
            {
                PipelineLog.Resumed(logger, run.Pipeline, run.Id);
            }
        }
    }

    private void CatchUp()
    {
        foreach (var definition in runner.Definitions())
        {
            if (PipelineClock.HasMissed(definition.Schedule, runner.Store.LastOf(definition.Name)?.StartedAt, node.Time.GetUtcNow()))
            {
                Start(definition.Name, "catchUp");
            }
        }
    }

    private void StartFollowers(PipelineRun ended)
    {
        if (ended.Status == PipelineStatus.Succeeded)
        {
            StartAll(d => d.Schedule.After == ended.Pipeline, "after");
        }
    }

    private void StartAll(Func<PipelineDefinition, bool> which, string trigger)
    {
        foreach (var definition in runner.Definitions().Where(which))
        {
            Start(definition.Name, trigger);
        }
    }

    private void Start(string name, string trigger)
    {
        if (runner.Find(name) is not { Faults.Count: 0 } definition)
        {
            PipelineLog.Faulty(logger, name);
        }
        else if (runner.TryStart(definition, trigger, "schedule", stopping) is not { } started)
        {
            PipelineLog.StillRunning(logger, name);
        }
        else
        {
            PipelineLog.Started(logger, name, started.Run.Id, trigger);
        }
    }
}

/// <summary>What Quartz calls at a pipeline's time.</summary>
internal sealed class FireJob : IJob
{
    public const string Key = "fire";

    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        ((Action)context.MergedJobDataMap[Key]!)();
        return ValueTask.CompletedTask;
    }
}

/// <summary>What the scheduler writes to the server's log.</summary>
internal static partial class PipelineLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "The pipeline {Pipeline} has started, run {Run}, by {Trigger}.")]
    public static partial void Started(ILogger logger, string pipeline, string run, string trigger);

    [LoggerMessage(Level = LogLevel.Information, Message = "The pipeline {Pipeline} goes on with run {Run}, which an earlier server left unfinished.")]
    public static partial void Resumed(ILogger logger, string pipeline, string run);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The pipeline {Pipeline} was due and is still running; this time is passed over.")]
    public static partial void StillRunning(ILogger logger, string pipeline);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The pipeline {Pipeline} was due and is faulty; see suwen pipeline show.")]
    public static partial void Faulty(ILogger logger, string pipeline);
}
