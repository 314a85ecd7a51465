using System.Text.Json;
using Suwen.Server.Node;
using Suwen.Simulator;
using Suwen.Simulator.Running;

namespace Suwen.Server.Demo;

/// <summary>How far the demo region of a data folder has come: <c>demo/state.json</c> in the folder, so that the next start goes on from there.</summary>
/// <param name="Options">The region; its period reaches beyond the history, for the time that is lived.</param>
/// <param name="HistoryTo">Last day of the history that is sent at once.</param>
/// <param name="Months">Months of the history that are acknowledged whole, such as 2025-11.</param>
/// <param name="Clock">The region's time: everything up to it has been sent. Null until the history is whole.</param>
internal sealed record DemoState(SimulationOptions Options, DateOnly HistoryTo, IReadOnlyList<string> Months, DateTime? Clock)
{
    private const int HistoryDays = 730;

    /// <summary>The history ends so many days before today, so that a quicker clock has something to catch up with.</summary>
    private const int DaysBehind = 7;

    /// <summary>How long the region lives on.</summary>
    private const int FutureDays = 400;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>A region whose two years of history end a week before today.</summary>
    public static DemoState Begin(int residents, ulong seed, DateOnly today)
    {
        var to = today.AddDays(-DaysBehind - 1);
        return new DemoState(new SimulationOptions { Residents = residents, Seed = seed, From = to.AddDays(1 - HistoryDays), To = to.AddDays(FutureDays) }, to, [], null);
    }

    public static DemoState? Read(DataFolder folder)
    {
        var path = PathIn(folder);
        if (!File.Exists(path)) return null;
        try
        {
            return JsonSerializer.Deserialize<DemoState>(File.ReadAllBytes(path), Json);
        }
        catch (JsonException e)
        {
            throw new SuwenFault(ExitCode.BadInput, "caller", "The state of the demo cannot be read: " + e.Message, path, "Remove the data folder and begin a new demo, or restore the file.", e);
        }
    }

    /// <summary>Whole or not at all.</summary>
    public void Write(DataFolder folder, RegionLedger ledger)
    {
        var path = PathIn(folder);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(LedgerIn(folder) + ".part", ledger.ToCsv());
        File.WriteAllBytes(path + ".part", JsonSerializer.SerializeToUtf8Bytes(this, Json));
        File.Move(LedgerIn(folder) + ".part", LedgerIn(folder), overwrite: true);
        File.Move(path + ".part", path, overwrite: true);
    }

    /// <summary>What has been sent and acknowledged, by source, channel and kind.</summary>
    public static string LedgerIn(DataFolder folder) => Path.Combine(folder.Root, "demo", "ledger.csv");

    private static string PathIn(DataFolder folder) => Path.Combine(folder.Root, "demo", "state.json");
}
