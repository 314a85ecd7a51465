using System.Globalization;
using Suwen.Governance.Terminology;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Gate;

/// <content>
/// What codes mean. Rows are loaded with the meaning of the moment; when a decision changes it, the rows that stand are written again with
/// the new one, in the decision's own transaction, and nothing else is.
/// </content>
internal sealed partial class UnitLoader
{
    private static readonly IReadOnlyList<Table> MeaningTables =
        [CanonicalModel.Table("cn_code_system"), CanonicalModel.Table("cn_term"), CanonicalModel.Table("cn_code_map")];

    private readonly CodeLookup lookup = new();

    /// <summary>Takes up what codes mean, as the warehouse has it.</summary>
    public void UseMeanings(CodeMeanings meanings) => lookup.Use(meanings);

    /// <summary>
    /// Writes the unit's decisions about codes before its other rows, and takes up what codes mean with them.
    /// Answers the codes whose meaning may have changed.
    /// </summary>
    private async Task<IReadOnlySet<SourceCode>?> TakeMeaningsAsync(LoadBatch batch, RecordSink unit, CancellationToken cancellationToken)
    {
        var isTouched = false;
        foreach (var writer in unit.Writers.Where(w => MeaningTables.Contains(w.Table)))
        {
            isTouched = true;
            FillComputedColumns(unit, writer, batch.LoadId);
            await WriteRowsAsync(batch, unit, writer, cancellationToken);
        }

        if (!isTouched && !hasLostMeanings)
        {
            return null;
        }

        hasLostMeanings = false;
        var before = lookup.Meanings;
        lookup.Use(await CodeMeanings.ReadAsync(statement => batch.Transaction.QueryAsync(statement, batch.Scope, cancellationToken), cancellationToken));
        return lookup.Meanings.DifferencesFrom(before);
    }

    // A decision that is read once more may be set aside this time and state no row at all.
    private bool hasLostMeanings;

    private void NoteLostMeanings(IEnumerable<int> tables) =>
        hasLostMeanings |= tables.Any(number => MeaningTables.Any(t => t.Number == number));

    private void FillMeanings(RowWriter writer)
    {
        if (CodedColumns.Of(writer.Table) is { } coded)
        {
            lookup.Fill(coded, writer.Batch, 0, NameOfSource);
        }
    }

    /// <summary>A folded row means what its code means after the fold, whichever statement the code came with.</summary>
    private void FillMergedMeanings(Table table, ColumnBatch rows, int first)
    {
        if (CodedColumns.Of(table) is { } coded)
        {
            lookup.Fill(coded, rows, first, NameOfSource);
        }
    }

    private string NameOfSource(int id) => registry.NameOf(id);

    /// <summary>Writes the rows of codes again whose meaning is another now; the rows as they were go to history.</summary>
    private async Task RemapAsync(LoadBatch batch, IReadOnlySet<SourceCode>? codes, CancellationToken cancellationToken)
    {
        if (codes is not { Count: > 0 })
        {
            return;
        }

        var stage = new ColumnBatch([new ResultColumn("vocabulary", ColumnType.Text), new ResultColumn("code", ColumnType.Text)]);
        foreach (var code in codes)
        {
            stage[0].Append(code.Vocabulary);
            stage[1].Append(code.Code);
        }

        await batch.Transaction.StageAsync("stage_code", stage, cancellationToken);
        foreach (var coded in CodedColumns.All)
        {
            var changed = await ChangedMeaningsAsync(batch, coded, cancellationToken);
            if (changed.RowCount == 0)
            {
                continue;
            }

            await batch.Transaction.StageAsync("stage_remap", changed, cancellationToken);
            await batch.Transaction.ExecuteAsync(new SqlStatement(TerminologySql.ArchiveRemapped(coded), batch.LoadId), cancellationToken);
            batch.Tally.Remapped += await batch.Transaction.ExecuteAsync(new SqlStatement(TerminologySql.Remap(coded), batch.LoadId), cancellationToken);
        }
    }

    private async Task<ColumnBatch> ChangedMeaningsAsync(LoadBatch batch, CodedColumns coded, CancellationToken cancellationToken)
    {
        var changed = new ColumnBatch(
        [
            new ResultColumn("source_id", ColumnType.Int32), new ResultColumn("vocabulary", ColumnType.Text), new ResultColumn("code", ColumnType.Text),
            new ResultColumn("old_concept", ColumnType.Int64), new ResultColumn("old_source_concept", ColumnType.Int64), new ResultColumn("stated", ColumnType.Int32),
            new ResultColumn("concept", ColumnType.Int64), new ResultColumn("source_concept", ColumnType.Int64),
        ]);
        await using var result = await batch.Transaction.QueryAsync(TerminologySql.RowsOfStagedCodes(coded), batch.Scope, cancellationToken);
        while (await result.NextAsync(cancellationToken) is { } rows)
        {
            for (var i = 0; i < rows.RowCount; i++)
            {
                var standing = CodedRows.Read(rows, i);
                var today = standing.Today(lookup.Meanings, NameOfSource(standing.Source), coded.Stem);
                if (today != (standing.Concept, standing.SourceConcept))
                {
                    Append(changed, standing, today);
                }
            }
        }

        return changed;
    }

    private static void Append(ColumnBatch changed, CodedRows standing, (long Concept, long SourceConcept) today)
    {
        changed[0].Append((long)standing.Source);
        changed[1].Append(standing.Code.Vocabulary);
        changed[2].Append(standing.Code.Code);
        changed[3].Append(standing.Concept);
        changed[4].Append(standing.SourceConcept);
        changed[5].Append(standing.Stated);
        changed[6].Append(today.Concept);
        if (today.SourceConcept < 0)
        {
            changed[7].AppendNull();
        }
        else
        {
            changed[7].Append(today.SourceConcept);
        }
    }
}
