using System.Globalization;
using Suwen.Analysis;
using Suwen.Scenarios.Running;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Scenarios.Testing;

/// <summary>What a test came to.</summary>
/// <param name="Pack">The pack.</param>
/// <param name="Name">The test.</param>
/// <param name="Engine">duckdb or postgres.</param>
/// <param name="Where">File and line.</param>
/// <param name="Failures">What differs; empty where it passed.</param>
public sealed record TestOutcome(string Pack, string Name, string Engine, string Where, IReadOnlyList<string> Failures)
{
    public bool HasPassed => Failures.Count == 0;
}

/// <summary>
/// Runs the tests of a pack on an engine. Given rows and results stand in a schema of their own, made in a transaction that is
/// never committed, so that it may be any database, also one with data.
/// </summary>
public static partial class PackTestRunner
{
    private const string TestSchema = "pack_test_run";
    private const string LoadColumn = "load_id";
    private const int MostShown = 8;

    public static async Task<IReadOnlyList<TestOutcome>> RunAsync(Pack pack, IWarehouse warehouse, CancellationToken cancellationToken)
    {
        var outcomes = new List<TestOutcome>
        {
            await RunAsync(pack, warehouse, "tables without rows", "inputs.yaml", run => RunEmptyAsync(pack, run, cancellationToken), new RunValues(new DateOnly(2026, 1, 31), Defaults(pack), 0, 0), cancellationToken),
        };
        foreach (var test in pack.Tests)
        {
            var parameters = Defaults(pack);
            foreach (var (name, value) in test.Parameters)
            {
                parameters[name] = value;
            }

            var where = string.Create(CultureInfo.InvariantCulture, $"{test.File}:{test.Line}");
            outcomes.Add(await RunAsync(pack, warehouse, test.Name, where, run => RunTestAsync(pack, test, run, cancellationToken), new RunValues(test.AsOf, parameters, 0, 0), cancellationToken));
            if (outcomes[^1].HasPassed && IncrementalOf(pack, test) is { Count: > 0 } incremental)
            {
                outcomes.Add(await RunAsync(pack, warehouse, test.Name + TwoLoads, where, run => RunInTwoLoadsAsync(pack, test, incremental, run, cancellationToken), new RunValues(test.AsOf, parameters, 0, 0), cancellationToken));
            }
        }

        return outcomes;
    }

    private static Dictionary<string, string> Defaults(Pack pack) => pack.Parameters.ToDictionary(static p => p.Name, static p => p.Default, StringComparer.Ordinal);

    private static async Task<TestOutcome> RunAsync(Pack pack, IWarehouse warehouse, string name, string where, Func<TestRun, Task> body, RunValues values, CancellationToken cancellationToken)
    {
        var failures = new List<string>();
        await using (var transaction = await warehouse.BeginAsync(cancellationToken))
        {
            try
            {
                await transaction.ExecuteAsync($"create schema {TestSchema}", cancellationToken);
                foreach (var input in pack.Inputs)
                {
                    await transaction.ExecuteAsync($"create table {TestSchema}.{SqlName.Quote(input.Table.Name)} ({string.Join(", ", input.Table.Columns.Select(c => SqlName.Definition(c.Name, c.Type, warehouse.Dialect)))})", cancellationToken);
                }

                await body(new TestRun(transaction, new PackExecution(pack, transaction, warehouse.Dialect, TestSchema, TestSchema, values), warehouse.Dialect, values, failures));
            }
            catch (WarehouseException e) when (e.Fault is not WarehouseFault.Platform)
            {
                failures.Add(e.Message.ReplaceLineEndings(" "));
            }
            catch (Exception e) when (e is OperatorException or FormatException)
            {
                failures.Add(e.Message);
            }
        }

        return new TestOutcome(pack.Id, name, warehouse.Dialect == SqlDialect.DuckDb ? "duckdb" : "postgres", where, failures);
    }

    /// <summary>Every result must have an answer where nothing has been loaded yet.</summary>
    private static async Task RunEmptyAsync(Pack pack, TestRun run, CancellationToken cancellationToken)
    {
        foreach (var result in pack.Results)
        {
            await ComputeAsync(result, run, cancellationToken);
        }

        foreach (var rule in pack.Rules)
        {
            await run.Execution.CountAsync(rule, cancellationToken);
        }
    }

    private static async Task RunTestAsync(Pack pack, PackTest test, TestRun run, CancellationToken cancellationToken)
    {
        foreach (var (name, rows) in test.Given)
        {
            await GiveAsync(pack.Inputs.First(i => i.Table.Name == name).Table, rows, test, run, cancellationToken);
        }

        // What must fail comes last: the engine takes no further statement of the transaction after it.
        foreach (var expectation in test.Expected.OrderBy(static e => e.Fails is not null))
        {
            if (expectation.Fails is { } part)
            {
                await ExpectFailureAsync(pack, expectation, part, run, cancellationToken);
                return;
            }

            await ComputeWithUpstreamAsync(pack, expectation.Result, run, cancellationToken);
            await CompareAsync(pack.Find(expectation.Result)!, expectation, run, cancellationToken);
        }

        foreach (var (id, expected) in test.Rules)
        {
            var rule = pack.Rules.First(r => r.Id == id);
            await ComputeWithUpstreamAsync(pack, rule.Of, run, cancellationToken);
            var found = await run.Execution.CountAsync(rule, cancellationToken);
            if (found != expected)
            {
                run.Failures.Add(string.Create(CultureInfo.InvariantCulture, $"The rule {id} found {found} rows where {expected} were expected."));
            }
        }
    }

    private static async Task ExpectFailureAsync(Pack pack, Expectation expectation, string part, TestRun run, CancellationToken cancellationToken)
    {
        try
        {
            await ComputeWithUpstreamAsync(pack, expectation.Result, run, cancellationToken);
        }
        catch (Exception e) when (e is OperatorException || (e is WarehouseException w && w.Fault != WarehouseFault.Platform))
        {
            if (part != "true" && !e.Message.Contains(part, StringComparison.OrdinalIgnoreCase))
            {
                run.Failures.Add($"{expectation.Result} failed as it must, but with \"{e.Message.ReplaceLineEndings(" ")}\" and not with \"{part}\".");
            }

            return;
        }

        run.Failures.Add($"{expectation.Result} must fail, and did not.");
    }

    private static async Task ComputeWithUpstreamAsync(Pack pack, string name, TestRun run, CancellationToken cancellationToken)
    {
        var needed = WithUpstream(pack, [name]);
        foreach (var result in pack.Results.Where(r => needed.Contains(r.Name)))
        {
            await ComputeAsync(result, run, cancellationToken);
        }
    }

    /// <summary>Results and everything of the pack that they read.</summary>
    private static HashSet<string> WithUpstream(Pack pack, IEnumerable<string> names)
    {
        var needed = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<string>(names);
        while (waiting.TryDequeue(out var next))
        {
            if (needed.Add(next))
            {
                pack.Find(next)!.Reads.ToList().ForEach(waiting.Enqueue);
            }
        }

        return needed;
    }

    private static async Task ComputeAsync(PackResult result, TestRun run, CancellationToken cancellationToken)
    {
        if (run.Done.Add(result.Name))
        {
            try
            {
                await run.Execution.ComputeAsync(result, cancellationToken);
            }
            catch (WarehouseException e)
            {
                throw new WarehouseException(e.Fault, $"{result.File}: {e.Message}", e);
            }
        }
    }

    private static Task GiveAsync(Table table, TestRows rows, PackTest test, TestRun run, CancellationToken cancellationToken) =>
        GiveAsync(table, rows, test, run, [.. Enumerable.Range(0, rows.Rows.Count)], null, cancellationToken);

    /// <summary>Appends the rows named, as of a load where one is given.</summary>
    private static async Task GiveAsync(Table table, TestRows rows, PackTest test, TestRun run, List<int> which, long? load, CancellationToken cancellationToken)
    {
        if (which.Count == 0)
        {
            return;
        }

        var columns = rows.Columns.Select(c => table.Columns[table[c]]).ToList();
        var stamp = load is not null && !rows.Columns.Contains(LoadColumn) && table.TryFind(LoadColumn, out var found) ? found : null;
        var batch = new ColumnBatch([.. columns.Append(stamp).OfType<Column>().Select(static c => new ResultColumn(c.Name, c.Type))], which.Count);
        foreach (var row in which)
        {
            for (var i = 0; i < columns.Count; i++)
            {
                if (!TestValues.TryAppend(batch[i], rows.Rows[row][i]))
                {
                    run.Failures.Add(string.Create(CultureInfo.InvariantCulture, $"{test.File}:{rows.Lines[row]}: \"{rows.Rows[row][i]}\" is no value for {table.Name}.{columns[i].Name} ({columns[i].Type})."));
                }
            }

            if (stamp is not null)
            {
                batch[columns.Count].Append(load!.Value);
            }
        }

        await run.Transaction.AppendAsync(Table.Derived(TestSchema, table.Name, batch.Columns), batch, cancellationToken);
    }

    private static async Task CompareAsync(PackResult result, Expectation expectation, TestRun run, CancellationToken cancellationToken)
    {
        var expected = expectation.Rows!;
        var columns = expected.Columns.Count > 0 ? expected.Columns : [.. result.Columns.Select(static c => c.Name)];
        await using var answer = await run.Execution.ReadAsync(result, columns, cancellationToken);
        var matched = new bool[expected.Rows.Count];
        var surplus = new List<string>();
        var total = 0;
        while (await answer.NextAsync(cancellationToken) is { } batch)
        {
            for (var row = 0; row < batch.RowCount; row++, total++)
            {
                var found = -1;
                for (var i = expectation.IsOrdered ? total : 0; i < (expectation.IsOrdered ? Math.Min(total + 1, matched.Length) : matched.Length) && found < 0; i++)
                {
                    found = !matched[i] && AreSame(batch, row, expected.Rows[i], expectation.Tolerance) ? i : -1;
                }

                if (found >= 0)
                {
                    matched[found] = true;
                }
                else if (!expectation.Contains)
                {
                    surplus.Add(string.Join(", ", columns.Select((c, i) => $"{c}: {TestValues.TextOf(batch[i], row)}")));
                }
            }
        }

        Report(result, expected, columns, matched, surplus, run.Failures);
    }

    private static bool AreSame(ColumnBatch batch, int row, IReadOnlyList<string?> stated, double tolerance)
    {
        for (var i = 0; i < stated.Count; i++)
        {
            if (!TestValues.AreSame(batch[i], row, stated[i], tolerance))
            {
                return false;
            }
        }

        return true;
    }

    private static void Report(PackResult result, TestRows expected, IReadOnlyList<string> columns, bool[] matched, List<string> surplus, List<string> failures)
    {
        for (var i = 0; i < matched.Length; i++)
        {
            if (!matched[i])
            {
                failures.Add(string.Create(CultureInfo.InvariantCulture, $"{result.Name}: the row of line {expected.Lines[i]} did not come out: {string.Join(", ", columns.Select((c, k) => $"{c}: {expected.Rows[i][k] ?? "null"}"))}"));
            }
        }

        failures.AddRange(surplus.Take(MostShown).Select(s => $"{result.Name}: a row came out that is not expected: {s}"));
        if (surplus.Count > MostShown)
        {
            failures.Add(string.Create(CultureInfo.InvariantCulture, $"{result.Name}: and {surplus.Count - MostShown} more."));
        }
    }

    private sealed record TestRun(IWarehouseTransaction Transaction, PackExecution Execution, SqlDialect Dialect, RunValues Values, List<string> Failures)
    {
        public HashSet<string> Done { get; } = new(StringComparer.Ordinal);
    }
}
