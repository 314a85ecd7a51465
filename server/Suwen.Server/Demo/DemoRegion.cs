using System.Diagnostics;
using System.Globalization;
using Suwen.Server.CommandLine;
using Suwen.Server.Node;
using Suwen.Simulator;
using Suwen.Simulator.Running;
using Suwen.Simulator.Writing;

namespace Suwen.Server.Demo;

/// <summary>The demo region of a data folder: two years of history sent in through the front doors, the latest month first, then life as it goes on.</summary>
internal sealed class DemoRegion(DataFolder folder, DoorAddresses addresses, TimeProvider time, TextWriter output)
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FileInterval = TimeSpan.FromHours(1);
    private static readonly TimeSpan SaveInterval = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Zone = TimeSpan.FromHours(8);

    /// <summary>Sends what has not been sent yet, then lives on until it is cancelled: <paramref name="pace"/> seconds of the region in one second, until its time has caught up with the clock on the wall.</summary>
    public async Task RunAsync(DemoState state, double pace, CancellationToken cancellationToken)
    {
        var ledger = File.Exists(DemoState.LedgerIn(folder)) ? RegionLedger.Read(DemoState.LedgerIn(folder)) : new RegionLedger();
        var world = World.Create(state.Options, cancellationToken);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"The demo region: {world.Map.CityName}, {state.Options.Residents:N0} residents, all of them invented (seed {state.Options.Seed})."));
        await output.FlushAsync(cancellationToken);
        await using var doors = new Doors(addresses);
        var run = new RegionRun(world);
        state = await SendHistoryAsync(state, run, doors, ledger, cancellationToken);
        await LiveAsync(state, pace, run, doors, ledger, cancellationToken);
    }

    /// <summary>The months of the history that are not acknowledged yet, the latest first: the pages are about the present.</summary>
    private async Task<DemoState> SendHistoryAsync(DemoState state, RegionRun run, Doors doors, RegionLedger ledger, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var months = RegionWriter.MonthsOf(state.Options.From, state.HistoryTo).Reverse().Where(m => !state.Months.Contains(NameOf(m))).ToList();
        foreach (var month in months)
        {
            var unit = new DoorOutput(doors, run.FeedOf, NameOf(month));
            await run.MakeMonthAsync(month, state.Options.From, state.HistoryTo, 0, unit, cancellationToken);
            await unit.DropTablesAsync(cancellationToken);
            ledger.Add(unit.Ledger);
            state = state with { Months = [.. state.Months, NameOf(month)] };
            state.Write(folder, ledger);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {month:yyyy-MM}: {unit.Visits:N0} visits, {unit.Ledger.Records:N0} records sent and acknowledged ({watch.Elapsed.TotalSeconds:N0} s)"));
            await output.FlushAsync(cancellationToken);
        }

        if (state.Clock is null)
        {
            state = state with { Clock = state.HistoryTo.AddDays(1).ToDateTime(TimeOnly.MinValue) };
            state.Write(folder, ledger);
        }

        return state;
    }

    /// <summary>Lives day after day: what falls due is sent in the second in which it falls due.</summary>
    private async Task LiveAsync(DemoState state, double pace, RegionRun run, Doors doors, RegionLedger ledger, CancellationToken cancellationToken)
    {
        var clock = new RegionClock(state.Clock!.Value, pace, time, Zone);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"The region lives on from {state.Clock:yyyy-MM-dd HH:mm}, at {pace:0.##} times the speed of the clock until it has caught up with it."));
        await output.FlushAsync(cancellationToken);
        var saved = state.Clock.Value;
        using var timer = new PeriodicTimer(Tick, time);
        for (var day = DateOnly.FromDateTime(saved); day <= state.Options.To; day = day.AddDays(1))
        {
            var today = new DayInWaiting();
            await run.MakeMonthAsync(new DateOnly(day.Year, day.Month, 1), day, day, 0, today, cancellationToken);
            today.SkipTo(saved);
            var end = day.AddDays(1).ToDateTime(TimeOnly.MinValue);
            while (saved < end)
            {
                await timer.WaitForNextTickAsync(cancellationToken);
                var now = clock.Now < end ? clock.Now : end;
                // Tables are dropped by the hour, as export jobs do.
                var tablesUntil = now == end ? end : now.Date + TimeSpan.FromTicks((now - now.Date).Ticks / FileInterval.Ticks * FileInterval.Ticks);
                var sent = await today.SendAsync(doors, run.FeedOf, now, tablesUntil, cancellationToken);
                ledger.Add(sent);
                if (now == end || now - saved >= SaveInterval)
                {
                    // Whatever is sent again after a stop is known by its bytes and changes nothing.
                    saved = now;
                    state = state with { Clock = tablesUntil < now ? tablesUntil : now };
                    state.Write(folder, ledger);
                }
            }
        }
    }

    private static string NameOf(DateOnly month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}

/// <summary>The region's time: it runs quicker than the clock on the wall until it has caught up with it, and never ahead of it.</summary>
internal sealed class RegionClock(DateTime start, double pace, TimeProvider time, TimeSpan zone)
{
    private readonly DateTimeOffset _began = time.GetUtcNow();

    public DateTime Now
    {
        get
        {
            var utc = time.GetUtcNow();
            var wall = utc.UtcDateTime + zone;
            var quick = start + (utc - _began) * pace;
            return quick < wall ? quick : wall;
        }
    }
}
