using Microsoft.AspNetCore.Http.HttpResults;
using Suwen.Security;
using Suwen.Server.Http;
using Suwen.Server.Node;

namespace Suwen.Server.Landing;

/// <summary>What became of a run of records of an entry.</summary>
internal sealed record EntryDisposition(int FirstRecord, int LastRecord, string Disposition, string RecordKind);

/// <summary>A landing entry without its bytes. Its mapping version is the number, in <c>sys.mapping</c>, of the parser and mapping with which it was read.</summary>
internal sealed record EntryHeader(string Position, string Source, string Channel, string Format, DateTimeOffset ReceivedAt, long PayloadBytes, bool IsErased, IReadOnlyDictionary<string, string> Metadata, int? RecordCount, string? CharacterSet, string? CharacterSetFlag, int? MappingVersion, IReadOnlyList<EntryDisposition> Dispositions);

/// <summary>Bytes of an entry, or of one record in it, as text where they are text.</summary>
/// <param name="Position">Position of the entry.</param>
/// <param name="RecordNumber">The record shown; null for the whole entry.</param>
/// <param name="MediaType">What the bytes are: application/fhir+json, text/hl7v2, text/csv, application/octet-stream.</param>
/// <param name="CharacterSet">The character set with which the text was read.</param>
/// <param name="Text">The text; null where the bytes are not text.</param>
/// <param name="SizeBytes">Size of what is shown, before any cut.</param>
/// <param name="IsTruncated">True when only the beginning is shown.</param>
/// <param name="IsErased">True when the payload was erased.</param>
internal sealed record EntryBytes(string Position, int? RecordNumber, string MediaType, string? CharacterSet, string? Text, long SizeBytes, bool IsTruncated, bool IsErased);

/// <summary>The bytes as they were received.</summary>
internal static class LandingApi
{
    public static void MapLandingApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/landing").WithTags("landing");
        group.MapGet("/{position}", GetAsync).WithName("getLandingEntry").RequirePermission(Permission.LandingRead, "landing-entry").WithProblems(400, 401, 403, 404);
        group.MapGet("/{position}/bytes", BytesAsync).WithName("getLandingBytes").RequirePermission(Permission.LandingRead, "landing-bytes").WithProblems(400, 401, 403, 404);
        group.MapGet("/{position}/file", FileAsync).WithName("downloadLandingEntry").RequirePermission(Permission.LandingRead, "landing-bytes").WithProblems(400, 401, 403, 404);
    }

    private static async Task<Results<Ok<EntryHeader>, ProblemAnswer>> GetAsync(string position, HttpContext context, SuwenNode node, CancellationToken cancellationToken)
    {
        if (!EntryReading.TryParsePosition(position, out var place))
        {
            return BadPosition();
        }

        var scope = Authorisation.ScopeFor(context.User, Permission.LandingRead, Purpose.Operations);
        return await EntryReading.HeaderAsync(node, scope, place, cancellationToken) is { } header ? TypedResults.Ok(header) : NoEntry();
    }

    private static async Task<Results<Ok<EntryBytes>, ProblemAnswer>> BytesAsync(string position, HttpContext context, SuwenNode node, CancellationToken cancellationToken, int? record = null)
    {
        if (!EntryReading.TryParsePosition(position, out var place))
        {
            return BadPosition();
        }

        if (!await SensitiveBytes.MayReadAsync(node, context.User, Purpose.Operations, place, record, cancellationToken))
        {
            return SensitiveBytes.Refused();
        }

        var scope = Authorisation.ScopeFor(context.User, Permission.LandingRead, Purpose.Operations);
        return await EntryReading.BytesAsync(node, scope, place, record, cancellationToken) is { } bytes ? TypedResults.Ok(bytes) : NoEntry();
    }

    private static async Task<Results<FileContentHttpResult, ProblemAnswer>> FileAsync(string position, HttpContext context, SuwenNode node, CancellationToken cancellationToken)
    {
        if (!EntryReading.TryParsePosition(position, out var place))
        {
            return BadPosition();
        }

        if (!await SensitiveBytes.MayReadAsync(node, context.User, Purpose.Operations, place, null, cancellationToken))
        {
            return SensitiveBytes.Refused();
        }

        return await EntryReading.FindAsync(node, place, cancellationToken) is { IsErased: false } entry
            ? TypedResults.File(entry.Payload.ToArray(), "application/octet-stream", $"landing-{entry.Position.Journal}-{entry.Position.Sequence}.bin")
            : NoEntry();
    }

    private static ProblemAnswer BadPosition() =>
        ProblemAnswer.BadRequest("A position is written journal:sequence, such as 1:42.", "position", "Take the position from a timeline entry or a quarantined record.");

    private static ProblemAnswer NoEntry() => ProblemAnswer.NotFound("There is no entry at this position.", "position");
}
