using Suwen.Governance.Gate;
using Suwen.Sources.Files;
using Suwen.Storage.Landing;

namespace Suwen.Sources.Tests.Compliance;

/// <summary>What every file door promises, checked for each: its tests inherit this class and hand over files.</summary>
public abstract class FileDoorCompliance : IDisposable
{
    private const string SourceName = "hospital-test.files";

    protected FileDoorCompliance()
    {
        Folder = Directory.CreateTempSubdirectory("suwen-door-").FullName;
    }

    /// <summary>A folder of this test, deleted after it.</summary>
    protected string Folder { get; }

    protected abstract IFileDoor Door { get; }

    /// <summary>The source that reads what the door lands.</summary>
    protected abstract ISource Source { get; }

    /// <summary>Writes valid files of the format, the small samples of the connector, and returns their paths with the records each holds.</summary>
    protected abstract IReadOnlyList<(string Path, int Records)> WriteSamples();

    /// <summary>Writes one valid file of some <paramref name="bytes"/> bytes, and returns its path and the number of records in it.</summary>
    protected abstract (string Path, int Records) WriteLarge(long bytes);

    /// <summary>Bytes of another format under a name that this door might be given by mistake.</summary>
    protected abstract (string Name, byte[] Bytes) WrongKind { get; }

    /// <summary>The largest entry that the door may land.</summary>
    protected virtual int MaxEntryBytes => (4 << 20) + (64 << 10);

    /// <summary>The mapping file for <paramref name="path"/>, where the door needs one.</summary>
    protected virtual string? MappingFor(string path) => null;

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void The_door_recognises_its_own_files_and_not_another_format()
    {
        foreach (var (path, _) in WriteSamples())
        {
            var bytes = File.ReadAllBytes(path);
            Door.Recognises(path, bytes.AsSpan(0, Math.Min(bytes.Length, 64 << 10))).ShouldBeTrue(Path.GetFileName(path));
        }

        Door.Recognises(Path.Combine(Folder, "picture.png"), [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]).ShouldBeFalse();
        Door.Recognises(Path.Combine(Folder, "empty.bin"), []).ShouldBeFalse();
    }

    [Fact]
    public async Task Every_record_of_a_file_lands_once()
    {
        foreach (var (path, records) in WriteSamples())
        {
            await using var journal = await TestJournal.OpenAsync();
            var outcome = await LandAsync(path, journal);
            var entries = await journal.EntriesAsync();
            outcome.Refusal.ShouldBeNull(Path.GetFileName(path));
            outcome.Entries.ShouldBe(CountOwn(entries));
            CountRecords(entries).ShouldBe(records, Path.GetFileName(path));
            entries.ShouldAllBe(e => e.Header.Source == SourceName && e.Header.Channel == "file");
        }
    }

    [Fact]
    public async Task The_same_file_twice_lands_the_same_entries()
    {
        foreach (var (path, _) in WriteSamples())
        {
            await using var first = await TestJournal.OpenAsync();
            await using var second = await TestJournal.OpenAsync();
            await LandAsync(path, first);
            await LandAsync(path, second);
            AssertSame(await first.EntriesAsync(), await second.EntriesAsync(), exact: true);
        }
    }

    [Fact]
    public async Task A_large_file_lands_in_entries_of_bounded_size_and_none_of_its_records_is_cut()
    {
        var (path, records) = WriteLarge(20L << 20);
        await using var journal = await TestJournal.OpenAsync();
        var progress = new Progression();
        var outcome = await Door.LandAsync(ToLand(path), journal.Journal, progress, CancellationToken.None);
        var entries = await journal.EntriesAsync();
        outcome.Refusal.ShouldBeNull();
        entries.Count.ShouldBeGreaterThan(3);
        entries.ShouldAllBe(e => e.Payload.Length <= MaxEntryBytes);
        CountRecords(entries).ShouldBe(records);
        progress.Last.ShouldBe(new FileInfo(path).Length);
        progress.Steps.ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task Cancelled_in_the_middle_of_a_file_the_door_stops_and_what_landed_is_a_part_of_the_whole()
    {
        var (path, _) = WriteLarge(20L << 20);
        await using var whole = await TestJournal.OpenAsync();
        await LandAsync(path, whole);
        await using var part = await TestJournal.OpenAsync();
        using var cancellation = new CancellationTokenSource();
        var progress = new Progression { Reached = bytes => Cancel(cancellation, bytes) };
        await Should.ThrowAsync<OperationCanceledException>(() => Door.LandAsync(ToLand(path), part.Journal, progress, cancellation.Token));
        var landed = await part.EntriesAsync();
        landed.Count.ShouldBeLessThan((await whole.EntriesAsync()).Count);
        AssertSame(landed, await whole.EntriesAsync(), exact: false);

        // Landing the whole file again completes it: the gate finds the first part unchanged.
        await LandAsync(path, part);
        CountRecords(await part.EntriesAsync()).ShouldBe(CountRecords(landed) + CountRecords(await whole.EntriesAsync()));
    }

    [Fact]
    public async Task An_empty_file_is_refused_with_where_what_and_what_to_do() =>
        await AssertRefusedAsync(Write("empty" + Path.GetExtension(WrongKind.Name), []));

    [Fact]
    public async Task A_file_of_another_kind_is_refused_with_where_what_and_what_to_do() =>
        await AssertRefusedAsync(Write(WrongKind.Name, WrongKind.Bytes));

    protected string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    protected Task<FileOutcome> LandAsync(string path, TestJournal journal) =>
        Door.LandAsync(ToLand(path), journal.Journal, new Progression(), CancellationToken.None);

    protected async Task AssertRefusedAsync(string path)
    {
        await using var journal = await TestJournal.OpenAsync();
        var outcome = await LandAsync(path, journal);
        var refusal = outcome.Refusal.ShouldNotBeNull();
        refusal.Where.ShouldNotBeNullOrWhiteSpace();
        refusal.What.ShouldNotBeNullOrWhiteSpace();
        refusal.WhatToDo.ShouldNotBeNullOrWhiteSpace();
        CountOwn(await journal.EntriesAsync()).ShouldBe(0);
    }

    private FileToLand ToLand(string path) => new(path, SourceName, MappingFor(path));

    private static void Cancel(CancellationTokenSource cancellation, long bytes)
    {
        if (bytes > 8 << 20)
        {
            cancellation.Cancel();
        }
    }

    private long CountOwn(IReadOnlyList<LandedEntry> entries) => entries.Count(e => e.Header.Format == Source.Format);

    private int CountRecords(IReadOnlyList<LandedEntry> entries)
    {
        var byPosition = entries.ToDictionary(e => e.Position);
        var count = 0;
        foreach (var entry in entries.Where(e => e.Header.Format == Source.Format))
        {
            var sink = SinkSnapshot.NewSink(p => byPosition.GetValueOrDefault(p));
            SinkSnapshot.Parse(Source, sink, entry);
            sink.Rejections.ShouldBeEmpty();
            count += sink.Records.Count;
        }

        return count;
    }

    private static void AssertSame(IReadOnlyList<LandedEntry> left, IReadOnlyList<LandedEntry> right, bool exact)
    {
        if (exact)
        {
            left.Count.ShouldBe(right.Count);
        }

        for (var i = 0; i < left.Count; i++)
        {
            left[i].Payload.Span.SequenceEqual(right[i].Payload.Span).ShouldBeTrue($"entry {i}");
            left[i].Header.Format.ShouldBe(right[i].Header.Format);
            left[i].Header.Metadata.OrderBy(m => m.Key, StringComparer.Ordinal).ShouldBe(right[i].Header.Metadata.OrderBy(m => m.Key, StringComparer.Ordinal));
        }
    }

    private sealed class Progression : IProgress<long>
    {
        public long Last { get; private set; }

        public int Steps { get; private set; }

        public Action<long>? Reached { get; init; }

        public void Report(long value)
        {
            value.ShouldBeGreaterThanOrEqualTo(Last);
            Last = value;
            Steps++;
            Reached?.Invoke(value);
        }
    }
}
