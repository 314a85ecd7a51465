using System.Runtime.InteropServices;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Gate;

internal sealed partial class UnitLoader
{
    private static readonly Table RecordTable = CanonicalModel.Table("sys.record");
    private static readonly Table DeletionTable = CanonicalModel.Table("sys.deletion");

    private readonly Dictionary<long, CurrentRecord> current = [];

    /// <summary>The version of a record that stands now: in the warehouse, or earlier in this unit.</summary>
    private readonly record struct CurrentRecord(long ContentHash, long VersionOrder, long Position, int Number, long Tables, int IndexInUnit);

    /// <summary>Decides what becomes of each record and moves superseded versions to history.</summary>
    private async Task DecideRecordsAsync(LoadBatch batch, RecordSink unit, bool isReprocess, CancellationToken cancellationToken)
    {
        var records = unit.Records;
        if (outcomes.Length < records.Count)
        {
            outcomes = new RecordOutcome[records.Count * 2];
        }

        current.Clear();
        await ReadCurrentRecordsAsync(batch, unit, cancellationToken);
        var superseded = new List<(long Id, long Tables)>();
        DecideRecords(unit, isReprocess, superseded);
        if (superseded.Count > 0)
        {
            await MoveToHistoryAsync(batch, superseded, cancellationToken);
        }
    }

    private void DecideRecords(RecordSink unit, bool isReprocess, List<(long Id, long Tables)> superseded)
    {
        var records = CollectionsMarshal.AsSpan(unit.Records);
        for (var r = 0; r < records.Length; r++)
        {
            ref readonly var record = ref records[r];
            var id = record.Key.IsNone ? 0 : IdOf(record.Key);
            outcomes[r] = new RecordOutcome { Disposition = record.Disposition, Fate = RowFate.Write, Id = id };
            if (id == 0 || record.Disposition == Disposition.Quarantined)
            {
                continue;
            }

            var standing = default(CurrentRecord);
            var isKnown = !isNew[record.Key.Index] && current.TryGetValue(id, out standing);
            if (decisions.IsFixed(unit.Entries[record.Entry].Position.Value, record.Number))
            {
                GiveWayToFix(unit, r, isKnown ? standing : null, superseded);
            }
            else if (isKnown)
            {
                Meet(unit, r, standing, isReprocess, superseded);
            }

            if (outcomes[r].Fate == RowFate.Write && (hasRepeatsInUnit || !isNew[record.Key.Index]))
            {
                current[id] = new CurrentRecord(record.ContentHash, record.VersionOrder, unit.Entries[record.Entry].Position.Value, record.Number, Pack(record.Tables), r);
            }
        }
    }

    private bool hasRepeatsInUnit;

    /// <summary>A corrected record stands in place of this one: it is superseded, and what it had made current goes to history.</summary>
    private void GiveWayToFix(RecordSink unit, int index, CurrentRecord? standing, List<(long Id, long Tables)> superseded)
    {
        var record = unit.Records[index];
        ref var outcome = ref outcomes[index];
        outcome.Disposition = Disposition.SupersededOnArrival;
        outcome.Fate = RowFate.Drop;
        if (standing is { } current && current.IndexInUnit < 0 && current.Position == unit.Entries[record.Entry].Position.Value && current.Number == record.Number)
        {
            superseded.Add((outcome.Id, current.Tables));
        }
    }

    /// <summary>A record meets its standing version.</summary>
    private void Meet(RecordSink unit, int index, CurrentRecord standing, bool isReprocess, List<(long Id, long Tables)> superseded)
    {
        var record = unit.Records[index];
        ref var outcome = ref outcomes[index];
        var position = unit.Entries[record.Entry].Position.Value;
        var isSameArrival = standing.Position == position && standing.Number == record.Number;

        // Of two versions of the same time the later landed one stands, also when the earlier is read once more.
        var isOlder = (record.VersionOrder, position, record.Number).CompareTo((standing.VersionOrder, standing.Position, standing.Number)) < 0;
        if (isReprocess && isSameArrival)
        {
            superseded.Add((outcome.Id, standing.Tables));
        }
        else if (record.IsMessage || standing.ContentHash == record.ContentHash)
        {
            outcome.Disposition = Disposition.Duplicate;
            outcome.Fate = RowFate.Drop;
        }
        else if (isOlder)
        {
            outcome.Disposition = Disposition.SupersededOnArrival;
            outcome.Fate = isReprocess ? RowFate.Drop : RowFate.History;
        }
        else if (standing.IndexInUnit >= 0)
        {
            outcomes[standing.IndexInUnit].Fate = RowFate.History;
        }
        else
        {
            superseded.Add((outcome.Id, standing.Tables));
        }
    }

    private async Task ReadCurrentRecordsAsync(LoadBatch batch, RecordSink unit, CancellationToken cancellationToken)
    {
        var known = NewIdBatch();
        CollectKnownRecords(unit, known);
        if (known.RowCount == 0)
        {
            return;
        }

        await batch.Transaction.StageAsync("stage_record", known, cancellationToken);
        await using var result = await batch.Transaction.QueryAsync(GateSql.CurrentRecords, batch.Scope, cancellationToken);
        while (await result.NextAsync(cancellationToken) is { } rows)
        {
            for (var i = 0; i < rows.RowCount; i++)
            {
                current[rows[0].Lane(i)] = new CurrentRecord(rows[1].Lane(i), rows[2].Lane(i), rows[3].Lane(i), (int)rows[4].Lane(i), rows[5].Lane(i), -1);
            }
        }
    }

    private void CollectKnownRecords(RecordSink unit, ColumnBatch known)
    {
        hasRepeatsInUnit = false;
        foreach (ref readonly var record in CollectionsMarshal.AsSpan(unit.Records))
        {
            if (record.Key.IsNone || isNew[record.Key.Index])
            {
                continue;
            }

            var id = IdOf(record.Key);
            if (id >= firstNewId)
            {
                hasRepeatsInUnit = true;
            }
            else
            {
                known[0].Append(id);
            }
        }
    }

    private async Task MoveToHistoryAsync(LoadBatch batch, List<(long Id, long Tables)> superseded, CancellationToken cancellationToken)
    {
        var stage = NewIdBatch();
        var tables = new HashSet<int>();
        foreach (var (id, packed) in superseded)
        {
            stage[0].Append(id);
            AddUnpacked(packed, tables);
        }

        var transaction = batch.Transaction;
        await transaction.StageAsync("stage_superseded", stage, cancellationToken);
        await transaction.ExecuteAsync(GateSql.DeleteSupersededRecords, cancellationToken);
        NoteLostMeanings(tables);
        foreach (var number in tables.Order())
        {
            var table = CanonicalModel.Tables[number];
            await transaction.ExecuteAsync(new SqlStatement(GateSql.CopyToHistory(table, "record_id", "stage_superseded"), batch.LoadId, "superseded"), cancellationToken);
            if (table.Key is not null)
            {
                await transaction.ExecuteAsync(new SqlStatement(GateSql.NoteDeletions(table, "record_id", "stage_superseded"), batch.LoadId), cancellationToken);
            }

            if (table == SourcePersonTable)
            {
                await CollectPersonsAsync(batch, "stage_superseded", cancellationToken);
            }

            await transaction.ExecuteAsync(GateSql.DeleteStaged(table, "record_id", "stage_superseded"), cancellationToken);
        }
    }

    private async Task CollectPersonsAsync(LoadBatch batch, string stage, CancellationToken cancellationToken)
    {
        await using var result = await batch.Transaction.QueryAsync(GateSql.PersonsOfStagedRecords(stage), batch.Scope, cancellationToken);
        while (await result.NextAsync(cancellationToken) is { } rows)
        {
            for (var i = 0; i < rows.RowCount; i++)
            {
                batch.AffectedPersons.Add(rows[0].Lane(i));
                described.Add(rows[1].Lane(i));
            }
        }
    }

    private static ColumnBatch NewIdBatch() => new([new ResultColumn("id", ColumnType.Int64)]);

    /// <summary>Up to eight table numbers in eight bytes, 0 for none; -1 stands for more, meaning any table.</summary>
    internal static long Pack(UInt128 tables)
    {
        long packed = 0;
        for (var shift = 0; tables != 0; shift += 8)
        {
            if (shift == 64)
            {
                return -1;
            }

            var number = (int)UInt128.TrailingZeroCount(tables);
            packed |= (number + 1L) << shift;
            tables &= tables - 1;
        }

        return packed;
    }

    private static void AddUnpacked(long packed, HashSet<int> tables)
    {
        if (packed == -1)
        {
            tables.UnionWith(CanonicalModel.Tables.Where(t => t.IsLoaded).Select(t => t.Number));
            return;
        }

        for (var rest = (ulong)packed; rest != 0; rest >>= 8)
        {
            tables.Add((int)(rest & 0xFF) - 1);
        }
    }
}
