using System.Diagnostics;
using Suwen.Storage;

namespace Suwen.Server.Node;

/// <summary>
/// Keeps numbers that are read from the warehouse, for each kind of reader. They are read anew only after something was loaded, and
/// seldom enough that reading takes no more than a twentieth of the time, however large the warehouse; meanwhile readers get the last
/// ones at once.
/// </summary>
/// <param name="node">The node whose gate says whether something was loaded.</param>
/// <param name="shortestRest">The least time between two readings.</param>
/// <param name="longestAge">The age at which numbers are read anew although nothing was loaded, since they depend on the time too; null for never.</param>
/// <param name="read">Reads the numbers.</param>
internal sealed class RestingReading<T>(SuwenNode node, TimeSpan shortestRest, TimeSpan? longestAge, Func<ReadScope, CancellationToken, Task<T>> read)
    where T : class
{
    private const int RestFactor = 20;

    /// <summary>Numbers older than this are not given away while newer ones can be had in a moment: nobody may have asked for long.</summary>
    private static readonly TimeSpan Old = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(700);

    private readonly Dictionary<string, Slot> slots = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    public async Task<T> GetAsync(ReadScope scope, CancellationToken cancellationToken)
    {
        Task<Reading> reading;
        Reading? last;
        lock (gate)
        {
            var key = KeyOf(scope);
            if (!slots.TryGetValue(key, out var slot))
            {
                slots.Add(key, slot = new Slot());
            }

            slot.TakeFinished();
            if (slot.Under is null && IsStale(slot.Last))
            {
                // Several readers wait for one reading, so it does not end with one of them.
                slot.Under = Task.Run(() => ReadAsync(scope), CancellationToken.None);
            }

            last = slot.Last;
            if (last is not null && (slot.Under is null || Stopwatch.GetElapsedTime(last.At) < Old))
            {
                return last.Numbers;
            }

            reading = slot.Under!;
        }

        if (last is not null && await Task.WhenAny(reading, Task.Delay(Moment, cancellationToken)) != reading)
        {
            return last.Numbers;
        }

        return last is not null && !reading.IsCompletedSuccessfully ? last.Numbers : (await reading.WaitAsync(cancellationToken)).Numbers;
    }

    private bool IsStale(Reading? last)
    {
        if (last is null)
        {
            return true;
        }

        var age = Stopwatch.GetElapsedTime(last.At);
        var rest = last.Took * RestFactor;
        return age > (rest > shortestRest ? rest : shortestRest) && (last.Version != Version() || age > longestAge);
    }

    private async Task<Reading> ReadAsync(ReadScope scope)
    {
        var version = Version();
        var begun = Stopwatch.GetTimestamp();
        var numbers = await read(scope, CancellationToken.None);
        return new Reading(numbers, Stopwatch.GetTimestamp(), Stopwatch.GetElapsedTime(begun), version);
    }

    /// <summary>Changes with every commit of the gate, also with one that reads old entries again.</summary>
    private (long Through, long Entries) Version() => (node.Gate.LoadedThrough.Value, node.Gate.Counters.Entries);

    /// <summary>Readers for whom the same tables, columns and rows exist share numbers.</summary>
    private static string KeyOf(ReadScope scope) => scope.Tables is null
        ? "*"
        : string.Join('\n', scope.Tables.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{t.Key}({(t.Value.Columns is null ? "*" : string.Join(',', t.Value.Columns))}){t.Value.RowPredicate}{(t.Value.Masks is { } masks ? string.Join(',', masks.Keys) : "")}"));

    private sealed record Reading(T Numbers, long At, TimeSpan Took, (long Through, long Entries) Version);

    private sealed class Slot
    {
        public Reading? Last { get; private set; }

        public Task<Reading>? Under { get; set; }

        /// <summary>A reading that failed is tried again by the next reader; the numbers before it stand.</summary>
        public void TakeFinished()
        {
            if (Under is { IsCompleted: true } finished)
            {
                Under = null;
                Last = finished.IsCompletedSuccessfully ? finished.Result : Last;
            }
        }
    }
}
