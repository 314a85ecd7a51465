using System.Runtime.InteropServices;
using System.Text;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Gate;

internal sealed partial class UnitLoader
{
    private static readonly Table EntryTable = CanonicalModel.Table("sys.entry");
    private static readonly Table DispositionTable = CanonicalModel.Table("sys.disposition");
    private static readonly Table QuarantineTable = CanonicalModel.Table("sys.quarantine");

    /// <summary>Names of the dispositions as stored.</summary>
    internal static string NameOf(Disposition disposition) => disposition switch
    {
        Disposition.Loaded => "loaded",
        Disposition.Kept => "kept",
        Disposition.SupersededOnArrival => "superseded",
        Disposition.Quarantined => "quarantined",
        Disposition.Duplicate => "duplicate",
        _ => "erased",
    };

    // Kept from unit to unit: their arrays are large, and large garbage waits for a full collection.
    private readonly ColumnBatch records = new(RecordTable);
    private readonly ColumnBatch dispositions = new(DispositionTable);
    private readonly ColumnBatch entries = new(EntryTable);
    private readonly List<int> standing = [];

    private async Task WriteBookkeepingAsync(LoadBatch batch, RecordSink unit, CancellationToken cancellationToken)
    {
        dispositions.Clear();
        entries.Clear();
        for (var e = 0; e < unit.Entries.Count; e++)
        {
            var entry = unit.Entries[e];
            var end = e + 1 < unit.Entries.Count ? unit.Entries[e + 1].FirstRecord : unit.Records.Count;
            AppendEntry(entries, unit, e, end - entry.FirstRecord, batch.LoadId);
            AppendDispositions(dispositions, unit, entry, end, batch);
            batch.Tally.Entries++;
            batch.Tally.Bytes += entry.PayloadBytes;
            batch.FirstPosition = batch.FirstPosition == 0 ? entry.Position.Value : batch.FirstPosition;
            batch.LastPosition = Math.Max(batch.LastPosition, entry.Position.Value);
        }

        FillRecords(unit, batch.LoadId);
        await AppendAsync(batch, EntryTable, entries, cancellationToken);
        await AppendAsync(batch, DispositionTable, dispositions, cancellationToken);
        await AppendAsync(batch, RecordTable, records, cancellationToken);
        await AppendAsync(batch, QuarantineTable, QuarantineRows(unit, batch.LoadId), cancellationToken);
        await NoteDecisionsAsync(batch, unit, cancellationToken);
    }

    private static Task AppendAsync(LoadBatch batch, Table table, ColumnBatch rows, CancellationToken cancellationToken) =>
        rows.RowCount == 0 ? Task.CompletedTask : batch.Transaction.AppendAsync(table, rows, cancellationToken);

    private void AppendEntry(ColumnBatch rows, RecordSink unit, int index, int recordCount, long loadId)
    {
        var entry = unit.Entries[index];
        var c = 0;
        rows[c++].Append(entry.Position.Value);
        rows[c++].Append((long)entrySources[index]);
        rows[c++].Append(entry.Header.Channel);
        rows[c++].Append(entry.Header.Format);
        rows[c++].Append(entry.ReceivedAt.ToUnixTimeMilliseconds() * 1000);
        rows[c++].Append((long)entry.PayloadBytes);
        rows[c++].Append((long)recordCount);
        rows[c++].Append((long)entryMappings[index]);
        AppendText(rows[c++], entry.CharacterSet);
        AppendText(rows[c++], entry.CharacterSetFlag);
        rows[c].Append(loadId);
    }

    /// <summary>Runs of records with the same disposition and kind share a row, so that a million equal rows cost one.</summary>
    private void AppendDispositions(ColumnBatch rows, RecordSink unit, ParsedEntry entry, int end, LoadBatch batch)
    {
        var parsed = CollectionsMarshal.AsSpan(unit.Records);
        for (var r = entry.FirstRecord; r < end;)
        {
            var (disposition, kind, first) = (outcomes[r].Disposition, parsed[r].Kind, parsed[r].Number);
            var last = first;
            var count = 0;
            while (r < end && outcomes[r].Disposition == disposition && parsed[r].Kind == kind && parsed[r].Number == first + count)
            {
                last = parsed[r].Number;
                count++;
                r++;
            }

            var c = 0;
            rows[c++].Append(entry.Position.Value);
            rows[c++].Append((long)first);
            rows[c++].Append((long)last);
            rows[c++].Append(NameOf(disposition));
            rows[c++].Append(kind);
            rows[c].Append(batch.LoadId);
            batch.Tally.Records += count;
            batch.Tally.ByDisposition[(int)disposition] += count;
        }
    }

    /// <summary>The records that stand after this unit, column by column.</summary>
    private void FillRecords(RecordSink unit, long loadId)
    {
        records.Clear();
        standing.Clear();
        var parsed = CollectionsMarshal.AsSpan(unit.Records);
        for (var r = 0; r < parsed.Length; r++)
        {
            ref readonly var outcome = ref outcomes[r];
            if (outcome.Id != 0 && outcome.Fate == RowFate.Write && outcome.Disposition != Disposition.Quarantined)
            {
                standing.Add(r);
            }
        }

        var rows = CollectionsMarshal.AsSpan(standing);
        var id = records[0].Extend(rows.Length);
        var source = records[1].Extend(rows.Length);
        var position = records[2].Extend(rows.Length);
        var number = records[3].Extend(rows.Length);
        var content = records[4].Extend(rows.Length);
        var version = records[5].Extend(rows.Length);
        var tables = records[7].Extend(rows.Length);
        var (entry, entryPosition) = (-1, 0L);
        var (lastTables, packed) = (UInt128.Zero, 0L);
        for (var i = 0; i < rows.Length; i++)
        {
            ref readonly var record = ref parsed[rows[i]];
            if (record.Entry != entry)
            {
                (entry, entryPosition) = (record.Entry, unit.Entries[record.Entry].Position.Value);
            }

            if (record.Tables != lastTables)
            {
                (lastTables, packed) = (record.Tables, Pack(record.Tables));
            }

            id[i] = outcomes[rows[i]].Id;
            source[i] = entrySources[entry];
            position[i] = entryPosition;
            number[i] = record.Number;
            content[i] = record.ContentHash;
            version[i] = record.VersionOrder;
            tables[i] = packed;
        }

        FillKinds(parsed, rows);
        records[8].AppendRepeated(loadId, rows.Length);
    }

    /// <summary>Kinds come in long runs, each one string.</summary>
    private void FillKinds(Span<ParsedRecord> parsed, Span<int> rows)
    {
        for (var i = 0; i < rows.Length;)
        {
            var kind = parsed[rows[i]].Kind;
            var first = i++;
            while (i < rows.Length && ReferenceEquals(parsed[rows[i]].Kind, kind))
            {
                i++;
            }

            records[6].AppendRepeated(Encoding.UTF8.GetBytes(kind), i - first);
        }
    }

    private ColumnBatch QuarantineRows(RecordSink unit, long loadId)
    {
        var rows = new ColumnBatch(QuarantineTable, 4);
        foreach (var rejection in unit.Rejections)
        {
            var record = unit.Records[rejection.Record];
            var c = 0;
            rows[c++].Append(unit.Entries[record.Entry].Position.Value);
            rows[c++].Append((long)record.Number);
            rows[c++].Append((long)entrySources[record.Entry]);
            rows[c++].Append(rejection.ReasonCode);
            rows[c++].Append(rejection.Path);
            rows[c++].Append(rejection.Detail);
            rows[c++].Append(rejection.Fault switch { AtFault.Source => "source", AtFault.Caller => "caller", _ => "platform" });
            rows[c++].Append(record.Kind);
            rows[c++].Append(decisions.StatusOf(unit.Entries[record.Entry].Position.Value, record.Number));
            rows[c].Append(loadId);
        }

        return rows;
    }

    /// <summary>Takes back what was noted of entries that are loaded once more.</summary>
    private async Task ForgetEntriesAsync(LoadBatch batch, RecordSink unit, CancellationToken cancellationToken)
    {
        var stage = NewIdBatch();
        foreach (var entry in unit.Entries)
        {
            stage[0].Append(entry.Position.Value);
        }

        await batch.Transaction.StageAsync("stage_entry", stage, cancellationToken);
        await batch.Transaction.ExecuteAsync("delete from sys.entry where entry_position in (select id from stage_entry)", cancellationToken);
        await batch.Transaction.ExecuteAsync("delete from sys.disposition where entry_position in (select id from stage_entry)", cancellationToken);
        await batch.Transaction.ExecuteAsync("delete from sys.quarantine where entry_position in (select id from stage_entry)", cancellationToken);
        await ForgetDecisionsAsync(batch, unit, cancellationToken);
    }

    private static void AppendText(ColumnVector vector, string? text)
    {
        if (text is null)
        {
            vector.AppendNull();
        }
        else
        {
            vector.Append(text);
        }
    }
}
