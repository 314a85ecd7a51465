using System.Diagnostics;
using System.Globalization;
using Suwen.Analysis;
using Suwen.Storage;

namespace Suwen.Scenarios.Running;

/// <summary>
/// Runs packs. A run is one transaction: its results take the place of the earlier ones together. Where a result fails, the transaction is
/// given up and begun again without it and without what reads it; those keep their last good rows and are marked as stale with the reason.
/// A failure stays inside its pack.
/// </summary>
/// <param name="warehouse">Where inputs are and results go.</param>
/// <param name="store">The history of runs.</param>
/// <param name="time">The clock.</param>
/// <param name="salt">What goes into the hashes of keys of findings: <see cref="Review.FindingStore.Salt"/>.</param>
public sealed class PackRunner(IWarehouse warehouse, PackStore store, TimeProvider time, string salt = "")
{
    /// <summary>Runs a pack that has no faults.</summary>
    /// <param name="pack">The pack.</param>
    /// <param name="parameters">Values that the site sets, as text; the defaults count for the others.</param>
    /// <param name="asOf">The day on which it plays; null for the newest day of the data.</param>
    /// <param name="by">Who or what starts it.</param>
    /// <param name="isWhole">True to compute everything whole, also what has not changed.</param>
    /// <param name="cancellationToken">Ends the run; nothing of it remains.</param>
    public async Task<PackRun> RunAsync(Pack pack, IReadOnlyDictionary<string, string> parameters, DateOnly? asOf, string by, bool isWhole, CancellationToken cancellationToken)
    {
        if (!pack.IsValid)
        {
            throw new InvalidOperationException("A pack with faults does not run.");
        }

        var id = store.Begin(pack, by, parameters);
        var run = new PackRun(id, pack.Id, pack.Version, "failed", by, time.GetUtcNow(), null, null, null, null, [], new Dictionary<string, long>());
        try
        {
            run = await RunAsync(pack, parameters, asOf, isWhole, run, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            run = run with { Message = "The run was stopped." };
            throw;
        }
        catch (WarehouseException e)
        {
            run = run with { Message = PackFailure.Sentence(e, pack.Id) };
        }
        finally
        {
            run = run with { EndedAt = time.GetUtcNow() };
            store.End(run);
        }

        return run;
    }

    /// <summary>The results of a pack as they stand; none where it has never run.</summary>
    public Task<IReadOnlyDictionary<string, StandingResult>> StandingAsync(string pack, CancellationToken cancellationToken) =>
        WarehouseState.StandingAsync(warehouse, Pack.SchemaOf(pack), cancellationToken);

    /// <summary>Removes a pack's results from the warehouse.</summary>
    public async Task RemoveAsync(string pack, CancellationToken cancellationToken)
    {
        await using var transaction = await warehouse.BeginAsync(cancellationToken);
        await transaction.ExecuteAsync($"drop schema if exists {SqlName.Quote(Pack.SchemaOf(pack))} cascade", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        store.Register(pack, null);
    }

    private async Task<PackRun> RunAsync(Pack pack, IReadOnlyDictionary<string, string> parameters, DateOnly? asOf, bool isWhole, PackRun run, CancellationToken cancellationToken)
    {
        var failed = new Dictionary<string, string>(StringComparer.Ordinal);
        while (true)
        {
            await using var transaction = await warehouse.BeginAsync(cancellationToken);
            var state = await WarehouseState.ReadAsync(transaction, pack, warehouse.Dialect, cancellationToken);
            var day = asOf ?? await state.NewestDayAsync(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime.AddHours(8)), cancellationToken);
            var values = new RunValues(day, parameters, run.Id, state.LoadId, salt);
            // Lineage is reckoned from the texts alone, so that it need not wait for the engine, nor the engine for it.
            var registration = Task.Run(() => PackLineage.Of(pack, values).ToJson(), cancellationToken);
            var attempt = new PackAttempt(pack, transaction, warehouse.Dialect, values, state, failed, isWhole);
            if (await attempt.TryRunAsync(cancellationToken) is { } failure)
            {
                failed.Add(failure.Result, failure.Message);
                continue;
            }

            await transaction.CommitAsync(cancellationToken);
            store.Register(pack.Id, await registration);
            return run with
            {
                Status = failed.Count == 0 ? "succeeded" : attempt.Results.All(static r => r.Action is "failed" or "held") ? "failed" : "partial",
                AsOf = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                LoadId = state.LoadId,
                Results = attempt.Results,
                Rules = attempt.Rules,
            };
        }
    }
}

/// <summary>One attempt at a run, in one transaction.</summary>
internal sealed class PackAttempt
{
    private readonly Pack pack;
    private readonly RunValues values;
    private readonly WarehouseState state;
    private readonly IReadOnlyDictionary<string, string> failed;
    private readonly bool isWhole;
    private readonly PackExecution execution;
    private readonly IncrementalParts parts;
    private readonly Dictionary<string, StandingResult> standing;

    public PackAttempt(Pack pack, IWarehouseTransaction transaction, SqlDialect dialect, RunValues values, WarehouseState state, IReadOnlyDictionary<string, string> failed, bool isWhole)
    {
        this.pack = pack;
        this.values = values;
        this.state = state;
        this.failed = failed;
        this.isWhole = isWhole;
        execution = new PackExecution(pack, transaction, dialect, pack.Schema, null, values);
        parts = new IncrementalParts(pack, transaction, execution);
        standing = new Dictionary<string, StandingResult>(state.Standing, StringComparer.Ordinal);
    }

    public List<ResultRun> Results { get; } = [];

    public Dictionary<string, long> Rules { get; } = new(StringComparer.Ordinal);

    /// <summary>Computes what is out of date. Answers the result that failed, after which the transaction is worth nothing; null where all went well.</summary>
    public async Task<(string Result, string Message)?> TryRunAsync(CancellationToken cancellationToken)
    {
        await execution.DropViewsAsync(state.Views, cancellationToken);
        var held = new HashSet<string>(StringComparer.Ordinal);
        foreach (var result in pack.Results)
        {
            var watch = Stopwatch.StartNew();
            try
            {
                await BringUpToDateAsync(result, held, watch, cancellationToken);
            }
            catch (Exception e) when (PackFailure.Of(e, result.File) is { } message)
            {
                return (result.Name, message);
            }
        }

        foreach (var keys in parts.Kept)
        {
            await execution.DropAsync(keys, cancellationToken);
        }

        await state.DropForgottenAsync(cancellationToken);
        await execution.PublishAsync(cancellationToken);
        foreach (var rule in pack.Rules.Where(r => !held.Contains(r.Of)))
        {
            Rules[rule.Id] = await execution.CountAsync(rule, cancellationToken);
        }

        await state.WriteAsync(standing.Values.Where(s => pack.Find(s.Name) is not null), cancellationToken);
        return null;
    }

    private async Task BringUpToDateAsync(PackResult result, HashSet<string> held, Stopwatch watch, CancellationToken cancellationToken)
    {
        if (failed.TryGetValue(result.Name, out var reason) || result.Reads.FirstOrDefault(held.Contains) is not null)
        {
            held.Add(result.Name);
            reason ??= $"{result.Reads.First(held.Contains)} is stale.";
            Results.Add(new ResultRun(result.Name, failed.ContainsKey(result.Name) ? "failed" : "held", standing.GetValueOrDefault(result.Name)?.Rows, TimeSpan.Zero, reason));
            if (standing.TryGetValue(result.Name, out var last))
            {
                standing[result.Name] = last with { StaleReason = reason };
            }

            return;
        }

        var hash = Fingerprint.Of(pack, result, execution, values);
        var versions = VersionsOf(result);
        var known = standing.GetValueOrDefault(result.Name) is { } s && state.Tables.Contains(result.Name) && s.Warehouse == state.Identity && s.TextHash == hash ? s : null;
        if (result.IsView)
        {
            await execution.ComputeAsync(result, cancellationToken);
            standing[result.Name] = Stand(result, hash, versions, 0, standing.GetValueOrDefault(result.Name) is { } before && before.TextHash == hash && before.Versions == versions ? before.RunId : values.RunId);
            Results.Add(new ResultRun(result.Name, "computed", null, watch.Elapsed, null));
            return;
        }

        var today = values.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (!isWhole && known is { StaleReason: null } && known.Versions == versions && (result.Incremental is not { Until.Count: > 0 } || known.AsOf == today))
        {
            standing[result.Name] = known with { LoadId = state.LoadId };
            Results.Add(new ResultRun(result.Name, "current", known.Rows, watch.Elapsed, null));
            return;
        }

        var action = "computed";
        if (!isWhole && known is not null && result.Incremental is not null && await parts.TryComputeAsync(result, known, state, cancellationToken) is { } changed)
        {
            action = changed ? "parts" : "current";
            if (!changed)
            {
                standing[result.Name] = known with { LoadId = state.LoadId, Versions = versions, StaleReason = null, AsOf = result.Incremental.Until.Count > 0 ? today : known.AsOf };
                Results.Add(new ResultRun(result.Name, action, known.Rows, watch.Elapsed, null));
                return;
            }
        }
        else
        {
            action = await ComputeAsync(result, cancellationToken) ? "parts" : action;
            if (!isWhole && known is not null && await execution.KeepIfUnchangedAsync(result, cancellationToken))
            {
                standing[result.Name] = known with { LoadId = state.LoadId, Versions = versions, StaleReason = null, AsOf = today };
                Results.Add(new ResultRun(result.Name, "current", known.Rows, watch.Elapsed, null));
                return;
            }

            parts.Whole.Add(result.Name);
        }

        var rows = await execution.CountAsync(result, cancellationToken);
        standing[result.Name] = Stand(result, hash, versions, rows, values.RunId);
        var notes = string.Join(" ", execution.Notes.Where(n => n.Result == result.Name).Select(static n => n.Note.Zh + " " + n.Note.En));
        Results.Add(new ResultRun(result.Name, action, rows, watch.Elapsed, notes.Length == 0 ? null : notes));
    }

    /// <summary>Computes a result; true where it is that of a step and only what has changed was computed.</summary>
    private async Task<bool> ComputeAsync(PackResult result, CancellationToken cancellationToken)
    {
        if (result.Kind != PackResultKind.Step)
        {
            await execution.ComputeAsync(result, cancellationToken);
            return false;
        }

        var step = pack.Steps.First(s => s.Outputs.Values.Contains(result.Name));
        var stands = !isWhole && PackExecution.DigestsOf(step).All(d => state.Tables.Contains(d.Table))
            && step.Outputs.Values.All(o => state.Tables.Contains(o) && state.Standing.GetValueOrDefault(o) is { StaleReason: null } s && s.Warehouse == state.Identity && s.TextHash == Fingerprint.Of(pack, pack.Find(o)!, execution, values));
        return await execution.ComputeStepAsync(result, stands, cancellationToken);
    }

    private StandingResult Stand(PackResult result, string hash, string versions, long rows, long run) =>
        new(result.Name, hash, versions, state.LoadId, run, values.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), rows, state.Identity, null);

    /// <summary>What a result depends on, as of now: changes of this text are changes of what it reads.</summary>
    private string VersionsOf(PackResult result)
    {
        var inputs = result.Inputs.Concat(pack.ValueSets.Any(s => s.HasDescendants && result.ValueSets.Contains(s.Name)) ? ["concept_ancestor"] : []);
        return string.Join(
            ';',
            inputs.Order(StringComparer.Ordinal).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i}={state.VersionOf(i)}"))
                .Concat(result.Reads.Order(StringComparer.Ordinal).Select(r => string.Create(CultureInfo.InvariantCulture, $"ref:{r}={standing.GetValueOrDefault(r)?.RunId}"))));
    }
}
