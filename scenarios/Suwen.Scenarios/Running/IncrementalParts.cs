using System.Globalization;
using Suwen.Security;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Scenarios.Running;

/// <summary>
/// Finds which parts of a result (persons, days, months, years) a change of its inputs concerns, and computes those. Changed are the
/// parts of rows that came since, of rows that they superseded (schema history), and of rows that were deleted; where that cannot be told, the result is computed whole.
/// </summary>
/// <param name="pack">The pack.</param>
/// <param name="transaction">The run's transaction.</param>
/// <param name="execution">What computes.</param>
/// <param name="inputSchema">The schema in which a test has its inputs, where nothing is superseded, deleted or joined; null for the warehouse's own.</param>
internal sealed class IncrementalParts(Pack pack, IWarehouseTransaction transaction, PackExecution execution, string? inputSchema = null)
{
    private readonly Dictionary<string, (string Part, string Keys)> updated = new(StringComparer.Ordinal);

    /// <summary>Results that this run computed whole.</summary>
    public HashSet<string> Whole { get; } = new(StringComparer.Ordinal);

    /// <summary>Brings a result up to date by its parts.</summary>
    /// <returns>True where something was computed, false where no part was concerned, null where it has to be computed whole.</returns>
    public async Task<bool?> TryComputeAsync(PackResult result, StandingResult standing, WarehouseState state, CancellationToken cancellationToken)
    {
        var incremental = result.Incremental!;
        var since = standing.LoadId;
        var texts = new List<string>();
        var rows = new Dictionary<string, string>(StringComparer.Ordinal);
        var keys = execution.Place("pack_keys_" + result.Name);
        foreach (var name in result.Inputs)
        {
            var input = pack.Inputs.First(i => i.Table.Name == name);
            var lookup = incremental.Lookups.FirstOrDefault(l => l.Table == name).Column;
            if (lookup is null && input.Table.TryFind(incremental.Column, out _))
            {
                rows[name] = $"{KeyOf(incremental, SqlName.Quote(incremental.Column))} in (select k from {keys})";
                if (state.HasChanged(name, standing))
                {
                    if (incremental.Part != "person" && inputSchema is null && await HasUntoldDeletionsAsync(input.Table, since, state, cancellationToken))
                    {
                        return null;
                    }

                    texts.AddRange(ChangesOf(incremental, input.Table, since));
                }
            }
            else if (state.HasChanged(name, standing))
            {
                if (lookup is null || !AddLookup(incremental, result, input.Table, lookup, since, texts))
                {
                    return null;
                }
            }
        }

        foreach (var read in result.Reads)
        {
            if (!standing.Versions.Split(';').Contains($"ref:{read}={state.Standing.GetValueOrDefault(read)?.RunId.ToString(CultureInfo.InvariantCulture)}"))
            {
                // It changed in a run in which this result was not brought up to date: which parts is not known any more.
                return null;
            }

            if (Whole.Contains(read) || (updated.TryGetValue(read, out var upstream) && upstream.Part != incremental.Part) || pack.Find(read)!.IsView)
            {
                return null;
            }

            if (pack.Find(read)!.Incremental is { } own && own.Part == incremental.Part && own.Output == incremental.Column)
            {
                rows[$"{pack.Schema}.{read}"] = $"{KeyOf(incremental, SqlName.Quote(incremental.Column))} in (select k from {keys})";
            }
            else if (updated.ContainsKey(read))
            {
                return null;
            }

            if (updated.TryGetValue(read, out upstream))
            {
                texts.Add($"select k from {upstream.Keys}");
            }
        }

        texts.AddRange(PassedBy(result, standing));
        if (texts.Count == 0)
        {
            return false;
        }

        if (incremental.Part == "person" && inputSchema is null)
        {
            texts.AddRange(PersonChanges(since));
        }

        return await ComputeAsync(result, keys, texts, rows, state, cancellationToken);
    }

    /// <summary>The parts of rows that the day of the run has passed since, or that it no longer reaches.</summary>
    private IEnumerable<string> PassedBy(PackResult result, StandingResult standing)
    {
        var (then, now) = (standing.AsOf, execution.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        if (then == now)
        {
            yield break;
        }

        var (after, until) = string.CompareOrdinal(then, now) < 0 ? (then, now) : (now, then);
        var key = KeyOf(result.Incremental!, SqlName.Quote(result.Incremental!.Column));
        foreach (var column in result.Incremental.Until)
        {
            foreach (var (name, isInput) in PackCheck.UntilSources(pack, result, column))
            {
                var table = isInput ? PlaceOf(pack.Inputs.First(i => i.Table.Name == name).Table) : execution.Place(name);
                yield return $"select {key} as k from {table} where cast({SqlName.Quote(column)} as date) > date '{after}' and cast({SqlName.Quote(column)} as date) <= date '{until}'";
            }
        }
    }

    private async Task<bool?> ComputeAsync(PackResult result, string keys, List<string> texts, Dictionary<string, string> rows, WarehouseState state, CancellationToken cancellationToken)
    {
        var incremental = result.Incremental!;
        await transaction.ExecuteAsync($"drop table if exists {keys}", cancellationToken);
        await transaction.ExecuteAsync($"create table {keys} as select distinct k from ({string.Join("\nunion all\n", texts)}) q", cancellationToken);
        var counts = (await state.ReadAsync($"select count(k) as n, count(*) as m from {keys}", cancellationToken))[0];
        var (known, all) = ((long)counts[0]!, (long)counts[1]!);
        if (known != all)
        {
            // Rows without a person or a day belong to no part that could be looked up.
            return null;
        }

        if (known > 0)
        {
            await execution.ComputePartsAsync(result, rows, $"{KeyOf(incremental, SqlName.Quote(incremental.Output))} in (select k from {keys})", cancellationToken);
            updated[result.Name] = (incremental.Part, keys);
        }

        Kept.Add(keys);
        return known > 0;
    }

    /// <summary>Tables of keys to be dropped at the end of the run.</summary>
    public List<string> Kept { get; } = [];

    private string PlaceOf(Table table) => inputSchema is null ? SqlName.Of(table) : $"{SqlName.Quote(inputSchema)}.{SqlName.Quote(table.Name)}";

    private static string KeyOf(Incremental incremental, string column) =>
        incremental.Part == "person" ? column : $"date_trunc('{incremental.Part}', cast({column} as timestamp))";

    private IEnumerable<string> ChangesOf(Incremental incremental, Table table, long since)
    {
        var key = KeyOf(incremental, SqlName.Quote(incremental.Column));
        yield return string.Create(CultureInfo.InvariantCulture, $"select {key} as k from {PlaceOf(table)} where load_id > {since}");
        if (inputSchema is not null)
        {
            yield break;
        }

        if (table.IsLoaded)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"select {key} as k from {SqlName.Of(table.History)} where superseded_by_load_id > {since}");
        }

        if (incremental.Part == "person")
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"select person_id as k from sys.deletion where table_name = '{table.Name}' and load_id > {since} and person_id is not null");
        }
    }

    /// <summary>Persons who were joined or parted: rows move between them without a trace of their own.</summary>
    private static IEnumerable<string> PersonChanges(long since)
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"select retired_person_id as k from cdr.cn_person_alias where load_id > {since}");
        yield return string.Create(CultureInfo.InvariantCulture, $"select person_id as k from cdr.cn_person_alias where load_id > {since}");
        yield return string.Create(CultureInfo.InvariantCulture, $"select person_id as k from history.cn_source_person where superseded_by_load_id > {since} and person_id is not null");
        yield return string.Create(CultureInfo.InvariantCulture, $"select person_id as k from cdr.cn_source_person where load_id > {since} and person_id is not null");
        yield return string.Create(CultureInfo.InvariantCulture, $"select person_id as k from cdr.person where load_id > {since}");
    }

    /// <summary>Changed rows of a table that is looked up concern the parts of the rows that carry the same value.</summary>
    private bool AddLookup(Incremental incremental, PackResult result, Table table, string column, long since, List<string> texts)
    {
        var changed = string.Create(CultureInfo.InvariantCulture, $"select {SqlName.Quote(column)} from {PlaceOf(table)} where load_id > {since}")
            + (table.IsLoaded && inputSchema is null ? string.Create(CultureInfo.InvariantCulture, $" union all select {SqlName.Quote(column)} from {SqlName.Of(table.History)} where superseded_by_load_id > {since}") : "")
            + (column == "person_id" && inputSchema is null ? string.Create(CultureInfo.InvariantCulture, $" union all select retired_person_id from cdr.cn_person_alias where load_id > {since}") : "");
        var concerned = result.Inputs.Select(n => pack.Inputs.First(i => i.Table.Name == n).Table).Where(t => t != table && t.TryFind(column, out _) && t.TryFind(incremental.Column, out _)).ToList();
        texts.AddRange(concerned.Select(t => $"select {KeyOf(incremental, "t." + SqlName.Quote(incremental.Column))} as k from {PlaceOf(t)} t where t.{SqlName.Quote(column)} in ({changed})"));
        return concerned.Count > 0;
    }

    /// <summary>True where rows were deleted that history does not keep (an erasure): of which day they were cannot be told.</summary>
    private static async Task<bool> HasUntoldDeletionsAsync(Table table, long since, WarehouseState state, CancellationToken cancellationToken)
    {
        if (!table.IsLoaded)
        {
            return true;
        }

        var sql = string.Create(CultureInfo.InvariantCulture, $"select (select count(*) from sys.deletion where table_name = '{table.Name}' and load_id > {since}) - (select count(*) from {SqlName.Of(table.History)} where superseded_by_load_id > {since}) as n");
        return (long)(await state.ReadAsync(sql, cancellationToken))[0][0]! > 0;
    }
}
