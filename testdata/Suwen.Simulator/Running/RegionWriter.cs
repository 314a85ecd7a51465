using System.Diagnostics;
using System.Globalization;
using System.Text;
using Suwen.Simulator.Care;
using Suwen.Simulator.Writing;

namespace Suwen.Simulator.Running;

/// <summary>How far a simulation has come.</summary>
public readonly record struct SimulationProgress(DateOnly Month, int MonthsDone, int Months, long Records, long Bytes);

/// <summary>What a simulation wrote.</summary>
/// <param name="Records">Of the whole folder.</param>
/// <param name="RecordsNow">Of this run; less than all where it went on with an interrupted one.</param>
public sealed record SimulationOutcome(int People, int Months, long Records, long Bytes, long RecordsNow, TimeSpan WorldTime, TimeSpan Elapsed);

/// <summary>Writes a region into a folder, month by month; an interrupted run goes on with the month that it was in.</summary>
public static class RegionWriter
{
    private const int MinimumResidents = 100;
    private const int MaximumResidents = 10_000_000;
    private const long DiskFull = unchecked((int)0x80070070);
    private const long NoSpaceOnUnix = 28;

    /// <exception cref="SimulationException">The options or the folder don't do, or the disk is full.</exception>
    public static async Task<SimulationOutcome> WriteAsync(SimulationOptions options, string path, Action<SimulationProgress> report, CancellationToken cancellationToken)
    {
        Check(options);
        // The code of the region is looked up before the folder is made.
        _ = Region.RegionMap.Create(options);
        try
        {
            return await WriteAsync(options, RegionFolder.Open(path, options), report, cancellationToken);
        }
        catch (IOException e) when ((e.HResult & 0xFFFF) == NoSpaceOnUnix || e.HResult == DiskFull)
        {
            throw new SimulationException(path, "The disk is full.", "Make room and run the same command again: it goes on with the month that it was in. Or remove the folder.", isCallersFault: false, e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new SimulationException(path, "The folder may not be written by this user.", "Give the user who runs suwen the right to write it, or name another folder with --out.", inner: e);
        }
        catch (IOException e) when (!Directory.Exists(path))
        {
            throw new SimulationException(path, "The folder cannot be made.", "Name a folder whose parent is there and is a folder, with --out.", inner: e);
        }
    }

    /// <summary>Refuses options that make no region.</summary>
    public static void Check(SimulationOptions options)
    {
        if (options.Residents is < MinimumResidents or > MaximumResidents)
        {
            throw new SimulationException("--residents", $"A region has 100 to 10,000,000 residents, not {options.Residents.ToString(CultureInfo.InvariantCulture)}.", "Give a number in that range.");
        }

        if (options.To < options.From)
        {
            throw new SimulationException("--from, --to", $"The period ends ({options.To:yyyy-MM-dd}) before it begins ({options.From:yyyy-MM-dd}).", "Give a last day that is not before the first.");
        }

        if (options.From.Year < 2010 || options.To.Year > 2034)
        {
            throw new SimulationException("--from, --to", "The period lies outside the years 2010 to 2034, for which there are tables of population and death rates.", "Give days of these years.");
        }
    }

    /// <summary>First days of the months of the period, in order.</summary>
    public static IEnumerable<DateOnly> MonthsOf(DateOnly from, DateOnly to)
    {
        for (var month = new DateOnly(from.Year, from.Month, 1); month <= to; month = month.AddMonths(1)) yield return month;
    }

    private static async Task<SimulationOutcome> WriteAsync(SimulationOptions options, RegionFolder folder, Action<SimulationProgress> report, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var world = World.Create(options, cancellationToken);
        var worldTime = watch.Elapsed;
        var months = MonthsOf(options.From, options.To).ToList();
        var done = folder.Read().Months.ToHashSet(StringComparer.Ordinal);
        long records = 0, bytes = 0;
        if (!folder.Read().IsComplete)
        {
            var run = new RegionRun(world);
            folder.WriteSourceNames(world);
            WriteMappings(folder, run);
            for (var i = 0; i < months.Count; i++)
            {
                if (done.Contains(RegionFolder.Name(months[i]))) continue;
                using var output = new FolderOutput(folder, months[i], run.FeedOf);
                var progress = new ReportingOutput(output, () => report(new SimulationProgress(months[i], i, months.Count, records + output.Ledger.Records, bytes + output.Ledger.Bytes)));
                await run.MakeMonthAsync(months[i], options.From, options.To, 0, progress, cancellationToken);
                output.Complete();
                records += output.Ledger.Records;
                bytes += output.Ledger.Bytes;
            }

            folder.Finish(months, [.. new CareModel(world).PlannedAnswers()]);
        }

        var ledger = RegionLedger.Read(folder.Ledger);
        return new SimulationOutcome(world.Population.Count, months.Count, ledger.Records, ledger.Bytes, records, worldTime, watch.Elapsed);
    }

    /// <summary>A mapping goes into the folder of its tables and holds for all of them.</summary>
    private static void WriteMappings(RegionFolder folder, RegionRun run)
    {
        foreach (var feed in run.Feeds)
        {
            foreach (var channel in feed.Channels)
            {
                if (feed.Mapping(channel) is not { } mapping) continue;
                var directory = folder.PathOf(channel);
                Directory.CreateDirectory(directory);
                File.WriteAllText(Path.Combine(directory, RegionFolder.MappingFile), mapping, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            }
        }
    }

    private sealed class ReportingOutput(FolderOutput output, Action report) : IRegionOutput
    {
        public async ValueTask WriteAsync(UnitOutput unit, CancellationToken cancellationToken)
        {
            await output.WriteAsync(unit, cancellationToken);
            report();
        }
    }
}
