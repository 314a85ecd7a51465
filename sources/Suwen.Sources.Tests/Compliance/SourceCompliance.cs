using System.Globalization;
using System.Text;
using Suwen.Governance.Gate;
using Suwen.Storage.Landing;

namespace Suwen.Sources.Tests.Compliance;

/// <summary>
/// What every connector promises, checked for each: a connector's tests inherit this class and hand over a source and valid samples.
/// The number of mutated inputs is 2,000; environment variable <c>SUWEN_MUTATIONS</c> sets another, <c>SUWEN_SEED</c> another seed.
/// </summary>
public abstract class SourceCompliance
{
    private const int DefaultMutations = 2_000;
    private static readonly TimeSpan OneInputLimit = TimeSpan.FromSeconds(20);

    /// <summary>The source under test.</summary>
    protected abstract ISource Source { get; }

    /// <summary>Valid entries, every record of which is loaded or kept. Synthetic people only; three or more, of different kinds.</summary>
    protected abstract IReadOnlyList<SampleEntry> Samples { get; }

    /// <summary>Values of patients that occur in the samples (a name, a number, an address) and must never be repeated in a rejection.</summary>
    protected abstract IReadOnlyList<string> Secrets { get; }

    /// <summary>Bytes with a meaning in the format; the mutator inserts them.</summary>
    protected abstract byte[] Delimiters { get; }

    /// <summary>What one parse may allocate for each byte of its payload, rows not counted once their buffers have grown.</summary>
    protected virtual int AllocatedPerByte => 8;

    /// <summary>What one parse may allocate beside that.</summary>
    protected virtual int AllocatedPerParse => 64 * 1024;

    /// <summary>Other landing entries that the samples refer to, such as a mapping.</summary>
    protected virtual LandedEntry? Find(LandingPosition position) => null;

    /// <summary>The samples in several orders. Tests of a connector beside a real gate load each and compare the tables.</summary>
    protected IEnumerable<IReadOnlyList<SampleEntry>> Orders()
    {
        var samples = Samples.ToArray();
        yield return samples;
        yield return [.. samples.Reverse()];
        var random = new Random(20_260_101);
        for (var i = 0; i < 4; i++)
        {
            random.Shuffle(samples);
            yield return [.. samples];
        }
    }

    private static int Mutations => Number("SUWEN_MUTATIONS", DefaultMutations);

    private static int Seed => Number("SUWEN_SEED", 1);

    [Fact]
    public void Every_sample_has_the_format_of_the_source_and_is_accepted()
    {
        Samples.Count.ShouldBeGreaterThanOrEqualTo(3);
        Source.Version.ShouldBeGreaterThan(0);
        foreach (var sample in Samples)
        {
            sample.Header.Format.ShouldBe(Source.Format, sample.Name);
            var sink = Parse(sample.At(1));
            sink.Records.Count.ShouldBeGreaterThan(0, sample.Name);
            sink.Records.ShouldAllBe(r => r.Disposition == Disposition.Loaded || r.Disposition == Disposition.Kept, Rejections(sample.Name, sink));
        }

        Samples.Sum(s => Parse(s.At(1)).Records.Count(r => r.Disposition == Disposition.Loaded)).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void The_same_bytes_give_the_same_records_rows_keys_and_hashes()
    {
        foreach (var sample in Samples)
        {
            var first = SinkSnapshot.Of(Source, sample.At(1), Find);
            SinkSnapshot.Of(Source, sample.At(1, (byte[])sample.Payload.Clone()), Find).ShouldBe(first, sample.Name);
        }
    }

    [Fact]
    public void What_an_entry_gives_does_not_depend_on_what_was_parsed_before_it()
    {
        var alone = Samples.ToDictionary(s => s.Name, s => SinkSnapshot.Of(Source, s.At(7), Find));
        foreach (var order in Orders())
        {
            var sink = SinkSnapshot.NewSink(Find);
            foreach (var sample in order)
            {
                SinkSnapshot.Parse(Source, sink, sample.At(7));
            }

            for (var i = 0; i < order.Count; i++)
            {
                SinkSnapshot.Render(sink, i).ShouldBe(alone[order[i].Name], order[i].Name);
            }
        }
    }

    [Fact]
    public void One_source_serves_several_threads_at_once()
    {
        var alone = Samples.Select(s => SinkSnapshot.Of(Source, s.At(3), Find)).ToArray();
        Parallel.For(0, 64, i => SinkSnapshot.Of(Source, Samples[i % Samples.Count].At(3), Find).ShouldBe(alone[i % Samples.Count]));
    }

    [Fact]
    public void Bytes_landed_again_are_the_same_record_with_the_same_content()
    {
        foreach (var sample in Samples)
        {
            var sink = Parse(sample.At(1));
            SinkSnapshot.Parse(Source, sink, sample.At(2));
            var count = sink.Records.Count / 2;
            for (var i = 0; i < count; i++)
            {
                var (first, second) = (sink.Records[i], sink.Records[count + i]);
                second.ContentHash.ShouldBe(first.ContentHash, sample.Name);
                if (!first.Key.IsNone)
                {
                    sink.Mentions[second.Key.Index].ShouldBe(sink.Mentions[first.Key.Index], sample.Name);
                }
            }
        }
    }

    [Fact]
    public void Records_are_numbered_from_zero_and_each_is_ended_with_one_disposition()
    {
        foreach (var sample in Samples)
        {
            AssertWellFormed(Parse(sample.At(1)), sample.Name);
        }
    }

    [Fact]
    public void An_empty_payload_is_no_fault_of_the_parser()
    {
        var sink = Parse(Samples[0].At(1, ReadOnlyMemory<byte>.Empty));
        AssertWellFormed(sink, "empty");
        sink.Records.ShouldAllBe(r => r.Disposition == Disposition.Quarantined || r.Disposition == Disposition.Kept);
    }

    [Fact]
    public void Mutated_input_never_throws_never_hangs_and_is_always_disposed_of()
    {
        var mutator = new Mutator([.. Samples.Select(s => s.Payload)], Delimiters, Seed);
        var current = -1;
        var work = Task.Factory.StartNew(
            () =>
            {
                var sink = SinkSnapshot.NewSink(Find);
                for (var i = 0; i < Mutations; i++)
                {
                    Volatile.Write(ref current, i);
                    CheckMutation(sink, mutator, i);
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        AwaitProgress(work, () => Volatile.Read(ref current));
    }

    [Fact]
    public void What_a_parse_allocates_is_bounded_by_its_input()
    {
        var sink = SinkSnapshot.NewSink(Find);
        foreach (var sample in Samples)
        {
            // Twice to grow the sink's buffers and to have the code compiled: they belong to the process, not to the entry.
            long allocated = 0;
            for (var i = 0; i < 3; i++)
            {
                sink.Clear();
                var before = GC.GetAllocatedBytesForCurrentThread();
                SinkSnapshot.Parse(Source, sink, sample.At(1));
                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            }

            allocated.ShouldBeLessThanOrEqualTo(AllocatedPerParse + ((long)AllocatedPerByte * sample.Payload.Length), sample.Name);
        }
    }

    [Fact]
    public void What_damaged_input_allocates_is_bounded_too()
    {
        var mutator = new Mutator([.. Samples.Select(s => s.Payload)], Delimiters, Seed + 1);
        var sink = SinkSnapshot.NewSink(Find);
        long allocated = 0, allowed = 0;
        for (var i = 0; i < 400; i++)
        {
            var entry = Samples[0].At(1) with { Payload = mutator.Next(i, out var sample) };
            entry = entry with { Header = Samples[sample].Header };
            sink.Clear();
            var before = GC.GetAllocatedBytesForCurrentThread();
            SinkSnapshot.Parse(Source, sink, entry);
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            allowed += AllocatedPerParse + ((long)AllocatedPerByte * entry.Payload.Length);
        }

        // The sink's own buffers grow once more within these.
        allocated.ShouldBeLessThanOrEqualTo(allowed + (16L << 20));
    }

    private RecordSink Parse(LandedEntry entry)
    {
        var sink = SinkSnapshot.NewSink(Find);
        SinkSnapshot.Parse(Source, sink, entry);
        return sink;
    }

    private void CheckMutation(RecordSink sink, Mutator mutator, int number)
    {
        var payload = mutator.Next(number, out var sample);
        var name = $"seed {Seed}, mutation {number} of {Samples[sample].Name}";
        sink.Clear();
        try
        {
            SinkSnapshot.Parse(Source, sink, Samples[sample].At(1, payload));
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"{name} threw. Payload (base64): {Convert.ToBase64String(payload)}", exception);
        }

        AssertWellFormed(sink, name);
    }

    private void AssertWellFormed(RecordSink sink, string name)
    {
        // A record left open would be found here: beginning another one throws.
        sink.BeginRecord(int.MaxValue, "probe");
        sink.EndRecord();
        sink.Records.RemoveAt(sink.Records.Count - 1);
        for (var i = 0; i < sink.Records.Count; i++)
        {
            var record = sink.Records[i];
            record.Number.ShouldBe(i, name);
            record.Kind.ShouldNotBeNullOrEmpty(name);
            var rejections = sink.Rejections.Count(r => r.Record == i);
            rejections.ShouldBe(record.Disposition == Disposition.Quarantined ? 1 : 0, name);
            (record.Disposition is Disposition.Loaded or Disposition.Kept or Disposition.Quarantined).ShouldBeTrue(name);
            (record.Tables != 0).ShouldBe(record.Disposition == Disposition.Loaded, name);
            AssertNoSecret(record.Kind, name);
        }

        foreach (var rejection in sink.Rejections)
        {
            rejection.ReasonCode.ShouldNotBeNullOrWhiteSpace(name);
            rejection.Path.ShouldNotBeNullOrWhiteSpace(name);
            rejection.Detail.ShouldNotBeNullOrWhiteSpace(name);
            AssertNoSecret(rejection.Path, name);
            AssertNoSecret(rejection.Detail, name);
        }
    }

    private void AssertNoSecret(string text, string name)
    {
        foreach (var secret in Secrets)
        {
            text.Contains(secret, StringComparison.OrdinalIgnoreCase).ShouldBeFalse($"{name}: a rejection or kind repeats a value of the payload");
        }
    }

    private static void AwaitProgress(Task work, Func<int> progress)
    {
        var last = -2;
        while (!work.Wait(OneInputLimit))
        {
            var now = progress();
            now.ShouldNotBe(last, $"Seed {Seed}, mutation {now} did not end within {OneInputLimit.TotalSeconds} s.");
            last = now;
        }
    }

    private static string Rejections(string name, RecordSink sink)
    {
        var text = new StringBuilder(name);
        foreach (var rejection in sink.Rejections)
        {
            text.Append(CultureInfo.InvariantCulture, $"; record {rejection.Record}: {rejection.ReasonCode} {rejection.Path} {rejection.Detail}");
        }

        return text.ToString();
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
