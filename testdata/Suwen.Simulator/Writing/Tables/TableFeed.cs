using Suwen.Simulator.Care;
using Suwen.Simulator.Writing.Faults;
using Suwen.Simulator.Writing.Text;

namespace Suwen.Simulator.Writing.Tables;

/// <summary>What the feeds of tables share: rows are filled cell by cell and sent, now and then damaged on purpose.</summary>
internal abstract class TableFeed : IFeed
{
    private readonly List<TableFormat> _tables = [];
    private readonly List<FeedChannel> _channels = [];
    private readonly CsvRow _row = new();
    private readonly Gb18030Encoder _gb18030 = new();
    private byte[] _sent = new byte[4096];

    protected TableFeed(World world, Institution institution)
    {
        World = world;
        House = new House(world, institution);
    }

    public IReadOnlyList<FeedChannel> Channels => _channels;

    protected World World { get; }
    protected House House { get; }
    protected IFeedSink Sink { get; set; } = null!;

    public virtual bool IsAtEnd => false;

    public virtual bool HasNotes => false;

    public abstract bool Wants(Visit visit);

    public abstract void Write(Visit visit, DateOnly day, IFeedSink sink);

    public abstract void WriteDay(DateOnly day, IFeedSink sink);

    public ReadOnlySpan<byte> Header(FeedChannel channel)
    {
        foreach (var table in _tables)
        {
            if (table.Channel == channel) return table.Header;
        }

        return default;
    }

    public string? Mapping(FeedChannel channel) => _tables.Find(t => t.Channel == channel)?.Mapping;

    protected TableFormat Table(string name, string kind, FilePeriod period, string header, string? mapping, bool isGb18030 = false, string extension = "csv")
    {
        var table = new TableFormat(_tables.Count + 1, House.Institution.Source, name, kind, period, header, mapping, isGb18030, extension);
        _tables.Add(table);
        _channels.Add(table.Channel);
        return table;
    }

    /// <summary>Begins a row.</summary>
    protected CsvRow Row() => _row.Begin();

    /// <summary>The row that was begun last.</summary>
    protected CsvRow Current => _row;

    /// <summary>The slip of a row. Those that the table cannot show are left out by the caller.</summary>
    protected Slip Draw(TableFormat table, RecordShape shape, Visit visit, int index) => House.Faults.Draw(shape, visit.Key, ((long)table.Number << 40) | (uint)index);

    /// <summary>Ends the row and sends it, damaged in its bytes or twice where the slip says so; answers for the slip.</summary>
    protected void Send(TableFormat table, DateTime at, Slip slip = Slip.None, string number = "", params (string Name, string Value)[] truth)
    {
        var cells = _row.CellCount;
        if (slip == Slip.ColumnCount) _row.Cell("多出一格"u8);
        _row.End();
        var bytes = slip == Slip.Truncated ? Cut(_row, cells / 2) : _row.Written;
        if (table.IsGb18030) bytes = _gb18030.Encode(bytes);
        if (slip == Slip.BadBytes)
        {
            if (_sent.Length < bytes.Length) _sent = new byte[bytes.Length * 2];
            bytes.CopyTo(_sent);
            // Before the line end; not in the place of a closing quote, without which the rows behind would be one with this.
            var last = bytes.Length - 3;
            _sent[bytes[last] == (byte)'"' && last > 0 ? last - 1 : last] = 0xFF;
            bytes = _sent.AsSpan(0, bytes.Length);
        }

        Sink.Record(table.Channel, table.Kind, at, bytes, FaultPlan.FateOf(slip));
        if (slip == Slip.Resent) Sink.Record(table.Channel, table.Kind, at, bytes, ExpectedFate.Duplicate);
        if (slip != Slip.None) Sink.Plant(House.Faults.AnswerFor(slip, table.Kind, number, [("table", table.Channel.Name), .. truth]));
    }

    /// <summary>The row up to the cell, and its line end.</summary>
    private ReadOnlySpan<byte> Cut(CsvRow row, int cell)
    {
        var length = row.StartOf(cell) - 1;
        if (_sent.Length < length + 2) _sent = new byte[(length + 2) * 2];
        row.Written[..length].CopyTo(_sent);
        "\r\n"u8.CopyTo(_sent.AsSpan(length));
        return _sent.AsSpan(0, length + 2);
    }

    protected static string FeeText(long fen) => new FixedNumber(fen, 2).ToString();
}
