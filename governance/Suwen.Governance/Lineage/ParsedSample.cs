using Suwen.Governance.Gate;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Lineage;

/// <summary>The rows that a sample gave, as fingerprints of their values: enough to tell which columns differ.</summary>
internal sealed class ParsedSample
{
    private ParsedSample(string kind, int rejections, List<Row> rows)
    {
        Kind = kind;
        Rejections = rejections;
        Rows = rows;
    }

    public string Kind { get; }

    /// <summary>Records that were set aside.</summary>
    public int Rejections { get; }

    public IReadOnlyList<Row> Rows { get; }

    public static ParsedSample Of(RecordSink sink)
    {
        var rows = new List<Row>();
        foreach (var writer in sink.Writers)
        {
            var batch = writer.Batch;
            for (var i = 0; i < writer.RowCount; i++)
            {
                var head = writer.Heads[i];
                var values = new UInt128[writer.Table.Columns.Count];
                foreach (var column in writer.Table.Columns)
                {
                    if (column.Role is ColumnRole.Value or ColumnRole.Reference or ColumnRole.Clock)
                    {
                        values[column.Ordinal] = Fingerprint(batch[column.Ordinal], i, column.Role == ColumnRole.Reference, sink.Mentions);
                    }
                }

                rows.Add(new Row(writer.Table, head.Record, Hash(head.Key, sink.Mentions), Hash(head.Person, sink.Mentions), values));
            }
        }

        return new ParsedSample(sink.Records[0].Kind, sink.Rejections.Count, rows);
    }

    /// <summary>The columns in which two parses of one sample differ. Where rows came or went, the tables concerned, with column <c>*</c>.</summary>
    public IEnumerable<(string Table, string Column, LineageRelation Relation)> DifferencesTo(ParsedSample other)
    {
        var mine = Rows.GroupBy(r => r.Table).ToDictionary(g => g.Key, g => g.ToList());
        var theirs = other.Rows.GroupBy(r => r.Table).ToDictionary(g => g.Key, g => g.ToList());
        foreach (var table in mine.Keys.Union(theirs.Keys))
        {
            var a = mine.GetValueOrDefault(table) ?? [];
            var b = theirs.GetValueOrDefault(table) ?? [];
            if (a.Count != b.Count)
            {
                yield return (table.ToString(), "*", LineageRelation.Selects);
                continue;
            }

            for (var i = 0; i < a.Count; i++)
            {
                foreach (var (column, relation) in Differences(table, a[i], b[i]))
                {
                    yield return (table.ToString(), column, relation);
                }
            }
        }
    }

    private static IEnumerable<(string Column, LineageRelation Relation)> Differences(Table table, Row a, Row b)
    {
        if (a.Key != b.Key && table.Key is not null)
        {
            yield return (table.Key.Name, LineageRelation.Key);
        }

        if (a.Person != b.Person && table.SourcePersonColumn is not null && table.SourcePersonColumn != table.Key)
        {
            yield return (table.SourcePersonColumn.Name, LineageRelation.Key);
        }

        foreach (var column in table.Columns)
        {
            if (a.Values[column.Ordinal] != b.Values[column.Ordinal])
            {
                yield return (column.Name, column.Role == ColumnRole.Reference ? LineageRelation.Key : LineageRelation.Value);
            }
        }
    }

    private static UInt128 Fingerprint(ColumnVector vector, int row, bool isReference, List<UInt128> mentions)
    {
        if (vector.IsNull(row))
        {
            return 0;
        }

        if (isReference)
        {
            return mentions[(int)vector.Lane(row)] | 1;
        }

        return vector.IsBytes ? Of(vector.Bytes(row)) : (UInt128)(ulong)vector.Lane(row) << 1 | 1;
    }

    /// <summary>FNV-1a over 128 bits: values are only told apart here, and nothing of them is kept.</summary>
    private static UInt128 Of(ReadOnlySpan<byte> bytes)
    {
        var hash = new UInt128(0x6c62272e07bb0142, 0x62b821756295c58d);
        var prime = new UInt128(0x0000000001000000, 0x000000000000013B);
        foreach (var b in bytes)
        {
            hash = (hash ^ b) * prime;
        }

        return hash | 1;
    }

    private static UInt128 Hash(Mention mention, List<UInt128> mentions) => mention.IsNone ? 0 : mentions[mention.Index];

    /// <summary>One row: its table, its record, hashes of its key and person, and a fingerprint of each column (0: no value).</summary>
    internal sealed record Row(Table Table, int Record, UInt128 Key, UInt128 Person, UInt128[] Values);
}
