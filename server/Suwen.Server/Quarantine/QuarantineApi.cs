using Microsoft.AspNetCore.Http.HttpResults;
using Suwen.Security;
using Suwen.Server.Http;
using Suwen.Server.Landing;
using Suwen.Server.Node;
using Suwen.Storage.Landing;

namespace Suwen.Server.Quarantine;

/// <summary>A record that was set aside.</summary>
/// <param name="Position">Position of its landing entry.</param>
/// <param name="RecordNumber">Its number in the entry, from 0.</param>
/// <param name="RecordKind">What it is in its own standard.</param>
/// <param name="Source">Name of the sending system.</param>
/// <param name="ReceivedAt">When it was received.</param>
/// <param name="ReasonCode">Stable code of the reason.</param>
/// <param name="Path">Where the fault is.</param>
/// <param name="Detail">What is wrong and what to do.</param>
/// <param name="Fault">Who has to act: source, caller or platform.</param>
/// <param name="Status">open, fixed or discarded.</param>
/// <param name="Decision">The decision that stands on it; null while it is open.</param>
/// <param name="EntryRecords">How many records its landing entry holds.</param>
/// <param name="Format">Format of its entry.</param>
internal sealed record QuarantinedRecord(string Position, int RecordNumber, string RecordKind, string Source, DateTimeOffset ReceivedAt, string ReasonCode, string Path, string Detail, string Fault, string Status, QuarantineDecisionState? Decision, long EntryRecords, string Format);

/// <summary>What somebody decided about a record in quarantine.</summary>
/// <param name="Position">Where the decision landed; of a correction, with the corrected record.</param>
/// <param name="By">Who decided.</param>
/// <param name="At">When.</param>
/// <param name="Why">Why, in their words.</param>
internal sealed record QuarantineDecisionState(string Position, string By, DateTimeOffset At, string Why);

/// <summary>A page of records set aside, newest first.</summary>
/// <param name="Items">The records.</param>
/// <param name="Next">Pass as <c>after</c> for the next page; null on the last.</param>
internal sealed record QuarantinePage(IReadOnlyList<QuarantinedRecord> Items, string? Next);

/// <summary>How many records a reason set aside, per source.</summary>
/// <param name="ReasonCode">Stable code of the reason.</param>
/// <param name="Source">Name of the sending system.</param>
/// <param name="Fault">Who has to act.</param>
/// <param name="Count">Records that are open.</param>
/// <param name="Fixed">Records that were corrected by hand.</param>
/// <param name="Discarded">Records that are to stay out.</param>
internal sealed record QuarantineReason(string ReasonCode, string Source, string Fault, long Count, long Fixed, long Discarded);

/// <summary>What was set aside, and why.</summary>
internal static class QuarantineApi
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 500;

    public static void MapQuarantineApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/quarantine").WithTags("quarantine");
        group.MapGet("", ListAsync).WithName("listQuarantine").RequirePermission(Permission.QuarantineRead, "quarantine").WithProblems(400, 401, 403);
        group.MapGet("/reasons", ReasonsAsync).WithName("listQuarantineReasons").RequirePermission(Permission.QuarantineRead, "quarantine").WithProblems(401, 403);
        group.MapPost("/fix", FixAsync).WithName("fixQuarantined").RequirePermission(Permission.QuarantineFix, "quarantine").WithProblems(400, 401, 403, 404, 409);
        group.MapPost("/discard", DiscardAsync).WithName("discardQuarantined").RequirePermission(Permission.QuarantineFix, "quarantine").WithProblems(400, 401, 403, 404, 409);
        group.MapPost("/replay", ReplayAsync).WithName("replayQuarantined").RequirePermission(Permission.QuarantineFix, "quarantine").WithProblems(400, 401, 403);
    }

    private static async Task<Results<Ok<DecisionOutcome>, ProblemAnswer>> FixAsync(FixRequest request, HttpContext context, SuwenNode node, CancellationToken cancellationToken)
    {
        var scope = Authorisation.ScopeFor(context.User, Permission.QuarantineFix, Purpose.Operations);
        var (outcome, problem) = await QuarantineDecisions.FixAsync(node, scope, scope.Principal, request, cancellationToken);
        return outcome is null ? problem! : TypedResults.Ok(outcome);
    }

    private static async Task<Results<Ok<DecisionOutcome>, ProblemAnswer>> DiscardAsync(DiscardRequest request, HttpContext context, SuwenNode node, CancellationToken cancellationToken)
    {
        var scope = Authorisation.ScopeFor(context.User, Permission.QuarantineFix, Purpose.Operations);
        var (outcome, problem) = await QuarantineDecisions.DiscardAsync(node, scope, scope.Principal, request, cancellationToken);
        return outcome is null ? problem! : TypedResults.Ok(outcome);
    }

    private static async Task<Results<Ok<ReplayOutcome>, ProblemAnswer>> ReplayAsync(ReplayRequest request, HttpContext context, SuwenNode node, CancellationToken cancellationToken)
    {
        LandingPosition? position = null;
        if (request.Position is { } text)
        {
            if (!EntryReading.TryParsePosition(text, out var place))
            {
                return ProblemAnswer.BadRequest("A position is written journal:sequence, such as 1:42.", "position", "Take the position from the quarantined record.");
            }

            position = place;
        }

        var scope = Authorisation.ScopeFor(context.User, Permission.QuarantineFix, Purpose.Operations);
        return TypedResults.Ok(await QuarantineDecisions.ReplayAsync(node, scope, position, request, cancellationToken));
    }

    private static async Task<Results<Ok<QuarantinePage>, ProblemAnswer>> ListAsync(HttpContext context, SuwenNode node, CancellationToken cancellationToken, string? source = null, string? reason = null, string? status = null, string? after = null, int limit = DefaultLimit)
    {
        if (limit is < 1 or > MaxLimit)
        {
            return ProblemAnswer.BadRequest($"limit must be 1 to {MaxLimit}.", "limit", "Ask for fewer records at a time and page with after.");
        }

        if (status is not (null or "open" or "fixed" or "discarded"))
        {
            return ProblemAnswer.BadRequest("status must be open, fixed or discarded.", "status", "Leave it out for all.");
        }

        QuarantineCursor? cursor = null;
        if (after is not null && (cursor = QuarantineCursor.TryParse(after)) is null)
        {
            return ProblemAnswer.BadRequest("after is not a place that an earlier page named.", "after", "Pass the value of next unchanged.");
        }

        var scope = Authorisation.ScopeFor(context.User, Permission.QuarantineRead, Purpose.Operations);
        return TypedResults.Ok(await QuarantineQueries.ListAsync(node, scope, source, reason, status, cursor, limit, cancellationToken));
    }

    private static async Task<Ok<IReadOnlyList<QuarantineReason>>> ReasonsAsync(HttpContext context, SuwenNode node, CancellationToken cancellationToken)
    {
        var scope = Authorisation.ScopeFor(context.User, Permission.QuarantineRead, Purpose.Operations);
        return TypedResults.Ok(await QuarantineQueries.ReasonsAsync(node, scope, cancellationToken));
    }
}
