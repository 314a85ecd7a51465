using System.Globalization;
using System.Text.Json;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Gate.Decisions;

/// <summary>
/// A correction of one row as it stands: <c>{"kind":"amend-row", "id":…, "table":…, "row":KEY HASH, "position":…, "record":…,
/// "set":{column:value,…} or "remove":true, "rule":…, "ruleVersion":…, "by":…, "why":…}</c>. The row as it was goes to history and the
/// corrected one takes its place; it names the amendment in its column <c>rules</c>. The same line with <c>"state":"withdrawn"</c>, later,
/// takes it back.
/// </summary>
/// <remarks>
/// An amendment is about one version of a row, that of the record at <c>position</c> and <c>record</c>. When the source states the row
/// anew, that statement stands: what had to be corrected may be right by then. A rule that still finds it wrong amends it again.
/// </remarks>
public sealed class AmendRow : IDecisionKind
{
    internal static readonly Table Amendments = CanonicalModel.Table("cn_amendment");

    /// <summary>The amendment counts.</summary>
    public const string Standing = "standing";

    /// <summary>The amendment was taken back.</summary>
    public const string Withdrawn = "withdrawn";

    public string Kind => "amend-row";

    public int Version => 1;

    /// <summary>Says why a row of this table or a column of it cannot be amended; null where it can.</summary>
    public static string? Refusal(string tableName, string? columnName)
    {
        if (!CanonicalModel.TryFind(tableName, out var table) || !table.IsLoaded || table.Key is null || table == Amendments)
        {
            return "Rows of this table cannot be amended.";
        }

        if (columnName is null)
        {
            return null;
        }

        if (!table.TryFind(columnName, out var column) || column.Role is not (ColumnRole.Value or ColumnRole.Clock) || column.Type is ColumnType.Blob or ColumnType.TimestampTz)
        {
            return "This column cannot be amended: it is no value of the row that a source states.";
        }

        // The gate joins persons by the number as the source states it; a wrong one is parted from its person by the master index.
        return table.Name == "cn_source_person" && columnName == "national_id"
            ? "An identity number is not amended, since it joins persons: part the persons in the master index, or have the source correct it."
            : null;
    }

    public void Parse(DecisionLine line, RecordSink sink)
    {
        if (line.Text("id") is not { Length: > 0 and <= 64 } id)
        {
            Reject(sink, "id", "An amendment has an id of at most 64 characters.");
            return;
        }

        if (line.Text("table") is not { } tableName || Refusal(tableName, null) is not null)
        {
            Reject(sink, "table", "Rows of this table cannot be amended.");
            return;
        }

        if (line.Text("row") is not { Length: 32 } row || !UInt128.TryParse(row, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var keyHash))
        {
            Reject(sink, "row", "A row is named by the hash of its key, 32 hexadecimal digits.");
            return;
        }

        if (line.Whole("position") is not { } position || line.Whole("record") is not { } record)
        {
            Reject(sink, "position, record", "An amendment names the record of the version that it corrects.");
            return;
        }

        var removes = line.Json.TryGetProperty("remove", out var remove) && remove.ValueKind == JsonValueKind.True;
        var hasChanges = line.Json.TryGetProperty("set", out var changes) && changes.ValueKind == JsonValueKind.Object;
        if (removes == hasChanges)
        {
            Reject(sink, "set", "An amendment sets columns, or removes the row; one of the two.");
            return;
        }

        if (hasChanges && FaultOf(CanonicalModel.Table(tableName), changes) is var (path, detail))
        {
            Reject(sink, path, detail);
            return;
        }

        State(line, sink, id, tableName, sink.Known(keyHash), (position, record), hasChanges ? changes.GetRawText() : null);
    }

    /// <summary>Appends a column's new value, which <see cref="FaultOf"/> has found to be one of its type.</summary>
    internal static void Append(ColumnVector target, Column column, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            target.AppendNull();
        }
        else if (target.IsBytes)
        {
            target.Append(column.Type == ColumnType.Json ? value.GetRawText() : value.GetString()!);
        }
        else
        {
            target.Append(Lane(column.Type, value)!.Value);
        }
    }

    private static void State(DecisionLine line, RecordSink sink, string id, string tableName, Mention target, (long Position, long Record) basis, string? changes)
    {
        var key = sink.Key(Amendments, id);
        sink.Identify(key, line.Bytes.Span);
        var row = sink.Row(Amendments, key, Mention.None, RowMode.Replace);
        row.Text(Amendments["table_name"], tableName);
        row.Reference(Amendments["row_id"], target);
        row.Long(Amendments["basis_entry_position"], basis.Position);
        row.Long(Amendments["basis_record_number"], basis.Record);
        row.Text(Amendments["changes"], changes);
        row.Boolean(Amendments["removes"], changes is null);
        row.Text(Amendments["state"], line.Text("state") == Withdrawn ? Withdrawn : Standing);
        row.Text(Amendments["rule_id"], line.Text("rule"));
        if (line.Whole("ruleVersion") is { } version)
        {
            row.Long(Amendments["rule_version"], version);
        }

        row.Text(Amendments["decided_by"], line.By);
        row.Long(Amendments["decided_at"], QuarantineDecision.Micros(line.At));
        row.Text(Amendments["reason"], line.Why);
    }

    private static (string Path, string Detail)? FaultOf(Table table, JsonElement changes)
    {
        var any = false;
        foreach (var change in changes.EnumerateObject())
        {
            any = true;
            if (Refusal(table.Name, change.Name) is { } refusal)
            {
                return ("set." + change.Name, refusal);
            }

            var column = table.Columns[table[change.Name]];
            if (change.Value.ValueKind != JsonValueKind.Null && !IsOfType(column.Type, change.Value))
            {
                return ("set." + change.Name, "The value is not of the column's type: dates are written 2024-05-31, times 2024-05-31T08:30:00, numbers as numbers.");
            }
        }

        return any ? null : ("set", "The amendment changes nothing.");
    }

    private static bool IsOfType(ColumnType type, JsonElement value) => type switch
    {
        ColumnType.Text => value.ValueKind == JsonValueKind.String && !value.GetString()!.Contains('\0', StringComparison.Ordinal),
        ColumnType.Json => value.ValueKind is JsonValueKind.Object or JsonValueKind.Array,
        _ => Lane(type, value) is not null,
    };

    private static long? Lane(ColumnType type, JsonElement value)
    {
        switch (type)
        {
            case ColumnType.Boolean:
                return value.ValueKind switch { JsonValueKind.True => 1, JsonValueKind.False => 0, _ => null };
            case ColumnType.Int32:
                return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var small) ? small : null;
            case ColumnType.Int64:
                return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var whole) ? whole : null;
            case ColumnType.Double:
                return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? BitConverter.DoubleToInt64Bits(number) : null;
            case ColumnType.Decimal:
                return value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var amount) && Math.Abs(amount) < 100_000_000_000_000m
                    ? (long)decimal.Round(amount * 10_000m, 0, MidpointRounding.AwayFromZero) : null;
            case ColumnType.Date:
                return value.ValueKind == JsonValueKind.String && DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
                    ? date.DayNumber - ColumnVector.UnixEpochDay : null;
            case ColumnType.Timestamp:
                return value.ValueKind == JsonValueKind.String
                    && DateTime.TryParseExact(value.GetString(), ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFF"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
                    ? (time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond : null;
            default:
                return null;
        }
    }

    private static void Reject(RecordSink sink, string path, string detail) => sink.Reject(RejectReasons.InvalidValue, path, detail, AtFault.Caller);
}
