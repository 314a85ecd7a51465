using System.Text;
using Suwen.Storage.Landing;
using static Suwen.Storage.Tests.Landing.JournalFixture;

namespace Suwen.Storage.Tests.Landing;

/// <summary>Torn tails, flipped bytes, missing files. Expected values: what was appended.</summary>
public sealed class DamageTests
{
    [Fact]
    public async Task A_tail_torn_at_any_byte_of_the_last_frame_loses_that_frame_alone_and_keeps_its_bytes_beside()
    {
        var files = new FaultyJournalFiles();
        int lastFrame;
        await using (var journal = files.Open())
        {
            await journal.AppendTextAsync("one");
            await journal.AppendTextAsync("two");
            lastFrame = files.Contents()[SegmentPath(1)].Length;
            await journal.AppendTextAsync("the third and last entry");
        }

        var whole = (byte[])files.Contents()[SegmentPath(1)].Clone();
        for (var length = lastFrame + 1; length < whole.Length; length++)
        {
            var torn = new FaultyJournalFiles();
            await Seed(torn, whole[..length]);
            await using var journal = torn.Open();
            journal.End.ShouldBe(new LandingPosition(1, 2));
            journal.Texts().ShouldBe(["one", "two"]);
            var damage = journal.Damage.ShouldHaveSingleItem();
            damage.Kind.ShouldBe(LandingDamageKind.TornTail);
            damage.Offset.ShouldBe(lastFrame);
            damage.Length.ShouldBe(length - lastFrame);
            torn.Contents().Single(f => f.Key.EndsWith(".cut", StringComparison.Ordinal)).Value.ShouldBe(whole[lastFrame..length]);
            (await journal.AppendTextAsync("again")).Position.ShouldBe(new LandingPosition(1, 3));
            journal.Texts().ShouldBe(["one", "two", "again"]);
            (await journal.VerifyAsync(default)).IsSound.ShouldBeTrue();
        }
    }

    [Fact]
    public async Task A_flipped_byte_anywhere_loses_at_most_its_own_frame_and_is_reported()
    {
        var files = new FaultyJournalFiles();
        List<byte[]> payloads;
        await using (var journal = files.Open())
        {
            payloads = await journal.AppendAsync(12, maxBytes: 200);
        }

        var whole = (byte[])files.Contents()[SegmentPath(1)].Clone();
        var random = new Random(7);
        for (var round = 0; round < 1500; round++)
        {
            var at = round < 300 ? random.Next(4096) : random.Next(4096, whole.Length);
            var flipped = (byte[])whole.Clone();
            flipped[at] ^= (byte)random.Next(1, 256);
            await CheckSurvivors(flipped, payloads, mayMiss: at < 4096 ? 0 : 1, $"byte {at}");
        }
    }

    [Fact]
    public async Task Overwritten_ranges_never_yield_a_wrong_entry_and_never_throw()
    {
        var files = new FaultyJournalFiles();
        List<byte[]> payloads;
        await using (var journal = files.Open())
        {
            payloads = await journal.AppendAsync(40, maxBytes: 300);
        }

        var whole = (byte[])files.Contents()[SegmentPath(1)].Clone();
        var random = new Random(8);
        for (var round = 0; round < 800; round++)
        {
            var broken = (byte[])whole.Clone();
            for (var hits = random.Next(1, 4); hits > 0; hits--)
            {
                var from = random.Next(broken.Length);
                var part = broken.AsSpan(from, random.Next(Math.Min(1000, broken.Length - from)));
                if (random.Next(2) == 0)
                {
                    part.Clear();
                }
                else
                {
                    random.NextBytes(part);
                }
            }

            // An odd length never falls on the end of a frame: a file that ends with a whole frame looks like one to which less was appended.
            await CheckSurvivors(random.Next(3) == 0 ? broken[..(random.Next(broken.Length - 1) | 1)] : broken, payloads, mayMiss: payloads.Count, $"round {round}");
        }
    }

    [Fact]
    public async Task Damage_in_a_compressed_segment_loses_its_block_alone_and_is_reported()
    {
        var files = new FaultyJournalFiles();
        List<byte[]> payloads;
        await using (var journal = files.Open())
        {
            payloads = await journal.AppendAsync(600, maxBytes: 4000);
            await journal.SealAsync(default);
            await journal.CompressAsync(default);
        }

        var whole = (byte[])files.Contents()[SegmentPath(1)].Clone();
        var random = new Random(9);
        for (var round = 0; round < 60; round++)
        {
            var at = round % 10 == 9 ? whole.Length - 1 - random.Next(200) : random.Next(whole.Length);
            var flipped = (byte[])whole.Clone();
            flipped[at] ^= 0x40;

            // A block of 256 KiB holds some 130 of these entries, and two more reach into it.
            await CheckSurvivors(flipped, payloads, mayMiss: 200, $"byte {at}");
        }
    }

    [Fact]
    public async Task Damage_that_had_been_acknowledged_is_told_from_the_rest_of_an_interrupted_write()
    {
        var files = new FaultyJournalFiles();
        await using (var journal = files.Open())
        {
            await journal.AppendTextAsync("one");
            await journal.AppendTextAsync("two");
            await journal.AppendManyAsync([(Header, new byte[] { 3 }), (Header, new byte[] { 4 })], default);
        }

        var whole = (byte[])files.Contents()[SegmentPath(1)].Clone();
        var frame = (whole.Length - 4096) / 4;
        files.Corrupt(SegmentPath(1), bytes => Flip(bytes, 4096 + frame + 30));
        await using (var journal = files.Open())
        {
            var damage = journal.Damage.ShouldHaveSingleItem();
            damage.Kind.ShouldBe(LandingDamageKind.DamagedMiddle);
            damage.FirstMissing.ShouldBe(new LandingPosition(1, 2));
            damage.MissingCount.ShouldBe(1);
            damage.PossiblyUnacknowledged.ShouldBeFalse();
            var verified = await journal.VerifyAsync(default);
            verified.IsSound.ShouldBeFalse();
            verified.MissingEntries.ShouldBe(1);
            verified.Entries.ShouldBe(3);
        }

        // The third entry was in one write with the fourth: power loss may have torn it before anything was acknowledged.
        files.Corrupt(SegmentPath(1), _ => Flip((byte[])whole.Clone(), 4096 + (frame * 2) + 30));
        await using (var journal = files.Open())
        {
            var damage = journal.Damage.ShouldHaveSingleItem();
            damage.FirstMissing.ShouldBe(new LandingPosition(1, 3));
            damage.PossiblyUnacknowledged.ShouldBeTrue();
            (await journal.VerifyAsync(default)).IsSound.ShouldBeTrue();
        }
    }

    [Fact]
    public async Task A_damaged_end_that_was_acknowledged_is_left_in_place_and_its_sequences_are_not_given_again()
    {
        var files = new FaultyJournalFiles();
        await using (var journal = files.Open())
        {
            await journal.AppendTextAsync("one");
            await journal.AppendTextAsync("two");
            await journal.AppendTextAsync("three");
        }

        var before = (byte[])files.Contents()[SegmentPath(1)].Clone();
        var frame = (before.Length - 4096) / 3;

        // The header of the third stays readable; it says that the second was durable when it was written.
        files.Corrupt(SegmentPath(1), bytes => Flip(Flip(bytes, 4096 + frame + 30), bytes.Length - 9));
        await using (var journal = files.Open())
        {
            journal.Damage.ShouldHaveSingleItem().PossiblyUnacknowledged.ShouldBeFalse();
            journal.End.ShouldBe(new LandingPosition(1, 3));
            (await journal.AppendTextAsync("four")).Position.ShouldBe(new LandingPosition(1, 4));
        }

        files.Contents()[SegmentPath(1)].Length.ShouldBe(before.Length);
        await using var again = files.Open();
        again.Texts().ShouldBe(["one", "four"]);
        (await again.VerifyAsync(default)).MissingEntries.ShouldBe(2);
    }

    [Fact]
    public async Task A_missing_segment_is_a_reported_gap()
    {
        var files = new FaultyJournalFiles();
        await using (var journal = files.Open())
        {
            for (var i = 1; i <= 6; i++)
            {
                await journal.AppendTextAsync($"{i}");
                if (i % 2 == 0)
                {
                    await journal.SealAsync(default);
                }
            }
        }

        files.DeleteIfPresent(SegmentPath(3));
        await using var again = files.Open();
        var damage = again.Damage.ShouldHaveSingleItem();
        damage.Kind.ShouldBe(LandingDamageKind.MissingSegment);
        damage.FirstMissing.ShouldBe(new LandingPosition(1, 3));
        damage.MissingCount.ShouldBe(2);
        again.Texts().ShouldBe(["1", "2", "5", "6"]);
        again.Find(new LandingPosition(1, 3)).ShouldBeNull();
        var verified = await again.VerifyAsync(default);
        verified.MissingEntries.ShouldBe(2);
        verified.IsSound.ShouldBeFalse();
    }

    [Fact]
    public async Task A_sealed_segment_that_was_cut_short_is_reported_by_reading()
    {
        var files = new FaultyJournalFiles();
        await using (var journal = files.Open())
        {
            await journal.AppendTextAsync("one");
            await journal.AppendTextAsync("two");
            await journal.SealAsync(default);
            await journal.AppendTextAsync("three");
        }

        files.Corrupt(SegmentPath(1), bytes => bytes[..(4096 + ((bytes.Length - 4096) / 2))]);
        await using var again = files.Open();
        again.Texts().ShouldBe(["one", "three"]);
        var damage = again.Damage.ShouldHaveSingleItem();
        damage.FirstMissing.ShouldBe(new LandingPosition(1, 2));
        damage.PossiblyUnacknowledged.ShouldBeFalse();
    }

    [Fact]
    public async Task A_frame_carried_inside_a_payload_is_not_taken_for_an_entry()
    {
        var other = new FaultyJournalFiles();
        await using (var journal = LandingJournal.Open("/landing", Options, new OtherRing(), new TestClock(), other))
        {
            await journal.AppendTextAsync("a");
            await journal.AppendTextAsync("smuggled");
        }

        // Aligned so that the inner frame begins on a frame boundary: the search behind damage would find its magic.
        var inner = other.Contents()[SegmentPath(1)][4096..];
        var files = new FaultyJournalFiles();
        await using (var journal = files.Open())
        {
            for (var shift = 0; shift < 8; shift++)
            {
                await journal.AppendAsync(Header, (ReadOnlyMemory<byte>)new byte[shift].Concat(inner).ToArray(), default);
            }

            await journal.AppendTextAsync("end");
        }

        files.Corrupt(SegmentPath(1), bytes =>
        {
            var frame = (bytes.Length - 4096) / 9;
            for (var at = 4096 + 10; at < bytes.Length - frame; at += 40)
            {
                Flip(bytes, at & ~7);
            }

            return bytes;
        });
        await using var again = files.Open();
        again.Texts().ShouldNotContain("smuggled");
    }

    private sealed class OtherRing : Suwen.Storage.Keys.IKeyRing
    {
        public int CurrentKeyId => 1;

        public ReadOnlyMemory<byte> Key(int id, string purpose) => new byte[32];
    }

    private static byte[] Flip(byte[] bytes, int at)
    {
        bytes[at] ^= 0x20;
        return bytes;
    }

    private static async Task Seed(FaultyJournalFiles files, byte[] segment)
    {
        files.CreateFolder("/landing");
        files.CreateFolder("/landing/journal-000001");
        files.Open(SegmentPath(1), Suwen.Storage.Landing.Files.JournalFileMode.Create).Dispose();
        files.Corrupt(SegmentPath(1), _ => segment);
        await Task.CompletedTask;
    }

    /// <summary>Every entry read equals the one appended at its position; what is missing is reported; appending goes on; verify agrees with reading.</summary>
    private static async Task CheckSurvivors(byte[] segment, List<byte[]> payloads, int mayMiss, string context)
    {
        var files = new FaultyJournalFiles();
        await Seed(files, segment);
        await using var journal = files.Open();
        var read = journal.Read(LandingPosition.Start).ToList();
        foreach (var entry in read)
        {
            entry.Payload.Span.SequenceEqual(payloads[(int)entry.Position.Sequence - 1]).ShouldBeTrue(context);
        }

        (payloads.Count - read.Count).ShouldBeLessThanOrEqualTo(mayMiss, context);
        if (read.Count < payloads.Count)
        {
            journal.Damage.Where(d => d.Kind != LandingDamageKind.DamagedHeader).ShouldNotBeEmpty(context);
        }

        for (var sequence = 1; sequence <= payloads.Count; sequence += 1 + (payloads.Count / 40))
        {
            var position = new LandingPosition(1, sequence);
            (journal.Find(position) is not null).ShouldBe(read.Exists(e => e.Position == position), context);
        }

        var next = await journal.AppendAsync(Header, Encoding.UTF8.GetBytes("next"), default);
        next.Position.ShouldBeGreaterThan(read.Count > 0 ? read[^1].Position : LandingPosition.Start);
        journal.Read(LandingPosition.Start).Count().ShouldBe(read.Count + 1, context);
        (await journal.VerifyAsync(default)).Entries.ShouldBe(read.Count + 1, context);
    }
}
