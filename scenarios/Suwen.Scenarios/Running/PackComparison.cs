using System.Diagnostics;
using Suwen.Scenarios.Models;
using Suwen.Storage;

namespace Suwen.Scenarios.Running;

/// <summary>Seconds of one run of a pack, and of its SQL alone.</summary>
/// <param name="Run">The engine's whole run, without its operators.</param>
/// <param name="Models">Of that, what the results took by themselves: SQL, and counting their rows.</param>
/// <param name="Steps">The operators, which both would need alike and which are in neither figure.</param>
/// <param name="Bare">The same SQL in one transaction, with nothing around it.</param>
public sealed record PackSeconds(double Run, double Models, double Steps, double Bare);

/// <summary>
/// Measures what the engine adds to the SQL of a pack: checks, scopes, types and origin of rows, lineage, rules, the book of results. The other
/// side is <c>create table as</c> of every model's text as it was compiled, with the same values, and nothing else.
/// </summary>
/// <param name="warehouse">Where inputs are. Results of the pack are made anew there; what is compared is dropped again.</param>
/// <param name="store">The history of runs.</param>
/// <param name="time">The clock.</param>
public sealed class PackComparison(IWarehouse warehouse, PackStore store, TimeProvider time)
{
    private const string BareSchema = "pack_bare_sql";

    /// <summary>Runs the pack once in each way. Where one of the two does not succeed there is nothing to compare, and the answer says why.</summary>
    public async Task<(PackSeconds? Seconds, string? Failure)> MeasureAsync(Pack pack, IReadOnlyDictionary<string, string> parameters, bool isBareFirst, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pack);
        try
        {
            return await CompareAsync(pack, parameters, isBareFirst, cancellationToken);
        }
        catch (WarehouseException e) when (e.Fault != WarehouseFault.Platform)
        {
            return (null, "Its SQL alone failed: " + PackFailure.Sentence(e, pack.Id));
        }
    }

    private async Task<(PackSeconds? Seconds, string? Failure)> CompareAsync(Pack pack, IReadOnlyDictionary<string, string> parameters, bool isBareFirst, CancellationToken cancellationToken)
    {
        var bare = isBareFirst ? await RunBareAsync(pack, parameters, cancellationToken) : 0;
        var clock = Stopwatch.StartNew();
        var run = await new PackRunner(warehouse, store, time).RunAsync(pack, parameters, null, "bench", isWhole: true, cancellationToken);
        var whole = clock.Elapsed.TotalSeconds;
        if (run.Status != "succeeded")
        {
            return (null, run.Results.FirstOrDefault(static r => r.Action is "failed") is { } failed ? $"{failed.Result}: {failed.Message}" : run.Message ?? $"The run {run.Status}.");
        }

        bare = isBareFirst ? bare : await RunBareAsync(pack, parameters, cancellationToken);
        var kinds = pack.Results.ToDictionary(static r => r.Name, static r => r.Kind, StringComparer.Ordinal);
        var steps = run.Results.Where(r => kinds[r.Result] == PackResultKind.Step).Sum(static r => r.Elapsed.TotalSeconds);
        return (new PackSeconds(whole - steps, run.Results.Sum(static r => r.Elapsed.TotalSeconds) - steps, steps, bare), null);
    }

    /// <summary>The SQL alone. Value sets and the results of operators are copied from the last run; operators' outside of the time.</summary>
    private async Task<double> RunBareAsync(Pack pack, IReadOnlyDictionary<string, string> parameters, CancellationToken cancellationToken)
    {
        var standing = await WarehouseState.StandingAsync(warehouse, pack.Schema, cancellationToken);
        if (standing.Count == 0)
        {
            throw new InvalidOperationException($"{pack.Id} has not run yet.");
        }

        var day = DateOnly.Parse(standing.Values.First().AsOf, System.Globalization.CultureInfo.InvariantCulture);
        var own = PackExecution.ContextOf(pack, warehouse.Dialect, new RunValues(day, parameters, 0, 0));
        var context = new TemplateContext
        {
            Dialect = own.Dialect,
            Schema = BareSchema,
            AsOf = own.AsOf,
            Parameters = own.Parameters,
            ValueSets = own.ValueSets,
            Reference = static name => Place(name),
        };
        await DropAsync(cancellationToken);
        var outside = 0.0;
        var clock = Stopwatch.StartNew();
        await using (var transaction = await warehouse.BeginAsync(cancellationToken))
        {
            await transaction.ExecuteAsync($"create schema {BareSchema}", cancellationToken);
            foreach (var set in pack.ValueSets.Where(s => pack.Results.Any(r => r.ValueSets.Contains(s.Name))).SelectMany(static s => new[] { s.TableName, s.AllTable }))
            {
                await CopyAsync(transaction, pack, set, cancellationToken);
            }

            foreach (var result in pack.Results)
            {
                var before = clock.Elapsed.TotalSeconds;
                if (TextOf(pack, result, context) is { } text)
                {
                    await transaction.ExecuteAsync($"create {(result.IsView ? "view" : "table")} {Place(result.Name)} as {text}", cancellationToken);
                }
                else
                {
                    await CopyAsync(transaction, pack, result.Name, cancellationToken);
                    outside += clock.Elapsed.TotalSeconds - before;
                }
            }

            await transaction.CommitAsync(cancellationToken);
        }

        var seconds = clock.Elapsed.TotalSeconds - outside;
        await DropAsync(cancellationToken);
        return seconds;
    }

    /// <summary>The text of a model, where it leaves out sensitive rows with the conditions that do so: they are part of what it asks. Null for what an operator gives.</summary>
    private static string? TextOf(Pack pack, PackResult result, TemplateContext context)
    {
        if (result.TextFor(context) is not { } text || !result.ExcludesSensitive)
        {
            return result.TextFor(context);
        }

        var places = new ModelPlaces();
        foreach (var name in pack.Results.Select(static r => r.Name).Concat(pack.ValueSets.SelectMany(static s => new[] { s.TableName, s.AllTable })))
        {
            places.Sources[$"{pack.Schema}.{name}"] = Place(name);
        }

        var own = PackExecution.ContextOf(pack, context.Dialect, new RunValues(context.AsOf, new Dictionary<string, string>(), 0, 0));
        var standing = new TemplateContext { Dialect = own.Dialect, Schema = own.Schema, AsOf = own.AsOf, Parameters = context.Parameters, ValueSets = own.ValueSets, Reference = own.Reference };
        return UserSql.Scoped(result.TextFor(standing)!, ModelScope.Of(pack, result, pack.Results, places), context.Dialect);
    }

    private static Task<long> CopyAsync(IWarehouseTransaction transaction, Pack pack, string name, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync($"create table {Place(name)} as select * from {SqlName.Quote(pack.Schema)}.{SqlName.Quote(name)}", cancellationToken);

    private async Task DropAsync(CancellationToken cancellationToken)
    {
        await using var transaction = await warehouse.BeginAsync(cancellationToken);
        await transaction.ExecuteAsync($"drop schema if exists {BareSchema} cascade", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static string Place(string name) => $"{BareSchema}.{SqlName.Quote(name)}";
}
