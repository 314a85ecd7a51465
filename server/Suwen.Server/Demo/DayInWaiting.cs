using System.Globalization;
using Suwen.Simulator.Running;
using Suwen.Simulator.Writing;

namespace Suwen.Server.Demo;

/// <summary>A day of the region that has been made and waits to be sent when its hour comes.</summary>
internal sealed class DayInWaiting : IRegionOutput
{
    private readonly Dictionary<FeedChannel, ChannelQueue> _channels = [];

    /// <summary>Records of a channel by time, and how many of them are gone.</summary>
    private sealed class ChannelQueue
    {
        public List<(DateTime At, int Ordinal, string Kind, ExpectedFate Fate, byte[] Bytes)> Records { get; } = [];
        public int Sent { get; set; }
    }

    public ValueTask WriteAsync(UnitOutput unit, CancellationToken cancellationToken)
    {
        foreach (var output in unit.Channels)
        {
            if (output.Records.Count == 0 || !output.Channel.IsLoadable) continue;
            if (!_channels.TryGetValue(output.Channel, out var queue)) _channels.Add(output.Channel, queue = new ChannelQueue());
            foreach (var record in output.Records) queue.Records.Add((record.At, queue.Records.Count, record.Kind, record.Fate, output[record].ToArray()));
        }

        foreach (var queue in _channels.Values) queue.Records.Sort(static (left, right) => left.At != right.At ? left.At.CompareTo(right.At) : left.Ordinal.CompareTo(right.Ordinal));
        return ValueTask.CompletedTask;
    }

    /// <summary>Leaves out what was sent before.</summary>
    public void SkipTo(DateTime time)
    {
        foreach (var queue in _channels.Values)
        {
            while (queue.Sent < queue.Records.Count && queue.Records[queue.Sent].At < time) queue.Sent++;
        }
    }

    /// <summary>Sends messages and resources up to <paramref name="now"/>, and table rows up to <paramref name="tablesUntil"/> as one file a channel; answers what was sent.</summary>
    public async Task<RegionLedger> SendAsync(Doors doors, Func<FeedChannel, IFeed> feedOf, DateTime now, DateTime tablesUntil, CancellationToken cancellationToken)
    {
        var ledger = new RegionLedger();
        foreach (var (channel, queue) in _channels)
        {
            var due = await TakeDueAsync(queue, channel.Door == Door.Folder ? tablesUntil : now, channel, doors, ledger, cancellationToken);
            if (due.Count == 0) continue;
            switch (channel.Door)
            {
                case Door.Mllp:
                    await doors.SendMessagesAsync(channel.Source, due, cancellationToken);
                    break;
                case Door.FhirHttp:
                    await doors.SendResourcesAsync(channel.Source, due, cancellationToken);
                    break;
                default:
                    var name = tablesUntil.ToString("yyyy-MM-dd-HHmm", CultureInfo.InvariantCulture);
                    await doors.DropAsync(channel, name, feedOf(channel).Mapping(channel), FileOf(channel, feedOf(channel), due), cancellationToken);
                    break;
            }
        }

        return ledger;
    }

    /// <summary>The records that are due, counted; resources damaged on purpose are sent at once, alone, and counted only if the door takes them.</summary>
    private static async Task<List<ReadOnlyMemory<byte>>> TakeDueAsync(ChannelQueue queue, DateTime until, FeedChannel channel, Doors doors, RegionLedger ledger, CancellationToken cancellationToken)
    {
        var due = new List<ReadOnlyMemory<byte>>();
        while (queue.Sent < queue.Records.Count && queue.Records[queue.Sent].At < until)
        {
            var record = queue.Records[queue.Sent++];
            if (channel.Door != Door.FhirHttp || record.Fate != ExpectedFate.Quarantined)
            {
                due.Add(record.Bytes);
            }
            else if (!await doors.SendDamagedResourceAsync(channel.Source, record.Bytes, cancellationToken))
            {
                continue;
            }

            ledger.Add(new LedgerKey(channel.Source, channel.Name, record.Kind), new LedgerCount(1, record.Bytes.Length, record.Fate == ExpectedFate.Quarantined ? 1 : 0, record.Fate == ExpectedFate.Duplicate ? 1 : 0));
        }

        return due;
    }

    private static ReadOnlyMemory<byte> FileOf(FeedChannel channel, IFeed feed, List<ReadOnlyMemory<byte>> rows)
    {
        using var file = new MemoryStream();
        if (channel.Extension != "xlsx") file.Write(feed.Header(channel));
        foreach (var row in rows) file.Write(row.Span);
        if (channel.Extension != "xlsx") return file.ToArray();
        using var workbook = new MemoryStream();
        file.Position = 0;
        XlsxFile.Write(file, workbook, feed.Header(channel));
        return workbook.ToArray();
    }
}
