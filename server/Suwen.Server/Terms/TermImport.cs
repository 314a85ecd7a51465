using System.Globalization;
using System.Text.Json;
using Suwen.Governance.Gate.Decisions;
using Suwen.Governance.Terminology;
using Suwen.Security;
using Suwen.Server.Node;
using Suwen.Standards.Terminology;
using Suwen.Storage;

namespace Suwen.Server.Terms;

/// <summary>What is said of a table that a site imports.</summary>
internal sealed record SiteSystem(string Id, string Title, string? Version, string? Publisher, string? Licence, string? Aliases);

/// <summary>Lands tables of the site and files of mappings, checked whole before.</summary>
internal static class TermImport
{
    private const int LinesPerEntry = 5_000;

    /// <summary>Lands a site's table: its system and its terms. A code that is there already keeps its concept id.</summary>
    public static async Task<int> LandAsync(SuwenNode node, string user, SiteSystem system, IReadOnlyList<SiteRow> rows, CancellationToken cancellationToken)
    {
        await node.WaitUntilLoadedAsync(node.Journal.End, cancellationToken);
        var scope = Authorisation.ForPlatform("terms");
        var standing = (await node.Terms.ReadAsync(node.Warehouse, cancellationToken)).SiteTerms;
        var last = (await node.Warehouse.ReadAsync(WarehouseReading.Sql("Terms/last_concept.sql"), scope, static (b, r) => b[0].Lane(r), cancellationToken))[0];
        var next = Math.Max(last, CodeSystem.FirstSiteConceptId - 1) + 1;
        var lines = new List<string>
        {
            JsonSerializer.Serialize(new { Kind = CodeSystemDecision.Word, By = user, Why = "imported", System = system.Id, system.Title, system.Version, system.Publisher, system.Licence, system.Aliases }, MappingDecisions.Json),
        };
        foreach (var row in rows)
        {
            var concept = standing.TryGetValue((system.Id, row.Code), out var term) ? term.ConceptId : next++;
            lines.Add(JsonSerializer.Serialize(new { Kind = TermDecision.Word, By = user, System = system.Id, row.Code, row.Name, row.Parent, row.Synonyms, row.ValidFrom, row.ValidTo, Concept = concept }, MappingDecisions.Json));
        }

        if (next > CodeSystem.LastConceptId)
        {
            throw new SuwenFault(ExitCode.BadInput, "platform", "There are no concept ids left for terms of the site.", system.Id, "Ask the developers: 47 million are used.");
        }

        foreach (var chunk in lines.Chunk(LinesPerEntry))
        {
            await node.Journal.AppendAsync(DecisionSource.Header(), System.Text.Encoding.UTF8.GetBytes(string.Join('\n', chunk)), cancellationToken);
        }

        await node.WaitUntilLoadedAsync(node.Journal.End, cancellationToken);
        return rows.Count;
    }

    /// <summary>Reads and checks a file of mappings whole: targets that are not there, codes with two targets, and decisions that it contradicts.</summary>
    public static async Task<(IReadOnlyList<MapLine> Lines, IReadOnlyList<FileFault> Faults)> CheckMapsAsync(SuwenNode node, ReadScope scope, string user, CsvTable table, bool replaces, CancellationToken cancellationToken)
    {
        var faults = new List<FileFault>();
        var lines = new List<MapLine>();
        foreach (var column in new[] { "code", "target_system" }.Where(c => !table.Has(c)))
        {
            faults.Add(new FileFault(1, $"There is no column {column}. The columns are source, vocabulary, code, name, target_system, target_code, relation, why."));
        }

        if (faults.Count > 0)
        {
            return (lines, faults);
        }

        var standing = (await MappingDecisions.ListAsync(node, scope, null, null, null, int.MaxValue, cancellationToken)).Where(m => m is { IsProposal: false, Status: "decided" }).ToDictionary(m => (m.Source, m.Vocabulary, m.Code));
        var first = new Dictionary<(string, string, string), (int Line, MapLine Map)>();
        for (var i = 0; i < table.RowCount; i++)
        {
            if (string.IsNullOrWhiteSpace(table[i, "target_system"]) && string.IsNullOrWhiteSpace(table[i, "target_code"]))
            {
                // Nobody has decided on this one yet.
                continue;
            }

            var at = CsvTable.LineOf(i);
            var request = new MapRequest(table[i, "vocabulary"], table[i, "code"], table[i, "target_system"], table[i, "target_code"], table[i, "why"] is { Length: > 0 } why ? why : "imported", table[i, "source"], table[i, "name"], table[i, "relation"] is { Length: > 0 } relation ? relation : null);
            var (line, problem) = await MappingDecisions.LineOfAsync(node, user, request, cancellationToken);
            if (line is null)
            {
                faults.Add(new FileFault(at, problem!.Problem.What));
                continue;
            }

            var key = (request.SourceName, request.SourceCode.Vocabulary, request.SourceCode.Code);
            if (!first.TryAdd(key, (at, line)))
            {
                var other = first[key];
                faults.Add(new FileFault(at, $"{line.Code} is mapped to {line.System} {line.Target} here and to {other.Map.System} {other.Map.Target} in line {other.Line.ToString(CultureInfo.InvariantCulture)}."));
            }
            else if (!replaces && standing.TryGetValue(key, out var decided) && (decided.System != line.System || decided.Target != line.Target))
            {
                faults.Add(new FileFault(at, $"{line.Code} is mapped to {decided.System} {decided.Target} by {decided.By}; {line.System} {line.Target} contradicts it. Say --replace to replace what was decided."));
            }
            else
            {
                lines.Add(line);
            }
        }

        return (lines, faults);
    }
}
