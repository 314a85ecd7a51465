using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Suwen.Governance.Verification;
using Suwen.Security;
using Suwen.Server.Ingest;
using Suwen.Server.Node;
using Suwen.Storage;

namespace Suwen.Server.Tests.Reliability;

/// <summary>A node on an empty data folder, into which institutions of the sample are ingested as the command does it.</summary>
internal sealed class SampleNode : IAsyncDisposable
{
    private static readonly ReadScope Scope = Authorisation.ForPlatform("test");
    private readonly TemporaryFolder folder;
    private readonly SuwenNode node;

    private SampleNode(TemporaryFolder folder, SuwenNode node)
    {
        this.folder = folder;
        this.node = node;
    }

    public SuwenNode Node => node;

    /// <param name="postgres">Connection string of an empty database, given as a site gives it: by SUWEN_WAREHOUSE; null for DuckDB.</param>
    /// <param name="settings">The text of suwen.json; null for none.</param>
    public static async Task<SampleNode> OpenAsync(string? postgres, string? settings = null)
    {
        var folder = new TemporaryFolder();
        if (settings is not null)
        {
            folder.Write("data/suwen.json", settings);
        }

        Environment.SetEnvironmentVariable(NodeSettings.WarehouseVariable, postgres);
        try
        {
            return new SampleNode(folder, await SuwenNode.OpenAsync(new DataFolder(folder["data"]), TimeProvider.System, NullLogger.Instance, CancellationToken.None));
        }
        finally
        {
            Environment.SetEnvironmentVariable(NodeSettings.WarehouseVariable, null);
        }
    }

    public async Task<IngestOutcome> IngestAsync(string institution)
    {
        var outcome = await FileIngestion.RunAsync(node, new IngestRequest([Path.Combine(SampleExpectations.Folder, institution)], institution, null, null), static _ => { }, CancellationToken.None);
        outcome.Files.Where(f => f.Refusal is not null).Select(f => $"{f.Path}: {f.Refusal!.Where}: {f.Refusal.What}").ShouldBeEmpty();
        return outcome;
    }

    public async Task IngestAsync(IEnumerable<string> institutions)
    {
        foreach (var institution in institutions)
        {
            await IngestAsync(institution);
        }
    }

    /// <summary>Rows as text, values between commas.</summary>
    public async Task<List<string>> LinesAsync(string sql, params object[] parameters)
    {
        var lines = new List<string>();
        await using var result = await node.Warehouse.QueryAsync(new SqlStatement(sql, parameters), Scope, CancellationToken.None);
        while (await result.NextAsync(CancellationToken.None) is { } rows)
        {
            for (var row = 0; row < rows.RowCount; row++)
            {
                lines.Add(string.Join(',', rows.Columns.Select((_, column) => Convert.ToString(rows[column].Value(row), CultureInfo.InvariantCulture))));
            }
        }

        return lines;
    }

    public async Task<VerificationReport> VerifyAsync()
    {
        var report = await WarehouseVerification.RunAsync(node.Warehouse, node.Journal, Scope, CancellationToken.None);
        report.Checks.Where(c => !c.Passed).Select(c => $"{c.Name}: {c.Violations} of {c.Checked}. {c.Explanation}").ShouldBeEmpty();
        return report;
    }

    public async Task<IReadOnlyList<TableDigest>> DigestsAsync() => await TableDigest.OfWarehouseAsync(node.Warehouse, Scope, CancellationToken.None);

    public Task RebuildAsync() => node.RebuildAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await node.DisposeAsync();
        folder.Dispose();
    }
}
