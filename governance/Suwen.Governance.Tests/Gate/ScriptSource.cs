using System.Globalization;
using System.Text;
using Suwen.Governance.Gate;
using Suwen.Storage.Landing;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Tests.Gate;

/// <summary>
/// A source for tests whose records are lines of text: fields between bars.
/// <c>replace|KEY|VERSION|TABLE|PERSON|column=value;column=value</c> states a record of one row whole,
/// <c>message|KEY|VERSION|TABLE:ROWKEY|PERSON|column=value;column=</c> states some columns of a merged row (empty clears),
/// <c>row|KEY|VERSION|TABLE:ROWKEY|PERSON|…</c> states a row whole under a key that is not the record's,
/// <c>withdraw|KEY|VERSION|TABLE:ROWKEY|PERSON|</c> withdraws it, <c>content|TABLE|PERSON|…</c> has no key,
/// <c>odd|…</c> is a <c>replace</c> that only a lenient parser reads, <c>keep|KEY</c> has no table, <c>bad|…</c> is rejected, <c>boom</c> throws.
/// A column <c>national_id</c> is also stated to the gate; <c>merge=PERSON</c>, <c>unlink=PERSON</c> state links.
/// </summary>
internal sealed class ScriptSource : ISource
{
    public string Format => "script";

    public int Version => IsLenient ? 2 : 1;

    /// <summary>True for a later version of the parser, which reads what the first sets aside.</summary>
    public bool IsLenient { get; init; }

    public void Parse(LandedEntry entry, RecordSink sink)
    {
        var number = 0;
        foreach (var line in Encoding.UTF8.GetString(entry.Payload.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = line.Split('|');
            if (fields[0] == "boom")
            {
                throw new InvalidOperationException("boom");
            }

            sink.BeginRecord(number++, fields[0]);
            State(sink, fields, Encoding.UTF8.GetBytes(line));
            sink.EndRecord();
        }
    }

    private void State(RecordSink sink, string[] f, byte[] line)
    {
        switch (f[0])
        {
            case "odd" when !IsLenient:
                sink.Reject(RejectReasons.Syntax, "field 1", "The parser does not know it yet.");
                break;
            case "odd":
            case "replace":
                var table = CanonicalModel.Table(f[3]);
                var key = sink.Key(table, f[1]);
                sink.Identify(key, line, Version0(f[2]));
                Row(sink, table, key, f[4], RowMode.Replace, f[5]);
                break;
            case "row":
                var place = f[3].Split(':');
                var stated = CanonicalModel.Table(place[0]);
                sink.Identify(sink.Key(CanonicalModel.Table("cn_care_plan"), f[1]), line, Version0(f[2]));
                Row(sink, stated, sink.Key(stated, place[1]), f[4], RowMode.Replace, f[5]);
                break;
            case "message":
            case "withdraw":
                sink.Identify(sink.RecordKey(Encoding.UTF8.GetBytes(f[1])), line, Version0(f[2]));
                var target = f[3].Split(':');
                var merged = CanonicalModel.Table(target[0]);
                Row(sink, merged, sink.Key(merged, target[1]), f[4], f[0] == "message" ? RowMode.Merge : RowMode.Delete, f[5]);
                break;
            case "content":
                var plain = CanonicalModel.Table(f[1]);
                sink.IdentifyByContent(plain, line);
                Row(sink, plain, sink.Content, f[2], RowMode.Replace, f[3]);
                break;
            case "keep":
                sink.Identify(sink.Key(CanonicalModel.Table("cn_care_plan"), f[1]), line);
                break;
            case "bad":
                sink.Identify(sink.Key(CanonicalModel.Table("person"), "never mentioned"), line);
                sink.Reject(RejectReasons.InvalidValue, "field 3", "The value is not a date.");
                break;
        }
    }

    private static long? Version0(string text) => text.Length == 0 ? null : long.Parse(text, CultureInfo.InvariantCulture);

    private static void Row(RecordSink sink, Table table, Mention key, string person, RowMode mode, string columns)
    {
        var who = person.Length == 0 ? Mention.None : sink.Key(CanonicalModel.Table("cn_source_person"), person);
        var row = sink.Row(table, key, who, mode);
        foreach (var pair in columns.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = (pair[..pair.IndexOf('=', StringComparison.Ordinal)], pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            switch (name)
            {
                case "merge":
                    sink.LinkPersons(who, sink.Key(CanonicalModel.Table("cn_source_person"), value), PersonLinkKind.Merge);
                    continue;
                case "unlink":
                    sink.LinkPersons(who, sink.Key(CanonicalModel.Table("cn_source_person"), value), PersonLinkKind.Unlink);
                    continue;
                case "national_id":
                    sink.NationalId(who, value);
                    break;
            }

            table.TryFind(name, out var column);
            if (value.Length == 0)
            {
                row.Clear(column.Ordinal);
            }
            else if (column.Role == ColumnRole.Reference)
            {
                row.Reference(column.Ordinal, sink.Key(CanonicalModel.Table(column.References!), value));
            }
            else if (column.Type is ColumnType.Text)
            {
                row.Text(column.Ordinal, value.Replace("\\0", "\0", StringComparison.Ordinal));
            }
            else
            {
                row.Long(column.Ordinal, long.Parse(value, CultureInfo.InvariantCulture));
            }
        }
    }
}
