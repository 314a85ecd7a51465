using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Suwen.Security;
using Suwen.Security.Grading;
using Suwen.Server.Http;
using Suwen.Server.Node;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Server.Sql;

/// <summary>Answers SQL that users wrote.</summary>
internal static class UserQuestions
{
    /// <summary>Beyond this a JSON number loses digits in a browser (ECMA-262 §21.1.2.6).</summary>
    private const long MaxSafeInteger = (1L << 53) - 1;

    public static async Task<Results<Ok<SqlAnswer>, ProblemAnswer>> AnswerAsync(SuwenNode node, ReadScope scope, string sql, int limit, CancellationToken cancellationToken)
    {
        try
        {
            var watch = Stopwatch.StartNew();
            await using var result = await UserSql.RunAsync(node.Warehouse, sql, scope, UserSqlLimits.Default, cancellationToken);
            var rows = new List<IReadOnlyList<object?>>();
            var truncated = false;
            while (!truncated && await result.NextAsync(cancellationToken) is { } batch)
            {
                for (var row = 0; row < batch.RowCount; row++)
                {
                    if (rows.Count == limit)
                    {
                        truncated = true;
                        break;
                    }

                    rows.Add(ReadRow(batch, row));
                }
            }

            return TypedResults.Ok(new SqlAnswer([.. result.Columns.Select(c => new SqlColumn(c.Name, NameOf(c.Type)))], rows, truncated, watch.Elapsed.TotalMilliseconds, (int)LevelOf(node, scope, sql)));
        }
        catch (WarehouseException e) when (e.Fault is WarehouseFault.Statement or WarehouseFault.Limit)
        {
            return new ProblemAnswer(new Problem(400, "Statement refused", "caller", e.Message, "sql", "Correct the statement; the tables and columns are those of the catalogue."));
        }
    }

    /// <summary>The level of what a statement reads in clear for its reader.</summary>
    /// <exception cref="WarehouseException">The statement is refused.</exception>
    public static DataLevel LevelOf(SuwenNode node, ReadScope scope, string sql) =>
        StatementLevel.Of(UserSql.ReadsOf(sql, scope, node.Warehouse.Dialect), Authorisation.Policy.Grades);

    public static string NameOf(ColumnType type) => type switch
    {
        ColumnType.Boolean => "boolean",
        ColumnType.Int32 => "integer",
        ColumnType.Int64 => "bigint",
        ColumnType.Double => "double",
        ColumnType.Decimal => "decimal",
        ColumnType.Date => "date",
        ColumnType.Timestamp => "timestamp",
        ColumnType.TimestampTz => "timestamptz",
        ColumnType.Blob => "blob",
        ColumnType.Json => "json",
        _ => "text",
    };

    /// <summary>A value as it travels in JSON.</summary>
    public static object? JsonValueOf(object? value) => value switch
    {
        long l when l is > MaxSafeInteger or < -MaxSafeInteger => l.ToString(CultureInfo.InvariantCulture),
        double d when !double.IsFinite(d) => d.ToString(CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        DateTimeOffset instant => instant.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFK", CultureInfo.InvariantCulture),
        _ => value,
    };

    private static object?[] ReadRow(ColumnBatch batch, int row)
    {
        var values = new object?[batch.Columns.Count];
        for (var column = 0; column < values.Length; column++)
        {
            values[column] = JsonValueOf(batch[column].Value(row));
        }

        return values;
    }
}
