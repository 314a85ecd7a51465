using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Suwen.Governance.Gate;
using Suwen.Governance.Gate.Decisions;
using Suwen.Governance.MasterIndex.Decisions;
using Suwen.Governance.Terminology;
using Suwen.Governance.Verification;
using Suwen.Security;
using Suwen.Storage;
using Suwen.Storage.Keys;
using Suwen.Storage.Landing;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Tests.Gate;

/// <summary>A landing area, a warehouse and a gate in a folder of their own.</summary>
internal sealed class GateFixture : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("suwen-gate-").FullName;
    private readonly FileKeyRing keys;
    private readonly Func<string, Task<IWarehouse>> open;

    private GateFixture(Func<string, Task<IWarehouse>> open)
    {
        this.open = open;
        keys = FileKeyRing.Open(Path.Combine(folder, "keys"));
        Journal = LandingJournal.Open(Path.Combine(folder, "landing"), new LandingOptions(), keys, TimeProvider.System);
    }

    public static ReadScope Scope { get; } = Authorisation.ForPlatform("test");

    public LandingJournal Journal { get; }

    public IWarehouse Warehouse { get; private set; } = null!;

    public LoadGate Gate { get; private set; } = null!;

    /// <summary>Whether the gate is opened with a later version of the parser.</summary>
    public bool HasLaterParser { get; set; }

    public GateOptions Options { get; set; } = new();

    /// <param name="open">Opens the warehouse of a path: the same path, the same warehouse.</param>
    /// <param name="options">How the gate batches.</param>
    public static async Task<GateFixture> OpenAsync(Func<string, Task<IWarehouse>> open, GateOptions? options = null)
    {
        var fixture = new GateFixture(open) { Options = options ?? new GateOptions() };
        await fixture.OpenWarehouseAsync("warehouse");
        return fixture;
    }

    /// <summary>Closes the gate and the warehouse and opens a warehouse of this name, the same or a fresh one.</summary>
    public async Task OpenWarehouseAsync(string name)
    {
        if (Warehouse is not null)
        {
            await Gate.DisposeAsync();
            await Warehouse.DisposeAsync();
        }

        Warehouse = await open(Path.Combine(folder, name));
        await Migrations.MigrateAsync(Warehouse, default);
        Gate = await LoadGate.OpenAsync(Warehouse, Journal, keys, [new ScriptSource { IsLenient = HasLaterParser }, new DecisionSource([new AmendRow(), .. PersonDecisionKind.All, new MapCodeDecision(), new CodeSystemDecision(), new TermDecision()])], Options, Scope, TimeProvider.System, NullLogger.Instance, default);
    }

    public async Task<LandingPosition> LandAsync(string source, params string[] lines) =>
        await LandAsync(source, LandingHeader.NoMetadata, lines);

    public async Task<LandingPosition> LandAsync(string source, IReadOnlyDictionary<string, string> metadata, params string[] lines)
    {
        var entry = await Journal.AppendAsync(new LandingHeader(source, "test", "script", metadata), Encoding.UTF8.GetBytes(string.Join('\n', lines)), default);
        return entry.Position;
    }

    /// <summary>Lands and loads a decision about a record: with lines, its correction; without, its discarding.</summary>
    public async Task<LandingPosition> DecideAsync(string source, LandingPosition position, int record, params string[] lines)
    {
        var metadata = new Dictionary<string, string>();
        new QuarantineDecision(lines.Length > 0 ? QuarantineDecision.Fix : QuarantineDecision.Discard, position, record, "chen", "tested", Journal.Find(position)!.ReceivedAt).AddTo(metadata);
        var entry = await Journal.AppendAsync(new LandingHeader(source, QuarantineDecision.Channel, lines.Length > 0 ? "script" : "decision", metadata), Encoding.UTF8.GetBytes(string.Join('\n', lines)), default);
        await Gate.DrainAsync(default);
        return entry.Position;
    }

    /// <summary>A source's person as decisions name it.</summary>
    public DecidedPerson PersonOf(string source, string id)
    {
        var sink = new RecordSink(new KeyedHash(keys.Key(1, "key-ledger").Span[..16]), static _ => null);
        sink.BeginEntry(new LandedEntry(new LandingPosition(1), DateTimeOffset.UnixEpoch, DecisionSource.Header(), default));
        sink.BeginRecord(0, "test");
        var key = sink.Key(source, CanonicalModel.Table("cn_source_person"), id);
        return new DecidedPerson(DecidedPerson.TextOf(sink.Mentions[key.Index]), source, id);
    }

    /// <summary>Lands decisions that are about no record in quarantine; one line each.</summary>
    public async Task<LandingPosition> LandDecisionsAsync(params string[] lines) =>
        (await Journal.AppendAsync(DecisionSource.Header(), Encoding.UTF8.GetBytes(string.Join('\n', lines)), default)).Position;

    public async Task LoadAsync(string source, params string[] lines)
    {
        await LandAsync(source, lines);
        await Gate.DrainAsync(default);
    }

    /// <summary>Rows of a query as text, values between bars, nulls empty.</summary>
    public async Task<string[]> QueryAsync(string sql)
    {
        var lines = new List<string>();
        await using var result = await Warehouse.QueryAsync(sql, Scope, default);
        while (await result.NextAsync(default) is { } rows)
        {
            for (var i = 0; i < rows.RowCount; i++)
            {
                lines.Add(string.Join('|', Enumerable.Range(0, rows.Columns.Count).Select(c => Convert.ToString(rows[c].Value(i), System.Globalization.CultureInfo.InvariantCulture))));
            }
        }

        return [.. lines];
    }

    public async Task ShouldVerifyAsync()
    {
        var report = await WarehouseVerification.RunAsync(Warehouse, Journal, Scope, default);
        report.Checks.Where(c => !c.Passed).Select(c => $"{c.Name}: {c.Violations} of {c.Checked}. {c.Explanation}").ShouldBeEmpty();
    }

    public async Task<IReadOnlyList<TableDigest>> DigestsAsync() => await TableDigest.OfWarehouseAsync(Warehouse, Scope, default);

    public async ValueTask DisposeAsync()
    {
        await Gate.DisposeAsync();
        await Warehouse.DisposeAsync();
        await Journal.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
