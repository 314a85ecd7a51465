namespace Suwen.Server.Pipelines;

/// <summary>When a pipeline runs by itself.</summary>
/// <param name="Cron">A cron expression, of five fields as on Unix or of six and seven as Quartz writes them; null for none.</param>
/// <param name="Zone">The time zone in which the expression is read; IANA name.</param>
/// <param name="CatchesUp">True where a time that passed while no server ran is made up for once at the next start.</param>
/// <param name="After"><c>loaded</c>, or the name of a pipeline after whose success this one runs; null for none.</param>
internal sealed record PipelineSchedule(string? Cron, string Zone, bool CatchesUp, string? After)
{
    public const string AfterLoaded = "loaded";

    public static PipelineSchedule None { get; } = new(null, "Asia/Shanghai", false, null);
}

/// <summary>One step: a command of Suwen.</summary>
/// <param name="Name">Its name in the pipeline.</param>
/// <param name="Command">The command's words, as on the command line behind <c>suwen</c>.</param>
/// <param name="Needs">Steps that must have succeeded before.</param>
/// <param name="Retries">How often it is tried again after a failure.</param>
/// <param name="Backoff">The pause before the first retry; it doubles with each.</param>
/// <param name="Timeout">The longest that one attempt may take.</param>
/// <param name="IsRestartable">True where it may be run again after a server ended in the middle of it.</param>
/// <param name="AllowsFindings">True where exit code 1, found problems, lets the pipeline go on.</param>
internal sealed record PipelineStep(string Name, IReadOnlyList<string> Command, IReadOnlyList<string> Needs, int Retries, TimeSpan Backoff, TimeSpan Timeout, bool IsRestartable, bool AllowsFindings);

/// <summary>A fault of a definition.</summary>
/// <param name="Where">File and line.</param>
/// <param name="What">What is wrong, and what to do.</param>
internal sealed record PipelineFault(string Where, string What);

/// <summary>A pipeline.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Title">Its title for people.</param>
/// <param name="Steps">Its steps, as written.</param>
/// <param name="Schedule">When it runs by itself.</param>
/// <param name="Origin">Where it is from: <c>built-in</c>, or the file's name.</param>
/// <param name="Text">The definition as written; kept with every run.</param>
/// <param name="Faults">Everything wrong with it; it runs only where this is empty.</param>
internal sealed record PipelineDefinition(string Name, string Title, IReadOnlyList<PipelineStep> Steps, PipelineSchedule Schedule, string Origin, string Text, IReadOnlyList<PipelineFault> Faults)
{
    /// <summary>The steps so that each comes after what it needs, otherwise in the order written.</summary>
    public IReadOnlyList<PipelineStep> InOrder()
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        var ordered = new List<PipelineStep>();
        while (ordered.Count < Steps.Count && Steps.FirstOrDefault(s => !done.Contains(s.Name) && s.Needs.All(done.Contains)) is { } next)
        {
            done.Add(next.Name);
            ordered.Add(next);
        }

        return ordered;
    }
}
