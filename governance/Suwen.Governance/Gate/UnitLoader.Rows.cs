using System.Runtime.InteropServices;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Gate;

internal sealed partial class UnitLoader
{
    /// <summary>Writes a table's rows of the unit: current ones, those that go to history, and those merged with what stands.</summary>
    private async Task WriteRowsAsync(LoadBatch batch, RecordSink unit, RowWriter writer, CancellationToken cancellationToken)
    {
        var selection = Select(writer, await ReadContestedAsync(batch, writer, cancellationToken));
        CollectPersons(batch, writer);
        if (selection.IsWhole)
        {
            await batch.Transaction.AppendAsync(writer.Table, writer.Batch, cancellationToken);
            batch.Tally.Rows += writer.RowCount;
            return;
        }

        var output = new ColumnBatch(writer.Table, Math.Max(1, selection.Direct.Count));
        foreach (var row in selection.Direct)
        {
            CopyRow(writer.Batch, row, output);
        }

        if (selection.History.Count > 0)
        {
            var history = NewHistoryBatch(writer.Table);
            foreach (var row in selection.History)
            {
                CopyToHistory(writer.Batch, row, history, batch.LoadId, "superseded");
            }

            await batch.Transaction.AppendAsync(writer.Table.History, history, cancellationToken);
        }

        if (selection.Merged.Count > 0)
        {
            await MergeRowsAsync(batch, unit, writer, selection.Merged, output, cancellationToken);
        }

        if (output.RowCount > 0)
        {
            await batch.Transaction.AppendAsync(writer.Table, output, cancellationToken);
            batch.Tally.Rows += output.RowCount;
        }
    }

    private sealed class RowSelection
    {
        public List<int> Direct { get; } = [];

        public List<int> History { get; } = [];

        /// <summary>Rows of merged keys, grouped by id, in the order of the unit.</summary>
        public Dictionary<long, List<int>> Merged { get; } = [];

        public bool IsWhole { get; set; }
    }

    /// <summary>
    /// Rows that records state whole under a key that another record states too: two lines of a table that name the same order, or one
    /// source's FHIR resource and HL7 v2 message. The row is a fold over all of them, in which the later statement of a column stands.
    /// </summary>
    private async Task<HashSet<long>> ReadContestedAsync(LoadBatch batch, RowWriter writer, CancellationToken cancellationToken)
    {
        var contested = new HashSet<long>();
        if (writer.Table.Key is null || KnownKeysOfWholeRows(writer) is not { Count: > 0 } known)
        {
            return contested;
        }

        var stage = NewIdBatch();
        foreach (var (id, rows) in known)
        {
            if (rows > 1)
            {
                contested.Add(id);
            }
            else if (id < firstNewId)
            {
                stage[0].Append(id);
            }
        }

        if (stage.RowCount > 0)
        {
            await batch.Transaction.StageAsync("stage_known", stage, cancellationToken);
            await using var result = await batch.Transaction.QueryAsync(GateSql.StandingKeys(writer.Table, "stage_known"), batch.Scope, cancellationToken);
            while (await result.NextAsync(cancellationToken) is { } rows)
            {
                for (var i = 0; i < rows.RowCount; i++)
                {
                    contested.Add(rows[0].Lane(i));
                }
            }
        }

        return contested;
    }

    /// <summary>
    /// Keys of rows that were mentioned before they were stated, with the number of rows that this unit states of each; null where the
    /// unit states no row whole, since rows that are merged meet what stands anyway.
    /// </summary>
    private Dictionary<long, int>? KnownKeysOfWholeRows(RowWriter writer)
    {
        Dictionary<long, int>? known = null;
        var heads = CollectionsMarshal.AsSpan(writer.Heads);
        var statesWhole = false;
        foreach (ref readonly var head in heads)
        {
            if (outcomes[head.Record].Fate == RowFate.Write)
            {
                statesWhole |= head.Mode == RowMode.Replace;
                if (!isNew[head.Key.Index])
                {
                    (known ??= [])[IdOf(head.Key)] = 0;
                }
            }
        }

        known = statesWhole ? known : null;
        if (known is null)
        {
            return null;
        }

        foreach (ref readonly var head in heads)
        {
            if (outcomes[head.Record].Fate == RowFate.Write && known.TryGetValue(IdOf(head.Key), out var rows))
            {
                known[IdOf(head.Key)] = rows + 1;
            }
        }

        return known;
    }

    private RowSelection Select(RowWriter writer, HashSet<long> contested)
    {
        var selection = new RowSelection { IsWhole = contested.Count == 0 };
        var heads = CollectionsMarshal.AsSpan(writer.Heads);
        foreach (ref readonly var head in heads)
        {
            if (outcomes[head.Record].Fate != RowFate.Write || (head.Mode != RowMode.Replace && (head.Mode == RowMode.Delete || !isNew[head.Key.Index])))
            {
                selection.IsWhole = false;
                break;
            }
        }

        if (selection.IsWhole && !HasRepeatedMerge(heads))
        {
            return selection;
        }

        selection.IsWhole = false;
        for (var i = 0; i < heads.Length; i++)
        {
            ref readonly var head = ref heads[i];
            switch (outcomes[head.Record].Fate)
            {
                case RowFate.Drop:
                    break;
                case RowFate.History:
                    selection.History.Add(i);
                    break;
                default:
                    if (head.Mode == RowMode.Replace && (contested.Count == 0 || !contested.Contains(IdOf(head.Key))))
                    {
                        selection.Direct.Add(i);
                    }
                    else
                    {
                        (CollectionsMarshal.GetValueRefOrAddDefault(selection.Merged, IdOf(head.Key), out _) ??= []).Add(i);
                    }

                    break;
            }
        }

        return selection;
    }

    /// <summary>True when one record states the same merged row twice, which the newness of its key does not show.</summary>
    private static bool HasRepeatedMerge(Span<RowHead> heads)
    {
        for (var i = 1; i < heads.Length; i++)
        {
            if (heads[i].Mode == RowMode.Replace)
            {
                continue;
            }

            for (var j = i - 1; j >= 0 && heads[j].Record == heads[i].Record; j--)
            {
                if (heads[j].Key == heads[i].Key)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Notes whose golden row changes: the persons stated.</summary>
    private void CollectPersons(LoadBatch batch, RowWriter writer)
    {
        if (writer.Table != SourcePersonTable)
        {
            return;
        }

        foreach (ref readonly var head in CollectionsMarshal.AsSpan(writer.Heads))
        {
            if (outcomes[head.Record].Fate == RowFate.Write)
            {
                batch.AffectedPersons.Add(clusters.GoldenOf(IdOf(head.Key)));
            }
        }
    }

    /// <summary>Folds statements into the rows that stand. Each column takes the value of its latest statement by version order.</summary>
    private async Task MergeRowsAsync(LoadBatch batch, RecordSink unit, RowWriter writer, Dictionary<long, List<int>> merged, ColumnBatch output, CancellationToken cancellationToken)
    {
        var table = writer.Table;
        var (standing, rowById) = await ReadStandingRowsAsync(batch, table, merged, cancellationToken);
        var tombstones = await ReadTombstonesAsync(batch, table, merged, rowById, cancellationToken);
        var history = NewHistoryBatch(table);
        var fold = new RowFold(table);
        var replaced = NewIdBatch();
        var archived = NewIdBatch();
        var firstMerged = output.RowCount;
        foreach (var (id, rows) in merged)
        {
            var stands = rowById.TryGetValue(id, out var standingRow);
            fold.Begin(stands ? standing : null, standingRow, tombstones.GetValueOrDefault(id, long.MinValue));
            foreach (var row in rows)
            {
                ApplyStatement(batch, unit, writer, fold, row, history);
            }

            if (!fold.IsTouched)
            {
                continue;
            }

            if (stands)
            {
                replaced[0].Append(id);
                if (fold.StandingIsSuperseded)
                {
                    archived[0].Append(id);
                }
            }

            if (fold.Exists)
            {
                fold.WriteTo(output);
            }
            else if (stands)
            {
                await NoteDeletionAsync(batch, table, id, cancellationToken);
            }
        }

        FillMergedMeanings(table, output, firstMerged);
        FillMergedMeanings(table, history, 0);
        await ReplaceStandingAsync(batch, table, archived, replaced, cancellationToken);
        if (history.RowCount > 0)
        {
            await batch.Transaction.AppendAsync(table.History, history, cancellationToken);
        }
    }

    private void ApplyStatement(LoadBatch batch, RecordSink unit, RowWriter writer, RowFold fold, int row, ColumnBatch history)
    {
        var head = writer.Heads[row];
        var order = unit.Records[head.Record].VersionOrder;
        if (head.Mode == RowMode.Delete)
        {
            if (fold.Withdraw(order))
            {
                tablesWithDeletions.Add(writer.Table.Name);

                // The statement itself stays in history as the tombstone that late statements meet.
                CopyToHistory(writer.Batch, row, history, batch.LoadId, "deleted");
            }

            return;
        }

        var present = head.Mode == RowMode.Replace ? RowFold.Whole : head.Present;
        if (fold.WouldChange(writer.Batch, row, order, present) && fold.HasUnarchivedFold)
        {
            fold.WriteTo(history, batch.LoadId, "superseded");
        }

        fold.Apply(writer.Batch, row, order, present);
    }

    private static async Task ReplaceStandingAsync(LoadBatch batch, Table table, ColumnBatch archived, ColumnBatch replaced, CancellationToken cancellationToken)
    {
        var key = table.Key!.Name;
        if (archived.RowCount > 0)
        {
            await batch.Transaction.StageAsync("stage_archived", archived, cancellationToken);
            await batch.Transaction.ExecuteAsync(new SqlStatement(GateSql.CopyToHistory(table, key, "stage_archived"), batch.LoadId, "superseded"), cancellationToken);
        }

        if (replaced.RowCount > 0)
        {
            await batch.Transaction.StageAsync("stage_replaced", replaced, cancellationToken);
            await batch.Transaction.ExecuteAsync(GateSql.DeleteStaged(table, key, "stage_replaced"), cancellationToken);
        }
    }

    private static async Task NoteDeletionAsync(LoadBatch batch, Table table, long id, CancellationToken cancellationToken)
    {
        var row = new ColumnBatch(DeletionTable, 1);
        row[DeletionTable["table_name"]].Append(table.Name);
        row[DeletionTable["row_id"]].Append(id);
        row[DeletionTable["person_id"]].AppendNull();
        row[DeletionTable["load_id"]].Append(batch.LoadId);
        await batch.Transaction.AppendAsync(DeletionTable, row, cancellationToken);
    }

    private async Task<(ColumnBatch Rows, Dictionary<long, int> RowById)> ReadStandingRowsAsync(LoadBatch batch, Table table, Dictionary<long, List<int>> merged, CancellationToken cancellationToken)
    {
        var rows = new ColumnBatch(table);
        var rowById = new Dictionary<long, int>();
        var stage = NewIdBatch();
        foreach (var id in merged.Keys)
        {
            if (id < firstNewId)
            {
                stage[0].Append(id);
            }
        }

        if (stage.RowCount == 0)
        {
            return (rows, rowById);
        }

        await batch.Transaction.StageAsync("stage_merged", stage, cancellationToken);
        await using var result = await batch.Transaction.QueryAsync(GateSql.StandingRows(table, "stage_merged"), batch.Scope, cancellationToken);
        var key = table.Key!.Ordinal;
        while (await result.NextAsync(cancellationToken) is { } found)
        {
            for (var i = 0; i < found.RowCount; i++)
            {
                rowById[found[key].Lane(i)] = rows.RowCount;
                CopyRow(found, i, rows);
            }
        }

        return (rows, rowById);
    }

    private async Task<Dictionary<long, long>> ReadTombstonesAsync(LoadBatch batch, Table table, Dictionary<long, List<int>> merged, Dictionary<long, int> standing, CancellationToken cancellationToken)
    {
        var tombstones = new Dictionary<long, long>();
        if (!tablesWithDeletions.Contains(table.Name))
        {
            return tombstones;
        }

        var stage = NewIdBatch();
        foreach (var id in merged.Keys)
        {
            if (!standing.ContainsKey(id))
            {
                stage[0].Append(id);
            }
        }

        await batch.Transaction.StageAsync("stage_absent", stage, cancellationToken);
        await using var result = await batch.Transaction.QueryAsync(GateSql.Tombstones(table, "stage_absent"), batch.Scope, cancellationToken);
        while (await result.NextAsync(cancellationToken) is { } found)
        {
            for (var i = 0; i < found.RowCount; i++)
            {
                tombstones[found[0].Lane(i)] = found[1].Lane(i);
            }
        }

        return tombstones;
    }

    private static ColumnBatch NewHistoryBatch(Table table) => new(table.History, 4);

    private static void CopyRow(ColumnBatch from, int row, ColumnBatch to)
    {
        for (var c = 0; c < from.Columns.Count; c++)
        {
            to[c].AppendFrom(from[c], row);
        }
    }

    private static void CopyToHistory(ColumnBatch from, int row, ColumnBatch history, long loadId, string reason)
    {
        CopyRow(from, row, history);
        history[from.Columns.Count].Append(loadId);
        history[from.Columns.Count + 1].Append(reason);
    }
}
