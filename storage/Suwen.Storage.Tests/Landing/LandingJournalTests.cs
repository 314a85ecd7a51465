using System.Text;
using Suwen.Storage.Landing;

namespace Suwen.Storage.Tests.Landing;

public sealed class LandingJournalTests
{
    private static readonly LandingHeader Header = new("hospital-a.his", "mllp", "hl7v2", new Dictionary<string, string> { ["file"] = "a.hl7" });
    private static readonly LandingOptions Options = new() { CompressSealedSegments = false };

    [Fact]
    public async Task What_was_appended_is_read_back_in_order_also_after_reopening()
    {
        using var folder = new TestFolder();
        await using (var journal = LandingJournal.Open(folder, Options, new TestRing(), new TestClock()))
        {
            journal.End.ShouldBe(LandingPosition.Start);
            for (var i = 1; i <= 100; i++)
            {
                var entry = await journal.AppendAsync(Header, Encoding.UTF8.GetBytes($"message {i}"), default);
                entry.Position.ShouldBe(new LandingPosition(1, i));
            }

            journal.Read(LandingPosition.Start).Select(e => Encoding.UTF8.GetString(e.Payload.Span))
                .ShouldBe(Enumerable.Range(1, 100).Select(i => $"message {i}"));
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
        var next = await again.AppendAsync(Header, new byte[] { 1 }, default);
        next.Position.ShouldBe(new LandingPosition(1, 101));
        again.Find(new LandingPosition(1, 57))!.Payload.ToArray().ShouldBe(Encoding.UTF8.GetBytes("message 57"));
    }
}
