using System.Globalization;
using Suwen.Governance.Terminology;
using Suwen.Security;
using Suwen.Server.Node;
using Suwen.Standards.Terminology;
using Suwen.Storage;

namespace Suwen.Server.Terms;

/// <summary>What a source's code may mean: what a map says of it, what its code is, and what its wording is like.</summary>
internal static class Suggestions
{
    private const int Offered = 5;

    /// <summary>Systems to look in, by domain, where the domain has no standard of its own.</summary>
    private static readonly Dictionary<string, string[]> OtherSystems = new(StringComparer.Ordinal)
    {
        ["drug"] = ["nrdl-2024", "nhsa-drug-class"],
        ["device"] = ["nhsa-consumable-class"],
    };

    public static async Task<IReadOnlyList<UnmappedItem>> UnmappedAsync(SuwenNode node, ReadScope scope, string? source, string? table, int limit, CancellationToken cancellationToken)
    {
        var meanings = await CodeUsage.MeaningsAsync(node.Warehouse, scope, cancellationToken);
        var codes = await CodeUsage.UnmappedAsync(node.Warehouse, meanings, source, table is null ? limit : int.MaxValue, scope, cancellationToken);
        var items = new List<UnmappedItem>();
        foreach (var code in codes.Where(c => table is null || c.Table == table).Take(limit))
        {
            items.Add(new UnmappedItem(code.Table, code.Source, code.Code.Vocabulary, code.Code.Code, code.Name, code.Rows, await OfAsync(node, meanings, code.Stem, code.Code, code.Name, Offered, cancellationToken)));
        }

        return items;
    }

    /// <summary>Candidates for a code of a domain, best first.</summary>
    public static async Task<IReadOnlyList<FoundTerm>> OfAsync(SuwenNode node, CodeMeanings meanings, string stem, SourceCode code, string name, int limit, CancellationToken cancellationToken)
    {
        var standards = CodeMeanings.StandardsOf(stem);
        var snapshot = await node.Terms.ReadAsync(node.Warehouse, cancellationToken);
        var systems = standards.Count > 0 ? [.. standards, .. SiteAndOmop(snapshot)]
            : OtherSystems.TryGetValue(stem, out var others) ? [.. others, .. SiteAndOmop(snapshot)]
            : SiteAndOmop(snapshot);
        if (systems.Count == 0)
        {
            return [];
        }

        var found = new List<FoundTerm>();
        AddByMap(found, meanings, standards, code);
        if (snapshot.Systems.Any(s => s.Status == TermCatalogue.OmopStatus && s.Id.Equals(code.Vocabulary, StringComparison.OrdinalIgnoreCase)))
        {
            var ofCode = await VocabularyAdoption.StandardsAsync(node, code.Vocabulary, code.Code, Authorisation.ForPlatform("terms"), cancellationToken);
            found.AddRange(ofCode.Select(s => new FoundTerm(s.System, s.Target, s.Name, s.Concept.ToString(CultureInfo.InvariantCulture), 1, "code", s.Name)));
        }

        var text = name.Length > 0 ? name : code.Code;
        foreach (var match in await node.Terms.SearchAsync(node.Warehouse, new TermQuery(text, systems, null, limit), cancellationToken))
        {
            if (!found.Exists(f => f.System == match.Term.System && f.Code == match.Term.Code))
            {
                found.Add(FoundTerm.Of(match));
            }
        }

        return found.Count > limit ? found.GetRange(0, limit) : found;
    }

    private static List<string> SiteAndOmop(TermCatalogue.Snapshot snapshot) => [.. snapshot.Systems.Where(s => BuiltInTerms.System(s.Id) is null).Select(s => s.Id)];

    /// <summary>A published map that leads from the code to the domain's standard, or back.</summary>
    private static void AddByMap(List<FoundTerm> found, CodeMeanings meanings, IReadOnlyList<string> standards, SourceCode code)
    {
        foreach (var map in BuiltInMaps.All)
        {
            var own = meanings.SystemOf(code.Vocabulary);
            if (standards.Contains(map.To) && (own == map.From || own == map.To) && map.Listed.TryGetValue(code.Code, out var target) && BuiltInTerms.Find(map.To, target) is { } term)
            {
                found.Add(FoundTerm.Of(new TermMatch(term, 0.99, TermMatchKind.Code, term.Name)) with { Match = "map" });
            }

            if (standards.Contains(map.From) && own == map.To && BuiltInTerms.Find(map.From, code.Code) is { } same && map.Target(same.Code) == same.Code)
            {
                found.Add(FoundTerm.Of(new TermMatch(same, 0.99, TermMatchKind.Code, same.Name)) with { Match = "map" });
            }
        }
    }
}
