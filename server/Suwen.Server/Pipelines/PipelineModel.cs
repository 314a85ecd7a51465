namespace Suwen.Server.Pipelines;

/// <summary>States of runs and steps.</summary>
internal static class PipelineStatus
{
    public const string Waiting = "waiting";
    public const string Running = "running";
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";

    /// <summary>The process ended in the middle of it.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>Not run, since a step that it needs did not succeed.</summary>
    public const string Skipped = "skipped";
}

/// <summary>A run of a pipeline.</summary>
internal sealed record PipelineRun(string Id, string Pipeline, string Trigger, string By, string Status, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string Definition);

/// <summary>A step of a run.</summary>
internal sealed record PipelineRunStep(string Step, string Status, int Attempts, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, int? ExitCode);

/// <summary>A line that a step wrote.</summary>
internal sealed record PipelineLogLine(string Step, int Attempt, DateTimeOffset At, bool IsError, string Text);
