using Suwen.Governance.MasterIndex.Survivorship;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Gate;

internal sealed partial class UnitLoader
{
    private static readonly Table GoldenTable = CanonicalModel.Table("cn_golden_person");

    private static readonly string RowsOfGolden =
        $"select {string.Join(", ", GoldenRecord.Columns.Select(c => "s." + c))} from cdr.cn_source_person s join stage_golden g on s.person_id = g.id order by s.person_id, s.source_person_id";

    /// <summary>Makes the golden records of affected persons, and OMOP's rows of them, anew from their sources' rows; once before a commit.</summary>
    public async Task RefreshPersonsAsync(LoadBatch batch, CancellationToken cancellationToken)
    {
        if (batch.AffectedPersons.Count == 0)
        {
            return;
        }

        var stage = NewIdBatch();
        foreach (var person in batch.AffectedPersons.Order())
        {
            stage[0].Append(person);
        }

        var transaction = batch.Transaction;
        await transaction.StageAsync("stage_golden", stage, cancellationToken);
        await transaction.ExecuteAsync(PersonSql.DropGoldenRecords, cancellationToken);
        var golden = await MakeGoldenRecordsAsync(batch, cancellationToken);
        if (golden.RowCount > 0)
        {
            await transaction.AppendAsync(GoldenTable, golden, cancellationToken);
        }

        await transaction.ExecuteAsync(PersonSql.DropGolden, cancellationToken);
        await transaction.ExecuteAsync(new SqlStatement(PersonSql.MakeGolden, batch.LoadId), cancellationToken);
        batch.AffectedPersons.Clear();
    }

    private async Task<ColumnBatch> MakeGoldenRecordsAsync(LoadBatch batch, CancellationToken cancellationToken)
    {
        var golden = new ColumnBatch(GoldenTable, batch.AffectedPersons.Count);
        var maker = new GoldenRecord(survivorship, registry.NameOf);
        await using var result = await batch.Transaction.QueryAsync(RowsOfGolden, batch.Scope, cancellationToken);
        var person = new ColumnBatch(result.Columns, 8);
        while (await result.NextAsync(cancellationToken) is { } rows)
        {
            for (var i = 0; i < rows.RowCount; i++)
            {
                if (person.RowCount > 0 && person[0].Lane(0) != rows[0].Lane(i))
                {
                    maker.Add(person, batch.LoadId, golden);
                    person.Clear();
                }

                CopyRow(rows, i, person);
            }
        }

        if (person.RowCount > 0)
        {
            maker.Add(person, batch.LoadId, golden);
        }

        return golden;
    }
}
