using Quartz;

namespace Suwen.Server.Pipelines;

/// <summary>
/// Reads cron expressions as Quartz does. A wall-clock time that a change of the clock leaves out fires when the clock has passed it; one that it
/// repeats fires once. China has had no such change since 1991.
/// </summary>
internal static class PipelineClock
{
    /// <summary>Reads an expression; the fault says what is wrong with it.</summary>
    public static CronExpression? TryParse(string cron, string zone, out string? fault)
    {
        fault = null;
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found))
        {
            fault = $"{zone} is no time zone; write an IANA name such as Asia/Shanghai.";
            return null;
        }

        try
        {
            var fields = cron.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
            var parsed = CronExpression.Parse(cron, fields == 5 ? CronFormat.Unix : CronFormat.Quartz);
            return new CronExpression(parsed.CronExpressionString, found);
        }
        catch (FormatException e)
        {
            fault = $"The cron expression cannot be read: {e.Message}";
            return null;
        }
    }

    /// <summary>The next time after an instant; null where there is none.</summary>
    public static DateTimeOffset? NextAfter(PipelineSchedule schedule, DateTimeOffset instant) =>
        schedule.Cron is { } cron ? TryParse(cron, schedule.Zone, out _)?.GetNextValidTimeAfter(instant) : null;

    /// <summary>True where a time has passed since the last run began and no run was made of it. A pipeline that never ran has missed nothing.</summary>
    public static bool HasMissed(PipelineSchedule schedule, DateTimeOffset? lastStarted, DateTimeOffset now) =>
        schedule.CatchesUp && lastStarted is { } last && NextAfter(schedule, last) is { } due && due <= now;
}
