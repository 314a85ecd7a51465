using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Suwen.Governance.Gate.Decisions;
using Suwen.Storage;
using Suwen.Storage.Landing;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Gate;

/// <content>Corrections of rows as they stand.</content>
internal sealed partial class UnitLoader
{
    /// <summary>Entries that have to be read once more in the same transaction: an amendment of a row of theirs was taken back.</summary>
    public List<LandingPosition> ToRead { get; } = [];

    /// <summary>
    /// Lays the standing amendments over the rows that this unit has written, and those that it brings over the rows that stand. A row is
    /// amended while it is of the version that the amendment is about.
    /// </summary>
    private async Task AmendRowsAsync(LoadBatch batch, RecordSink unit, CancellationToken cancellationToken)
    {
        var touched = new Dictionary<string, HashSet<long>>(StringComparer.Ordinal);
        foreach (var writer in unit.Writers)
        {
            if (writer.Table == AmendRow.Amendments)
            {
                NoteAmendments(writer, touched);
            }
        }

        if (amendments.IsEmpty)
        {
            return;
        }

        foreach (var writer in unit.Writers)
        {
            if (amendments.RowsOf(writer.Table.Name) is { } rows)
            {
                NoteAmendedRows(writer, rows, touched);
            }
        }

        foreach (var (table, rows) in touched.OrderBy(t => CanonicalModel.Table(t.Key).Number))
        {
            await AmendRowsAsync(batch, CanonicalModel.Table(table), rows, cancellationToken);
        }
    }

    /// <summary>Takes up the unit's amendments, and notes what has to be read again for those that are taken back.</summary>
    private void NoteAmendments(RowWriter writer, Dictionary<string, HashSet<long>> touched)
    {
        var (name, row, state, basis) = (writer.Table["table_name"], writer.Table["row_id"], writer.Table["state"], writer.Table["basis_entry_position"]);
        for (var i = 0; i < writer.RowCount; i++)
        {
            if (outcomes[writer.Heads[i].Record].Fate != RowFate.Write)
            {
                continue;
            }

            var (table, id) = (writer.Batch[name].Text(i), writer.Batch[row].Lane(i));
            if (writer.Batch[state].Bytes(i).SequenceEqual(Encoding.UTF8.GetBytes(AmendRow.Withdrawn)))
            {
                ToRead.Add(new LandingPosition(writer.Batch[basis].Lane(i)));
            }
            else
            {
                amendments.Add(table, id);
                Add(touched, table, id);
            }
        }
    }

    private void NoteAmendedRows(RowWriter writer, HashSet<long> amended, Dictionary<string, HashSet<long>> touched)
    {
        foreach (ref readonly var head in CollectionsMarshal.AsSpan(writer.Heads))
        {
            if (outcomes[head.Record].Fate == RowFate.Write && !head.Key.IsNone && amended.Contains(IdOf(head.Key)))
            {
                Add(touched, writer.Table.Name, IdOf(head.Key));
            }
        }
    }

    private static void Add(Dictionary<string, HashSet<long>> touched, string table, long row)
    {
        if (!touched.TryGetValue(table, out var rows))
        {
            touched[table] = rows = [];
        }

        rows.Add(row);
    }

    private static async Task AmendRowsAsync(LoadBatch batch, Table table, HashSet<long> ids, CancellationToken cancellationToken)
    {
        var stage = NewIdBatch();
        foreach (var id in ids.Order())
        {
            stage[0].Append(id);
        }

        await batch.Transaction.StageAsync("stage_amended", stage, cancellationToken);
        var standing = await ReadAmendmentsAsync(batch, table, cancellationToken);
        if (standing.Count == 0)
        {
            return;
        }

        var (output, changed, removed) = (new ColumnBatch(table, 4), NewIdBatch(), NewIdBatch());
        await using (var result = await batch.Transaction.QueryAsync(GateSql.StandingRows(table, "stage_amended"), batch.Scope, cancellationToken))
        {
            while (await result.NextAsync(cancellationToken) is { } rows)
            {
                for (var i = 0; i < rows.RowCount; i++)
                {
                    Amend(batch, table, rows, i, standing, (output, changed, removed));
                }
            }
        }

        await WriteAmendedAsync(batch, table, output, changed, removed, cancellationToken);
    }

    private static void Amend(LoadBatch batch, Table table, ColumnBatch rows, int row, Dictionary<long, List<Amendment>> standing, (ColumnBatch Output, ColumnBatch Changed, ColumnBatch Removed) to)
    {
        var id = rows[table.Key!.Ordinal].Lane(row);
        var (position, record) = (rows[table["entry_position"]].Lane(row), rows[table["record_number"]].Lane(row));
        var counting = standing.GetValueOrDefault(id)?.FindAll(a => a.Position == position && a.Record == record);
        if (counting is not { Count: > 0 } || rows[table["rules"]] is var rules && !rules.IsNull(row) && rules.Lane(row) == counting[^1].Id)
        {
            return;
        }

        if (table == SourcePersonTable)
        {
            batch.AffectedPersons.Add(rows[table["person_id"]].Lane(row));
        }

        to.Changed[0].Append(id);
        if (counting.Exists(static a => a.Changes is null))
        {
            to.Removed[0].Append(id);
            return;
        }

        foreach (var column in table.Columns)
        {
            var target = to.Output[column.Ordinal];
            var change = counting.FindLast(a => a.Changes!.Value.TryGetProperty(column.Name, out _));
            if (column.Name == "rules")
            {
                target.Append(counting[^1].Id);
            }
            else if (column.Name == "load_id")
            {
                target.Append(batch.LoadId);
            }
            else if (change is not null)
            {
                AmendRow.Append(target, column, change.Changes!.Value.GetProperty(column.Name));
            }
            else
            {
                target.AppendFrom(rows[column.Ordinal], row);
            }
        }
    }

    private static async Task WriteAmendedAsync(LoadBatch batch, Table table, ColumnBatch output, ColumnBatch changed, ColumnBatch removed, CancellationToken cancellationToken)
    {
        if (changed.RowCount == 0)
        {
            return;
        }

        await batch.Transaction.StageAsync("stage_amended", changed, cancellationToken);
        await batch.Transaction.ExecuteAsync(new SqlStatement(GateSql.CopyToHistory(table, table.Key!.Name, "stage_amended"), batch.LoadId, "amended"), cancellationToken);
        if (removed.RowCount > 0)
        {
            await batch.Transaction.StageAsync("stage_removed", removed, cancellationToken);
            await batch.Transaction.ExecuteAsync(new SqlStatement(GateSql.NoteDeletions(table, table.Key.Name, "stage_removed"), batch.LoadId), cancellationToken);
        }

        await batch.Transaction.ExecuteAsync(GateSql.DeleteStaged(table, table.Key.Name, "stage_amended"), cancellationToken);
        await batch.Transaction.AppendAsync(table, output, cancellationToken);
    }

    private static async Task<Dictionary<long, List<Amendment>>> ReadAmendmentsAsync(LoadBatch batch, Table table, CancellationToken cancellationToken)
    {
        var standing = new Dictionary<long, List<Amendment>>();
        await using var result = await batch.Transaction.QueryAsync(new SqlStatement(GateSql.StandingAmendments, table.Name), batch.Scope, cancellationToken);
        while (await result.NextAsync(cancellationToken) is { } rows)
        {
            for (var i = 0; i < rows.RowCount; i++)
            {
                JsonElement? changes = rows[4].IsNull(i) ? null : JsonElement.Parse(rows[4].Bytes(i));
                if (!standing.TryGetValue(rows[0].Lane(i), out var ofRow))
                {
                    standing[rows[0].Lane(i)] = ofRow = [];
                }

                ofRow.Add(new Amendment(rows[1].Lane(i), rows[2].Lane(i), rows[3].Lane(i), changes));
            }
        }

        return standing;
    }

    /// <summary>An amendment that stands; without changes it removes its row.</summary>
    private sealed record Amendment(long Id, long Position, long Record, JsonElement? Changes);
}
