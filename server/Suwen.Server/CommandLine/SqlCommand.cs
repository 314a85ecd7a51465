using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Suwen.Security;
using Suwen.Server.Node;
using Suwen.Server.Sql;
using Suwen.Storage;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen sql "SELECT …"</c></summary>
internal static class SqlCommand
{
    /// <summary>A table's column widths come from so many rows; the rest is written as it comes.</summary>
    private const int RowsMeasured = 1000;

    /// <summary>The owner of the folder may ask large questions: an export streams, and Ctrl-C stops it.</summary>
    private static readonly UserSqlLimits OwnersLimits = new(TimeSpan.FromHours(1), long.MaxValue);

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create(CommandHost host, Option<DirectoryInfo> data)
    {
        var sql = new Argument<string>("SQL") { Description = "One SELECT over the catalogue's tables." };
        var format = new Option<string>("--format") { Description = "table, csv or json.", DefaultValueFactory = static _ => "table" };
        format.AcceptOnlyFromAmong("table", "csv", "json");
        var command = new Command("sql", "Ask the warehouse in SQL.") { sql, format };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(
            parsed,
            DataOption.FolderOf(parsed, data),
            async (run, cancel) =>
            {
                await run.WaitUntilLoadedAsync(cancel);
                var scope = Authorisation.ScopeFor(Authorisation.LocalOwner, Permission.SqlQuery, Purpose.Operations);
                await using var result = await UserSql.RunAsync(run.Node.Warehouse, parsed.GetRequiredValue(sql), scope, OwnersLimits, cancel);
                await WriteAsync(result, parsed.GetRequiredValue(format), run.Out, cancel);
                return ExitCode.Success;
            },
            token));
        return command;
    }

    private static Task WriteAsync(IQueryResult result, string format, TextWriter output, CancellationToken cancellationToken) => format switch
    {
        "csv" => WriteCsvAsync(result, output, cancellationToken),
        "json" => WriteJsonAsync(result, output, cancellationToken),
        _ => WriteTableAsync(result, output, cancellationToken),
    };

    private static async Task WriteTableAsync(IQueryResult result, TextWriter output, CancellationToken cancellationToken)
    {
        var numbers = result.Columns.Select((c, i) => (c.Type, i)).Where(c => c.Type is >= Storage.Schema.ColumnType.Int32 and <= Storage.Schema.ColumnType.Decimal).Select(c => c.i).ToHashSet();
        var table = new TextTable([.. result.Columns.Select(c => c.Name)]) { RightAligned = numbers };
        long rows = 0;
        while (await result.NextAsync(cancellationToken) is { } batch)
        {
            for (var row = 0; row < batch.RowCount; row++)
            {
                table.Add(CellsOf(batch, row));
                if (++rows % RowsMeasured == 0)
                {
                    await table.WriteAsync(output);
                    table = new TextTable([.. result.Columns.Select(c => c.Name)]) { RightAligned = numbers };
                }
            }
        }

        if (rows == 0 || rows % RowsMeasured != 0)
        {
            await table.WriteAsync(output);
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"({rows:N0} {(rows == 1 ? "row" : "rows")})"));
    }

    private static string[] CellsOf(ColumnBatch batch, int row)
    {
        var cells = new string[batch.Columns.Count];
        for (var column = 0; column < cells.Length; column++)
        {
            cells[column] = TextOf(batch[column].Value(row)) ?? "";
        }

        return cells;
    }

    /// <summary>RFC 4180 with line feeds; a null is an empty field and an empty text a quoted one.</summary>
    /// <summary>Writes a result as RFC 4180 CSV, streaming.</summary>
    internal static async Task WriteCsvAsync(IQueryResult result, TextWriter output, CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        await output.WriteLineAsync(line.AppendJoin(',', result.Columns.Select(c => Quoted(c.Name))).ToString());
        while (await result.NextAsync(cancellationToken) is { } batch)
        {
            line.Clear();
            for (var row = 0; row < batch.RowCount; row++)
            {
                for (var column = 0; column < batch.Columns.Count; column++)
                {
                    line.Append(column == 0 ? "" : ",").Append(TextOf(batch[column].Value(row)) is { } text ? Quoted(text) : "");
                }

                line.Append('\n');
            }

            await output.WriteAsync(line.ToString());
        }
    }

    private static async Task WriteJsonAsync(IQueryResult result, TextWriter output, CancellationToken cancellationToken)
    {
        var text = new StringBuilder("[");
        var first = true;
        while (await result.NextAsync(cancellationToken) is { } batch)
        {
            for (var row = 0; row < batch.RowCount; row++)
            {
                text.Append(first ? "\n" : ",\n").Append(JsonSerializer.Serialize(ObjectOf(batch, row), Json));
                first = false;
            }

            await output.WriteAsync(text.ToString());
            text.Clear();
        }

        await output.WriteLineAsync(text.Append("\n]").ToString());
    }

    private static Dictionary<string, object?> ObjectOf(ColumnBatch batch, int row)
    {
        var values = new Dictionary<string, object?>(batch.Columns.Count);
        for (var column = 0; column < batch.Columns.Count; column++)
        {
            // Two columns of one name are possible in SQL and not in an object: the later one is numbered.
            var name = batch.Columns[column].Name;
            var key = name;
            for (var n = 2; values.ContainsKey(key); n++)
            {
                key = string.Create(CultureInfo.InvariantCulture, $"{name}_{n}");
            }

            values[key] = UserQuestions.JsonValueOf(batch[column].Value(row));
        }

        return values;
    }

    private static string Quoted(string text) =>
        text.Length == 0 || text.AsSpan().IndexOfAny(",\"\r\n") >= 0 || text[0] == ' ' || text[^1] == ' ' ? "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : text;

    private static string? TextOf(object? value) => value switch
    {
        null => null,
        bool b => b ? "true" : "false",
        byte[] bytes => "\\x" + Convert.ToHexStringLower(bytes),
        decimal d => d.ToString(CultureInfo.InvariantCulture),
        DateOnly d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime t => t.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        DateTimeOffset t => t.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFzzz", CultureInfo.InvariantCulture),
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
