using System.Globalization;
using Suwen.Server.CommandLine;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Suwen.Server.Pipelines;

/// <summary>Reads a pipeline's YAML and tells every fault at once, each with its line.</summary>
internal sealed class PipelineFile
{
    private static readonly string[] Keys = ["title", "schedule", "steps"];
    private static readonly string[] ScheduleKeys = ["cron", "zone", "catchUp", "after"];
    private static readonly string[] StepKeys = ["run", "needs", "retry", "timeout", "restartable", "allowFindings"];
    private static readonly string[] RetryKeys = ["count", "backoff"];

    private readonly string origin;
    private readonly List<PipelineFault> faults = [];

    private PipelineFile(string origin) => this.origin = origin;

    /// <summary>Reads a definition.</summary>
    /// <param name="name">The pipeline's name.</param>
    /// <param name="text">YAML.</param>
    /// <param name="origin">Where it is from, for the faults.</param>
    public static PipelineDefinition Read(string name, string text, string origin)
    {
        var file = new PipelineFile(origin);
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            return new PipelineDefinition(name, name, [], PipelineSchedule.None, origin, text, [new PipelineFault(file.Place(e.Start), "This is no YAML: " + e.Message)]);
        }

        if (stream.Documents.Count != 1 || stream.Documents[0].RootNode is not YamlMappingNode root)
        {
            return new PipelineDefinition(name, name, [], PipelineSchedule.None, origin, text, [new PipelineFault(origin, "A pipeline is a mapping with title, schedule and steps.")]);
        }

        file.CheckKeys(root, Keys);
        var schedule = file.ReadSchedule(root);
        var steps = file.ReadSteps(root);
        file.CheckNeeds(root, steps);
        return new PipelineDefinition(name, Text(root, "title") ?? name, steps, schedule, origin, text, file.faults);
    }

    private PipelineSchedule ReadSchedule(YamlMappingNode root)
    {
        if (!TryGet(root, "schedule", out var node))
        {
            return PipelineSchedule.None;
        }

        if (node is not YamlMappingNode mapping)
        {
            Fault(node, "schedule is a mapping with cron and zone, or with after.");
            return PipelineSchedule.None;
        }

        CheckKeys(mapping, ScheduleKeys);
        var schedule = new PipelineSchedule(Text(mapping, "cron"), Text(mapping, "zone") ?? "Asia/Shanghai", Flag(mapping, "catchUp"), Text(mapping, "after"));
        if (schedule.Cron is { } cron)
        {
            PipelineClock.TryParse(cron, schedule.Zone, out var fault);
            if (fault is not null)
            {
                Fault(mapping.Children.First(c => (string?)c.Key == "cron").Value, fault);
            }
        }

        return schedule;
    }

    private List<PipelineStep> ReadSteps(YamlMappingNode root)
    {
        var steps = new List<PipelineStep>();
        if (!TryGet(root, "steps", out var node) || node is not YamlMappingNode mapping || mapping.Children.Count == 0)
        {
            Fault(root, "A pipeline has steps: a mapping of names, each with run.");
            return steps;
        }

        foreach (var (key, value) in mapping.Children)
        {
            if (value is YamlMappingNode step)
            {
                CheckKeys(step, StepKeys);
                steps.Add(ReadStep((string?)key ?? "", step));
            }
            else
            {
                Fault(value, $"The step {key} is a mapping with run.");
            }
        }

        return steps;
    }

    private PipelineStep ReadStep(string name, YamlMappingNode step)
    {
        var words = PipelineCommands.Split(Text(step, "run") ?? "");
        if (PipelineCommands.FaultOf(words) is { } fault)
        {
            Fault(TryGet(step, "run", out var run) ? run : step, $"The step {name} cannot run: {fault}");
        }

        var (retries, backoff) = (0, TimeSpan.FromSeconds(10));
        if (TryGet(step, "retry", out var node) && node is YamlMappingNode retry)
        {
            CheckKeys(retry, RetryKeys);
            retries = Whole(retry, "count", 0, 10);
            backoff = Duration(retry, "backoff", backoff);
        }

        return new PipelineStep(name, words, Texts(step, "needs"), retries, backoff, Duration(step, "timeout", TimeSpan.FromHours(6)), Flag(step, "restartable"), Flag(step, "allowFindings"));
    }

    private void CheckNeeds(YamlMappingNode root, List<PipelineStep> steps)
    {
        var names = steps.Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var step in steps)
        {
            foreach (var need in step.Needs.Where(n => !names.Contains(n)))
            {
                Fault(root, $"The step {step.Name} needs {need}, which is no step of this pipeline.");
            }
        }

        if (CycleIn(steps) is { } cycle)
        {
            Fault(root, $"The steps need each other in a circle: {string.Join(" → ", cycle)}. Take one of these needs away.");
        }
    }

    /// <summary>A circle of steps, its first one at both ends; null where there is none.</summary>
    internal static IReadOnlyList<string>? CycleIn(IReadOnlyList<PipelineStep> steps)
    {
        var byName = steps.ToDictionary(s => s.Name, StringComparer.Ordinal);
        var finished = new HashSet<string>(StringComparer.Ordinal);
        var path = new List<string>();
        return steps.Select(s => Visit(s.Name)).FirstOrDefault(c => c is not null);

        IReadOnlyList<string>? Visit(string name)
        {
            if (path.IndexOf(name) is >= 0 and var at)
            {
                return [.. path[at..], name];
            }

            if (!finished.Add(name) || !byName.TryGetValue(name, out var step))
            {
                return null;
            }

            finished.Remove(name);
            path.Add(name);
            var found = step.Needs.Select(Visit).FirstOrDefault(c => c is not null);
            path.RemoveAt(path.Count - 1);
            finished.Add(name);
            return found;
        }
    }

    private void CheckKeys(YamlMappingNode node, string[] known)
    {
        foreach (var key in node.Children.Keys)
        {
            var name = TextOf(key);
            if (!known.Contains(name))
            {
                Fault(key, $"{key} is not known here; there are {string.Join(", ", known)}.");
            }
        }
    }

    private int Whole(YamlMappingNode node, string key, int least, int most)
    {
        if (!TryGet(node, key, out var value))
        {
            return least;
        }

        if (int.TryParse(TextOf(value), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Fault(value, string.Create(CultureInfo.InvariantCulture, $"{key} is a whole number from {least} to {most}."));
        return least;
    }

    /// <summary>A length of time: 30s, 10m, 2h.</summary>
    private TimeSpan Duration(YamlMappingNode node, string key, TimeSpan otherwise)
    {
        if (!TryGet(node, key, out var value))
        {
            return otherwise;
        }

        var text = TextOf(value);
        if (text.Length > 1 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 100_000)
        {
            switch (text[^1])
            {
                case 's': return TimeSpan.FromSeconds(number);
                case 'm': return TimeSpan.FromMinutes(number);
                case 'h': return TimeSpan.FromHours(number);
                default: break;
            }
        }

        Fault(value, $"{key} is a length of time such as 30s, 10m or 2h.");
        return otherwise;
    }

    private bool Flag(YamlMappingNode node, string key)
    {
        if (!TryGet(node, key, out var value))
        {
            return false;
        }

        var text = TextOf(value);
        if (text is "true" or "false")
        {
            return text == "true";
        }

        Fault(value, $"{key} is true or false.");
        return false;
    }

    private static List<string> Texts(YamlMappingNode node, string key) => !TryGet(node, key, out var value) ? [] : value is YamlSequenceNode list ? [.. list.Children.Select(c => (string?)c ?? "")] : [(string?)value ?? ""];

    private static string? Text(YamlMappingNode node, string key) => TryGet(node, key, out var value) ? (string?)value : null;

    private static string TextOf(YamlNode node) => (node as YamlScalarNode)?.Value ?? "";

    private static bool TryGet(YamlMappingNode node, string key, out YamlNode value) => node.Children.TryGetValue(new YamlScalarNode(key), out value!);

    private void Fault(YamlNode node, string what) => faults.Add(new PipelineFault(Place(node.Start), what));

    private string Place(Mark mark) => string.Create(CultureInfo.InvariantCulture, $"{origin}, line {mark.Line}");
}
