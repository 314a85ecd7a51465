using System.Security.Cryptography;
using Suwen.Governance.Catalogue;
using Suwen.Governance.Lineage;
using Suwen.Security;
using Suwen.Server.Node;
using Suwen.Sources.Tables;
using Suwen.Storage;
using Suwen.Storage.Keys;
using Suwen.Storage.Schema;

namespace Suwen.Server.Catalogue;

/// <summary>The catalogue and lineage of an open node, for the API and the command line alike.</summary>
internal sealed class CatalogueDesk
{
    private readonly SuwenNode node;
    private readonly Lazy<CatalogueState> state;
    private readonly Lock gate = new();
    private ((long Fields, long Packs) Version, LineageGraph Graph)? graph;

    public CatalogueDesk(SuwenNode node)
    {
        this.node = node;
        state = new Lazy<CatalogueState>(() => CatalogueState.Open(node.Folder.Application, node.Time));
    }

    public CatalogueState State => state.Value;

    public string Title => node.Settings.Catalogue?.Title ?? "素问资源目录";

    public ResourceCatalogue Catalogue => new(State, Root(node.Settings.Catalogue?.OidRoot), [.. CatalogueRegistrations.Results, .. node.Packs.Resources()]);

    public async Task<IReadOnlyList<Resource>> ListAsync(ReadScope scope, CancellationToken cancellationToken) => Catalogue.List(await FeedsAsync(scope, cancellationToken));

    /// <summary>The sources and what they sent.</summary>
    public async Task<IReadOnlyList<FeedResource>> FeedsAsync(ReadScope scope, CancellationToken cancellationToken)
    {
        var rows = await node.Warehouse.ReadAsync(
            WarehouseReading.Sql("Catalogue/feeds.sql"),
            scope,
            static (b, r) => (Id: (int)b[0].Lane(r), Name: b[1].Text(r), Display: b.TextOrNull(2, r), Format: b[3].Text(r), Entries: b[4].Lane(r), From: b.Instant(5, r), To: b.Instant(6, r)),
            cancellationToken);
        return [.. rows.GroupBy(r => (r.Id, r.Name, r.Display)).Select(g => new FeedResource(
            g.Key.Id,
            g.Key.Name,
            node.Settings.DisplayNameOf(g.Key.Name, g.Key.Display),
            node.Settings.Sources?.GetValueOrDefault(g.Key.Name)?.Kind,
            [.. g.Select(r => r.Format)],
            g.Sum(r => r.Entries),
            DateOnly.FromDateTime(g.Min(r => r.From).UtcDateTime),
            DateOnly.FromDateTime(g.Max(r => r.To).UtcDateTime)))];
    }

    /// <summary>Profiles the tables that have changed since their last profile, or all with <paramref name="again"/>.</summary>
    /// <param name="tables">Tables wanted; none for all.</param>
    /// <param name="again">True to profile also what has not changed.</param>
    /// <param name="done">Told of each table: its profile, or null when nothing had changed.</param>
    /// <param name="cancellationToken">Ends it; what is done stays.</param>
    public async Task ProfileAsync(IReadOnlyList<Table> tables, bool again, Func<Table, TableProfile?, Task> done, CancellationToken cancellationToken)
    {
        // The platform looks at whole tables; what it keeps holds no value of few persons, and nothing of columns that identify one.
        var scope = Authorisation.ForPlatform("profile");
        var names = (await node.Warehouse.ReadAsync("select source_id, source_name from sys.source", scope, static (b, r) => ((int)b[0].Lane(r), b[1].Text(r)), cancellationToken)).ToDictionary(s => s.Item1, s => s.Item2);
        var known = State.Profiles();
        foreach (var table in tables.Count > 0 ? tables : CanonicalModel.Tables.Where(t => t.Schema == "cdr"))
        {
            if (!again && known.TryGetValue(table.Name, out var before) && await Profiler.StateOfAsync(node.Warehouse, table, scope, cancellationToken) == (before.Rows, before.LoadId))
            {
                await done(table, null);
                continue;
            }

            var profile = await Profiler.RunAsync(node.Warehouse, table, names, scope, node.Time, cancellationToken);
            State.Add(profile);
            await done(table, profile);
        }
    }

    /// <summary>Learns which fields fill which columns, from samples of what has landed.</summary>
    public async Task<LearningReport> LearnAsync(bool again, CancellationToken cancellationToken)
    {
        // Keys are only compared with one another here, so any key of the hash will do, and the ledger's own is left alone.
        var observer = new FieldObserver(SourceCatalogue.Sources, new KeyedHash(RandomNumberGenerator.GetBytes(16)), node.Journal.Find, DeclaredLineage.Of);
        var versions = SourceCatalogue.Sources.ToDictionary(s => s.Format, s => s.Version, StringComparer.Ordinal);
        return await FieldLearning.RunAsync(node.Warehouse, State, observer, versions, node.Journal.Find, Authorisation.ForPlatform("lineage"), again, cancellationToken);
    }

    /// <summary>The graph of everything that is known now, also by what a command in this server has learned.</summary>
    public LineageGraph Graph()
    {
        var version = (State.FieldsVersion(), node.Packs.Version);
        lock (gate)
        {
            if (graph is not { } known || known.Version != version)
            {
                graph = known = (version, PlatformLineage.Build(State.Fields(), CatalogueRegistrations.Screens.Concat(CatalogueRegistrations.Results).Concat(node.Packs.Resources())));
            }

            return known.Graph;
        }
    }

    private string? Root(string? root) => root is null || ResourceIdentifier.IsRoot(root)
        ? root
        : throw new SuwenFault(ExitCode.BadInput, "caller", "catalogue.oidRoot is no object identifier.", node.Folder.Settings, "Write the arcs as numbers with dots, such as 1.2.156.112604.");
}
