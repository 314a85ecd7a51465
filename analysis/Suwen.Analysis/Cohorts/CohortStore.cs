using System.Globalization;
using Suwen.Storage;

namespace Suwen.Analysis.Cohorts;

/// <summary>Writes a cohort to OMOP's tables <c>cohort</c> and <c>cohort_definition</c>, where other tools look for it.</summary>
public static class CohortStore
{
    /// <summary>Replaces the cohort of this name, or adds it.</summary>
    /// <param name="warehouse">Where.</param>
    /// <param name="scope">Who reads; only whom the reader sees is written.</param>
    /// <param name="definition">The cohort.</param>
    /// <param name="syntax">The definition's text, kept beside it.</param>
    /// <param name="today">The day of the run.</param>
    /// <param name="cancellationToken">Ends it; nothing is written then.</param>
    /// <returns>The cohort's number and its memberships.</returns>
    public static async Task<(long Id, long Memberships)> SaveAsync(IWarehouse warehouse, ReadScope scope, CohortDefinition definition, string syntax, DateOnly today, CancellationToken cancellationToken)
    {
        await using var transaction = await warehouse.BeginAsync(cancellationToken);
        var id = await NumberAsync(transaction, scope, definition.Name, cancellationToken);
        await transaction.ExecuteAsync(new SqlStatement("delete from cdr.cohort where cohort_definition_id = $1", id), cancellationToken);
        await transaction.ExecuteAsync(new SqlStatement("delete from cdr.cohort_definition where cohort_definition_id = $1", id), cancellationToken);
        await transaction.ExecuteAsync(
            new SqlStatement(
                "insert into cdr.cohort_definition (cohort_definition_id, cohort_definition_name, cohort_definition_description, definition_type_concept_id, cohort_definition_syntax, subject_concept_id, cohort_initiation_date) values ($1, $2, $3, 0, $4, 0, $5)",
                id, definition.Name, definition.Description ?? definition.TitleEn ?? definition.TitleZh, syntax, today),
            cancellationToken);
        var members = CohortCompiler.Compile(definition, warehouse.Dialect, CohortTarget.Members).Statement;
        var rows = await WriteAsync(transaction, scope, members, id, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (id, rows);
    }

    private static async Task<long> NumberAsync(IWarehouseTransaction transaction, ReadScope scope, string name, CancellationToken cancellationToken)
    {
        await using var result = await transaction.QueryAsync(
            new SqlStatement("select coalesce(max(case when cohort_definition_name = $1 then cohort_definition_id end), coalesce(max(cohort_definition_id), 0) + 1) as id from cdr.cohort_definition", name), scope, cancellationToken);
        var batch = await result.NextAsync(cancellationToken);
        return Convert.ToInt64(batch![0].Value(0), CultureInfo.InvariantCulture);
    }

    /// <summary>Members are read under the reader's scope and appended, so that nothing is written that the reader does not see.</summary>
    private static async Task<long> WriteAsync(IWarehouseTransaction transaction, ReadScope scope, SqlStatement members, long id, CancellationToken cancellationToken)
    {
        long rows = 0;
        if (scope.IsUnrestricted)
        {
            // The number is typed and not input of anybody.
            return await transaction.ExecuteAsync(members with { Text = string.Create(CultureInfo.InvariantCulture, $"insert into cdr.cohort (cohort_definition_id, subject_id, cohort_start_date, cohort_end_date)\nselect {id}, r.subject_id, r.cohort_start_date, r.cohort_end_date from (\n{members.Text}\n) as r") }, cancellationToken);
        }

        var table = Storage.Schema.CanonicalModel.TryFind("cohort", out var found) ? found : throw new InvalidOperationException("The model has a table cohort.");
        foreach (var chunk in (await ReadAsync(transaction, scope, members, cancellationToken)).Chunk(100_000))
        {
            var columns = new ColumnBatch([new ResultColumn("cohort_definition_id", Storage.Schema.ColumnType.Int64), new ResultColumn("subject_id", Storage.Schema.ColumnType.Int64), new ResultColumn("cohort_start_date", Storage.Schema.ColumnType.Date), new ResultColumn("cohort_end_date", Storage.Schema.ColumnType.Date)]);
            foreach (var (subject, start, end) in chunk)
            {
                columns[0].Append(id);
                columns[1].Append(subject);
                columns[2].Append(start.DayNumber - new DateOnly(1970, 1, 1).DayNumber);
                columns[3].Append(end.DayNumber - new DateOnly(1970, 1, 1).DayNumber);
                rows++;
            }

            await transaction.AppendAsync(table, columns, cancellationToken);
        }

        return rows;
    }

    /// <summary>The members whole: a transaction appends nothing while a result of it is open.</summary>
    private static async Task<List<(long Subject, DateOnly Start, DateOnly End)>> ReadAsync(IWarehouseTransaction transaction, ReadScope scope, SqlStatement members, CancellationToken cancellationToken)
    {
        var rows = new List<(long Subject, DateOnly Start, DateOnly End)>();
        await using var result = await transaction.QueryAsync(members, scope, cancellationToken);
        while (await result.NextAsync(cancellationToken) is { } batch)
        {
            for (var row = 0; row < batch.RowCount; row++)
            {
                rows.Add((Convert.ToInt64(batch[0].Value(row), CultureInfo.InvariantCulture), (DateOnly)batch[1].Value(row)!, (DateOnly)batch[2].Value(row)!));
            }
        }

        return rows;
    }
}
