using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Suwen.Server.Node;
using Suwen.Simulator;
using Suwen.Simulator.Running;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen simulate --residents N --seed S --out DIR</c></summary>
internal static class SimulateCommand
{
    private const double BytesPerMegabyte = 1_000_000;

    public static Command Create(CommandHost host, Option<DirectoryInfo> data)
    {
        var options = new SimulationOptionSet();
        var output = new Option<string>("--out") { Required = true, Description = "An empty or absent folder, or one of an interrupted run of the same options.", HelpName = "DIR" };
        var command = new Command("simulate", "Make a synthetic region: what its institutions send, and the truth behind it.") { options.Residents, options.Seed, options.From, options.To, options.RegionCode, options.Notes, output };
        command.SetAction((parsed, token) => host.RunAloneAsync(
            cancel => GuardAsync(() => WriteAsync(host, options.Read(parsed), Path.GetFullPath(parsed.GetRequiredValue(output), host.WorkingDirectory), cancel)), token));
        command.Subcommands.Add(SimulateValidateCommand.Create(host));
        command.Subcommands.Add(SimulateCheckCommand.Create(host, data));
        command.Subcommands.Add(SimulateRegistrationsCommand.Create(host));
        return command;
    }

    /// <summary>Puts what a simulation refuses into the words of the command line.</summary>
    internal static async Task<int> GuardAsync(Func<Task<int>> body)
    {
        try
        {
            return await body();
        }
        catch (SimulationException e)
        {
            throw new SuwenFault(e.IsCallersFault ? ExitCode.BadInput : ExitCode.Fault, e.IsCallersFault ? "caller" : "platform", e.Message, e.Where, e.Advice, e);
        }
    }

    private static async Task<int> WriteAsync(CommandHost host, SimulationOptions options, string folder, CancellationToken cancellationToken)
    {
        var line = new ProgressLine(host);
        var outcome = await RegionWriter.WriteAsync(options, folder, line.Report, cancellationToken);
        await line.EndAsync();
        var seconds = Math.Max(0.001, (outcome.Elapsed - outcome.WorldTime).TotalSeconds);
        await host.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{outcome.People:N0} people, {outcome.Months} months, {outcome.Records:N0} records, {outcome.Bytes / BytesPerMegabyte:N1} MB in {folder}"));
        await host.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"this run: {outcome.RecordsNow:N0} records in {outcome.Elapsed.TotalSeconds:N1} s, of which {outcome.WorldTime.TotalSeconds:N1} s for the population: {outcome.RecordsNow / seconds:N0} records/s"));
        await host.Out.WriteLineAsync("Everybody in it is invented. Only sources/ is for a platform; ledger.csv and answers/ are for checking and scoring.");
        return ExitCode.Success;
    }

    /// <summary>One line on standard error, written over twice a second, where someone watches.</summary>
    private sealed class ProgressLine(CommandHost host)
    {
        private readonly long _step = Stopwatch.Frequency / 2;
        private long _next;
        private int _width;

        public void Report(SimulationProgress progress)
        {
            var now = Stopwatch.GetTimestamp();
            if (!host.ShowsProgress || now < _next) return;
            _next = now + _step;
            var text = string.Create(CultureInfo.InvariantCulture, $"{progress.Month:yyyy-MM}, month {progress.MonthsDone + 1} of {progress.Months}: {progress.Records:N0} records, {progress.Bytes / BytesPerMegabyte:N0} MB");
            host.Error.Write("\r" + text.PadRight(_width));
            _width = text.Length;
        }

        public Task EndAsync() => _width == 0 ? Task.CompletedTask : host.Error.WriteAsync("\r" + new string(' ', _width) + "\r");
    }
}

/// <summary>The options that a region is made from.</summary>
internal sealed class SimulationOptionSet
{
    private static readonly SimulationOptions Defaults = new();

    public Option<int> Residents { get; } = new("--residents") { Description = "People on the first day, 100 to 10,000,000.", DefaultValueFactory = static _ => Defaults.Residents };
    public Option<ulong> Seed { get; } = new("--seed") { Description = "Another number, another region; the same number, the same bytes.", DefaultValueFactory = static _ => Defaults.Seed };
    public Option<DateOnly> From { get; } = Day("--from", "First day.", Defaults.From);
    public Option<DateOnly> To { get; } = Day("--to", "Last day.", Defaults.To);
    public Option<string> RegionCode { get; } = new("--region") { Description = "Code of a city (four digits) or a county (six), GB/T 2260.", DefaultValueFactory = static _ => Defaults.RegionCode };
    public Option<NoteSet> Notes { get; } = new("--notes") { Description = "The set of note templates: A, or B, which is kept for scoring.", DefaultValueFactory = static _ => Defaults.Notes };

    public SimulationOptions Read(ParseResult parsed) => new()
    {
        Residents = parsed.GetValue(Residents),
        Seed = parsed.GetValue(Seed),
        From = parsed.GetValue(From),
        To = parsed.GetValue(To),
        RegionCode = parsed.GetValue(RegionCode)!,
        Notes = parsed.GetValue(Notes),
    };

    private static Option<DateOnly> Day(string name, string description, DateOnly value) => new(name)
    {
        Description = description,
        HelpName = "yyyy-MM-dd",
        DefaultValueFactory = _ => value,
        CustomParser = result =>
        {
            if (result.Tokens.Count == 1 && DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                return day;
            }

            result.AddError($"{name} wants a day written yyyy-MM-dd.");
            return value;
        },
    };
}
