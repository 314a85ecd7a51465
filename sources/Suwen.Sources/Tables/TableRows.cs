using System.Buffers.Text;
using System.Text;
using Suwen.Governance.Gate;
using Suwen.Sources.Tables.Mapping;
using Suwen.Standards.Csv;
using Suwen.Storage.Schema;

namespace Suwen.Sources.Tables;

/// <summary>Turns rows of a file into records, following the plan that a mapping made.</summary>
internal sealed partial class TableRows
{
    private const byte KeySeparator = 0x1F;
    private const byte RecordMark = 0x1E;

    private static readonly Table PersonTable = CanonicalModel.Table("cn_source_person");
    private static readonly Table VisitTable = CanonicalModel.Table("visit_occurrence");
    private static readonly Table ProviderTable = CanonicalModel.Table("provider");

    private readonly TablePlan plan;
    private readonly RecordSink sink;
    private readonly byte[] salt;
    private byte[] content = new byte[4096];
    private byte[] scratch = new byte[1024];
    private byte[] longerKey = new byte[256];
    private long rowNumber;
    private Mention person;
    private Mention visit;
    private Mention provider;
    private Mention record;
    private bool hasMainDate;

    /// <param name="plan">The plan.</param>
    /// <param name="mapping">The mapping's bytes, which are part of what a row says.</param>
    /// <param name="sink">Receives the records.</param>
    public TableRows(TablePlan plan, ReadOnlySpan<byte> mapping, RecordSink sink)
    {
        this.plan = plan;
        this.sink = sink;
        salt = RowContent.Salt([.. plan.Header, Encoding.UTF8.GetString(mapping)]);
    }

    /// <summary>Reads the row of a record that has begun and whose form is sound.</summary>
    public void Read(scoped ref CsvReader reader, long number)
    {
        rowNumber = number;
        person = visit = provider = Mention.None;
        if (!Identify(ref reader))
        {
            return;
        }

        MentionShared(ref reader);

        foreach (var row in plan.Rows)
        {
            if (Applies(row, ref reader) && !ReadRow(row, ref reader))
            {
                return;
            }
        }
    }

    private bool Identify(scoped ref CsvReader reader)
    {
        if (plan.KeyFields.Length == 0)
        {
            record = sink.IdentifyByContent(plan.RecordTable, reader.Row);
            return true;
        }

        if (!BuildKey(plan.KeyFields, ref reader, out var key, out var missing))
        {
            sink.Reject(RejectReasons.MissingIdentifier, Path(missing), "The row's key is empty.");
            return false;
        }

        long? updated = null;
        if (plan.UpdatedAt is { } cell && CellText(cell.Field, ref reader, out var text))
        {
            if (!TryTime(cell, text, out var time))
            {
                sink.Reject(RejectReasons.InvalidValue, Path(cell.Field), "The cell holds no time in the format that the mapping states.");
                return false;
            }

            // Without a zone of its own a table is of Suwen's default, Asia/Shanghai, which has been at +08:00 since 1991.
            updated = time.ToUtcMicros(plan.OffsetMinutes ?? 480);
        }

        var stated = RowContent.Of(reader.Row, salt, ref content);
        record = Key(plan.RecordTable, key, !plan.RecordKeyIsRowKey);
        sink.Identify(record, stated, updated);
        return true;
    }

    private Mention Key(Table table, ReadOnlySpan<byte> key, bool isOnlyTheRecords)
    {
        if (!isOnlyTheRecords)
        {
            return sink.Key(table, key);
        }

        // No row goes by the record's key, so it must not be taken for the key of one.
        var marked = Longer(key, 1);
        marked[key.Length] = RecordMark;
        return sink.Key(table, marked);
    }

    /// <summary>Mentions the person, visit and provider that the mapping names for every row.</summary>
    private void MentionShared(scoped ref CsvReader reader)
    {
        if (plan.PersonFields.Length > 0 && BuildKey(plan.PersonFields, ref reader, out var key, out _))
        {
            person = sink.Key(PersonTable, key);
        }

        if (plan.VisitFields.Length > 0 && BuildKey(plan.VisitFields, ref reader, out key, out _))
        {
            visit = sink.Key(VisitTable, key);
        }

        if (plan.ProviderFields.Length > 0 && BuildKey(plan.ProviderFields, ref reader, out key, out _))
        {
            provider = sink.Key(ProviderTable, key);
        }
    }

    private bool Applies(PlanRow row, scoped ref CsvReader reader)
    {
        foreach (var condition in row.When)
        {
            var hasValue = CellText(condition.Field, ref reader, out var text);
            if (hasValue ? !(condition.AnyValue || IsOneOf(condition.Values, text)) : !condition.NoValue)
            {
                return false;
            }
        }

        return true;
    }

    private bool ReadRow(PlanRow row, scoped ref CsvReader reader)
    {
        if (!TryRowKey(row, ref reader, out var key))
        {
            return false;
        }

        var owner = row.Table == PersonTable ? key : row.BelongsToPerson ? person : Mention.None;
        if (row.BelongsToPerson && owner.IsNone)
        {
            sink.Reject(RejectReasons.MissingPerson, Path(plan.PersonFields[0]), "The row names no person.");
            return false;
        }

        var writer = sink.Row(row.Table, key, owner, row.IsShared ? RowMode.Merge : RowMode.Replace);
        hasMainDate = false;
        if (row.VisitColumn >= 0)
        {
            writer.Reference(row.VisitColumn, visit);
        }

        if (row.ProviderColumn >= 0)
        {
            writer.Reference(row.ProviderColumn, provider);
        }

        foreach (var column in row.ZeroColumns)
        {
            writer.Long(column, 0);
        }

        foreach (var cell in row.Cells)
        {
            if (!ReadCell(writer, row, cell, key, ref reader))
            {
                return false;
            }
        }

        if (row.RequiredDateColumn >= 0 && !hasMainDate)
        {
            sink.Reject(RejectReasons.MissingField, $"row {rowNumber}, column {row.Table.Name}.{row.Table.Columns[row.RequiredDateColumn].Name}", "The row has no date, which the model requires.");
            return false;
        }

        return true;
    }

    private bool TryRowKey(PlanRow row, scoped ref CsvReader reader, out Mention key)
    {
        key = row.KeyKind switch
        {
            PlanKeyKind.Person => person,
            PlanKeyKind.Visit => visit,
            PlanKeyKind.Provider => provider,
            _ => Mention.None,
        };
        switch (row.KeyKind)
        {
            case PlanKeyKind.Record when row.Table == plan.RecordTable && row.Ordinal == 0:
                key = record;
                return true;
            case PlanKeyKind.Record when plan.KeyFields.Length == 0:
                // The number that the gate gives to equal rows goes with this key; rows of other tables may share it.
                key = record;
                return true;
            case PlanKeyKind.Record:
                BuildKey(plan.KeyFields, ref reader, out var text, out _);
                key = sink.Key(row.Table, row.Ordinal == 0 ? text : WithOrdinal(text, row.Ordinal));
                return true;
            case PlanKeyKind.Own:
                if (BuildKey(row.KeyFields, ref reader, out text, out var missing))
                {
                    key = sink.Key(row.Table, text);
                    return true;
                }

                sink.Reject(RejectReasons.MissingIdentifier, Path(missing), $"The key of {row.Table.Name} is empty.");
                return false;
            default:
                if (key.IsNone)
                {
                    var fields = row.KeyKind == PlanKeyKind.Person ? plan.PersonFields : row.KeyKind == PlanKeyKind.Visit ? plan.VisitFields : plan.ProviderFields;
                    var reason = row.KeyKind == PlanKeyKind.Person ? RejectReasons.MissingPerson : RejectReasons.MissingIdentifier;
                    sink.Reject(reason, Path(fields[0]), $"The key of {row.Table.Name} is empty. If that is in order, state when: for its rows.");
                    return false;
                }

                return true;
        }
    }

    /// <summary>The key of a second row of one table, and so on: the record's key with a number.</summary>
    private ReadOnlySpan<byte> WithOrdinal(ReadOnlySpan<byte> key, int ordinal)
    {
        const int Digits = 10;
        var longer = Longer(key, 1 + Digits);
        longer[key.Length] = KeySeparator;
        Utf8Formatter.TryFormat(ordinal + 1, longer[(key.Length + 1)..], out var written);
        return longer[..(key.Length + 1 + written)];
    }

    private Span<byte> Longer(ReadOnlySpan<byte> key, int more)
    {
        if (longerKey.Length < key.Length + more)
        {
            longerKey = new byte[(key.Length + more) * 2];
        }

        key.CopyTo(longerKey);
        return longerKey.AsSpan(0, key.Length + more);
    }

    private bool ReadCell(RowWriter writer, PlanRow row, PlanCell cell, Mention key, scoped ref CsvReader reader)
    {
        ReadOnlySpan<byte> text = cell.Constant;
        var hasValue = cell.Constant is not null ? text.Length > 0 : CellText(cell.Field, ref reader, out text);
        if (hasValue && cell.Values is { } values)
        {
            if (values.TryFind(text, out var mapped))
            {
                text = mapped;
            }
            else if (cell.Otherwise is { } otherwise)
            {
                text = otherwise;
            }
            else if (!cell.KeepsOthers)
            {
                return Invalid(cell, "a value that the mapping does not list under values:");
            }

            hasValue = text.Length > 0;
        }

        if (!hasValue)
        {
            Leave(writer, row, cell);
            return true;
        }

        if (!WriteCell(writer, cell, text, key))
        {
            if (!cell.IgnoresUnreadable)
            {
                return Invalid(cell, Expected(cell.Kind));
            }

            Leave(writer, row, cell);
            return true;
        }

        foreach (var (column, companion) in cell.Companions)
        {
            writer.Text(column, companion);
        }

        return true;
    }

    /// <summary>An empty cell: of a row that other records speak of too, the record that owns the row takes the value back.</summary>
    private static void Leave(RowWriter writer, PlanRow row, PlanCell cell)
    {
        if (cell.IsRequiredConcept && row.IsRecordsOwn)
        {
            writer.Long(cell.Column, 0);
        }
        else if (row.IsShared && row.IsRecordsOwn)
        {
            writer.Clear(cell.Column);
            if (cell.DateColumn >= 0)
            {
                writer.Clear(cell.DateColumn);
            }
        }
    }

    /// <summary>The text of a cell without blanks around it; false when it holds nothing or a word for nothing.</summary>
    private bool CellText(int field, scoped ref CsvReader reader, out ReadOnlySpan<byte> text)
    {
        text = reader[field].Trim((byte)' ');
        return text.Length > 0 && !IsOneOf(plan.Nulls, text);
    }

    private static bool IsOneOf(byte[][] values, ReadOnlySpan<byte> text)
    {
        foreach (var value in values)
        {
            if (text.SequenceEqual(value))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The text of a key: the cell, or several cells with a separator that no text holds. The result is valid until the next key.</summary>
    private bool BuildKey(int[] keyFields, scoped ref CsvReader reader, out ReadOnlySpan<byte> key, out int missing)
    {
        missing = -1;
        if (keyFields.Length == 1)
        {
            missing = keyFields[0];
            return CellText(keyFields[0], ref reader, out key);
        }

        var length = 0;
        foreach (var field in keyFields)
        {
            if (!CellText(field, ref reader, out var part))
            {
                missing = field;
                key = default;
                return false;
            }

            if (scratch.Length < length + part.Length + 1)
            {
                Array.Resize(ref scratch, Math.Max(scratch.Length * 2, length + part.Length + 1));
            }

            part.CopyTo(scratch.AsSpan(length));
            length += part.Length;
            scratch[length++] = KeySeparator;
        }

        key = scratch.AsSpan(0, length);
        return true;
    }

    private bool Invalid(PlanCell cell, string what)
    {
        sink.Reject(RejectReasons.InvalidValue, cell.Field >= 0 ? Path(cell.Field) : $"row {rowNumber}", $"The cell holds {what}.");
        return false;
    }

    private string Path(int field) => $"row {rowNumber}, column {plan.Header[field]}";
}
