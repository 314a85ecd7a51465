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

    private async Task WriteBookkeepingAsync(LoadBatch batch, RecordSink unit, CancellationToken cancellationToken)
    {
        var records = new ColumnBatch(RecordTable);
        var dispositions = new ColumnBatch(DispositionTable);
        var entries = new ColumnBatch(EntryTable);
        for (var e = 0; e < unit.Entries.Count; e++)
        {
            var entry = unit.Entries[e];
            var end = e + 1 < unit.Entries.Count ? unit.Entries[e + 1].FirstRecord : unit.Records.Count;
            AppendEntry(entries, unit, e, end - entry.FirstRecord, batch.LoadId);
            AppendDispositions(dispositions, unit, entry, end, batch);
            for (var r = entry.FirstRecord; r < end; r++)
            {
                AppendRecord(records, unit, r, batch.LoadId);
            }

            batch.Tally.Entries++;
            batch.Tally.Bytes += entry.PayloadBytes;
            batch.FirstPosition = batch.FirstPosition == 0 ? entry.Position.Value : batch.FirstPosition;
            batch.LastPosition = Math.Max(batch.LastPosition, entry.Position.Value);
        }

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
        var records = unit.Records;
        for (var r = entry.FirstRecord; r < end;)
        {
            var (disposition, kind, first) = (outcomes[r].Disposition, records[r].Kind, records[r].Number);
            var last = first;
            var count = 0;
            while (r < end && outcomes[r].Disposition == disposition && records[r].Kind == kind && records[r].Number == first + count)
            {
                last = records[r].Number;
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

    private void AppendRecord(ColumnBatch rows, RecordSink unit, int index, long loadId)
    {
        var outcome = outcomes[index];
        if (outcome.Id == 0 || outcome.Fate != RowFate.Write || outcome.Disposition == Disposition.Quarantined)
        {
            return;
        }

        var record = unit.Records[index];
        var c = 0;
        rows[c++].Append(outcome.Id);
        rows[c++].Append((long)entrySources[record.Entry]);
        rows[c++].Append(unit.Entries[record.Entry].Position.Value);
        rows[c++].Append((long)record.Number);
        rows[c++].Append(record.ContentHash);
        rows[c++].Append(record.VersionOrder);
        rows[c++].Append(record.Kind);
        rows[c++].Append(Pack(record.Tables));
        rows[c].Append(loadId);
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
