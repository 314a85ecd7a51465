using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Suwen.Governance.Gate.Decisions;
using Suwen.Governance.Terminology;
using Suwen.Security;
using Suwen.Server.Http;
using Suwen.Server.Node;
using Suwen.Storage;
using Suwen.Storage.Landing;

namespace Suwen.Server.Terms;

/// <summary>A decision as it lands: kind <c>map-code</c>.</summary>
internal sealed record MapLine(string Kind, string By, string Why, string? Source, string? Vocabulary, string Code, string? Name, string? System, string? Target, long? Concept, string? TargetName, string? Relation, string? Status, string? Confirms);

/// <summary>Decides what codes mean: checks, lands, waits until the rows follow, and says how many did.</summary>
internal static class MappingDecisions
{
    internal const int MaxWhyLength = 500;

    /// <summary>Lines of decisions as they land: names in lower case, empty ones left out, Chinese as it is.</summary>
    internal static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Decides on a code, or proposes where a second person is needed.</summary>
    public static async Task<(MapOutcome? Outcome, ProblemAnswer? Problem)> MapAsync(SuwenNode node, ReadScope scope, string user, MapRequest request, CancellationToken cancellationToken)
    {
        var (line, problem) = await LineOfAsync(node, user, request, cancellationToken);
        if (line is null)
        {
            return (null, problem);
        }

        var standing = (await StandingAsync(node, scope, request.SourceName, request.SourceCode, cancellationToken)).FirstOrDefault(m => m is { IsProposal: false, Status: "decided" });
        if (standing is not null && !request.Replaces && (standing.System != line.System || standing.Target != line.Target))
        {
            return (null, ProblemAnswer.Conflict(
                $"The code is mapped to {standing.System} {standing.Target} by {standing.By}; {line.System} {line.Target} contradicts it.", "target", "Say that it replaces what was decided, or leave it."));
        }

        return node.Settings.Terms?.TwoPersons == true
            ? (await LandAsync(node, scope, [line with { Status = "proposed" }], "proposed", cancellationToken), null)
            : (await LandAsync(node, scope, [line], "decided", cancellationToken), null);
    }

    /// <summary>Confirms or declines what another has proposed.</summary>
    public static async Task<(MapOutcome? Outcome, ProblemAnswer? Problem)> AnswerAsync(SuwenNode node, ReadScope scope, string user, MapReference reference, bool confirms, CancellationToken cancellationToken)
    {
        var code = new SourceCode(reference.Vocabulary?.Trim() ?? "", reference.Code.Trim());
        var proposal = (await StandingAsync(node, scope, reference.Source?.Trim() ?? "", code, cancellationToken)).FirstOrDefault(m => m is { IsProposal: true, Status: "proposed" });
        if (proposal is null)
        {
            return (null, ProblemAnswer.NotFound("Nothing is proposed on this code.", "code"));
        }

        if (confirms && proposal.By == user)
        {
            return (null, ProblemAnswer.Conflict("The second person is another than the first.", "user", "Let somebody else confirm it."));
        }

        var line = LineOf(proposal, user, reference.Why);
        return confirms
            ? (await LandAsync(node, scope, [line with { Confirms = proposal.By }, line with { Status = "settled" }], "decided", cancellationToken), null)
            : (await LandAsync(node, scope, [line with { Status = "declined" }], "declined", cancellationToken), null);
    }

    /// <summary>Takes the last decision on a code back: to the version before it, or to none.</summary>
    public static async Task<(MapOutcome? Outcome, ProblemAnswer? Problem)> UndoAsync(SuwenNode node, ReadScope scope, string user, MapReference reference, CancellationToken cancellationToken)
    {
        var code = new SourceCode(reference.Vocabulary?.Trim() ?? "", reference.Code.Trim());
        var versions = (await VersionsAsync(node, scope, reference.Source?.Trim() ?? "", code, cancellationToken)).Where(v => !v.IsProposal).ToList();
        if (versions is not [{ Status: "decided" } last, ..])
        {
            return (null, ProblemAnswer.NotFound("Nothing is decided on this code.", "code"));
        }

        var before = versions.Skip(1).FirstOrDefault(v => v.Status == "withdrawn" || v.Concept != last.Concept || v.Target != last.Target);
        var line = before is { Status: "decided" } ? LineOf(before, user, reference.Why) : LineOf(last, user, reference.Why) with { Status = "withdrawn" };
        return (await LandAsync(node, scope, [line], line.Status ?? "decided", cancellationToken), null);
    }

    /// <summary>Decisions and proposals as they stand.</summary>
    public static Task<List<CodeMapping>> ListAsync(SuwenNode node, ReadScope scope, string? source, string? vocabulary, string? code, int limit, CancellationToken cancellationToken) =>
        node.Warehouse.ReadAsync(new SqlStatement(WarehouseReading.Sql("Terms/maps.sql"), source, vocabulary, code, (long)limit), scope, Read, cancellationToken);

    /// <summary>Every version of what was decided and proposed on a code, newest first.</summary>
    public static Task<List<CodeMapping>> VersionsAsync(SuwenNode node, ReadScope scope, string source, SourceCode code, CancellationToken cancellationToken) =>
        node.Warehouse.ReadAsync(new SqlStatement(WarehouseReading.Sql("Terms/versions.sql"), source, code.Vocabulary, code.Code), scope, Read, cancellationToken);

    /// <summary>Checks what is asked and makes the line of it.</summary>
    internal static async Task<(MapLine? Line, ProblemAnswer? Problem)> LineOfAsync(SuwenNode node, string user, MapRequest request, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(request.Code) || request.Code.Length > 500)
        {
            return (null, ProblemAnswer.BadRequest("A mapping names the code that it is about.", "code", "Take source, vocabulary and code from the list of unmapped codes."));
        }

        if (string.IsNullOrWhiteSpace(request.Why) || request.Why.Length > MaxWhyLength)
        {
            return (null, ProblemAnswer.BadRequest($"A decision needs its reason, of at most {MaxWhyLength} characters.", "why", "Say why; without any value of a patient."));
        }

        if (request.Relation is { } relation && !MapCodeDecision.Relations.Contains(relation))
        {
            return (null, ProblemAnswer.BadRequest("The relation is exact, broader, narrower or related.", "relation", "Leave it out for exact."));
        }

        var code = request.SourceCode;
        var line = new MapLine(MapCodeDecision.Word, user, request.Why.Trim(), Some(request.SourceName), Some(code.Vocabulary), code.Code, Some(request.Name?.Trim()), request.System, null, null, null, request.Relation, null, null);
        if (request.System == MapCodeDecision.NoEquivalent)
        {
            return (line, null);
        }

        var term = request.Target is null ? null : await node.Terms.FindAsync(node.Warehouse, request.System, request.Target.Trim(), cancellationToken);
        return term is null
            ? (null, ProblemAnswer.BadRequest($"{request.System} has no code {request.Target}.", "target", "Search the dictionaries for the code, or say none where there is no equivalent."))
            : (line with { Target = term.Code, Concept = term.ConceptId, TargetName = term.Name }, null);
    }

    /// <summary>Lands lines in one entry, waits until they are loaded, and counts the rows that follow.</summary>
    internal static async Task<MapOutcome> LandAsync(SuwenNode node, ReadScope scope, IReadOnlyList<MapLine> lines, string status, CancellationToken cancellationToken)
    {
        var payload = string.Join('\n', lines.Select(l => JsonSerializer.Serialize(l, Json)));
        var landed = await node.Journal.AppendAsync(DecisionSource.Header(), System.Text.Encoding.UTF8.GetBytes(payload), cancellationToken);
        await node.WaitUntilLoadedAsync(landed.Position, cancellationToken);
        var rejected = await node.Warehouse.ReadAsync(new SqlStatement(WarehouseReading.Sql("Terms/rejected.sql"), landed.Position.Value), scope, static (b, r) => b[1].Text(r), cancellationToken);
        if (rejected is [var reason, ..])
        {
            throw new SuwenFault(ExitCode.BadInput, "caller", $"The decision was set aside: {reason}", landed.Position.ToString(), "Correct it and decide again.");
        }

        var remapped = 0L;
        foreach (var line in lines)
        {
            // All lines are one entry, so the load of one that stands is the load of all.
            var standing = (await StandingAsync(node, scope, line.Source ?? "", new SourceCode(line.Vocabulary ?? "", line.Code), cancellationToken)).FirstOrDefault(m => !m.IsProposal);
            if (standing is not null && standing.Position == landed.Position.ToString())
            {
                remapped = await CodeUsage.RemappedAsync(node.Warehouse, lines.Select(l => new SourceCode(l.Vocabulary ?? "", l.Code)).ToHashSet(), standing.LoadId, scope, cancellationToken);
                break;
            }
        }

        return new MapOutcome(status, landed.Position.ToString(), remapped);
    }

    private static Task<List<CodeMapping>> StandingAsync(SuwenNode node, ReadScope scope, string source, SourceCode code, CancellationToken cancellationToken) =>
        ListAsync(node, scope, source, code.Vocabulary, code.Code, 10, cancellationToken);

    private static MapLine LineOf(CodeMapping m, string user, string why) =>
        new(MapCodeDecision.Word, user, why.Trim(), Some(m.Source), Some(m.Vocabulary), m.Code, m.Name, m.System, m.Target, long.Parse(m.Concept, CultureInfo.InvariantCulture) is > 0 and var concept ? concept : null, m.TargetName, m.Relation, null, null);

    private static string? Some(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static CodeMapping Read(ColumnBatch b, int r) =>
        new(b[0].Lane(r) != 0, b[1].Text(r), b[2].Text(r), b[3].Text(r), b.TextOrNull(4, r), b.TextOrNull(5, r) ?? "", b.TextOrNull(6, r), b.TextOrNull(7, r), b[8].Lane(r).ToString(CultureInfo.InvariantCulture), b.TextOrNull(9, r) ?? "", b.TextOrNull(10, r) ?? "", b.TextOrNull(11, r) ?? "", b.TextOrNull(12, r), b.TextOrNull(13, r), b.Instant(14, r), new LandingPosition(b[15].Lane(r)).ToString())
        {
            LoadId = b[16].Lane(r),
        };
}
