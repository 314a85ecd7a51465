using Suwen.Governance.Terminology;
using Suwen.Security;
using Suwen.Server.Node;
using Suwen.Standards.Terminology;
using Suwen.Storage;

namespace Suwen.Server.Terms;

/// <summary>A code system as the catalogue shows it.</summary>
/// <param name="Id">Its short name.</param>
/// <param name="TitleZh">Chinese title.</param>
/// <param name="TitleEn">English title; empty where there is none.</param>
/// <param name="Version">Its version.</param>
/// <param name="Source">Who publishes it, and which transcription was taken.</param>
/// <param name="Licence">Licence.</param>
/// <param name="Status">Official table in transcription, unofficial transcription, compiled, table of the site, or OMOP vocabulary.</param>
/// <param name="Oid">Its object identifier; null where none is certain.</param>
/// <param name="Aliases">What senders call it.</param>
/// <param name="Terms">Number of terms.</param>
/// <param name="StandardFor">Domains whose standard it is.</param>
internal sealed record TermSystem(string Id, string TitleZh, string TitleEn, string Version, string Source, string Licence, string Status, string? Oid, IReadOnlyList<string> Aliases, int Terms, IReadOnlyList<string> StandardFor);

/// <summary>The built-in systems, the site's tables and the OMOP vocabularies of a data folder, with one index over all of them.</summary>
internal sealed class TermCatalogue
{
    /// <summary>Standing of the vocabularies that a site has loaded as OMOP tables.</summary>
    public const string OmopStatus = "OMOP vocabulary";

    /// <summary>OMOP vocabularies of more concepts are searched in the warehouse, since an index of all of them would need gigabytes.</summary>
    private const long MostIndexedConcepts = 400_000;

    private readonly Lock turn = new();
    private (string Stamp, Task<Snapshot> Snapshot)? current;

    /// <summary>What there is to search at one moment.</summary>
    internal sealed record Snapshot(string Stamp, TermIndex Index, IReadOnlyList<TermSystem> Systems, IReadOnlyDictionary<(string System, string Code), Term> SiteTerms, bool IsOmopIndexed);

    /// <summary>The catalogue as the warehouse has it now; built once and again when a table has changed.</summary>
    public async Task<Snapshot> ReadAsync(IWarehouse warehouse, CancellationToken cancellationToken)
    {
        var scope = Authorisation.ForPlatform("terms");
        var stamps = await warehouse.ReadAsync(WarehouseReading.Sql("Terms/stamp.sql"), scope, static (b, r) => (Site: $"{b[0].Lane(r)}/{b[1].Lane(r)}/{b[2].Lane(r)}/{b[3].Lane(r)}/{b[4].Lane(r)}", Concepts: b[3].Lane(r)), cancellationToken);
        var (stamp, concepts) = stamps[0];
        Task<Snapshot> building;
        lock (turn)
        {
            if (current is not { } standing || standing.Stamp != stamp || standing.Snapshot.IsFaulted)
            {
                // All who ask meanwhile wait for the one that is built, so that nobody's giving up ends it for the others.
                current = standing = (stamp, Task.Run(() => BuildAsync(warehouse, scope, stamp, concepts, CancellationToken.None), CancellationToken.None));
            }

            building = standing.Snapshot;
        }

        return await building.WaitAsync(cancellationToken);
    }

    /// <summary>A term of any system: built in, of the site, or of an OMOP vocabulary.</summary>
    public async Task<Term?> FindAsync(IWarehouse warehouse, string system, string code, CancellationToken cancellationToken)
    {
        if (BuiltInTerms.System(system) is not null)
        {
            return BuiltInTerms.Find(system, code);
        }

        var snapshot = await ReadAsync(warehouse, cancellationToken);
        if (snapshot.SiteTerms.TryGetValue((system, code), out var term))
        {
            return term;
        }

        var found = await warehouse.ReadAsync(new SqlStatement(WarehouseReading.Sql("Terms/concept.sql"), system, code), Authorisation.ForPlatform("terms"), ConceptOf, cancellationToken);
        if (found is not [var concept, ..])
        {
            return null;
        }

        var names = await warehouse.ReadAsync(new SqlStatement(WarehouseReading.Sql("Terms/concept_names.sql"), concept.ConceptId), Authorisation.ForPlatform("terms"), static (b, r) => b[0].Text(r), cancellationToken);
        return concept with { Synonyms = [.. names.Where(n => n != concept.Name)] };
    }

    /// <summary>Finds terms; those of OMOP vocabularies too large for the index by code and by part of their name.</summary>
    public async Task<IReadOnlyList<TermMatch>> SearchAsync(IWarehouse warehouse, TermQuery query, CancellationToken cancellationToken)
    {
        var snapshot = await ReadAsync(warehouse, cancellationToken);
        var found = snapshot.Index.Search(query);
        if (snapshot.IsOmopIndexed || found.Count >= query.Limit)
        {
            return found;
        }

        var concepts = await warehouse.ReadAsync(
            new SqlStatement(WarehouseReading.Sql("Terms/search.sql"), query.Text.Trim(), query.Text.Trim().ToLowerInvariant(), query.Systems?.FirstOrDefault(), (long)query.Limit),
            Authorisation.ForPlatform("terms"), ConceptOf, cancellationToken);
        return [.. found.Concat(concepts.Where(c => query.On is not { } day || c.HoldsOn(day)).Select(c => new TermMatch(c, c.Code == query.Text.Trim() ? 1 : 0.5, TermMatchKind.Name, c.Name))).Take(query.Limit)];
    }

    private static Term ConceptOf(ColumnBatch b, int r) =>
        new(b.TextOrNull(1, r) ?? "", b.TextOrNull(2, r) ?? "", b.TextOrNull(3, r) ?? "", null, b[0].Lane(r), [], null, (DateOnly?)b[4].Value(r), (DateOnly?)b[5].Value(r));

    private static async Task<Snapshot> BuildAsync(IWarehouse warehouse, ReadScope scope, string stamp, long concepts, CancellationToken cancellationToken)
    {
        var site = await warehouse.ReadAsync(
            WarehouseReading.Sql("Terms/site_terms.sql"),
            scope,
            static (b, r) => new Term(b[0].Text(r), b[1].Text(r), b[2].Text(r), b.TextOrNull(3, r), b[7].Lane(r), b.TextOrNull(4, r)?.Split('|', StringSplitOptions.RemoveEmptyEntries) ?? [], null, (DateOnly?)b[5].Value(r), (DateOnly?)b[6].Value(r)),
            cancellationToken);
        var isIndexed = concepts <= MostIndexedConcepts;
        List<Term> omop = concepts > 0 && isIndexed ? await ConceptsAsync(warehouse, scope, cancellationToken) : [];
        var systems = await SystemsAsync(warehouse, scope, site, cancellationToken);
        var index = new TermIndex([.. BuiltInTerms.Systems.SelectMany(s => BuiltInTerms.Terms(s.Id)), .. site, .. omop]);
        return new Snapshot(stamp, index, systems, site.ToDictionary(t => (t.System, t.Code)), isIndexed);
    }

    /// <summary>Concepts with their synonyms, so that they are found by either.</summary>
    private static async Task<List<Term>> ConceptsAsync(IWarehouse warehouse, ReadScope scope, CancellationToken cancellationToken)
    {
        var named = (await warehouse.ReadAsync(WarehouseReading.Sql("Terms/concept_synonyms.sql"), scope, static (b, r) => (Id: b[0].Lane(r), Name: b[1].Text(r)), cancellationToken))
            .GroupBy(static s => s.Id).ToDictionary(static g => g.Key, static g => g.Select(static s => s.Name).Distinct(StringComparer.Ordinal).ToList());
        var terms = await warehouse.ReadAsync(WarehouseReading.Sql("Terms/concepts.sql"), scope, ConceptOf, cancellationToken);
        for (var i = 0; i < terms.Count && named.Count > 0; i++)
        {
            if (named.TryGetValue(terms[i].ConceptId, out var synonyms))
            {
                terms[i] = terms[i] with { Synonyms = synonyms };
            }
        }

        return terms;
    }

    private static async Task<IReadOnlyList<TermSystem>> SystemsAsync(IWarehouse warehouse, ReadScope scope, List<Term> site, CancellationToken cancellationToken)
    {
        var counts = site.CountBy(t => t.System).ToDictionary(StringComparer.Ordinal);
        var ofSite = await warehouse.ReadAsync(
            WarehouseReading.Sql("Terms/site_systems.sql"),
            scope,
            (b, r) => new TermSystem(b[0].Text(r), b[1].Text(r), b.TextOrNull(2, r) ?? "", b.TextOrNull(3, r) ?? "", b.TextOrNull(4, r) ?? "", b.TextOrNull(5, r) ?? "", b.TextOrNull(6, r) ?? "", null, b.TextOrNull(7, r)?.Split('|') ?? [], counts.GetValueOrDefault(b[0].Text(r)), []),
            cancellationToken);
        var omop = await warehouse.ReadAsync(
            WarehouseReading.Sql("Terms/vocabularies.sql"),
            scope,
            static (b, r) => new TermSystem(b[0].Text(r), b.TextOrNull(1, r) ?? b[0].Text(r), b.TextOrNull(1, r) ?? "", b.TextOrNull(2, r) ?? "", "OMOP vocabularies, loaded by the site", "see the vocabulary", OmopStatus, null, [], (int)b[3].Lane(r), []),
            cancellationToken);
        var standards = CodedColumns.All.SelectMany(c => CodeMeanings.StandardsOf(c.Stem).Select(s => (System: s, c.Stem))).ToLookup(s => s.System, s => s.Stem);
        return
        [
            .. BuiltInTerms.Systems.Select(s => new TermSystem(s.Id, s.TitleZh, s.TitleEn, s.Version, s.Source, s.Licence, s.Status, s.Oid, s.Aliases, BuiltInTerms.Terms(s.Id).Count, [.. standards[s.Id]])),
            .. ofSite,
            .. omop,
        ];
    }
}
