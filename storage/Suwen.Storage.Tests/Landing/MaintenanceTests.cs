using System.Text;
using System.Text.Json;
using Suwen.Storage.Landing;
using static Suwen.Storage.Tests.Landing.JournalFixture;

namespace Suwen.Storage.Tests.Landing;

/// <summary>Sealing, compressing, erasing, copying, and the disk refusing.</summary>
public sealed class MaintenanceTests
{
    [Fact]
    public async Task Compressed_segments_give_the_same_entries_and_look_ups_also_after_reopening()
    {
        using var folder = new TestFolder();
        var options = Options with { SegmentBytes = 1 << 20 };
        var texts = Enumerable.Range(1, 9000).Select(i => $"MSH|^~\\&|HIS|A|||2026010108{i:D4}||ADT^A01|{i}|P|2.5\rPID|1||{i * 7919 % 9000}^^^A\r" + new string('x', i % 500)).ToList();
        await using (var journal = LandingJournal.Open(folder, options, new TestRing(), new TestClock()))
        {
            foreach (var chunk in texts.Chunk(100))
            {
                await journal.AppendManyAsync([.. chunk.Select(t => (Header, (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(t)))], default);
            }

            var plain = (await journal.VerifyAsync(default)).StoredBytes;
            await journal.CompressAsync(default);
            Check(journal, texts);
            var verified = await journal.VerifyAsync(default);
            verified.IsSound.ShouldBeTrue();
            verified.CompressedSegments.ShouldBe(verified.Segments - 1);
            verified.StoredBytes.ShouldBeLessThan(plain / 2);
        }

        await using var again = LandingJournal.Open(folder, options, new TestRing(), new TestClock());
        Check(again, texts);
        again.Damage.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_sealed_segment_is_compressed_in_the_background()
    {
        using var folder = new TestFolder();
        await using var journal = LandingJournal.Open(folder, Options with { CompressSealedSegments = true }, new TestRing(), new TestClock());
        await journal.AppendTextAsync(new string('x', 100_000));
        await journal.SealAsync(default);
        for (var i = 0; i < 500 && (await journal.VerifyAsync(default)).CompressedSegments == 0; i++)
        {
            await Task.Delay(10);
        }

        (await journal.VerifyAsync(default)).CompressedSegments.ShouldBe(1);
        journal.BackgroundFault.ShouldBeNull();
        journal.Texts().ShouldBe([new string('x', 100_000)]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_erased_entry_keeps_its_place_and_loses_its_bytes(bool compressed)
    {
        var files = new FaultyJournalFiles();
        await using (var journal = files.Open())
        {
            await journal.AppendTextAsync("before");
            await journal.AppendTextAsync("a secret to be forgotten");
            await journal.AppendTextAsync("after");
            if (compressed)
            {
                await journal.SealAsync(default);
                await journal.CompressAsync(default);
            }

            await journal.EraseAsync(new LandingPosition(1, 2), "court order 7", default);
            await journal.EraseAsync(new LandingPosition(1, 2), "a second time", default);
            await journal.AppendTextAsync("later");
        }

        await using var again = files.Open();
        var entries = again.Read(LandingPosition.Start).ToList();
        entries.Select(e => e.IsErased).ShouldBe([false, true, false, false]);
        entries.Select(e => e.Position.Sequence).ShouldBe([1, 2, 3, 4]);
        entries[1].Header.ShouldBeEquivalentTo(Header);
        JsonDocument.Parse(entries[1].Payload).RootElement.GetProperty("reason").GetString().ShouldBe("court order 7");
        again.Find(new LandingPosition(1, 3))!.Payload.ToArray().ShouldBe("after"u8.ToArray());
        var verified = await again.VerifyAsync(default);
        verified.IsSound.ShouldBeTrue();
        verified.Erased.ShouldBe(1);
        foreach (var file in files.Contents().Values)
        {
            file.AsSpan().IndexOf("secret"u8).ShouldBe(-1);
        }
    }

    [Fact]
    public async Task An_erasure_without_the_installations_key_is_found_by_verify()
    {
        var files = new FaultyJournalFiles();
        await using (var journal = files.Open())
        {
            await journal.AppendTextAsync("evidence");
            await journal.EraseAsync(new LandingPosition(1, 1), "asked", default);
        }

        await using var elsewhere = LandingJournal.Open("/landing", Options, new ForeignRing(), new TestClock(), files);
        var verified = await elsewhere.VerifyAsync(default);
        verified.Damage.ShouldHaveSingleItem().Kind.ShouldBe(LandingDamageKind.UnsignedErasure);
        verified.IsSound.ShouldBeFalse();
    }

    [Fact]
    public async Task Erasing_what_is_not_there_is_the_callers_fault()
    {
        var files = new FaultyJournalFiles();
        await using var journal = files.Open();
        (await Should.ThrowAsync<LandingException>(() => journal.EraseAsync(new LandingPosition(1, 1), "asked", default))).Fault.ShouldBe(LandingFault.Caller);
    }

    [Fact]
    public async Task A_full_disk_refuses_every_waiting_caller_and_the_journal_goes_on_when_there_is_space()
    {
        var files = new FaultyJournalFiles();
        await using var journal = files.Open();
        await journal.AppendTextAsync("one");
        var length = files.Contents()[SegmentPath(1)].Length;
        files.FreeBytes = 50;
        var appends = Enumerable.Range(0, 20).Select(i => journal.AppendTextAsync($"refused {i}")).ToList();
        foreach (var append in appends)
        {
            var error = await Should.ThrowAsync<LandingException>(() => append);
            error.Fault.ShouldBe(LandingFault.Platform);
            error.IsDiskFull.ShouldBeTrue();
            error.Message.ShouldContain("is full");
        }

        files.Contents()[SegmentPath(1)].Length.ShouldBe(length);
        journal.End.ShouldBe(new LandingPosition(1, 1));
        files.FreeBytes = long.MaxValue;
        (await journal.AppendTextAsync("two")).Position.ShouldBe(new LandingPosition(1, 2));
        journal.Texts().ShouldBe(["one", "two"]);
        files.Contents().Keys.Count(k => k.EndsWith(".landing", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task After_a_failed_sync_the_segment_is_given_up_and_what_it_may_still_hold_is_void()
    {
        var files = new FaultyJournalFiles();
        await using (var journal = files.Open())
        {
            await journal.AppendTextAsync("one");
            files.FailingSyncs = 2;
            await Should.ThrowAsync<LandingException>(() => journal.AppendTextAsync("refused"));
            (await journal.AppendTextAsync("two")).Position.ShouldBe(new LandingPosition(1, 2));
        }

        files.Contents().Keys.ShouldContain(SegmentPath(2));
        files.LosePower();
        await using var again = files.Open();
        again.Texts().ShouldBe(["one", "two"]);
        (await again.VerifyAsync(default)).IsSound.ShouldBeTrue();
    }

    [Fact]
    public async Task A_failed_compression_leaves_the_segment_as_it_was()
    {
        var files = new FaultyJournalFiles();
        await using var journal = files.Open();
        var payloads = await journal.AppendAsync(50);
        await journal.SealAsync(default);
        files.FreeBytes = 10_000;
        (await Should.ThrowAsync<LandingException>(() => journal.CompressAsync(default))).IsDiskFull.ShouldBeTrue();
        journal.Read(LandingPosition.Start).Select(e => e.Payload.ToArray()).ShouldBe(payloads);
        files.Contents().Keys.ShouldNotContain(k => k.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_copy_taken_while_appends_go_on_holds_everything_durable_at_the_call()
    {
        using var folder = new TestFolder();
        using var target = new TestFolder();
        await using var journal = LandingJournal.Open(folder, Options with { SegmentBytes = 200_000, CompressSealedSegments = true }, new TestRing(), new TestClock());
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                await journal.AppendTextAsync($"message {i} " + new string('y', i % 3000));
            }
        });
        await journal.WaitForMoreAsync(new LandingPosition(1, 300), default);
        var end = journal.End;
        var copyFolder = Path.Combine(target, "copy");
        await journal.CopyToAsync(copyFolder, default);
        await stop.CancelAsync();
        await writing;

        await using var copy = LandingJournal.Open(copyFolder, Options, new TestRing(), new TestClock());
        copy.Damage.ShouldBeEmpty();
        copy.End.ShouldBeGreaterThanOrEqualTo(end);
        (await copy.VerifyAsync(default)).IsSound.ShouldBeTrue();
        copy.Texts().ShouldBe(journal.Texts()[..(int)copy.End.Sequence]);
        await Should.ThrowAsync<LandingException>(() => journal.CopyToAsync(copyFolder, default));
    }

    [Fact]
    public async Task Readers_beside_a_writer_erasure_and_compression_see_every_entry_once_and_in_order()
    {
        using var folder = new TestFolder();
        await using var journal = LandingJournal.Open(folder, Options with { SegmentBytes = 100_000 }, new TestRing(), new TestClock());
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 60; i++)
            {
                await journal.AppendManyAsync([.. Enumerable.Range(0, 50).Select(_ => (Header, (ReadOnlyMemory<byte>)new byte[300]))], default);
                if (i % 10 == 5)
                {
                    await journal.EraseAsync(new LandingPosition(1, (i * 50) - 3), "asked", default);
                    await journal.CompressAsync(default);
                }
            }
        });
        var after = LandingPosition.Start;
        while (after.Sequence < 3000)
        {
            await journal.WaitForMoreAsync(after, default).WaitAsync(TimeSpan.FromSeconds(30));
            await foreach (var entry in journal.ReadAsync(after, default))
            {
                entry.Position.Value.ShouldBe(after.Sequence == 0 ? new LandingPosition(1, 1).Value : after.Value + 1);
                after = entry.Position;
            }
        }

        await writing;
        journal.Damage.ShouldBeEmpty();
    }

    private static void Check(LandingJournal journal, List<string> texts)
    {
        journal.Texts().ShouldBe(texts);
        for (var sequence = 1; sequence <= texts.Count; sequence += 211)
        {
            Encoding.UTF8.GetString(journal.Find(new LandingPosition(1, sequence))!.Payload.Span).ShouldBe(texts[sequence - 1]);
        }
    }

    private sealed class ForeignRing : Suwen.Storage.Keys.IKeyRing
    {
        public int CurrentKeyId => 1;

        public ReadOnlyMemory<byte> Key(int id, string purpose) => new byte[32];
    }
}
