using Suwen.Storage;
using Suwen.Storage.Landing;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Gate;

/// <content>Decisions about records in quarantine.</content>
internal sealed partial class UnitLoader
{
    private static readonly Table DecisionTable = CanonicalModel.Table("sys.quarantine_decision");

    /// <summary>Notes the decisions that the unit's entries are, and what has become of the records that they decide on.</summary>
    private async Task NoteDecisionsAsync(LoadBatch batch, RecordSink unit, CancellationToken cancellationToken)
    {
        ColumnBatch? rows = null;
        ColumnBatch? stage = null;
        for (var e = 0; e < unit.Entries.Count; e++)
        {
            var entry = unit.Entries[e];
            if (entry.Header.Channel != QuarantineDecision.Channel || QuarantineDecision.Of(entry.Header) is not { } decision || !Holds(unit, e))
            {
                continue;
            }

            rows ??= new ColumnBatch(DecisionTable, 4);
            stage ??= NewStatusBatch();
            Append(rows, entry, decision, batch.LoadId);
            Append(stage, decision, decision.Status);
            decisions.Add(decision.Position.Value, decision.RecordNumber, decision.Kind, entry.Position.Value);
            if (decision.Kind == QuarantineDecision.Fix)
            {
                batch.Fixed.Add((decision.Position, decision.RecordNumber));
            }
        }

        if (rows is not null)
        {
            await AppendAsync(batch, DecisionTable, rows, cancellationToken);
            await SetStatusAsync(batch, stage!, cancellationToken);
        }
    }

    /// <summary>A fix that is itself set aside, or erased, decides nothing.</summary>
    private bool Holds(RecordSink unit, int entry)
    {
        var end = entry + 1 < unit.Entries.Count ? unit.Entries[entry + 1].FirstRecord : unit.Records.Count;
        for (var r = unit.Entries[entry].FirstRecord; r < end; r++)
        {
            if (outcomes[r].Disposition is Disposition.Quarantined or Disposition.Erased)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Takes back what entries decided that are read once more.</summary>
    private async Task ForgetDecisionsAsync(LoadBatch batch, RecordSink unit, CancellationToken cancellationToken)
    {
        ColumnBatch? stage = null;
        foreach (var entry in unit.Entries)
        {
            if (QuarantineDecision.Of(entry.Header) is { } decision)
            {
                decisions.Forget(decision, entry.Position.Value);
                Append(stage ??= NewStatusBatch(), decision, decisions.StatusOf(decision.Position.Value, decision.RecordNumber));
            }
        }

        if (stage is not null)
        {
            await batch.Transaction.ExecuteAsync("delete from sys.quarantine_decision where decision_position in (select id from stage_entry)", cancellationToken);
            await SetStatusAsync(batch, stage, cancellationToken);
        }
    }

    private static async Task SetStatusAsync(LoadBatch batch, ColumnBatch stage, CancellationToken cancellationToken)
    {
        await batch.Transaction.StageAsync("stage_status", stage, cancellationToken);
        await batch.Transaction.ExecuteAsync(GateSql.SetQuarantineStatus, cancellationToken);
    }

    private static ColumnBatch NewStatusBatch() =>
        new([new ResultColumn("entry_position", ColumnType.Int64), new ResultColumn("record_number", ColumnType.Int64), new ResultColumn("status", ColumnType.Text)]);

    private static void Append(ColumnBatch stage, QuarantineDecision decision, string status)
    {
        stage[0].Append(decision.Position.Value);
        stage[1].Append((long)decision.RecordNumber);
        stage[2].Append(status);
    }

    private static void Append(ColumnBatch rows, ParsedEntry entry, QuarantineDecision decision, long loadId)
    {
        var c = 0;
        rows[c++].Append(decision.Position.Value);
        rows[c++].Append((long)decision.RecordNumber);
        rows[c++].Append(decision.Kind);
        rows[c++].Append(entry.Position.Value);
        rows[c++].Append(decision.By);
        rows[c++].Append(entry.ReceivedAt.ToUnixTimeMilliseconds() * 1000);
        rows[c++].Append(decision.Why);
        rows[c].Append(loadId);
    }
}
