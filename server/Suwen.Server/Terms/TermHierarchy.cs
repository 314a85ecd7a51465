using System.Globalization;
using Suwen.Security;
using Suwen.Server.Node;
using Suwen.Standards.Terminology;
using Suwen.Storage;

namespace Suwen.Server.Terms;

/// <summary>What stands above, below and beside a term.</summary>
internal static class TermHierarchy
{
    private const int MostSteps = 32;

    /// <summary>More below one concept are no list to read; the search finds them.</summary>
    private const long MostBelow = 2000;

    public static async Task<TermDetail?> DetailAsync(SuwenNode node, string system, string code, CancellationToken cancellationToken)
    {
        if (await node.Terms.FindAsync(node.Warehouse, system, code, cancellationToken) is not { } term)
        {
            return null;
        }

        var above = new List<TermNode>();
        for (var at = term; at.Parent is { } parent && above.Count < MostSteps && await node.Terms.FindAsync(node.Warehouse, system, parent, cancellationToken) is { } next; at = next)
        {
            above.Insert(0, new TermNode(next.Code, next.Name, true));
        }

        if (await IsOmopAsync(node, system, cancellationToken))
        {
            above = await NodesAsync(node, new SqlStatement(WarehouseReading.Sql("Terms/concepts_above.sql"), term.ConceptId, system), cancellationToken);
        }

        return new TermDetail(
            term.System, term.Code, term.Name, term.English, term.ConceptId.ToString(CultureInfo.InvariantCulture), term.Synonyms, term.ValidFrom, term.ValidTo, above,
            await BelowAsync(node, system, term.Code, cancellationToken), [.. MappingsOf(term)]);
    }

    /// <summary>The terms right below a code, or at the top of the system.</summary>
    public static async Task<IReadOnlyList<TermNode>> BelowAsync(SuwenNode node, string system, string? code, CancellationToken cancellationToken)
    {
        if (await IsOmopAsync(node, system, cancellationToken))
        {
            var concept = code is null ? null : await node.Terms.FindAsync(node.Warehouse, system, code, cancellationToken);
            return code is not null && concept is null ? [] : await NodesAsync(node, new SqlStatement(WarehouseReading.Sql("Terms/concepts_below.sql"), system, concept?.ConceptId, MostBelow), cancellationToken);
        }

        IEnumerable<Term> terms = BuiltInTerms.System(system) is not null
            ? BuiltInTerms.Terms(system)
            : (await node.Terms.ReadAsync(node.Warehouse, cancellationToken)).SiteTerms.Values.Where(t => t.System == system);
        var all = terms.ToList();
        var parents = all.Select(t => t.Parent).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return [.. all.Where(t => t.Parent == code).OrderBy(t => t.Code, StringComparer.Ordinal).Select(t => new TermNode(t.Code, t.Name, parents.Contains(t.Code)))];
    }

    /// <summary>True for a vocabulary that is neither built in nor the site's own table: its hierarchy stands in concept_ancestor.</summary>
    private static async Task<bool> IsOmopAsync(SuwenNode node, string system, CancellationToken cancellationToken) =>
        BuiltInTerms.System(system) is null && (await node.Terms.ReadAsync(node.Warehouse, cancellationToken)).Systems.Any(s => s.Id == system && s.Status == TermCatalogue.OmopStatus);

    private static Task<List<TermNode>> NodesAsync(SuwenNode node, SqlStatement statement, CancellationToken cancellationToken) => node.Warehouse.ReadAsync(
        statement, Authorisation.ForPlatform("terms"), static (b, r) => new TermNode(b.TextOrNull(0, r) ?? "", b.TextOrNull(1, r) ?? "", b[2].Lane(r) != 0), cancellationToken);

    private static IEnumerable<TermMapping> MappingsOf(Term term)
    {
        foreach (var map in BuiltInMaps.All)
        {
            if (map.From == term.System && map.Target(term.Code) is { } target)
            {
                yield return new TermMapping(map.To, target, BuiltInTerms.Find(map.To, target)?.Name, "to", map.Source);
            }

            if (map.To != term.System)
            {
                continue;
            }

            foreach (var (from, to) in map.Listed)
            {
                if (to == term.Code)
                {
                    yield return new TermMapping(map.From, from, BuiltInTerms.Find(map.From, from)?.Name, "from", map.Source);
                }
            }
        }
    }
}
