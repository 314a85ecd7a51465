using System.CommandLine;
using System.Globalization;
using Suwen.Security;
using Suwen.Server.Demo;
using Suwen.Server.Http;
using Suwen.Server.Node;
using Suwen.Simulator.Care;
using Suwen.Simulator.Region;
using Suwen.Simulator.Running;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen demo</c>: the synthetic region, sent in through the real front doors, and then alive.</summary>
internal static class DemoCommand
{
    private const int DefaultMllpPort = 2575;
    private const double DefaultPace = 30;
    private const double MaximumPace = 3600;
    private static readonly TimeSpan Zone = TimeSpan.FromHours(8);

    public static Command Create(CommandHost host, Option<DirectoryInfo> data)
    {
        var region = new SimulationOptionSet();
        var pace = new Option<double>("--pace") { Description = "Seconds of the region in one second, until its time has caught up with the clock; then one.", DefaultValueFactory = static _ => DefaultPace };
        pace.Validators.Add(result =>
        {
            if (!(result.GetValueOrDefault<double>() is > 0 and <= MaximumPace)) result.AddError($"--pace must be above 0 and at most {MaximumPace}.");
        });
        var serve = new ServeOptionSet(DefaultMllpPort);
        var command = new Command("demo", "Serve a synthetic region: two years of its records come in through the front doors, and then it lives on.") { region.Residents, region.Seed, pace, serve.Port, serve.Listen, serve.MllpPort };
        command.SetAction(async (parsed, token) =>
        {
            var folder = DataOption.FolderOf(parsed, data);
            // A server on the folder does it; otherwise this process becomes the server.
            if (host is not LocalCommandHost || await ServerDescription.FindAsync(folder, token) is not null)
            {
                return await host.RunOnNodeAsync(parsed, folder, (run, cancel) => RunAsync(run, Wished(parsed, region), parsed.GetValue(pace), cancel), token);
            }

            return await host.RunAloneAsync(
                cancel => SimulateCommand.GuardAsync(() =>
                {
                    var wished = Wished(parsed, region);
                    Prepare(folder, wished);
                    return ServeCommand.RunAsync(host, folder, serve.Read(parsed), (run, inner) => RunAsync(run, wished, parsed.GetValue(pace), inner), cancel);
                }),
                token);
        });
        return command;
    }

    /// <summary>What the caller asked for; a number not given is that of the demo already begun.</summary>
    private readonly record struct Wish(int? Residents, ulong? Seed);

    private static Wish Wished(ParseResult parsed, SimulationOptionSet region) => new(
        parsed.GetResult(region.Residents) is { Implicit: false } ? parsed.GetValue(region.Residents) : null,
        parsed.GetResult(region.Seed) is { Implicit: false } ? parsed.GetValue(region.Seed) : null);

    private static Task<int> RunAsync(CommandRun run, Wish wished, double pace, CancellationToken cancellationToken) => SimulateCommand.GuardAsync(async () =>
    {
        var node = run.Node;
        var state = StateFor(node.Folder, wished, node.Time);
        var institutions = InstitutionList.Create(state.Options, RegionMap.Create(state.Options));
        if (institutions.All.Any(i => !node.Settings.IsSynthetic(i.Source)))
        {
            throw new SuwenFault(ExitCode.BadInput, "caller", "The settings of the data folder don't name the sources of the demo.", node.Folder.Settings, "Stop the server and run suwen demo on a new folder: it writes the settings itself.");
        }

        var server = await ServerDescription.FindAsync(node.Folder, cancellationToken);
        if (server?.MllpPort is not { } mllpPort)
        {
            throw new SuwenFault(ExitCode.BadInput, "caller", "The server has no HL7 v2 listener.", "--mllp-port", "Start it with suwen serve --mllp-port 2575, or let suwen demo start one.");
        }

        var tokens = new List<string>();
        try
        {
            var addresses = new DoorAddresses(new Uri(server.Urls[0]), mllpPort, (source, cancel) => NewTokenAsync(node, source, tokens, cancel), node.Folder.Inbox);
            await new DemoRegion(node.Folder, addresses, node.Time, run.Out).RunAsync(state, pace, cancellationToken);
            return ExitCode.Success;
        }
        finally
        {
            foreach (var token in tokens) await node.Users.RevokeTokenAsync(token, CancellationToken.None);
        }
    });

    /// <summary>A token for as long as the demo runs; a name is never used twice.</summary>
    private static async Task<string> NewTokenAsync(SuwenNode node, string source, List<string> tokens, CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{source}@demo-{node.Time.GetUtcNow().UtcTicks}");
        tokens.Add(name);
        return (await node.Users.AddTokenAsync(name, [Role.Sender], TimeSpan.FromDays(30), cancellationToken))!;
    }

    /// <summary>The demo of the folder, or a new one.</summary>
    private static DemoState StateFor(DataFolder folder, Wish wished, TimeProvider time)
    {
        if (DemoState.Read(folder) is { } known)
        {
            return (wished.Residents ?? known.Options.Residents) == known.Options.Residents && (wished.Seed ?? known.Options.Seed) == known.Options.Seed
                ? known
                : throw new SuwenFault(ExitCode.BadInput, "caller", string.Create(CultureInfo.InvariantCulture, $"The data folder holds a demo of {known.Options.Residents} residents with seed {known.Options.Seed}."), folder.Root, "Leave --residents and --seed out to go on with it, or begin another with --data.");
        }

        var defaults = new Suwen.Simulator.SimulationOptions();
        var state = DemoState.Begin(wished.Residents ?? defaults.Residents, wished.Seed ?? defaults.Seed, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime + Zone));
        RegionWriter.Check(state.Options);
        return state;
    }

    /// <summary>Makes a new data folder with the settings that name the sources. A folder with other data in it is left alone.</summary>
    private static void Prepare(DataFolder folder, Wish wished)
    {
        var state = StateFor(folder, wished, TimeProvider.System);
        if (File.Exists(folder.Settings)) return;
        if (folder.Exists)
        {
            throw new SuwenFault(ExitCode.BadInput, "caller", "The data folder holds other data; a demo beside it could be taken for real.", folder.Root, "Name a new folder with --data.");
        }

        Directory.CreateDirectory(folder.Root);
        File.WriteAllText(folder.Settings, RegionFolder.SourceSettingsText(InstitutionList.Create(state.Options, RegionMap.Create(state.Options))));
    }
}
