using System.Globalization;
using Suwen.Analysis;
using Suwen.Scenarios.Models;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Scenarios.Running;

/// <content>
/// Steps. Where a step says <c>by</c>, a digest is kept of the rows that each value of that column has in each table that the operator reads. In the next
/// run the digests are made anew, and the operator runs for the values whose digests differ.
/// </content>
internal sealed partial class PackExecution
{
    private const string DigestOf = "pack_digest_";

    /// <summary>Above this share of changed keys, where there are many, the operator runs for all.</summary>
    private const double MostChanged = 0.3;
    private const long Many = 1000;

    private readonly HashSet<string> digests = new(StringComparer.Ordinal);
    private readonly Dictionary<PackStep, bool> stepsDone = [];

    /// <summary>True for a table that keeps digests of a step that the pack has.</summary>
    public static bool IsDigest(Pack pack, string table) => pack.Steps.Any(s => DigestsOf(s).Any(d => d.Table == table));

    /// <summary>The tables that a step by a column keeps; none for other steps.</summary>
    public static IEnumerable<(string Result, string Table)> DigestsOf(PackStep step) => step.By is null
        ? []
        : step.Tables.Values.Append(step.In).OfType<string>().Distinct().Select((r, i) => (r, string.Create(CultureInfo.InvariantCulture, $"{DigestOf}{step.Outputs.Values.First()}_{i}")));

    /// <summary>Computes the results of a step, once for all of them.</summary>
    /// <param name="result">One of its results.</param>
    /// <param name="standsByKeys">True where all its results and digests stand as the same text has made them, so that only what has changed needs to be computed.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>True where it was computed in parts.</returns>
    public async Task<bool> ComputeStepAsync(PackResult result, bool standsByKeys, CancellationToken cancellationToken)
    {
        var step = pack.Steps.First(s => s.Outputs.Values.Contains(result.Name));
        if (stepsDone.TryGetValue(step, out var wasByKeys))
        {
            // One call of an operator gives several results: it ran when the first of them was asked for.
            return wasByKeys;
        }

        var keys = step.By is null ? null : await WriteDigestsAsync(step, standsByKeys, cancellationToken);
        await RunStepAsync(step, keys, cancellationToken);
        if (keys is not null)
        {
            await DropAsync(keys, cancellationToken);
        }

        return stepsDone[step] = keys is not null;
    }

    /// <summary>Makes the digests anew. Answers the table of the keys whose rows differ from those of the run before; null where the operator has to run for all.</summary>
    private async Task<string?> WriteDigestsAsync(PackStep step, bool standsByKeys, CancellationToken cancellationToken)
    {
        var differing = new List<string>();
        var all = 0L;
        foreach (var (name, table) in DigestsOf(step))
        {
            var next = Place(table + Next);
            var columns = pack.Find(name)!.Columns.Select(static c => "q." + SqlName.Quote(c.Name));
            var hash = dialect == SqlDialect.DuckDb
                ? $"cast(sum(hash({string.Join(", ", columns)})) as varchar)"
                : $"cast(sum(hashtextextended(concat_ws(chr(31), {string.Join(", ", columns.Select(static c => $"coalesce(cast({c} as varchar), chr(30))"))}), 0)) as varchar)";
            await DropAsync(next, cancellationToken);
            await transaction.ExecuteAsync(
                $"create table {next} as select q.{SqlName.Quote(step.By!)} as k, count(*) as n, {hash} as h from {SourceOf(name)} where q.{SqlName.Quote(step.By!)} is not null group by q.{SqlName.Quote(step.By!)}", cancellationToken);
            digests.Add(table);
            all = Math.Max(all, await CountAsync(next, cancellationToken));
            differing.Add($"select coalesce(a.k, b.k) as k from {next} a full join {Place(table)} b on b.k = a.k where a.n is distinct from b.n or a.h is distinct from b.h");
        }

        if (!standsByKeys)
        {
            return null;
        }

        var keys = Place("pack_step_keys");
        await DropAsync(keys, cancellationToken);
        await transaction.ExecuteAsync($"create table {keys} as select distinct k from ({string.Join(" union all ", differing)}) d", cancellationToken);
        if (await CountAsync(keys, cancellationToken) <= Math.Max(Many, all * MostChanged))
        {
            return keys;
        }

        await DropAsync(keys, cancellationToken);
        return null;
    }

    /// <summary>What stands behind <c>from</c> for a result as of this run, under an alias.</summary>
    private string SourceOf(string result, string alias = "q")
    {
        var source = places.Sources[$"{pack.Schema}.{result}"];
        return source.StartsWith('(') ? $"(select * from {source}) as {alias}" : $"{source} as {alias}";
    }

    /// <summary>Runs a step's operator.</summary>
    /// <param name="step">The step.</param>
    /// <param name="keys">The table of the keys for whose rows it runs; null for all.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    private async Task RunStepAsync(PackStep step, string? keys, CancellationToken cancellationToken)
    {
        var sink = new MemorySink(MostStepRows);
        var tables = new Dictionary<string, IOperatorTable>(StringComparer.Ordinal);
        foreach (var (name, result) in step.Tables)
        {
            tables[name] = await ReadWholeAsync(pack.Find(result)!, step.By, keys, cancellationToken);
        }

        var rows = -1L;
        if (step.In is not null)
        {
            var main = await ReadWholeAsync(pack.Find(step.In)!, step.By, keys, cancellationToken);
            (tables[""], rows) = (main, main.Rows);
        }

        OperatorCatalogue.TryFind(step.Operator, out var found);
        var parameters = pack.Parameters.ToDictionary(static p => p.Name, p => values.Parameters.GetValueOrDefault(p.Name) ?? p.Default, StringComparer.Ordinal);
        var settings = step.Settings.Select(s => KeyValuePair.Create(s.Key, StepSettings.Render(s.Value, parameters, values.AsOf)));
        try
        {
            await found!.RunAsync(OperatorCall.Create(found.Description, settings, tables, sink), cancellationToken);
        }
        catch (OperatorException e) when (rows is >= 0 and < 12 && e.Fault == OperatorFault.Data)
        {
            // A method needs some rows; a new site has few, and that is no fault of the pack.
            Notes.AddRange(step.Outputs.Values.Select(r => (r, new Words("数据不足，尚无结果：" + e.Message, "Too few data for a result yet: " + e.Message))));
        }

        foreach (var (output, result) in step.Outputs)
        {
            Notes.AddRange(sink.Notes.Select(n => (result, n)));
            await StoreAsync(pack.Find(result)!, sink.Outputs.Contains(output) ? sink.Batches(output) : [], keys is null ? null : $"select * from {Place(result)} where {SqlName.Quote(step.By!)} is null or {SqlName.Quote(step.By!)} not in (select k from {keys})", cancellationToken);
        }
    }

    /// <summary>Keeps the declared columns of an operator's output, in their declared types.</summary>
    private async Task StoreAsync(PackResult result, IReadOnlyList<ColumnBatch> batches, string? further, CancellationToken cancellationToken)
    {
        IReadOnlyList<ResultColumn> columns = batches.Count > 0 ? batches[0].Columns : [.. result.Columns.Select(static c => new ResultColumn(c.Name, c.Type))];
        if (result.Columns.FirstOrDefault(c => columns.All(r => r.Name != c.Name)) is { } missing)
        {
            throw OperatorException.BadParameters($"The operator gives no column {missing.Name} for {result.Name}.", $"Its columns are: {string.Join(", ", columns.Select(static c => c.Name))}.");
        }

        var whole = new ColumnBatch(columns, Math.Max(1, batches.Sum(static b => b.RowCount)));
        foreach (var batch in batches)
        {
            for (var i = 0; i < columns.Count; i++)
            {
                for (var row = 0; row < batch.RowCount; row++)
                {
                    whole[i].AppendFrom(batch[i], row);
                }
            }
        }

        await transaction.StageAsync("pack_stage", whole, cancellationToken);
        await transaction.ExecuteAsync($"drop table if exists {Place(result.Name + Next)}", cancellationToken);
        await transaction.ExecuteAsync($"create table {Place(result.Name + Next)} as {Typed(result, "select * from pack_stage")}{(further is null ? "" : " union all " + further)}", cancellationToken);
        Done(result.Name);
    }

    private async Task<WholeTable> ReadWholeAsync(PackResult result, string? by, string? keys, CancellationToken cancellationToken)
    {
        var batches = new List<ColumnBatch>();
        var rows = 0L;
        var columns = string.Join(", ", result.Columns.Select(static c => $"q.{SqlName.Quote(c.Name)}"));
        var which = keys is null ? "" : $" where q.{SqlName.Quote(by!)} in (select k from {keys})";
        await using var answer = keys is null
            ? await ReadAsync(result, [.. result.Columns.Select(static c => c.Name)], cancellationToken)
            : await transaction.QueryAsync($"select {columns} from {SourceOf(result.Name)}{which}", Security.Authorisation.ForPlatform("pack run"), cancellationToken);
        while (await answer.NextAsync(cancellationToken) is { } batch)
        {
            rows += batch.RowCount;
            if (rows > MostStepRows)
            {
                throw OperatorException.BadData($"{result.Name} has more than {MostStepRows.ToString(CultureInfo.InvariantCulture)} rows.", "Give the operator a result that is put together further.");
            }

            var copy = new ColumnBatch(batch.Columns, batch.RowCount + 1);
            for (var i = 0; i < batch.Columns.Count; i++)
            {
                for (var row = 0; row < batch.RowCount; row++)
                {
                    copy[i].AppendFrom(batch[i], row);
                }
            }

            batches.Add(copy);
        }

        return new WholeTable(new MemoryTable(result.Name, batches, answer.Columns), rows);
    }

    /// <summary>A table in memory that knows its rows.</summary>
    private sealed class WholeTable(MemoryTable table, long rows) : IOperatorTable
    {
        public long Rows => rows;

        public string Name => table.Name;

        public IReadOnlyList<ResultColumn> Columns => table.Columns;

        public IAsyncEnumerable<ColumnBatch> ReadAsync(IReadOnlyList<string> columns, CancellationToken cancellationToken) => table.ReadAsync(columns, cancellationToken);
    }
}
