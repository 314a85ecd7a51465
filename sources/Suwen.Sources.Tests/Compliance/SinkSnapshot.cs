using System.Globalization;
using System.Text;
using Suwen.Governance.Gate;
using Suwen.Storage.Keys;
using Suwen.Storage.Landing;
using Suwen.Storage.Schema;

namespace Suwen.Sources.Tests.Compliance;

/// <summary>Parses entries and renders everything that a sink holds as text, so that two parses can be compared and a failure read.</summary>
internal static class SinkSnapshot
{
    /// <summary>A sink with a fixed key, so that hashes are the same from run to run.</summary>
    public static RecordSink NewSink(Func<LandingPosition, LandedEntry?>? find = null) => new(new KeyedHash(new byte[16]), find ?? (static _ => null));

    /// <summary>Parses one entry as the gate does.</summary>
    public static void Parse(ISource source, RecordSink sink, LandedEntry entry)
    {
        sink.BeginEntry(entry);
        source.Parse(entry, sink);
    }

    /// <summary>Parses one entry into a new sink and renders it.</summary>
    public static string Of(ISource source, LandedEntry entry, Func<LandingPosition, LandedEntry?>? find = null)
    {
        var sink = NewSink(find);
        Parse(source, sink, entry);
        return Render(sink, 0);
    }

    /// <summary>Renders the records of one entry of the sink: their dispositions, keys, hashes, versions, rejections, statements and rows. Ids are rendered as key hashes.</summary>
    public static string Render(RecordSink sink, int entry)
    {
        var text = new StringBuilder();
        var parsed = sink.Entries[entry];
        text.AppendLine(CultureInfo.InvariantCulture, $"entry {parsed.Position} {parsed.CharacterSet} {parsed.CharacterSetFlag}");
        for (var i = 0; i < sink.Records.Count; i++)
        {
            if (sink.Records[i].Entry == entry)
            {
                RenderRecord(sink, i, text);
            }
        }

        return text.ToString();
    }

    /// <summary>The rows that one record stated, as <c>table: column=value, …</c>.</summary>
    public static IEnumerable<string> Rows(RecordSink sink, int record)
    {
        foreach (var writer in sink.Writers)
        {
            for (var row = 0; row < writer.RowCount; row++)
            {
                if (writer.Heads[row].Record == record)
                {
                    yield return RenderRow(sink, writer, row);
                }
            }
        }
    }

    private static void RenderRecord(RecordSink sink, int index, StringBuilder text)
    {
        var record = sink.Records[index];
        text.AppendLine(CultureInfo.InvariantCulture, $" record {record.Number} {record.Kind} {record.Disposition} key={Hash(sink, record.Key)} content={record.ContentHash:x} version={record.VersionOrder} keyless={record.IsKeyless} tables={record.Tables:x}");
        foreach (var rejection in sink.Rejections)
        {
            if (rejection.Record == index)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  rejected {rejection.ReasonCode} {rejection.Path} {rejection.Detail} {rejection.Fault}");
            }
        }

        foreach (var statement in sink.PersonStatements)
        {
            if (statement.Record == index)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  person {Hash(sink, statement.Person)} {statement.Link} {Hash(sink, statement.Other)}");
            }
        }

        foreach (var row in Rows(sink, index))
        {
            text.Append("  ").AppendLine(row);
        }
    }

    private static string RenderRow(RecordSink sink, RowWriter writer, int row)
    {
        var head = writer.Heads[row];
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{writer.Table.Name}: {head.Mode} key={Hash(sink, head.Key)} person={Hash(sink, head.Person)}");
        foreach (var column in writer.Table.Columns)
        {
            var vector = writer.Batch[column.Ordinal];
            if (row < vector.Count && !vector.IsNull(row))
            {
                var value = column.Role == ColumnRole.Reference
                    ? Hash(sink, new Mention((int)vector.Lane(row)))
                    : Convert.ToString(vector.Value(row), CultureInfo.InvariantCulture);
                text.Append(CultureInfo.InvariantCulture, $", {column.Name}={value}");
            }
        }

        return text.ToString();
    }

    private static string Hash(RecordSink sink, Mention mention) =>
        mention.IsNone ? "-" : sink.Mentions[mention.Index].ToString("x32", CultureInfo.InvariantCulture)[..12];
}
