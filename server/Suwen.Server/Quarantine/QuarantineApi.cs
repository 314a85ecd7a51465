using Microsoft.AspNetCore.Http.HttpResults;
using Suwen.Security;
using Suwen.Server.Http;
using Suwen.Server.Node;

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
/// <param name="Status">open, or what became of it.</param>
internal sealed record QuarantinedRecord(string Position, int RecordNumber, string RecordKind, string Source, DateTimeOffset ReceivedAt, string ReasonCode, string Path, string Detail, string Fault, string Status);

/// <summary>A page of records set aside, newest first.</summary>
/// <param name="Items">The records.</param>
/// <param name="Next">Pass as <c>after</c> for the next page; null on the last.</param>
internal sealed record QuarantinePage(IReadOnlyList<QuarantinedRecord> Items, string? Next);

/// <summary>How many records a reason set aside, per source.</summary>
internal sealed record QuarantineReason(string ReasonCode, string Source, string Fault, long Count);

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
    }

    private static async Task<Results<Ok<QuarantinePage>, ProblemAnswer>> ListAsync(HttpContext context, SuwenNode node, CancellationToken cancellationToken, string? source = null, string? reason = null, string? after = null, int limit = DefaultLimit)
    {
        if (limit is < 1 or > MaxLimit)
        {
            return ProblemAnswer.BadRequest($"limit must be 1 to {MaxLimit}.", "limit", "Ask for fewer records at a time and page with after.");
        }

        QuarantineCursor? cursor = null;
        if (after is not null && (cursor = QuarantineCursor.TryParse(after)) is null)
        {
            return ProblemAnswer.BadRequest("after is not a place that an earlier page named.", "after", "Pass the value of next unchanged.");
        }

        var scope = Authorisation.ScopeFor(context.User, Permission.QuarantineRead, Purpose.Operations);
        return TypedResults.Ok(await QuarantineQueries.ListAsync(node, scope, source, reason, cursor, limit, cancellationToken));
    }

    private static async Task<Ok<IReadOnlyList<QuarantineReason>>> ReasonsAsync(HttpContext context, SuwenNode node, CancellationToken cancellationToken)
    {
        var scope = Authorisation.ScopeFor(context.User, Permission.QuarantineRead, Purpose.Operations);
        return TypedResults.Ok(await QuarantineQueries.ReasonsAsync(node, scope, cancellationToken));
    }
}
