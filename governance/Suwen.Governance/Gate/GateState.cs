using System.Runtime.InteropServices;
using Suwen.Governance.MasterIndex.Clusters;
using Suwen.Governance.MasterIndex.Survivorship;
using Suwen.Governance.Terminology;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Gate;

/// <summary>The gate's working state and its saved form: key ledger, person clusters, sources, and the position loaded so far.</summary>
internal sealed class GateState
{
    private static readonly Table KeyTable = CanonicalModel.Table("sys.key");
    private static readonly Table LoadTable = CanonicalModel.Table("sys.load");
    private static readonly Table StateTable = CanonicalModel.Table("sys.state");

    private readonly KeyLedger ledger = new();
    private readonly PersonClusters clusters = new();
    private readonly ApartPairs apart = new();
    private readonly IdentityConflicts conflicts = new();
    private readonly SourceRegistry registry;
    private readonly DecisionBook decisions = new();
    private readonly AmendmentBook amendments = new();
    private readonly ColumnBatch keys = new(KeyTable);
    private long lastLoadId;

    public GateState(IReadOnlyDictionary<string, int> parserVersions, SurvivorshipRules survivorship, IReadOnlyDictionary<string, string> displayNames)
    {
        registry = new SourceRegistry(parserVersions, displayNames);
        Loader = new UnitLoader(ledger, clusters, apart, conflicts, new FileOccurrences(), registry, decisions, amendments, survivorship);
    }

    public UnitLoader Loader { get; }

    public long NextLoadId => lastLoadId + 1;

    public long LoadedThrough { get; private set; }

    /// <summary>Files whose last chunk is not loaded yet, with the position of their first.</summary>
    public IReadOnlyDictionary<string, long> OpenFiles => Loader.OpenFiles;

    public int KeyCount => ledger.Count;

    public async Task RestoreAsync(IWarehouse warehouse, ReadScope scope, CancellationToken cancellationToken)
    {
        await ForEachAsync(warehouse, scope, "select key_hash_high, key_hash_low, key_id from sys.key", (rows, i) =>
            ledger.Restore(new UInt128((ulong)rows[0].Lane(i), (ulong)rows[1].Lane(i)), rows[2].Lane(i)), cancellationToken);
        await ForEachAsync(warehouse, scope, "select source_name, source_id from sys.source", (rows, i) =>
            registry.RestoreSource(rows[0].Text(i), (int)rows[1].Lane(i)), cancellationToken);
        await ForEachAsync(warehouse, scope, "select mapping_name, mapping_version from sys.mapping", (rows, i) =>
            registry.RestoreMapping(rows[0].Text(i), (int)rows[1].Lane(i)), cancellationToken);
        await ForEachAsync(warehouse, scope, "select coalesce(max(load_id), 0) from sys.load", (rows, i) => lastLoadId = rows[0].Lane(i), cancellationToken);
        await ForEachAsync(warehouse, scope, "select distinct table_name from sys.deletion", (rows, i) => Loader.TablesWithDeletions.Add(rows[0].Text(i)), cancellationToken);
        await ForEachAsync(warehouse, scope, "select name, value_number from sys.state", (rows, i) => RestoreState(rows[0].Text(i), rows[1].Lane(i)), cancellationToken);
        await ForEachAsync(warehouse, scope, "select entry_position, record_number, decision, decision_position from sys.quarantine_decision", (rows, i) =>
            decisions.Add(rows[0].Lane(i), (int)rows[1].Lane(i), rows[2].Text(i), rows[3].Lane(i)), cancellationToken);
        await ForEachAsync(warehouse, scope, "select distinct table_name, row_id from cdr.cn_amendment where state = 'standing'", (rows, i) =>
            amendments.Add(rows[0].Text(i), rows[1].Lane(i)), cancellationToken);
        await PersonLinkReading.ReadAsync(warehouse, scope, clusters, apart, conflicts, cancellationToken);
        Loader.UseMeanings(await CodeMeanings.ReadAsync(statement => warehouse.QueryAsync(statement, scope, cancellationToken), cancellationToken));
        ledger.MarkSaved();
    }

    /// <summary>Writes the working state that the transaction has changed.</summary>
    public async Task SaveAsync(LoadBatch batch, string kind, long loadedThrough, TimeProvider time, CancellationToken cancellationToken)
    {
        var transaction = batch.Transaction;
        await SaveKeysAsync(batch, cancellationToken);
        var load = new ColumnBatch(LoadTable, 1);
        var c = 0;
        load[c++].Append(batch.LoadId);
        load[c++].Append(time.GetUtcNow().ToUnixTimeMilliseconds() * 1000);
        load[c++].Append(batch.FirstPosition);
        load[c++].Append(batch.LastPosition);
        load[c++].Append(batch.Tally.Entries);
        load[c++].Append(batch.Tally.Records);
        load[c++].Append(batch.Tally.Rows);
        load[c].Append(kind);
        await transaction.AppendAsync(LoadTable, load, cancellationToken);
        await transaction.ExecuteAsync("delete from sys.state", cancellationToken);
        var values = new ColumnBatch(StateTable, 1);
        AppendState(values, "loaded_through", loadedThrough);
        foreach (var (file, first) in Loader.OpenFiles)
        {
            AppendState(values, "open_file:" + file, first);
        }

        await transaction.AppendAsync(StateTable, values, cancellationToken);
        LoadedThrough = loadedThrough;
    }

    /// <summary>Writes the keys that are new since the last call; after each unit, so that they do not heap up over a transaction.</summary>
    public async Task SaveKeysAsync(LoadBatch batch, CancellationToken cancellationToken)
    {
        if (ledger.Unsaved.Count == 0)
        {
            return;
        }

        FillKeys(CollectionsMarshal.AsSpan(ledger.Unsaved), batch.LoadId);
        await batch.Transaction.AppendAsync(KeyTable, keys, cancellationToken);
        ledger.MarkSaved();
    }

    public void Committed() => lastLoadId++;

    private void FillKeys(Span<(UInt128 Hash, long Id, bool IsAlias)> unsaved, long loadId)
    {
        keys.Clear();
        var high = keys[0].Extend(unsaved.Length);
        var low = keys[1].Extend(unsaved.Length);
        var id = keys[2].Extend(unsaved.Length);
        var isAlias = keys[3].Extend(unsaved.Length);
        for (var i = 0; i < unsaved.Length; i++)
        {
            ref readonly var key = ref unsaved[i];
            high[i] = (long)(ulong)(key.Hash >> 64);
            low[i] = (long)(ulong)key.Hash;
            id[i] = key.Id;
            isAlias[i] = key.IsAlias ? 1 : 0;
        }

        keys[4].AppendRepeated(loadId, unsaved.Length);
    }

    private void RestoreState(string name, long value)
    {
        if (name == "loaded_through")
        {
            LoadedThrough = value;
        }
        else if (name.StartsWith("open_file:", StringComparison.Ordinal))
        {
            Loader.OpenFiles[name["open_file:".Length..]] = value;
        }
    }

    private static void AppendState(ColumnBatch rows, string name, long value)
    {
        rows[0].Append(name);
        rows[1].Append(value);
        rows[2].AppendNull();
    }

    private static async Task ForEachAsync(IWarehouse warehouse, ReadScope scope, string sql, Action<ColumnBatch, int> take, CancellationToken cancellationToken)
    {
        await using var result = await warehouse.QueryAsync(sql, scope, cancellationToken);
        while (await result.NextAsync(cancellationToken) is { } rows)
        {
            for (var i = 0; i < rows.RowCount; i++)
            {
                take(rows, i);
            }
        }
    }
}
