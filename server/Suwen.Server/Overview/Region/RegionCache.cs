using System.Diagnostics;
using Suwen.Server.Node;
using Suwen.Storage;

namespace Suwen.Server.Overview.Region;

/// <summary>
/// Keeps the region's numbers for each kind of reader. They are made anew only after something was loaded, and seldom enough that
/// making them takes no more than a twentieth of the time, however large the warehouse; meanwhile readers get the last ones at once.
/// </summary>
internal sealed class RegionCache(SuwenNode node)
{
    private const int RestFactor = 20;
    private static readonly TimeSpan ShortestRest = TimeSpan.FromSeconds(3);

    private readonly Dictionary<string, Slot> slots = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    public async Task<RegionPicture> GetAsync(ReadScope scope, CancellationToken cancellationToken)
    {
        Task<RegionPicture> making;
        lock (gate)
        {
            var key = KeyOf(scope);
            if (!slots.TryGetValue(key, out var slot))
            {
                slots.Add(key, slot = new Slot());
            }

            if (slot.Making is { IsCompleted: true } finished)
            {
                slot.Making = null;
                if (finished.IsCompletedSuccessfully)
                {
                    (slot.Picture, slot.MadeAt, slot.Took, slot.Version) = finished.Result;
                }
            }

            var isStale = slot.Picture is null || (slot.Version != Version() && Stopwatch.GetElapsedTime(slot.MadeAt) > Rest(slot.Took));
            if (isStale && slot.Making is null)
            {
                // Several readers wait for one reading, so it does not end with one of them.
                slot.Making = Task.Run(() => MakeAsync(scope), CancellationToken.None);
            }

            if (slot.Picture is { } picture)
            {
                return picture;
            }

            making = slot.Making!.ContinueWith(static t => t.GetAwaiter().GetResult().Picture, cancellationToken, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        return await making;
    }

    private async Task<(RegionPicture Picture, long MadeAt, TimeSpan Took, (long, long) Version)> MakeAsync(ReadScope scope)
    {
        var version = Version();
        var begun = Stopwatch.GetTimestamp();
        var picture = await RegionQueries.ReadAsync(node, scope, CancellationToken.None);
        return (picture, Stopwatch.GetTimestamp(), Stopwatch.GetElapsedTime(begun), version);
    }

    /// <summary>Changes with every commit of the gate, also with one that reads old entries again.</summary>
    private (long, long) Version() => (node.Gate.LoadedThrough.Value, node.Gate.Counters.Entries);

    private static TimeSpan Rest(TimeSpan took) => took * RestFactor > ShortestRest ? took * RestFactor : ShortestRest;

    /// <summary>Readers for whom the same tables, columns and rows exist share numbers.</summary>
    private static string KeyOf(ReadScope scope) => scope.Tables is null
        ? "*"
        : string.Join('\n', scope.Tables.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{t.Key}({(t.Value.Columns is null ? "*" : string.Join(',', t.Value.Columns))}){t.Value.RowPredicate}"));

    private sealed class Slot
    {
        public RegionPicture? Picture { get; set; }

        public Task<(RegionPicture Picture, long MadeAt, TimeSpan Took, (long, long) Version)>? Making { get; set; }

        public long MadeAt { get; set; }

        public TimeSpan Took { get; set; }

        public (long, long) Version { get; set; }
    }
}
