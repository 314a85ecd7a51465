using System.Text;
using Suwen.Storage.Landing;
using static Suwen.Storage.Tests.Landing.JournalFixture;

namespace Suwen.Storage.Tests.Landing;

public sealed class LandingJournalTests
{
    [Fact]
    public async Task What_was_appended_is_read_back_in_order_also_after_reopening()
    {
        using var folder = new TestFolder();
        await using (var journal = LandingJournal.Open(folder, Options, new TestRing(), new TestClock()))
        {
            journal.End.ShouldBe(LandingPosition.Start);
            for (var i = 1; i <= 100; i++)
            {
                (await journal.AppendTextAsync($"message {i}")).Position.ShouldBe(new LandingPosition(1, i));
            }

            journal.Texts().ShouldBe(Enumerable.Range(1, 100).Select(i => $"message {i}"));
        }

        await using var again = LandingJournal.Open(folder, Options, new TestRing(), new TestClock());
        again.End.ShouldBe(new LandingPosition(1, 100));
        again.Damage.ShouldBeEmpty();
        var read = new List<LandedEntry>();
        await foreach (var entry in again.ReadAsync(new LandingPosition(1, 98), default))
        {
            read.Add(entry);
        }

        read.Select(e => e.Position.Sequence).ShouldBe([99, 100]);
        read[0].Header.ShouldBeEquivalentTo(Header);
        (await again.AppendTextAsync("next")).Position.ShouldBe(new LandingPosition(1, 101));
        Encoding.UTF8.GetString(again.Find(new LandingPosition(1, 57))!.Payload.Span).ShouldBe("message 57");
    }

    [Fact]
    public async Task Payloads_of_every_size_around_the_buffers_come_back_whole()
    {
        using var folder = new TestFolder();
        int[] sizes = [0, 1, 7, 8, 9, 511, 65_535, 65_536, (1 << 20) - 100, 1 << 20, (1 << 20) + 1, 5_000_000];
        await using var journal = LandingJournal.Open(folder, Options with { SegmentBytes = 3 << 20 }, new TestRing(), new TestClock());
        foreach (var size in sizes)
        {
            await journal.AppendAsync(Header, Pattern(size), default);
        }

        foreach (var compressed in new[] { false, true })
        {
            var read = journal.Read(LandingPosition.Start).ToList();
            read.Select(e => e.Payload.Length).ShouldBe(sizes);
            foreach (var entry in read)
            {
                entry.Payload.Span.SequenceEqual(Pattern(entry.Payload.Length)).ShouldBeTrue();
                journal.Find(entry.Position)!.Payload.Span.SequenceEqual(entry.Payload.Span).ShouldBeTrue();
            }

            if (!compressed)
            {
                await journal.SealAsync(default);
                await journal.CompressAsync(default);
            }
        }

        (await journal.VerifyAsync(default)).CompressedSegments.ShouldBe(2);
    }

    [Fact]
    public async Task Many_entries_land_at_consecutive_positions_with_one_sync()
    {
        var files = new FaultyJournalFiles();
        await using var journal = files.Open();
        await journal.AppendTextAsync("first");
        var before = files.FileSyncs;
        var entries = Enumerable.Range(0, 1000).Select(i => (Header, (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes($"row {i}"))).ToList();
        var positions = await journal.AppendManyAsync(entries, default);
        positions.ShouldBe(Enumerable.Range(2, 1000).Select(i => new LandingPosition(1, i)));
        (files.FileSyncs - before).ShouldBe(1);
        journal.Texts()[1..].ShouldBe(Enumerable.Range(0, 1000).Select(i => $"row {i}"));
    }

    [Fact]
    public async Task Concurrent_appenders_share_syncs()
    {
        using var folder = new TestFolder();
        var files = new CountingFiles();
        await using var journal = LandingJournal.Open(folder, Options, new TestRing(), TimeProvider.System, files);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
            {
                await journal.AppendTextAsync($"{caller}/{i}");
            }
        })));
        files.Syncs.ShouldBeLessThan(500);
        journal.Texts().Order().ShouldBe(Enumerable.Range(0, 50).SelectMany(c => Enumerable.Range(0, 20).Select(i => $"{c}/{i}")).Order());

        // Each caller waits for its own entries, so they are in its order.
        for (var caller = 0; caller < 50; caller++)
        {
            journal.Texts().Where(t => t.StartsWith($"{caller}/", StringComparison.Ordinal)).ShouldBe(Enumerable.Range(0, 20).Select(i => $"{caller}/{i}"));
        }
    }

    [Fact]
    public async Task Received_time_does_not_go_back_when_the_clock_does()
    {
        var files = new FaultyJournalFiles();
        var clock = new TestClock();
        DateTimeOffset first;
        await using (var journal = files.Open(clock: clock))
        {
            first = (await journal.AppendTextAsync("a")).ReceivedAt;
            first.ShouldBe(clock.Now);
            clock.Now = first.AddHours(-1);
            (await journal.AppendTextAsync("b")).ReceivedAt.ShouldBe(first);
            await journal.SealAsync(default);
            clock.Now = first.AddHours(-2);
        }

        await using var again = files.Open(clock: clock);
        (await again.AppendTextAsync("c")).ReceivedAt.ShouldBe(first);
        clock.Now = first.AddSeconds(1);
        (await again.AppendTextAsync("d")).ReceivedAt.ShouldBe(first.AddSeconds(1));
        again.Read(LandingPosition.Start).Select(e => e.ReceivedAt).ShouldBe([first, first, first, first.AddSeconds(1)]);
    }

    [Fact]
    public async Task A_waiter_is_woken_by_the_next_entry_and_not_before()
    {
        var files = new FaultyJournalFiles();
        await using var journal = files.Open();
        var waiting = journal.WaitForMoreAsync(LandingPosition.Start, default);
        waiting.IsCompleted.ShouldBeFalse();
        var entry = await journal.AppendTextAsync("a");
        await waiting.WaitAsync(TimeSpan.FromSeconds(10));
        await journal.WaitForMoreAsync(LandingPosition.Start, default).WaitAsync(TimeSpan.FromSeconds(10));
        using var stop = new CancellationTokenSource();
        var next = journal.WaitForMoreAsync(entry.Position, stop.Token);
        next.IsCompleted.ShouldBeFalse();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => next);
    }

    [Fact]
    public async Task A_second_process_is_refused_with_a_clear_error()
    {
        using var folder = new TestFolder();
        await using (LandingJournal.Open(folder, Options, new TestRing(), new TestClock()))
        {
            var error = Should.Throw<LandingException>(() => LandingJournal.Open(folder, Options, new TestRing(), new TestClock()));
            error.Fault.ShouldBe(LandingFault.Caller);
            error.Message.ShouldContain("open in another process");
        }

        await using var again = LandingJournal.Open(folder, Options, new TestRing(), new TestClock());
        again.End.ShouldBe(LandingPosition.Start);
    }

    [Fact]
    public async Task A_payload_or_description_beyond_the_limit_is_the_callers_fault_and_names_the_limit()
    {
        var files = new FaultyJournalFiles();
        await using var journal = files.Open(Options with { MaxPayloadBytes = 10 });
        var error = await Should.ThrowAsync<LandingException>(() => journal.AppendAsync(Header, new byte[11], default).AsTask());
        error.Fault.ShouldBe(LandingFault.Caller);
        error.Message.ShouldContain("11 bytes");
        error.Message.ShouldContain("limit of 10");
        var header = Header with { Metadata = new Dictionary<string, string> { ["columns"] = new('x', 1 << 20) } };
        (await Should.ThrowAsync<LandingException>(() => journal.AppendAsync(header, new byte[1], default).AsTask())).Fault.ShouldBe(LandingFault.Caller);
        (await journal.AppendAsync(Header, new byte[10], default)).Position.ShouldBe(new LandingPosition(1, 1));
    }

    [Fact]
    public async Task A_new_journal_number_begins_at_one_and_reads_behind_the_old_one()
    {
        var files = new FaultyJournalFiles();
        await using (var journal = files.Open())
        {
            await journal.AppendTextAsync("old");
        }

        await using (var journal = files.Open(Options with { BeginNewJournal = true }))
        {
            journal.End.ShouldBe(new LandingPosition(1, 1));
            (await journal.AppendTextAsync("new")).Position.ShouldBe(new LandingPosition(2, 1));
        }

        await using var again = files.Open();
        again.Texts().ShouldBe(["old", "new"]);
        (await again.AppendTextAsync("newer")).Position.ShouldBe(new LandingPosition(2, 2));
        again.Find(new LandingPosition(1, 1)).ShouldNotBeNull();
        again.Find(new LandingPosition(1, 2)).ShouldBeNull();
        (await again.VerifyAsync(default)).IsSound.ShouldBeTrue();
    }

    [Fact]
    public async Task A_journal_folder_that_was_created_but_holds_no_segment_yet_is_the_one_written_to()
    {
        var files = new FaultyJournalFiles();
        await using (var journal = files.Open())
        {
            await journal.AppendTextAsync("old");
        }

        files.CreateFolder("/landing/journal-000002");
        await using var again = files.Open();
        (await again.AppendTextAsync("new")).Position.ShouldBe(new LandingPosition(2, 1));
        again.Texts().ShouldBe(["old", "new"]);
    }

    [Fact]
    public async Task Cancelling_before_the_call_lands_nothing()
    {
        var files = new FaultyJournalFiles();
        await using var journal = files.Open();
        await Should.ThrowAsync<OperationCanceledException>(() => journal.AppendAsync(Header, new byte[1], new CancellationToken(true)).AsTask());
        (await journal.AppendTextAsync("a")).Position.ShouldBe(new LandingPosition(1, 1));
    }

    private static byte[] Pattern(int size)
    {
        var bytes = new byte[size];
        for (var i = 0; i < size; i++)
        {
            bytes[i] = (byte)((i * 31) + (i >> 8) + size);
        }

        return bytes;
    }
}
