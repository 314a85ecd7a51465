using Suwen.Governance.Terminology;
using Suwen.Security;
using Suwen.Server.Http;
using Suwen.Server.Node;
using Suwen.Storage;

namespace Suwen.Server.Terms;

/// <summary>Whose codes are to mean what the loaded OMOP vocabularies say of them.</summary>
/// <param name="Why">Why; without any value of a patient.</param>
/// <param name="Vocabulary">Only codes of this vocabulary; null for all that are loaded.</param>
/// <param name="OnlyCounts">True to count what would be decided, and decide nothing.</param>
internal sealed record AdoptRequest(string Why, string? Vocabulary = null, bool OnlyCounts = false);

/// <summary>What came of an adoption.</summary>
/// <param name="Status">decided, proposed, or counted where nothing was to be decided.</param>
/// <param name="Codes">Codes that mean now what their vocabulary says.</param>
/// <param name="Rows">Rows that have these codes.</param>
/// <param name="Remapped">Rows that got another meaning by it.</param>
/// <param name="Ambiguous">Codes that the vocabulary maps to several concepts: a person has to decide.</param>
/// <param name="Unknown">Codes that the vocabulary of their name does not have as standard or mapped.</param>
internal sealed record AdoptOutcome(string Status, long Codes, long Rows, long Remapped, long Ambiguous, long Unknown);

/// <summary>
/// Takes over what OMOP vocabularies of the site say of the codes that rows have: one decision for each code, by the person who asked, so that
/// it is versioned, undone and rebuilt like any other. Codes that somebody has decided on stay as they are.
/// </summary>
internal static class VocabularyAdoption
{
    public static async Task<(AdoptOutcome? Outcome, ProblemAnswer? Problem)> AdoptAsync(SuwenNode node, ReadScope scope, string user, AdoptRequest request, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(request.Why) || request.Why.Length > MappingDecisions.MaxWhyLength)
        {
            return (null, ProblemAnswer.BadRequest($"A decision needs its reason, of at most {MappingDecisions.MaxWhyLength} characters.", "why", "Say why; without any value of a patient."));
        }

        var vocabularies = (await node.Terms.ReadAsync(node.Warehouse, cancellationToken)).Systems.Where(s => s.Status == TermCatalogue.OmopStatus).Select(s => s.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (request.Vocabulary is { } only && !vocabularies.Contains(only))
        {
            return (null, ProblemAnswer.BadRequest($"No OMOP vocabulary {only} is loaded.", "vocabulary", "Load it with suwen ingest; suwen terms systems lists what is there."));
        }

        var meanings = await CodeUsage.MeaningsAsync(node.Warehouse, scope, cancellationToken);
        var used = await CodeUsage.UsedAsync(node.Warehouse, v => vocabularies.Contains(v) && (request.Vocabulary is null || v.Equals(request.Vocabulary, StringComparison.OrdinalIgnoreCase)), scope, cancellationToken);
        var lines = new List<MapLine>();
        long rows = 0, ambiguous = 0, unknown = 0;
        foreach (var ofVocabulary in used.Where(u => meanings.MapOf("", u.Code) is null).GroupBy(u => u.Code.Vocabulary, StringComparer.Ordinal))
        {
            var standards = (await StandardsAsync(node, ofVocabulary.Key, null, scope, cancellationToken)).ToLookup(s => s.Code, StringComparer.Ordinal);
            foreach (var code in ofVocabulary)
            {
                switch (standards[code.Code.Code].ToList())
                {
                    case [var target]:
                        rows += code.Rows;
                        lines.Add(LineOf(user, request.Why, code, target));
                        break;
                    case []:
                        unknown++;
                        break;
                    default:
                        ambiguous++;
                        break;
                }
            }
        }

        if (lines.Count == 0 || request.OnlyCounts)
        {
            return (new AdoptOutcome("counted", lines.Count, rows, 0, ambiguous, unknown), null);
        }

        var status = node.Settings.Terms?.TwoPersons == true ? "proposed" : "decided";
        var landed = await MappingDecisions.LandAsync(node, scope, status == "proposed" ? [.. lines.Select(l => l with { Status = status })] : lines, status, cancellationToken);
        return (new AdoptOutcome(status, lines.Count, rows, landed.Remapped, ambiguous, unknown), null);
    }

    /// <summary>The standard concepts that a loaded vocabulary gives a code, or each of its codes.</summary>
    public static Task<List<StandardOfCode>> StandardsAsync(SuwenNode node, string vocabulary, string? code, ReadScope scope, CancellationToken cancellationToken) =>
        node.Warehouse.ReadAsync(
            new SqlStatement(WarehouseReading.Sql("Terms/standards_of.sql"), vocabulary, code), scope,
            static (b, r) => new StandardOfCode(b[0].Text(r), b[1].Text(r), b[2].Text(r), b.TextOrNull(3, r) ?? "", b[4].Lane(r)), cancellationToken);

    private static MapLine LineOf(string user, string why, UsedCode code, StandardOfCode target) =>
        new(MapCodeDecision.Word, user, why.Trim(), null, code.Code.Vocabulary, code.Code.Code, code.Name.Length > 0 ? code.Name : null, target.System, target.Target, target.Concept, target.Name, null, null, null);
}

/// <summary>A code of an OMOP vocabulary and a standard concept that it means.</summary>
internal sealed record StandardOfCode(string Code, string System, string Target, string Name, long Concept);
