using System.Globalization;
using Suwen.Analysis;
using Suwen.Scenarios.Models;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Scenarios.Running;

/// <summary>With which values a run computes.</summary>
/// <param name="AsOf">The day on which it plays.</param>
/// <param name="Parameters">Values of all parameters, as text.</param>
/// <param name="RunId">Number of the run; 0 in tests.</param>
/// <param name="LoadId">The newest load that the run sees; 0 in tests.</param>
/// <param name="Salt">What goes into the hashes of keys of findings; empty in tests.</param>
internal sealed record RunValues(DateOnly AsOf, IReadOnlyDictionary<string, string> Parameters, long RunId, long LoadId, string Salt = "");

/// <summary>
/// Computes results of one pack in one transaction. Each stands under a name of its own until <see cref="PublishAsync"/> puts all in the
/// place of the earlier ones; readers go on seeing those until the commit.
/// </summary>
internal sealed partial class PackExecution
{
    /// <summary>Columns that every row of a result has behind its own: the run that computed it, and the newest load that this run saw.</summary>
    public const string RunColumn = "pack_run_id";
    public const string LoadColumn = "pack_load_id";

    private const string Next = "__next";
    private const long MostStepRows = 5_000_000;

    /// <summary>Above so many rows a comparison costs more than what it may save.</summary>
    private const long MostComparedRows = 200_000;

    private readonly Pack pack;
    private readonly IWarehouseTransaction transaction;
    private readonly SqlDialect dialect;
    private readonly string schema;
    private readonly RunValues values;
    private readonly TemplateContext context;
    private readonly ModelPlaces places = new();
    private readonly HashSet<string> computed = new(StringComparer.Ordinal);
    private readonly HashSet<string> storedSets = new(StringComparer.Ordinal);

    /// <param name="pack">A pack without faults.</param>
    /// <param name="transaction">The writer's transaction.</param>
    /// <param name="dialect">The engine.</param>
    /// <param name="schema">The schema in which results are kept: the pack's, or that of a test.</param>
    /// <param name="inputSchema">The schema in which inputs are; null for the warehouse's own.</param>
    /// <param name="values">Day and parameters.</param>
    public PackExecution(Pack pack, IWarehouseTransaction transaction, SqlDialect dialect, string schema, string? inputSchema, RunValues values)
    {
        this.pack = pack;
        this.transaction = transaction;
        this.dialect = dialect;
        this.schema = schema;
        this.values = values;
        context = ContextOf(pack, dialect, values);
        foreach (var input in pack.Inputs.Where(_ => inputSchema is not null))
        {
            places.Sources[input.Table.Name] = $"{SqlName.Quote(inputSchema!)}.{SqlName.Quote(input.Table.Name)}";
        }

        foreach (var result in pack.Results)
        {
            places.Sources[$"{pack.Schema}.{result.Name}"] = Place(result.Name);
        }

        foreach (var set in pack.ValueSets)
        {
            places.Sources[$"{pack.Schema}.{set.TableName}"] = Place(set.TableName);
            places.Sources[$"{pack.Schema}.{set.AllTable}"] = Place(set.AllTable);
        }
    }

    /// <summary>The day on which the run plays.</summary>
    public DateOnly AsOf => values.AsOf;

    /// <summary>Results computed so far, by name; views are not computed.</summary>
    public IReadOnlyCollection<string> Computed => computed;

    /// <summary>What operators had to say.</summary>
    public List<(string Result, Words Note)> Notes { get; } = [];

    public static TemplateContext ContextOf(Pack pack, SqlDialect dialect, RunValues values) => new()
    {
        Dialect = dialect,
        Schema = pack.Schema,
        AsOf = values.AsOf,
        Parameters = pack.Parameters.ToDictionary(static p => p.Name, p => SqlLiteral.Of(p, values.Parameters.GetValueOrDefault(p.Name) ?? p.Default, out _)!, StringComparer.Ordinal),
        ValueSets = pack.ValueSets.ToDictionary(static s => s.Name, StringComparer.Ordinal),
        Reference = name => $"{SqlName.Quote(pack.Schema)}.{SqlName.Quote(name)}",
    };

    /// <summary>The SQL of a result for the engine, with the pack's own names.</summary>
    public string TextOf(PackResult result) => result.TextFor(context) ?? throw new InvalidOperationException($"{result.Name} is no statement.");

    /// <summary>The same, with one day for all runs.</summary>
    public string TextOnAnyDay(PackResult result) => result.TextFor(ContextOf(pack, dialect, values with { AsOf = DateOnly.MinValue })) ?? throw new InvalidOperationException($"{result.Name} is no statement.");

    /// <summary>Computes a result whole, beside the earlier one. A view is only looked at.</summary>
    /// <exception cref="WarehouseException">The engine refused or failed the statement.</exception>
    /// <exception cref="OperatorException">The operator cannot be computed on these data.</exception>
    public async Task ComputeAsync(PackResult result, CancellationToken cancellationToken)
    {
        await StoreValueSetsAsync(result, cancellationToken);
        if (result.Kind == PackResultKind.Step)
        {
            await ComputeStepAsync(result, standsByKeys: false, cancellationToken);
            return;
        }

        var scoped = ScopedTextOf(result, places);
        if (result.IsView)
        {
            places.Sources[$"{pack.Schema}.{result.Name}"] = $"({scoped}\n) as {SqlName.Quote(result.Name)}";
            await transaction.ExecuteAsync($"create temp table {SqlName.Quote("pack_view_check")} as select * from ({scoped}\n) as q where 1 = 0", cancellationToken);
            await transaction.ExecuteAsync($"drop table {SqlName.Quote("pack_view_check")}", cancellationToken);
            return;
        }

        await transaction.ExecuteAsync($"drop table if exists {Place(result.Name + Next)}", cancellationToken);
        await transaction.ExecuteAsync($"create table {Place(result.Name + Next)} as {Typed(result, scoped)}", cancellationToken);
        Done(result.Name);
    }

    /// <summary>
    /// Compares a result that was computed whole with its earlier table, which is of the same columns, and takes that one again where the rows are the
    /// same: nothing that reads it has then to be computed for its sake.
    /// </summary>
    /// <returns>True where the rows are the same.</returns>
    public async Task<bool> KeepIfUnchangedAsync(PackResult result, CancellationToken cancellationToken)
    {
        var (next, earlier) = (Place(result.Name + Next), Place(result.Name));
        var rows = await CountAsync(next, cancellationToken);
        if (rows > MostComparedRows || rows != await CountAsync(earlier, cancellationToken))
        {
            return false;
        }

        var columns = string.Join(", ", result.Columns.Select(static c => SqlName.Quote(c.Name)));
        if (rows > 0 && await CountAsync($"(select {columns} from {next} except all select {columns} from {earlier}) as d", cancellationToken) > 0)
        {
            return false;
        }

        await DropAsync(next, cancellationToken);
        computed.Remove(result.Name);
        places.Sources[$"{pack.Schema}.{result.Name}"] = earlier;
        return true;
    }

    /// <summary>Brings a stored result up to date in the parts named, and leaves the rest as it is.</summary>
    /// <param name="result">The result; its earlier table is there.</param>
    /// <param name="rows">For inputs and results, which rows belong to the parts.</param>
    /// <param name="outdated">Which rows of the result belong to the parts.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task ComputePartsAsync(PackResult result, IReadOnlyDictionary<string, string> rows, string outdated, CancellationToken cancellationToken)
    {
        await StoreValueSetsAsync(result, cancellationToken);
        var parts = new ModelPlaces();
        foreach (var (name, source) in places.Sources)
        {
            parts.Sources[name] = source;
        }

        foreach (var (name, condition) in rows)
        {
            parts.Rows[name] = condition;
        }

        var text = Typed(result, ScopedTextOf(result, parts));
        await transaction.ExecuteAsync($"delete from {Place(result.Name)} where {outdated}", cancellationToken);
        await transaction.ExecuteAsync($"insert into {Place(result.Name)} {text}", cancellationToken);
    }

    /// <summary>Puts what was computed in the place of the earlier results, and makes the views anew. <see cref="DropViewsAsync"/> came before.</summary>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <param name="views">The views to be made; null for all.</param>
    public async Task PublishAsync(CancellationToken cancellationToken, IReadOnlySet<string>? views = null)
    {
        foreach (var name in computed.Concat(storedSets).Concat(digests))
        {
            await transaction.ExecuteAsync($"drop table if exists {Place(name)}", cancellationToken);
            await transaction.ExecuteAsync($"alter table {Place(name + Next)} rename to {SqlName.Quote(name)}", cancellationToken);
            places.Sources[$"{pack.Schema}.{name}"] = Place(name);
        }

        foreach (var view in pack.Results.Where(r => r.IsView && views?.Contains(r.Name) != false))
        {
            var scoped = ScopedTextOf(view, places);
            await transaction.ExecuteAsync($"create view {Place(view.Name)} as {Typed(view, scoped)}", cancellationToken);
        }
    }

    /// <summary>Views stand on tables that are about to be replaced; they come back with <see cref="PublishAsync"/>.</summary>
    public async Task DropViewsAsync(IEnumerable<string> views, CancellationToken cancellationToken)
    {
        foreach (var view in views)
        {
            await transaction.ExecuteAsync($"drop view if exists {Place(view)} cascade", cancellationToken);
        }
    }

    /// <summary>Drops a table that the run needed on its way.</summary>
    public Task DropAsync(string place, CancellationToken cancellationToken) => transaction.ExecuteAsync($"drop table if exists {place}", cancellationToken);

    /// <summary>Reads columns of a result as it stands in this transaction.</summary>
    public Task<IQueryResult> ReadAsync(PackResult result, IReadOnlyList<string> columns, CancellationToken cancellationToken) =>
        transaction.QueryAsync(
            $"select {string.Join(", ", columns.Select(static c => $"q.{SqlName.Quote(c)}"))} from {SqlName.Quote(pack.Schema)}.{SqlName.Quote(result.Name)} as q",
            ModelScope.Of(pack, result, pack.Results, places),
            cancellationToken);

    /// <summary>How many rows a rule finds.</summary>
    public async Task<long> CountAsync(PackRule rule, CancellationToken cancellationToken)
    {
        var result = pack.Find(rule.Of)!;
        var condition = ModelTemplate.Render(rule.When, context);
        await using var answer = await transaction.QueryAsync(
            $"select count(*) as n from {SqlName.Quote(pack.Schema)}.{SqlName.Quote(result.Name)} where ({condition}\n)", ModelScope.Of(pack, result, pack.Results, places), cancellationToken);
        return (await answer.NextAsync(cancellationToken))![0].Lane(0);
    }

    /// <summary>How many rows a result has.</summary>
    public Task<long> CountAsync(PackResult result, CancellationToken cancellationToken) => CountAsync(places.Sources[$"{pack.Schema}.{result.Name}"], cancellationToken);

    private async Task<long> CountAsync(string from, CancellationToken cancellationToken)
    {
        await using var answer = await transaction.QueryAsync($"select count(*) as n from {from}", Security.Authorisation.ForPlatform("pack run"), cancellationToken);
        return (await answer.NextAsync(cancellationToken))![0].Lane(0);
    }

    /// <summary>A name in the schema in which this execution keeps results.</summary>
    public string Place(string name) => $"{SqlName.Quote(schema)}.{SqlName.Quote(name)}";

    private string ScopedTextOf(PackResult result, ModelPlaces where) => UserSql.Scoped(TextOf(result), ModelScope.Of(pack, result, pack.Results, where), dialect);

    /// <summary>The statement with each column in its type, which is then the same on every engine, and with where it is from.</summary>
    private string Typed(PackResult result, string sql)
    {
        var columns = string.Join(", ", result.Columns.Select(c => Cast(c, $"q.{SqlName.Quote(c.Name)}")));
        var keys = string.Concat(RowKeys.Of(pack, result).Select(k => $", {RowKeys.Expression(result, k.Columns, values.Salt, dialect)} as {k.Name}"));
        return string.Create(CultureInfo.InvariantCulture, $"select {columns}, cast({values.RunId} as bigint) as {RunColumn}, cast({values.LoadId} as bigint) as {LoadColumn}{keys} from ({sql}\n) as q");
    }

    private string Cast(PackColumn column, string value)
    {
        var collation = column.Type == ColumnType.Text && dialect == SqlDialect.Postgres ? " collate \"C\"" : "";
        return $"cast({value} as {SqlName.Of(column.Type, dialect)}){collation} as {SqlName.Quote(column.Name)}";
    }

    private void Done(string name)
    {
        computed.Add(name);
        places.Sources[$"{pack.Schema}.{name}"] = Place(name + Next);
    }

    private async Task StoreValueSetsAsync(PackResult result, CancellationToken cancellationToken)
    {
        foreach (var set in pack.ValueSets.Where(s => result.ValueSets.Contains(s.Name) && !storedSets.Contains(s.TableName)))
        {
            foreach (var (name, lines) in new[] { (set.TableName, set.On(values.AsOf)), (set.AllTable, set.Lines) })
            {
                await transaction.StageAsync("pack_stage", ValueSetSql.Rows(set, lines), cancellationToken);
                await transaction.ExecuteAsync($"drop table if exists {Place(name + Next)}", cancellationToken);
                await transaction.ExecuteAsync($"create table {Place(name + Next)} as {SetText(set)}", cancellationToken);
                storedSets.Add(name);
                places.Sources[$"{pack.Schema}.{name}"] = Place(name + Next);
            }
        }
    }

    /// <summary>The lines as they are, and for each that stands for all below it the concepts below.</summary>
    private string SetText(ValueSet set)
    {
        if (!set.HasDescendants)
        {
            return "select * from pack_stage";
        }

        var ancestor = places.Sources.GetValueOrDefault("concept_ancestor") ?? "\"cdr\".\"concept_ancestor\"";
        var further = string.Join(", ", ValueSetSql.ColumnsOf(set).Skip(1).Select(static c => "s." + SqlName.Quote(c.Name)));
        return $"select * from pack_stage union select a.descendant_concept_id as concept_id, {further} from pack_stage s join {ancestor} a on a.ancestor_concept_id = s.concept_id where s.match = 'descendants'";
    }
}
