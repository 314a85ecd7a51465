using System.Text;
using Suwen.Storage.Landing;

namespace Suwen.Storage.Tests.Landing;

/// <summary>Short forms that the landing tests share.</summary>
internal static class JournalFixture
{
    public static readonly LandingHeader Header = new("hospital-a.his", "mllp", "hl7v2", new Dictionary<string, string> { ["file"] = "a.hl7" });

    public static readonly LandingOptions Options = new() { CompressSealedSegments = false };

    public static LandingJournal Open(this FaultyJournalFiles files, LandingOptions? options = null, TestClock? clock = null)
        => LandingJournal.Open("/landing", options ?? Options, new TestRing(), clock ?? new TestClock(), files);

    public static async Task<List<byte[]>> AppendAsync(this LandingJournal journal, int count, int seed = 1, int maxBytes = 2000)
    {
        var random = new Random(seed);
        var payloads = new List<byte[]>();
        for (var i = 0; i < count; i++)
        {
            var payload = new byte[random.Next(maxBytes)];
            random.NextBytes(payload);
            payloads.Add(payload);
            await journal.AppendAsync(Header, payload, default);
        }

        return payloads;
    }

    public static Task<LandedEntry> AppendTextAsync(this LandingJournal journal, string text)
        => journal.AppendAsync(Header, Encoding.UTF8.GetBytes(text), default).AsTask();

    public static string[] Texts(this LandingJournal journal)
        => [.. journal.Read(LandingPosition.Start).Select(e => Encoding.UTF8.GetString(e.Payload.Span))];

    public static string SegmentPath(long firstSequence) => $"/landing/journal-000001/segment-{firstSequence:D13}.landing";
}
