using System.Text;
using Suwen.Simulator.Care;
using Suwen.Simulator.Writing;

namespace Suwen.Simulator.Tests.Writing;

/// <summary>Writes a sample of every channel as files with their mappings, for trying them with the platform by hand: set SUWEN_SAMPLE_FOLDER to a folder and run this test alone.</summary>
public class SampleFolder
{
    [Fact]
    public void Every_channel_becomes_a_file_with_its_mapping()
    {
        var world = SampleRegion.World();
        var folder = Environment.GetEnvironmentVariable("SUWEN_SAMPLE_FOLDER");
        var count = folder is null ? 20 : 3000;
        folder ??= Directory.CreateTempSubdirectory("suwen-feeds").FullName;
        var sink = RecordedFeed.OfVisits(world, count);
        var feeds = FeedList.Create(world);
        foreach (var group in sink.Records.GroupBy(r => r.Channel))
        {
            var feed = feeds.First(f => f.Channels.Contains(group.Key));
            Write(folder, feed, group.Key, [.. group.Select(r => r.Bytes)]);
        }

        var ledger = sink.Records.GroupBy(r => (r.Channel.Source, r.Channel.Name, r.Kind, r.Fate)).OrderBy(g => g.Key.ToString(), StringComparer.Ordinal).Select(g => $"{g.Key.Source}\t{g.Key.Name}\t{g.Key.Kind}\t{g.Key.Fate}\t{g.Count()}");
        File.WriteAllLines(Path.Combine(folder, "ledger.tsv"), ledger);
        File.WriteAllLines(Path.Combine(folder, "answers.tsv"), sink.Answers.Select(a => $"{a.Kind}\t{a.Variety}\t{a.Source}\t{a.Record}\t{a.Number}\t{string.Join("; ", a.Truth.Select(t => t.Name + "=" + t.Value))}"));
        Directory.GetFiles(folder, "*.mapping.yaml", SearchOption.AllDirectories).Length.ShouldBeGreaterThan(20);
        if (Environment.GetEnvironmentVariable("SUWEN_SAMPLE_FOLDER") is null) Directory.Delete(folder, true);
    }

    private static void Write(string folder, IFeed feed, FeedChannel channel, List<byte[]> records)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, channel.Source)).FullName, channel.Name);
        if (feed.Mapping(channel) is { } mapping) File.WriteAllText(path + ".mapping.yaml", mapping, new UTF8Encoding(false));
        if (channel.Period == FilePeriod.PerRecord)
        {
            for (var i = 0; i < Math.Min(records.Count, 3); i++) File.WriteAllBytes($"{path}-{i}.{channel.Extension}", records[i]);
            return;
        }

        using var stream = File.Create($"{path}.{channel.Extension}");
        if (channel.Extension == "xlsx")
        {
            XlsxFile.Write(new MemoryStream([.. records.SelectMany(r => r)]), stream, feed.Header(channel));
            return;
        }

        stream.Write(feed.Header(channel));
        foreach (var record in records)
        {
            stream.Write(record);
            if (channel.Extension == "ndjson") stream.WriteByte((byte)'\n');
        }
    }
}
