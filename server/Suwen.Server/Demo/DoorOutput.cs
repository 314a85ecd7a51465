using Suwen.Simulator.Running;
using Suwen.Simulator.Writing;

namespace Suwen.Server.Demo;

/// <summary>Sends a month of the history unit by unit; tables are gathered and dropped as one file when the month is whole.</summary>
internal sealed class DoorOutput(Doors doors, Func<FeedChannel, IFeed> feedOf, string fileName) : IRegionOutput
{
    private readonly Dictionary<FeedChannel, MemoryStream> _tables = [];

    public RegionLedger Ledger { get; } = new();

    public int Visits { get; private set; }

    public async ValueTask WriteAsync(UnitOutput unit, CancellationToken cancellationToken)
    {
        var sending = new List<Task>();
        foreach (var output in unit.Channels)
        {
            if (output.Records.Count == 0 || !output.Channel.IsLoadable) continue;
            Ledger.Add(output);
            switch (output.Channel.Door)
            {
                case Door.Mllp:
                    sending.Add(doors.SendMessagesAsync(output.Channel.Source, output.Records.ConvertAll(r => output[r]), cancellationToken));
                    break;
                case Door.FhirHttp:
                    sending.Add(SendResourcesAsync(output, cancellationToken));
                    break;
                default:
                    Gather(output);
                    break;
            }
        }

        Visits += unit.Visits;
        await Task.WhenAll(sending);
    }

    /// <summary>Drops the tables that were gathered.</summary>
    public async Task DropTablesAsync(CancellationToken cancellationToken)
    {
        foreach (var (channel, rows) in _tables)
        {
            var feed = feedOf(channel);
            var bytes = channel.Extension == "xlsx" ? WorkbookOf(rows, feed, channel) : rows.GetBuffer().AsMemory(0, (int)rows.Length);
            await doors.DropAsync(channel, fileName, feed.Mapping(channel), bytes, cancellationToken);
        }

        _tables.Clear();
    }

    private async Task SendResourcesAsync(ChannelOutput output, CancellationToken cancellationToken)
    {
        var source = output.Channel.Source;
        await doors.SendResourcesAsync(source, output.Records.FindAll(r => r.Fate != ExpectedFate.Quarantined).ConvertAll(r => output[r]), cancellationToken);
        foreach (var damaged in output.Records.FindAll(r => r.Fate == ExpectedFate.Quarantined))
        {
            if (!await doors.SendDamagedResourceAsync(source, output[damaged], cancellationToken))
            {
                // Refused at the door: never received, so it is not in the account.
                Ledger.Add(new LedgerKey(source, output.Channel.Name, damaged.Kind), new LedgerCount(-1, -damaged.Length, -1, 0));
            }
        }
    }

    private void Gather(ChannelOutput output)
    {
        if (!_tables.TryGetValue(output.Channel, out var rows))
        {
            _tables.Add(output.Channel, rows = new MemoryStream());
            if (output.Channel.Extension != "xlsx") rows.Write(feedOf(output.Channel).Header(output.Channel));
        }

        rows.Write(output.Bytes.Span);
    }

    private static ReadOnlyMemory<byte> WorkbookOf(MemoryStream rows, IFeed feed, FeedChannel channel)
    {
        using var workbook = new MemoryStream();
        rows.Position = 0;
        XlsxFile.Write(rows, workbook, feed.Header(channel));
        return workbook.ToArray();
    }
}
