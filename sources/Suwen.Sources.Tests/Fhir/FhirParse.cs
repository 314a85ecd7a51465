using System.Globalization;
using System.Text;
using Suwen.Governance.Gate;
using Suwen.Sources.Fhir;
using Suwen.Sources.Tests.Compliance;
using Suwen.Storage.Schema;

namespace Suwen.Sources.Tests.Fhir;

/// <summary>Parses JSON and reads the rows back by name.</summary>
internal sealed class FhirParse
{
    private FhirParse(RecordSink sink) => Sink = sink;

    public RecordSink Sink { get; }

    public static FhirParse Of(string json, params (string Key, string Value)[] metadata) => Of(Encoding.UTF8.GetBytes(json), metadata);

    public static FhirParse Of(byte[] json, params (string Key, string Value)[] metadata)
    {
        var sink = SinkSnapshot.NewSink();
        SinkSnapshot.Parse(new FhirSource(), sink, FhirSamples.Sample("test", "", metadata).At(1, json));
        return new FhirParse(sink);
    }

    public IReadOnlyList<string> Dispositions => [.. Sink.Records.Select(r => $"{r.Kind} {r.Disposition}")];

    /// <summary>The one rejection, as reason and path.</summary>
    public string Rejection => Sink.Rejections.Select(r => $"{r.ReasonCode} {r.Path}").ShouldHaveSingleItem();

    public int Count(string table) => Sink.Writers.Where(w => w.Table.Name == table).Sum(w => w.RowCount);

    /// <summary>A column of a row: a reference as the hash of its key, everything else as text; null where it is not set.</summary>
    public string? this[string table, string column, int row = 0]
    {
        get
        {
            var writer = Sink.Writers.Single(w => w.Table.Name == table);
            var vector = writer.Batch[writer.Table[column]];
            if (vector.IsNull(row))
            {
                return null;
            }

            return writer.Table.Columns[writer.Table[column]].Role == ColumnRole.Reference
                ? Hash(new Mention((int)vector.Lane(row)))
                : vector.Value(row) switch
                {
                    DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                    DateTime time => time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
                    var other => Convert.ToString(other, CultureInfo.InvariantCulture),
                };
        }
    }

    public string KeyOf(string table, int row = 0) => Hash(Sink.Writers.Single(w => w.Table.Name == table).Heads[row].Key);

    public string PersonOf(string table, int row = 0) => Hash(Sink.Writers.Single(w => w.Table.Name == table).Heads[row].Person);

    public string RecordKey(int record) => Hash(Sink.Records[record].Key);

    /// <summary>The hash of a key text in a table's name space, made as every other connector makes it.</summary>
    public string Key(string table, string text) => Hash(Sink.Key(CanonicalModel.Table(table), text));

    public string Hash(Mention mention) => mention.IsNone ? "-" : Sink.Mentions[mention.Index].ToString("x32", CultureInfo.InvariantCulture);
}
