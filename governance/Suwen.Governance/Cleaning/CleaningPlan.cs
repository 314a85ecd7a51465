using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Suwen.Governance.Gate.Decisions;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Cleaning;

/// <summary>One row that a rule would amend.</summary>
/// <param name="RowId">The row's key.</param>
/// <param name="Source">The source that stated the row.</param>
/// <param name="Position">Position of the landing entry that stated it.</param>
/// <param name="Record">Number of the record in it.</param>
/// <param name="Changes">Each column with its value now and its value then, as JSON; empty where the row is removed.</param>
public sealed record CleaningStep(long RowId, string Source, long Position, long Record, IReadOnlyList<(string Column, string Old, string New)> Changes)
{
    internal UInt128 KeyHash { get; init; }
}

/// <summary>What a rule would do now.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Steps">The rows that it would amend.</param>
/// <param name="Found">Rows that it found.</param>
/// <param name="TakenBack">Rows among them on which a person took the rule's amendment back: it is not made again.</param>
public sealed record CleaningPlan(CleaningRule Rule, IReadOnlyList<CleaningStep> Steps, long Found, long TakenBack)
{
    /// <summary>A rule that finds more rows than this is taken for wrong: it is a job for the source or for a mapping.</summary>
    public const int MostRows = 1_000_000;

    private const int RowsAtOnce = 2_000;
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Asks the rule which rows it finds, and what stands in them now.</summary>
    /// <exception cref="WarehouseException">The rule's SELECT fails, or answers something else than a rule's columns.</exception>
    public static async Task<CleaningPlan> MakeAsync(IWarehouse warehouse, CleaningRule rule, ReadScope scope, CancellationToken cancellationToken)
    {
        var wanted = await ReadWantedAsync(warehouse, rule, scope, cancellationToken);
        var steps = new List<CleaningStep>();
        long takenBack = 0;
        foreach (var chunk in wanted.Rows.Keys.Order().Chunk(RowsAtOnce))
        {
            await using var result = await warehouse.QueryAsync(new SqlStatement(StandingSql(rule, wanted.Columns, chunk), rule.Id), scope, cancellationToken);
            while (await result.NextAsync(cancellationToken) is { } rows)
            {
                for (var i = 0; i < rows.RowCount; i++)
                {
                    if (rows[6].Lane(i) > 0)
                    {
                        takenBack++;
                        continue;
                    }

                    var changes = Differences(rule.Table, wanted.Columns, wanted.Rows[rows[0].Lane(i)], rows, i);
                    if (changes.Count > 0 || rule.Kind == CleaningKind.Deduplicate)
                    {
                        var hash = new UInt128((ulong)rows[4].Lane(i), (ulong)rows[5].Lane(i));
                        steps.Add(new CleaningStep(rows[0].Lane(i), rows[1].Text(i), rows[2].Lane(i), rows[3].Lane(i), changes) { KeyHash = hash });
                    }
                }
            }
        }

        return new CleaningPlan(rule, steps, wanted.Rows.Count, takenBack);
    }

    /// <summary>The decision lines of the plan, by source and each at most some two megabytes.</summary>
    public IEnumerable<(string Source, ReadOnlyMemory<byte> Lines)> Decisions(string by)
    {
        foreach (var ofSource in Steps.GroupBy(s => s.Source, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var lines = new ArrayBufferWriter<byte>(64 << 10);
            foreach (var step in ofSource)
            {
                WriteLine(lines, step, by);
                if (lines.WrittenCount > 2 << 20)
                {
                    yield return (ofSource.Key, lines.WrittenMemory.ToArray());
                    lines.ResetWrittenCount();
                }
            }

            if (lines.WrittenCount > 0)
            {
                yield return (ofSource.Key, lines.WrittenMemory.ToArray());
            }
        }
    }

    private void WriteLine(ArrayBufferWriter<byte> lines, CleaningStep step, string by)
    {
        // The same rule on the same version of a row is the same amendment, so a run that is repeated after a kill doubles nothing.
        var row = step.KeyHash.ToString("x32", CultureInfo.InvariantCulture);
        var identity = string.Create(CultureInfo.InvariantCulture, $"{Rule.Id}@{Rule.Version}/{row}/{step.Position}/{step.Record}");
        using (var json = new Utf8JsonWriter(lines, Relaxed))
        {
            json.WriteStartObject();
            json.WriteString("kind", "amend-row");
            json.WriteString("id", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)).AsSpan(0, 16)));
            json.WriteString("table", Rule.Table.Name);
            json.WriteString("row", row);
            json.WriteNumber("position", step.Position);
            json.WriteNumber("record", step.Record);
            if (Rule.Kind == CleaningKind.Deduplicate)
            {
                json.WriteBoolean("remove", true);
            }
            else
            {
                json.WriteStartObject("set");
                foreach (var (column, _, value) in step.Changes)
                {
                    json.WritePropertyName(column);
                    json.WriteRawValue(value, skipInputValidation: true);
                }

                json.WriteEndObject();
            }

            json.WriteString("rule", Rule.Id);
            json.WriteNumber("ruleVersion", Rule.Version);
            json.WriteString("by", by);
            json.WriteString("why", Rule.Why);
            json.WriteEndObject();
        }

        lines.Write("\n"u8);
    }

    private static async Task<(IReadOnlyList<string> Columns, Dictionary<long, string[]> Rows)> ReadWantedAsync(IWarehouse warehouse, CleaningRule rule, ReadScope scope, CancellationToken cancellationToken)
    {
        var sql = SqlMacros.Expand(rule.Sql, warehouse.Dialect);
        var limits = new UserSqlLimits(TimeSpan.FromMinutes(30), MostRows);
        await using var result = rule.IsBuiltIn
            ? await warehouse.QueryAsync(sql, scope, cancellationToken)
            : await UserSql.RunAsync(warehouse, sql, scope, limits, cancellationToken);
        var columns = ColumnsOf(rule, result.Columns);
        var rows = new Dictionary<long, string[]>();
        while (await result.NextAsync(cancellationToken) is { } batch)
        {
            for (var i = 0; i < batch.RowCount; i++)
            {
                if (!batch[0].IsNull(i) && rows.Count < MostRows)
                {
                    rows[batch[0].Lane(i)] = [.. columns.Select((c, n) => JsonOf(rule.Table, c, batch[n + 1], i))];
                }
            }
        }

        return rows.Count < MostRows ? (columns, rows)
            : throw new WarehouseException(WarehouseFault.Limit, string.Create(CultureInfo.InvariantCulture, $"The rule {rule.Id} finds {MostRows:N0} rows or more: what is wrong so often is corrected at the source or in a mapping."));
    }

    private static List<string> ColumnsOf(CleaningRule rule, IReadOnlyList<ResultColumn> found)
    {
        var key = rule.Table.Key!.Name;
        var columns = found.Skip(1).Select(c => c.Name).ToList();
        var fault = found.Count == 0 || found[0].Name != key ? $"its first column is not {key}"
            : rule.Kind == CleaningKind.Deduplicate && columns.Count > 0 ? "it deduplicates, so it has the key only"
            : rule.Kind != CleaningKind.Deduplicate && columns.Count == 0 ? "it sets no column"
            : columns.Select(c => AmendRow.Refusal(rule.Table.Name, c) is { } refusal ? $"{c}: {refusal}" : null).FirstOrDefault(f => f is not null);
        return fault is null ? columns : throw new WarehouseException(WarehouseFault.Statement, $"The rule {rule.Id} cannot be used: {fault}.");
    }

    /// <summary>The rows as they stand, with their origin, and whether the rule's amendment of this version was taken back.</summary>
    private static string StandingSql(CleaningRule rule, IReadOnlyList<string> columns, long[] ids)
    {
        var (table, key) = (rule.Table.Name, rule.Table.Key!.Name);
        var list = string.Join(',', ids.Select(static i => i.ToString(CultureInfo.InvariantCulture)));
        return $"""
            select t.{key}, s.source_name, t.entry_position, t.record_number, k.key_hash_high, k.key_hash_low,
              (select count(*) from cdr.cn_amendment a
               where a.table_name = '{table}' and a.row_id = t.{key} and a.basis_entry_position = t.entry_position
                 and a.basis_record_number = t.record_number and a.rule_id = $1 and a.state = 'withdrawn') as taken_back
              {string.Concat(columns.Select(c => $", t.\"{c}\""))}
            from cdr.{table} t
            join sys.source s on s.source_id = t.source_id
            join sys.key k on k.key_id = t.{key} and not k.is_alias
            where t.{key} in ({list})
            order by t.{key}
            """;
    }

    private static List<(string, string, string)> Differences(Table table, IReadOnlyList<string> columns, string[] wanted, ColumnBatch rows, int row)
    {
        var changes = new List<(string, string, string)>();
        for (var c = 0; c < columns.Count; c++)
        {
            var now = JsonOf(table, columns[c], rows[c + 7], row);
            if (now != wanted[c])
            {
                changes.Add((columns[c], now, wanted[c]));
            }
        }

        return changes;
    }

    /// <summary>A value as the decision line writes it, by the type of the table's column, whatever whole or broken number type the SELECT answered.</summary>
    private static string JsonOf(Table table, string column, ColumnVector vector, int row)
    {
        if (vector.IsNull(row))
        {
            return "null";
        }

        var value = vector.Value(row);
        if (value is string text && table.Columns[table[column]].Type != ColumnType.Json)
        {
            return JsonSerializer.Serialize(text, JsonText);
        }

        return table.Columns[table[column]].Type switch
        {
            ColumnType.Text => JsonSerializer.Serialize(Convert.ToString(value, CultureInfo.InvariantCulture), JsonText),
            ColumnType.Date => "\"" + (value is DateTime moment ? DateOnly.FromDateTime(moment) : (DateOnly)value!).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + "\"",
            ColumnType.Timestamp => "\"" + (value is DateOnly day ? day.ToDateTime(default) : (DateTime)value!).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture) + "\"",
            ColumnType.Boolean => (bool)value! ? "true" : "false",
            ColumnType.Double => Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture),
            ColumnType.Decimal => Convert.ToDecimal(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
            ColumnType.Json => vector.Text(row),
            _ => Convert.ToInt64(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
        };
    }

    private static readonly JsonSerializerOptions JsonText = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
