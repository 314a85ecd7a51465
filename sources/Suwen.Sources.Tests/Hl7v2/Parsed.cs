using System.Text;
using Suwen.Governance.Gate;
using Suwen.Sources.Hl7v2;
using Suwen.Sources.Tests.Compliance;
using Suwen.Storage;
using Suwen.Storage.Landing;

namespace Suwen.Sources.Tests.Hl7v2;

/// <summary>What messages became, for tests that look at single values.</summary>
internal sealed class Parsed
{
    private Parsed(RecordSink sink) => Sink = sink;

    public RecordSink Sink { get; }

    public static Parsed Of(params string[] messages) => OfBytes([.. messages.Select(Encoding.UTF8.GetBytes)]);

    public static Parsed OfBytes(params byte[][] messages)
    {
        var sink = SinkSnapshot.NewSink();
        for (var i = 0; i < messages.Length; i++)
        {
            SinkSnapshot.Parse(new Hl7v2Source(), sink, new LandedEntry(new LandingPosition(1, i + 1), DateTimeOffset.UnixEpoch, Hl7Samples.Header("renhe.his"), messages[i]));
        }

        return new Parsed(sink);
    }

    public Disposition Disposition => Sink.Records[0].Disposition;

    public string Rejection => $"{Sink.Rejections[0].ReasonCode} {Sink.Rejections[0].Path}";

    public int Count(string table) => Writer(table)?.RowCount ?? 0;

    /// <summary>A value; null where it is null. References are the key's hash.</summary>
    public object? this[string table, string column, int row = 0]
    {
        get
        {
            var writer = Writer(table).ShouldNotBeNull(table);
            var found = writer.Table.Columns[writer.Table[column]];
            var vector = writer.Batch[found.Ordinal];
            return vector.IsNull(row) ? null : found.Role == Storage.Schema.ColumnRole.Reference ? Sink.Mentions[(int)vector.Lane(row)] : vector.Value(row);
        }
    }

    public UInt128 Key(string table, int row = 0) => Sink.Mentions[Writer(table)!.Heads[row].Key.Index];

    public UInt128 Person(string table, int row = 0) => Sink.Mentions[Writer(table)!.Heads[row].Person.Index];

    public RowMode Mode(string table, int row = 0) => Writer(table)!.Heads[row].Mode;

    /// <summary>True where the row sets the column, to a value or to nothing.</summary>
    public bool States(string table, string column, int row = 0)
    {
        var writer = Writer(table)!;
        return (writer.Heads[row].Present & (1L << writer.Table[column])) != 0;
    }

    private RowWriter? Writer(string table) => Sink.Writers.FirstOrDefault(w => w.Table.Name == table);
}
