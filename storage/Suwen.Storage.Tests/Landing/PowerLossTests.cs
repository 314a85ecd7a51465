using System.Buffers.Binary;
using Suwen.Storage.Landing;

namespace Suwen.Storage.Tests.Landing;

/// <summary>
/// Random appends, seals, compressions, erasures and stops of process and machine, over a file system that forgets what was not synced.
/// Expected values: the list of what the journal itself had acknowledged.
/// </summary>
public sealed class PowerLossTests
{
    /// <summary>SUWEN_POWER_LOSS_SEEDS asks for a longer campaign by hand.</summary>
    [Fact]
    public async Task Nothing_acknowledged_is_lost_doubled_or_reordered_by_power_loss()
    {
        var seeds = int.TryParse(Environment.GetEnvironmentVariable("SUWEN_POWER_LOSS_SEEDS"), out var asked) ? asked : 12;
        for (var seed = 1; seed <= seeds; seed++)
        {
            (await RunAsync(seed, steps: 300, sync: true)).ShouldBeNull();
        }
    }

    [Fact]
    public async Task Without_the_fsync_the_same_test_finds_lost_entries()
        => (await RunAsync(1, steps: 300, sync: false)).ShouldNotBeNull();

    /// <summary>Runs a history; answers what was found wrong, or null.</summary>
    private static async Task<string?> RunAsync(int seed, int steps, bool sync)
    {
        var history = new History(seed, sync);
        for (var step = 0; step < steps; step++)
        {
            if (await history.StepAsync() is { } wrong)
            {
                return $"seed {seed}, step {step}: {wrong}";
            }
        }

        return null;
    }

    private sealed class History(int seed, bool sync)
    {
        private readonly Random _random = new(seed);
        private readonly FaultyJournalFiles _files = new() { Random = new Random(seed) };
        private readonly TestClock _clock = new();
        private readonly SortedDictionary<LandingPosition, byte[]> _acknowledged = [];
        private readonly HashSet<LandingPosition> _erased = [];
        private readonly HashSet<LandingPosition> _maybeErased = [];
        private LandingJournal? _journal;
        private int _next;

        public async Task<string?> StepAsync()
        {
            try
            {
                _journal ??= LandingJournal.Open(
                    "/landing",
                    new LandingOptions { SegmentBytes = 12_000, CompressSealedSegments = false, SyncBeforeAcknowledging = sync },
                    new TestRing(), _clock, _files);
                await ActAsync(_journal);
                return null;
            }
            catch (Exception e) when (e is LandingException { Fault: LandingFault.Platform } or IOException)
            {
                return await RestartAsync();
            }
        }

        private async Task ActAsync(LandingJournal journal)
        {
            _clock.Now = _clock.Now.AddMilliseconds(_random.Next(-500, 1000));
            switch (_random.Next(40))
            {
                case 0:
                    await journal.SealAsync(default);
                    break;
                case 1:
                    await journal.CompressAsync(default);
                    break;
                case 2 when _acknowledged.Count > 0:
                    await EraseAsync(journal);
                    break;
                case 3:
                    _files.FailingSyncs = 1;
                    break;
                case 4:
                    _files.FreeBytes = _random.Next(6000);
                    break;
                case < 9:
                    _files.StopAfter = _random.Next(12);
                    break;
                case < 14:
                    await AppendTogetherAsync(journal);
                    break;
                default:
                    await AppendAsync(journal, Payload());
                    break;
            }
        }

        private async Task EraseAsync(LandingJournal journal)
        {
            var position = _acknowledged.Keys.ElementAt(_random.Next(_acknowledged.Count));
            _maybeErased.Add(position);
            await journal.EraseAsync(position, "asked for", default);
            _erased.Add(position);
        }

        private async Task AppendTogetherAsync(LandingJournal journal)
        {
            var payloads = Enumerable.Range(0, _random.Next(2, 8)).Select(_ => Payload()).ToArray();
            if (_random.Next(2) == 0)
            {
                var positions = await journal.AppendManyAsync([.. payloads.Select(p => (Header(), (ReadOnlyMemory<byte>)p))], default);
                for (var i = 0; i < payloads.Length; i++)
                {
                    _acknowledged.Add(positions[i], payloads[i]);
                }

                return;
            }

            var appends = payloads.Select(p => journal.AppendAsync(Header(), p, default).AsTask()).ToArray();
            await Task.WhenAll(appends).ContinueWith(_ => { }, TaskScheduler.Default);
            for (var i = 0; i < appends.Length; i++)
            {
                if (appends[i].IsCompletedSuccessfully)
                {
                    _acknowledged.Add((await appends[i]).Position, payloads[i]);
                }
            }

            await Task.WhenAll(appends);
        }

        private async Task AppendAsync(LandingJournal journal, byte[] payload)
            => _acknowledged.Add((await journal.AppendAsync(Header(), payload, default)).Position, payload);

        private static LandingHeader Header() => new("hospital-a.his", "mllp", "hl7v2", LandingHeader.NoMetadata);

        /// <summary>The first four bytes number the payload, so that a double shows.</summary>
        private byte[] Payload()
        {
            var payload = new byte[4 + _random.Next(_random.Next(4) == 0 ? 4000 : 300)];
            _random.NextBytes(payload);
            BinaryPrimitives.WriteInt32LittleEndian(payload, _next++);
            return payload;
        }

        /// <summary>A refusal is followed by going on, by kill −9 or by power loss; then everything acknowledged must be there.</summary>
        private async Task<string?> RestartAsync()
        {
            if (_journal is { } journal)
            {
                if (_random.Next(4) == 0 && _files.StopAfter is null)
                {
                    _files.FreeBytes = long.MaxValue;
                    return Compare(journal);
                }

                await journal.DisposeAsync();
                _journal = null;
            }

            if (_random.Next(4) == 0)
            {
                _files.Kill();
            }
            else
            {
                _files.LosePower();
            }

            _journal = LandingJournal.Open(
                "/landing",
                new LandingOptions { SegmentBytes = 12_000, CompressSealedSegments = false, SyncBeforeAcknowledging = sync },
                new TestRing(), _clock, _files);
            var verified = await _journal.VerifyAsync(default);
            return Compare(_journal)
                ?? (verified.IsSound ? null : "verify: " + verified.Damage.First(d => !d.PossiblyUnacknowledged).Explanation);
        }

        private string? Compare(LandingJournal journal)
        {
            var seen = new HashSet<int>();
            var found = new Dictionary<LandingPosition, LandedEntry>();
            var last = LandingPosition.Start;
            var received = DateTimeOffset.MinValue;
            foreach (var entry in journal.Read(LandingPosition.Start))
            {
                if (entry.Position <= last || entry.ReceivedAt < received)
                {
                    return $"order at {entry.Position}";
                }

                (last, received) = (entry.Position, entry.ReceivedAt);
                found.Add(entry.Position, entry);
                if (!entry.IsErased && !seen.Add(BinaryPrimitives.ReadInt32LittleEndian(entry.Payload.Span)))
                {
                    return $"doubled at {entry.Position}";
                }
            }

            foreach (var (position, payload) in _acknowledged)
            {
                if (!found.TryGetValue(position, out var entry))
                {
                    return $"lost {position}, end {journal.End}: {string.Join(" | ", journal.Damage.Select(d => d.Explanation))}";
                }

                if (entry.IsErased ? !_maybeErased.Contains(position) : _erased.Contains(position) || !entry.Payload.Span.SequenceEqual(payload))
                {
                    return $"changed {position}";
                }
            }

            return last == journal.End || last < journal.End ? null : "beyond the end";
        }
    }
}
