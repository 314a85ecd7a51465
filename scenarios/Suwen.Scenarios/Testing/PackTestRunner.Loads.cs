using Suwen.Scenarios.Running;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Scenarios.Testing;

/// <content>
/// Results that say <c>incremental</c>: what they are when the rows arrive in two loads, and only the parts that the second concerns are computed
/// again, must be what they are when all rows are computed at once. A head that claims too much is found by this and by nothing else.
/// </content>
public static partial class PackTestRunner
{
    private const string TwoLoads = ", in two loads";
    private const string LoadsSchema = "pack_test_loads";

    /// <summary>The results with an incremental head that a test looks at; none where it expects a failure.</summary>
    private static List<PackResult> IncrementalOf(Pack pack, PackTest test)
    {
        if (test.Expected.Any(static e => e.Fails is not null))
        {
            return [];
        }

        var needed = WithUpstream(pack, test.Expected.Select(static e => e.Result).Concat(test.Rules.Keys.Select(id => pack.Rules.First(r => r.Id == id).Of)));
        return [.. pack.Results.Where(r => ((r.Incremental is not null && !r.IsView) || IsByKeys(pack, r)) && needed.Contains(r.Name))];
    }

    private static bool IsByKeys(Pack pack, PackResult result) => result.Kind == PackResultKind.Step && pack.Steps.First(s => s.Outputs.Values.Contains(result.Name)).By is not null;

    private static async Task RunInTwoLoadsAsync(Pack pack, PackTest test, List<PackResult> incremental, TestRun run, CancellationToken cancellationToken)
    {
        var needed = WithUpstream(pack, incremental.Select(static r => r.Name));
        var results = pack.Results.Where(r => needed.Contains(r.Name)).ToList();
        await run.Transaction.ExecuteAsync($"create schema {LoadsSchema}", cancellationToken);
        var versions = await LoadAsync(pack, test, incremental, run, 1, cancellationToken);
        var first = new PackExecution(pack, run.Transaction, run.Dialect, LoadsSchema, TestSchema, run.Values with { RunId = 1, LoadId = 1 });
        foreach (var result in results)
        {
            await first.ComputeAsync(result, cancellationToken);
        }

        await first.PublishAsync(cancellationToken, needed);
        foreach (var (table, version) in await LoadAsync(pack, test, incremental, run, 2, cancellationToken))
        {
            versions[table] = version;
        }

        var second = await BringUpToDateAsync(pack, results, versions, run, cancellationToken);
        foreach (var result in results)
        {
            await ComputeAsync(result, run, cancellationToken);
        }

        foreach (var result in incremental)
        {
            Tell(result, await RowsOfAsync(second, result, cancellationToken), await RowsOfAsync(run.Execution, result, cancellationToken), run.Failures);
        }
    }

    /// <summary>
    /// Gives the rows of one of two loads: every other row of a table by whose rows or look-ups parts are told; all rows of any other table come
    /// first, since a change of such a table makes a result be computed whole. Answers the tables that got rows.
    /// </summary>
    private static async Task<Dictionary<string, long>> LoadAsync(Pack pack, PackTest test, List<PackResult> incremental, TestRun run, long load, CancellationToken cancellationToken)
    {
        var versions = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (name, rows) in test.Given)
        {
            var table = pack.Inputs.First(i => i.Table.Name == name).Table;
            var isSplit = table.TryFind(LoadColumn, out _) && incremental.Where(r => r.Incremental is not null && r.Inputs.Contains(name)).ToList() is var readers
                && (readers.Count > 0 || incremental.Exists(r => IsByKeys(pack, r)))
                && readers.TrueForAll(r => r.Incremental!.Lookups.Any(l => l.Table == name) || table.TryFind(r.Incremental.Column, out _));
            List<int> which = [.. Enumerable.Range(0, rows.Rows.Count).Where(i => isSplit ? (i % 2) + 1 == load : load == 1)];
            await GiveAsync(table, rows, test, run, which, load, cancellationToken);
            if (which.Count > 0)
            {
                versions[name] = load;
            }
        }

        return versions;
    }

    /// <summary>The second run, by the same choice of what is current, computed in parts, or computed whole, that a real run makes.</summary>
    private static async Task<PackExecution> BringUpToDateAsync(Pack pack, List<PackResult> results, Dictionary<string, long> versions, TestRun run, CancellationToken cancellationToken)
    {
        var day = run.Values.AsOf.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var standing = results.ToDictionary(
            static r => r.Name,
            r => new StandingResult(r.Name, "", string.Join(';', r.Reads.Select(static read => $"ref:{read}=1")), 1, 1, day, 0, "", null),
            StringComparer.Ordinal);
        var state = WarehouseState.OfTest(run.Transaction, pack, versions, standing.Values);
        var second = new PackExecution(pack, run.Transaction, run.Dialect, LoadsSchema, TestSchema, run.Values with { RunId = 2, LoadId = 2 });
        await second.DropViewsAsync(results.Where(static r => r.IsView).Select(static r => r.Name), cancellationToken);
        var parts = new IncrementalParts(pack, run.Transaction, second, TestSchema);
        var changed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var result in results)
        {
            if (!result.Inputs.Any(i => state.VersionOf(i) > 1) && !result.Reads.Any(changed.Contains))
            {
                if (result.IsView)
                {
                    await second.ComputeAsync(result, cancellationToken);
                }

                continue;
            }

            var isPartial = result.Incremental is null || result.IsView ? null : await parts.TryComputeAsync(result, standing[result.Name], state, cancellationToken);
            if (isPartial is null)
            {
                if (result.Kind == PackResultKind.Step)
                {
                    await second.ComputeStepAsync(result, standsByKeys: true, cancellationToken);
                }
                else
                {
                    await second.ComputeAsync(result, cancellationToken);
                }
                if (!result.IsView && await second.KeepIfUnchangedAsync(result, cancellationToken))
                {
                    continue;
                }

                parts.Whole.Add(result.Name);
            }

            if (isPartial != false)
            {
                changed.Add(result.Name);
            }
        }

        return second;
    }

    private static async Task<List<string>> RowsOfAsync(PackExecution execution, PackResult result, CancellationToken cancellationToken)
    {
        var rows = new List<string>();
        await using var answer = await execution.ReadAsync(result, [.. result.Columns.Select(static c => c.Name)], cancellationToken);
        while (await answer.NextAsync(cancellationToken) is { } batch)
        {
            for (var row = 0; row < batch.RowCount; row++)
            {
                var at = row;
                rows.Add(string.Join(", ", result.Columns.Select((c, i) => $"{c.Name}: {Shown(batch[i], at)}")));
            }
        }

        return rows;
    }

    /// <summary>A sum of numbers may differ in its last digits by the order in which they were added.</summary>
    private static string Shown(ColumnVector values, int row) => values.Value(row) is double number
        ? number.ToString("G12", System.Globalization.CultureInfo.InvariantCulture)
        : TestValues.TextOf(values, row);

    private static void Tell(PackResult result, List<string> inLoads, List<string> whole, List<string> failures)
    {
        var missing = new List<string>(whole);
        var surplus = inLoads.Where(r => !missing.Remove(r)).ToList();
        failures.AddRange(surplus.Take(MostShown).Select(s => $"{result.File}: computed in parts, {result.Name} has a row that it has not when computed whole: {s}"));
        failures.AddRange(missing.Take(MostShown).Select(s => $"{result.File}: computed in parts, {result.Name} lacks a row that it has when computed whole: {s}. Its incremental head claims too much."));
    }
}
