using System.CommandLine;
using System.Globalization;
using Suwen.Scenarios;
using Suwen.Scenarios.Testing;
using Suwen.Server.Node;
using Suwen.Server.Packs;
using Suwen.Storage;
using Suwen.Storage.DuckDb;
using Suwen.Storage.Postgres;

namespace Suwen.Server.CommandLine;

/// <content>Tests of packs need no data folder: they run in memory, and on a PostgreSQL server in a transaction that is never committed.</content>
internal static partial class PackCommand
{
    private const string TestServer = "SUWEN_TEST_POSTGRES";

    private static Command Test(CommandHost host, Option<DirectoryInfo> data)
    {
        var names = new Argument<string[]>("PACK") { Description = "Ids of installed packs, or folders.", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "Every pack that is installed." };
        var engine = new Option<string>("--engine") { Description = "duckdb, postgres or both. PostgreSQL is the server of SUWEN_TEST_POSTGRES, or the data folder's own warehouse.", DefaultValueFactory = static _ => "duckdb" };
        engine.AcceptOnlyFromAmong("duckdb", "postgres", "both");
        var command = new Command("test", "Check packs and run their tests.") { names, all, engine };
        command.SetAction((parsed, token) => host.RunAloneAsync(
            async cancel =>
            {
                var folder = DataOption.FolderOf(parsed, data);
                var installed = PackLibrary.Folders([PackLibrary.Shipped, folder.Packs]);
                var chosen = FoldersOf(host, parsed.GetValue(names) ?? [], parsed.GetValue(all), installed);
                return await TestAsync(host, folder, chosen, installed, parsed.GetRequiredValue(engine), cancel);
            },
            token));
        return command;
    }

    private static List<string> FoldersOf(CommandHost host, string[] names, bool isAll, IReadOnlyDictionary<string, string> installed)
    {
        if (isAll || names.Length == 0)
        {
            return names.Length == 0 && isAll ? [.. installed.Values] : throw new SuwenFault(ExitCode.WrongUsage, "caller", "Which packs?", "PACK", "Name packs or folders, or write --all alone.");
        }

        return [.. names.Select(n => installed.GetValueOrDefault(n)
            ?? (Directory.Exists(Path.GetFullPath(n, host.WorkingDirectory)) ? Path.GetFullPath(n, host.WorkingDirectory)
            : throw new SuwenFault(ExitCode.BadInput, "caller", $"There is no pack {n}.", "PACK", $"Name a folder, or one of: {string.Join(", ", installed.Keys)}.")))];
    }

    /// <summary>Reads a pack; libraries lie beside it, or are installed.</summary>
    private static Task<Pack> LoadAsync(string folder, IReadOnlyDictionary<string, string> installed, CancellationToken cancellationToken)
    {
        var beside = PackLibrary.Folders([Path.GetDirectoryName(folder) ?? folder]);
        return PackLibrary.LoadAsync(folder, SiteValueSets.None, cancellationToken, id => beside.GetValueOrDefault(id) ?? installed.GetValueOrDefault(id));
    }

    private static async Task<int> TestAsync(CommandHost host, DataFolder folder, IReadOnlyList<string> folders, IReadOnlyDictionary<string, string> installed, string engine, CancellationToken cancellationToken)
    {
        var warehouses = new List<IWarehouse>();
        try
        {
            if (engine is "duckdb" or "both")
            {
                warehouses.Add(DuckDbWarehouse.Open(":memory:", new DuckDbOptions { MemoryLimitBytes = 512L << 20, Threads = 1 }));
            }

            if (engine is "postgres" or "both")
            {
                warehouses.Add(await OpenPostgresAsync(folder, cancellationToken));
            }

            var (passed, failed) = (0, 0);
            foreach (var place in folders)
            {
                var pack = await LoadAsync(place, installed, cancellationToken);
                failed += pack.Faults.Count;
                foreach (var fault in pack.Faults)
                {
                    await host.Out.WriteLineAsync($"{pack.Id}/{fault}");
                }

                foreach (var warehouse in pack.IsValid ? warehouses : [])
                {
                    foreach (var outcome in await PackTestRunner.RunAsync(pack, warehouse, cancellationToken))
                    {
                        (passed, failed) = outcome.HasPassed ? (passed + 1, failed) : (passed, failed + 1);
                        await WriteAsync(host.Out, outcome);
                    }
                }
            }

            await host.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{passed} passed, {failed} failed"));
            return failed > 0 ? ExitCode.FoundProblems : ExitCode.Success;
        }
        finally
        {
            foreach (var warehouse in warehouses)
            {
                await warehouse.DisposeAsync();
            }
        }
    }

    private static async Task WriteAsync(TextWriter writer, TestOutcome outcome)
    {
        await writer.WriteLineAsync($"{(outcome.HasPassed ? "passed" : "FAILED")}  {outcome.Pack}  {outcome.Engine}  {outcome.Name}  ({outcome.Where})");
        foreach (var failure in outcome.Failures)
        {
            await writer.WriteLineAsync("        " + failure);
        }
    }

    private static async Task<IWarehouse> OpenPostgresAsync(DataFolder folder, CancellationToken cancellationToken)
    {
        var connection = Environment.GetEnvironmentVariable(TestServer) is { Length: > 0 } given ? given : NodeSettings.Read(folder).Warehouse;
        return connection is null
            ? throw new SuwenFault(ExitCode.BadInput, "caller", "There is no PostgreSQL server to test on.", "--engine", $"Set {TestServer} to a connection string, or test on duckdb.")
            : await PostgresWarehouse.OpenAsync(connection, null, cancellationToken);
    }
}
