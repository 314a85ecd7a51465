using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Suwen.Security;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Scenarios.Running;

/// <summary>What a run finds in the warehouse: the loads, the versions of its inputs, and its own results as they stand. All of one moment, since there is one writer.</summary>
internal sealed class WarehouseState
{
    private const string Book = "pack_result";
    private const string Sources = "source";

    private static readonly (string Name, ColumnType Type)[] Columns =
    [
        ("result", ColumnType.Text), ("text_hash", ColumnType.Text), ("versions", ColumnType.Text), ("load_id", ColumnType.Int64), ("run_id", ColumnType.Int64),
        ("as_of", ColumnType.Text), ("row_count", ColumnType.Int64), ("warehouse", ColumnType.Text), ("stale_reason", ColumnType.Text),
    ];

    private readonly IWarehouseTransaction transaction;
    private readonly Pack pack;
    private readonly Dictionary<string, long> versions = new(StringComparer.Ordinal);

    private WarehouseState(IWarehouseTransaction transaction, Pack pack)
    {
        this.transaction = transaction;
        this.pack = pack;
    }

    /// <summary>The newest load.</summary>
    public long LoadId { get; private set; }

    /// <summary>What tells this warehouse from another: a rebuilt one numbers its loads anew.</summary>
    public string Identity { get; private set; } = "";

    /// <summary>Tables in the pack's schema.</summary>
    public HashSet<string> Tables { get; } = new(StringComparer.Ordinal);

    /// <summary>Views in the pack's schema.</summary>
    public List<string> Views { get; } = [];

    public Dictionary<string, StandingResult> Standing { get; } = new(StringComparer.Ordinal);

    /// <summary>What a test says of its own inputs and results.</summary>
    public static WarehouseState OfTest(IWarehouseTransaction transaction, Pack pack, IReadOnlyDictionary<string, long> versions, IEnumerable<StandingResult> standing)
    {
        var state = new WarehouseState(transaction, pack);
        foreach (var (input, version) in versions)
        {
            state.versions[input] = version;
        }

        foreach (var result in standing)
        {
            state.Standing[result.Name] = result;
        }

        return state;
    }

    public static async Task<WarehouseState> ReadAsync(IWarehouseTransaction transaction, Pack pack, SqlDialect dialect, CancellationToken cancellationToken)
    {
        var state = new WarehouseState(transaction, pack);
        await transaction.ExecuteAsync($"create schema if not exists {SqlName.Quote(pack.Schema)}", cancellationToken);
        await transaction.ExecuteAsync($"create table if not exists {state.Place(Book)} ({string.Join(", ", Columns.Select(c => SqlName.Definition(c.Name, c.Type, dialect)))})", cancellationToken);
        foreach (var row in await state.ReadAsync(new SqlStatement("select table_name, table_type from information_schema.tables where table_schema = $1", pack.Schema), cancellationToken))
        {
            if ((string)row[1]! == "VIEW")
            {
                state.Views.Add((string)row[0]!);
            }
            else
            {
                state.Tables.Add((string)row[0]!);
            }
        }

        var load = (await state.ReadAsync("select coalesce(max(load_id), 0) as newest, cast(min(committed_at) as varchar) as first from sys.load", cancellationToken))[0];
        (state.LoadId, state.Identity) = ((long)load[0]!, (string?)load[1] ?? "");
        foreach (var row in await state.ReadAsync($"select {string.Join(", ", Columns.Select(static c => c.Name))} from {state.Place(Book)}", cancellationToken))
        {
            state.Standing[(string)row[0]!] = new StandingResult((string)row[0]!, (string)row[1]!, (string)row[2]!, (long)row[3]!, (long)row[4]!, (string)row[5]!, (long)row[6]!, (string)row[7]!, (string?)row[8]);
        }

        await state.ReadVersionsAsync(cancellationToken);
        await state.ReadSourcesAsync(cancellationToken);
        return state;
    }

    /// <summary>The newest load that touched an input, by a row or by its deletion.</summary>
    public long VersionOf(string input) => versions.GetValueOrDefault(input);

    /// <summary>True where an input has changed since a result was made.</summary>
    public bool HasChanged(string input, StandingResult since) => input == Sources
        ? !since.Versions.Split(';').Contains(string.Create(CultureInfo.InvariantCulture, $"{input}={VersionOf(input)}"))
        : VersionOf(input) > since.LoadId;

    /// <summary>
    /// The newest day of the data that is not in the future, with at least a tenth of the rows of a usual day: of visits; where there are none, of the first date column that
    /// the pack declares of each input; where there is none of these either, today.
    /// </summary>
    public async Task<DateOnly> NewestDayAsync(DateOnly today, CancellationToken cancellationToken)
    {
        var dated = pack.Inputs
            .Select(static i => (i.Table, Column: i.Columns.FirstOrDefault(c => i.Table.Columns[i.Table[c]].Type == ColumnType.Date && !c.Contains("birth", StringComparison.Ordinal) && !c.Contains("end_date", StringComparison.Ordinal) && !c.StartsWith("valid_", StringComparison.Ordinal))))
            .Where(static d => d.Column is not null)
            .ToList();
        // Dates slip: a day on which next to nothing happened, after days on which much did, is a slip of the pen and not the present.
        const double LeastShare = 0.1;
        // Visits tell for every pack of the site; where there are none, what the pack itself reads.
        return await DayAsync(["select visit_start_date as d from cdr.visit_occurrence"], LeastShare)
            ?? (dated.Count > 0 ? await DayAsync([.. dated.Select(static d => $"select {SqlName.Quote(d.Column!)} as d from {SqlName.Of(d.Table)}")], LeastShare) : null)
            ?? today;

        async Task<DateOnly?> DayAsync(IReadOnlyList<string> dates, double share)
        {
            var days = string.Join(" union all ", dates.Select(static d => $"select d, count(*) as n from ({d}) r where d <= cast($1 as date) group by d"));
            var newest = await ReadAsync(
                new SqlStatement($"with days as (select d, sum(n) as n from ({days}) q group by d) select max(d) as newest from days where n >= $2 * (select avg(cast(n as double precision)) from days)", today, share), cancellationToken);
            return newest[0][0] as DateOnly?;
        }
    }

    /// <summary>Results of an earlier version of the pack go with it.</summary>
    public async Task DropForgottenAsync(CancellationToken cancellationToken)
    {
        foreach (var table in Tables.Where(t => t != Book && !t.StartsWith("valueset_", StringComparison.Ordinal) && !PackExecution.IsDigest(pack, t) && (pack.Find(t) is null || pack.Find(t)!.IsView)))
        {
            await transaction.ExecuteAsync($"drop table if exists {Place(table)} cascade", cancellationToken);
        }
    }

    public async Task WriteAsync(IEnumerable<StandingResult> results, CancellationToken cancellationToken)
    {
        var rows = new ColumnBatch([.. Columns.Select(static c => new ResultColumn(c.Name, c.Type))]);
        foreach (var r in results)
        {
            Append(0, r.Name);
            Append(1, r.TextHash);
            Append(2, r.Versions);
            rows[3].Append(r.LoadId);
            rows[4].Append(r.RunId);
            Append(5, r.AsOf);
            rows[6].Append(r.Rows);
            Append(7, r.Warehouse);
            Append(8, r.StaleReason);
        }

        // One statement for all: each by itself costs as much as a small result.
        await transaction.ExecuteAsync($"delete from {Place(Book)}", cancellationToken);
        await transaction.AppendAsync(Table.Derived(pack.Schema, Book, rows.Columns), rows, cancellationToken);

        void Append(int column, string? text)
        {
            if (text is null)
            {
                rows[column].AppendNull();
            }
            else
            {
                rows[column].Append(Encoding.UTF8.GetBytes(text));
            }
        }
    }

    /// <summary>Reads the standing results of a pack outside of a run; none where it has never run.</summary>
    public static async Task<IReadOnlyDictionary<string, StandingResult>> StandingAsync(IWarehouse warehouse, string schema, CancellationToken cancellationToken)
    {
        var scope = Authorisation.ForPlatform("packs");
        var standing = new Dictionary<string, StandingResult>(StringComparer.Ordinal);
        if ((await RowsAsync(await warehouse.QueryAsync(new SqlStatement("select 1 as one from information_schema.tables where table_schema = $1 and table_name = $2", schema, Book), scope, cancellationToken), cancellationToken)).Count == 0)
        {
            return standing;
        }

        var sql = $"select {string.Join(", ", Columns.Select(static c => c.Name))} from {SqlName.Quote(schema)}.{Book}";
        foreach (var row in await RowsAsync(await warehouse.QueryAsync(sql, scope, cancellationToken), cancellationToken))
        {
            standing[(string)row[0]!] = new StandingResult((string)row[0]!, (string)row[1]!, (string)row[2]!, (long)row[3]!, (long)row[4]!, (string)row[5]!, (long)row[6]!, (string)row[7]!, (string?)row[8]);
        }

        return standing;
    }

    public async Task<List<object?[]>> ReadAsync(SqlStatement statement, CancellationToken cancellationToken) =>
        await RowsAsync(await transaction.QueryAsync(statement, Authorisation.ForPlatform("pack run"), cancellationToken), cancellationToken);

    private static async Task<List<object?[]>> RowsAsync(IQueryResult result, CancellationToken cancellationToken)
    {
        await using var answer = result;
        var rows = new List<object?[]>();
        while (await answer.NextAsync(cancellationToken) is { } batch)
        {
            for (var row = 0; row < batch.RowCount; row++)
            {
                rows.Add([.. Enumerable.Range(0, batch.Columns.Count).Select(c => batch[c].Value(row))]);
            }
        }

        return rows;
    }

    /// <summary>The list of sources is of no load: its version is a hash of what it says.</summary>
    private async Task ReadSourcesAsync(CancellationToken cancellationToken)
    {
        if (pack.Inputs.FirstOrDefault(static i => i.Table.Name == Sources) is { } input)
        {
            var rows = await ReadAsync($"select source_id, source_name, display_name from {SqlName.Of(input.Table)} order by source_id", cancellationToken);
            var text = string.Join('\n', rows.Select(static r => string.Create(CultureInfo.InvariantCulture, $"{r[0]} {r[1]} {r[2]}")));
            versions[Sources] = BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text))) & long.MaxValue;
        }
    }

    private async Task ReadVersionsAsync(CancellationToken cancellationToken)
    {
        var inputs = pack.Inputs.Select(static i => i.Table).Where(static t => t.TryFind("load_id", out _)).Distinct().ToList();
        if (inputs.Count == 0)
        {
            return;
        }

        // Where nothing has been loaded since all results were made, nothing can have changed: the tables need not be looked at.
        if (Standing.Count > 0 && Standing.Values.All(s => s.LoadId == LoadId && s.Warehouse == Identity))
        {
            foreach (var part in Standing.Values.SelectMany(static s => s.Versions.Split(';', StringSplitOptions.RemoveEmptyEntries)).Where(static p => !p.StartsWith("ref:", StringComparison.Ordinal)))
            {
                var at = part.IndexOf('=', StringComparison.Ordinal);
                versions[part[..at]] = long.Parse(part.AsSpan(at + 1), CultureInfo.InvariantCulture);
            }

            if (inputs.All(i => versions.ContainsKey(i.Name)))
            {
                return;
            }
        }

        var texts = inputs.SelectMany(static t => new[]
        {
            $"select '{t.Name}' as name, max(load_id) as newest from {SqlName.Of(t)}",
            t.IsLoaded ? $"select '{t.Name}' as name, max(superseded_by_load_id) as newest from {SqlName.Of(t.History)}" : "",
            $"select '{t.Name}' as name, max(load_id) as newest from sys.deletion where table_name = '{t.Name}'",
        }).Where(static t => t.Length > 0);
        foreach (var row in await ReadAsync($"select name, coalesce(max(newest), 0) as newest from ({string.Join(" union all ", texts)}) q group by name", cancellationToken))
        {
            versions[(string)row[0]!] = (long)row[1]!;
        }
    }

    private string Place(string name) => $"{SqlName.Quote(pack.Schema)}.{SqlName.Quote(name)}";
}
