using System.Globalization;
using System.Text;
using Suwen.Governance.Gate;
using Suwen.Sources.Files;
using Suwen.Sources.Tables;
using Suwen.Sources.Tests.Compliance;
using Suwen.Standards.Csv;
using Suwen.Storage.Landing;

namespace Suwen.Sources.Tests.Tables;

/// <summary>Entries and journals for tests of table doors and sources.</summary>
internal static class Chunks
{
    /// <summary>The header that a door writes for a whole UTF-8 table that begins with its header row.</summary>
    public static LandingHeader Header(string format, string text, params (string Name, string Value)[] more)
    {
        var metadata = new Dictionary<string, string>
        {
            [TableMetadata.File] = "sample.csv",
            [TableMetadata.FileId] = "0123456789abcdef0123456789abcdef",
            [TableMetadata.Chunk] = "0",
            [TableMetadata.FirstRow] = "1",
            [TableMetadata.SkipRows] = "1",
            [TableMetadata.Delimiter] = ((char)CsvSniffer.Delimiter(Encoding.UTF8.GetBytes(text), isWhole: true)).ToString(CultureInfo.InvariantCulture),
            [TableMetadata.Encoding] = "UTF-8",
            [TableMetadata.Header] = text.Split('\n')[0].TrimEnd('\r'),
            [TableMetadata.Last] = "true",
        };
        foreach (var (name, value) in more.Where(m => m.Value.Length > 0))
        {
            metadata[name] = value;
        }

        return new LandingHeader("hospital-test.tables", "file", format, metadata);
    }

    /// <summary>Rows that a sink holds, as text, in the order of their records.</summary>
    public static List<string> Rows(RecordSink sink) => [.. Enumerable.Range(0, sink.Records.Count).SelectMany(r => SinkSnapshot.Rows(sink, r))];

    public static RecordSink Parse(ISource source, params IReadOnlyList<LandedEntry> entries)
    {
        var byPosition = entries.ToDictionary(e => e.Position);
        var sink = SinkSnapshot.NewSink(p => byPosition.GetValueOrDefault(p));
        foreach (var entry in entries.Where(e => e.Header.Format == source.Format))
        {
            SinkSnapshot.Parse(source, sink, entry);
        }

        return sink;
    }
}

/// <summary>Stands in for the journal where a test hands over a stream instead of a file.</summary>
internal sealed class AppendedEntries
{
    public List<LandedEntry> Entries { get; } = [];

    public long Bytes { get; private set; }

    /// <summary>False to drop payloads, for inputs that are larger than a test may hold.</summary>
    public bool KeepsPayloads { get; init; } = true;

    public int LargestPayload { get; private set; }

    public ValueTask<LandedEntry> Append(LandingHeader header, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var entry = new LandedEntry(new LandingPosition(1, Entries.Count + 1), DateTimeOffset.UnixEpoch, header, KeepsPayloads ? payload.ToArray() : default);
        Entries.Add(entry);
        Bytes += payload.Length;
        LargestPayload = Math.Max(LargestPayload, payload.Length);
        return ValueTask.FromResult(entry);
    }
}

internal sealed class NoProgress : IProgress<long>
{
    public void Report(long value)
    {
    }
}
