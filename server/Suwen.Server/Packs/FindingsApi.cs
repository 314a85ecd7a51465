using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Suwen.Scenarios;
using Suwen.Scenarios.Review;
using Suwen.Security;
using Suwen.Server.Http;
using Suwen.Server.Node;
using Suwen.Storage;

namespace Suwen.Server.Packs;

/// <summary>Findings of packs: lists, one with its rows and history, changes, and a file.</summary>
internal static class FindingsApi
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 500;
    private const int MostInFile = 100_000;

    public static void MapFindings(this RouteGroupBuilder packs)
    {
        packs.MapPost("/{id}/findings", ListAsync).WithName("getFindings").RequirePermission(Permission.PackRead, "finding").WithProblems(400, 401, 403, 404);
        packs.MapGet("/{id}/findings/{number}", ShowAsync).WithName("getFinding").RequirePermission(Permission.PackRead, "finding").WithProblems(401, 403, 404);
        packs.MapPost("/{id}/findings/changes", ChangeAsync).WithName("changeFindings").RequirePermission(Permission.PackReview, "finding").WithProblems(400, 401, 403, 404, 409);
        packs.MapPost("/{id}/findings/file", FileAsync).WithName("exportFindings").RequirePermission(Permission.PackRead, "export").Audited().WithProblems(400, 401, 403, 404);
    }

    private static async Task<Results<Ok<PackFindingsAnswer>, ProblemAnswer>> ListAsync(string id, PackFindingsRequest request, HttpContext context, SuwenNode node, CancellationToken cancellationToken)
    {
        if (FaultOf(request) is { } fault)
        {
            return fault;
        }

        if (await PacksApi.FindAsync(id, context, node, cancellationToken) is not { IsValid: true } pack)
        {
            return PacksApi.NoPack();
        }

        var filter = FilterOf(request, node);
        var findings = node.Packs.Findings.List(id, filter, request.Order ?? "-amount", request.Offset ?? 0, request.Limit ?? DefaultLimit);
        var messages = await FindingRows.MessagesAsync(node, pack, findings, PacksApi.Scope(context), cancellationToken);
        return TypedResults.Ok(new PackFindingsAnswer(
            SumOf(node.Packs.Findings.Total(id, filter)),
            [.. node.Packs.Findings.ByState(id, filter).Select(SumOf)],
            [.. node.Packs.Findings.ByRule(id, filter).Select(SumOf)],
            [.. node.Packs.Findings.ByAsk(id, filter).Select(SumOf)],
            [.. findings.Select(f => ViewOf(f, messages.GetValueOrDefault(f.Id), node))]));
    }

    private static async Task<Results<Ok<PackFindingDetail>, ProblemAnswer>> ShowAsync(string id, string number, HttpContext context, SuwenNode node, CancellationToken cancellationToken)
    {
        if (await PacksApi.FindAsync(id, context, node, cancellationToken) is not { IsValid: true } pack)
        {
            return PacksApi.NoPack();
        }

        if (!TryNumber(number, out var key) || node.Packs.Findings.Find(id, key) is not { } found)
        {
            return ProblemAnswer.NotFound("The pack has no such finding.", "number");
        }

        var scope = PacksApi.Scope(context);
        var messages = await FindingRows.MessagesAsync(node, pack, [found.Finding], scope, cancellationToken);
        var (row, evidence) = await FindingRows.ReadAsync(node, pack, found.Finding, scope, cancellationToken);
        return TypedResults.Ok(new PackFindingDetail(
            ViewOf(found.Finding, messages.GetValueOrDefault(key), node), row, evidence,
            [.. found.Events.Select(static e => new PackFindingEventView(e.At, e.By, e.Kind, e.Words, e.State, e.Amount))]));
    }

    private static async Task<Results<NoContent, ProblemAnswer>> ChangeAsync(string id, PackFindingChangeRequest request, HttpContext context, SuwenNode node, CancellationToken cancellationToken)
    {
        if (request.Findings is not { Count: > 0 and <= MaxLimit } || request.Comment is { Length: > 4000 } || request.Assignee is { Length: > 200 })
        {
            return ProblemAnswer.BadRequest($"One to {MaxLimit} findings can be changed together, with a comment of at most 4,000 characters.", "findings", "Change fewer at a time.");
        }

        if (await PacksApi.FindAsync(id, context, node, cancellationToken) is null)
        {
            return PacksApi.NoPack();
        }

        var numbers = new List<long>();
        foreach (var text in request.Findings.Distinct())
        {
            if (!TryNumber(text, out var number))
            {
                return ProblemAnswer.BadRequest("A finding is named by its number.", "findings", "Take the numbers from the list of findings.");
            }

            numbers.Add(number);
        }

        var change = new FindingChange(request.State, request.Assignee?.Trim(), request.DueOn, request.Comment, request.Recovered);
        return node.Packs.Findings.Change(id, numbers, change, context.User.Identity!.Name!) is { } fault
            ? ProblemAnswer.Conflict(fault, "findings", "Read the findings again; docs/packs.md shows which state follows which.")
            : TypedResults.NoContent();
    }

    /// <summary>Findings as CSV: what the application state holds of them, which is of level 1 or 2. Rows of the result are not in it.</summary>
    private static async Task<Results<FileContentHttpResult, ProblemAnswer>> FileAsync(string id, PackFindingsRequest request, HttpContext context, SuwenNode node, CancellationToken cancellationToken)
    {
        if (FaultOf(request) is { } fault)
        {
            return fault;
        }

        if (await PacksApi.FindAsync(id, context, node, cancellationToken) is not { } pack)
        {
            return PacksApi.NoPack();
        }

        var text = new StringBuilder("finding,rule,severity,key,ask,amount,recovered,state,assignee,due_on,first_seen,last_seen,gone_at\r\n");
        foreach (var f in node.Packs.Findings.List(id, FilterOf(request, node), request.Order ?? "-amount", 0, MostInFile))
        {
            var fields = new[]
            {
                f.Id.ToString(CultureInfo.InvariantCulture), f.Rule, pack.Rules.FirstOrDefault(r => r.Id == f.Rule)?.Severity, f.Label, f.Ask, Number(f.Amount), Number(f.Recovered), f.State, f.Assignee,
                f.DueOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Instant(f.FirstSeen), Instant(f.LastSeen), f.GoneAt is { } gone ? Instant(gone) : null,
            };
            text.AppendJoin(',', fields.Select(CsvField)).Append("\r\n");
        }

        return TypedResults.File(Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(text.ToString())).ToArray(), "text/csv; charset=utf-8", id + "-findings.csv");
    }

    private static ProblemAnswer? FaultOf(PackFindingsRequest request)
    {
        if (request.Limit is < 1 or > MaxLimit || request.Offset is < 0 or > 10_000_000)
        {
            return ProblemAnswer.BadRequest($"limit must be 1 to {MaxLimit}.", "limit", "Ask for fewer findings.");
        }

        if (request.States?.FirstOrDefault(static s => !FindingStates.All.Contains(s)) is not null)
        {
            return ProblemAnswer.BadRequest($"A state is one of {string.Join(", ", FindingStates.All)}.", "states", "Name one of them.");
        }

        if (request.Order is { } order && !FindingStore.Orders.Contains(order.TrimStart('-')))
        {
            return ProblemAnswer.BadRequest($"The order is one of {string.Join(", ", FindingStore.Orders)}, with a minus before it to turn it round.", "order", "Name one of them.");
        }

        var most = new[] { request.Rules?.Count, request.States?.Count, request.Asks?.Count }.Max() ?? 0;
        return most > MaxLimit || request.Seen is not (null or "here" or "gone")
            ? ProblemAnswer.BadRequest($"seen is here or gone, and at most {MaxLimit} values narrow a list.", "seen", "Leave it out for all.")
            : null;
    }

    private static FindingFilter FilterOf(PackFindingsRequest request, SuwenNode node) => new(
        request.Rules, request.States, request.Asks, request.Assignee, request.Seen is null ? null : request.Seen == "gone", request.Overdue == true ? Today(node) : null, request.Least, request.Label);

    private static PackFindingView ViewOf(Finding f, TextView? message, SuwenNode node) => new(
        f.Id.ToString(CultureInfo.InvariantCulture), f.Rule, f.Label, message, f.Ask, f.Amount, f.Recovered, f.State, FindingStates.After(f.State), f.Assignee, f.DueOn,
        f.DueOn < Today(node) && !FindingStates.Settled.Contains(f.State), f.FirstSeen, f.LastSeen, f.GoneAt);

    private static PackFindingSumView SumOf(FindingSum sum) => new(sum.Of, sum.Count, sum.Amount, sum.Recovered);

    private static DateOnly Today(SuwenNode node) => DateOnly.FromDateTime(node.Time.GetUtcNow().UtcDateTime.AddHours(8));

    private static bool TryNumber(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static string? Number(double? value) => value?.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Instant(DateTimeOffset at) => at.ToString("yyyy-MM-ddTHH:mm:ssK", CultureInfo.InvariantCulture);

    /// <summary>A field by RFC 4180. A text that a spreadsheet would take for a formula is kept from being one.</summary>
    private static string CsvField(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return "";
        }

        var safe = value[0] is '=' or '+' or '@' or '\t' || (value[0] == '-' && !double.TryParse(value, CultureInfo.InvariantCulture, out _)) ? "'" + value : value;
        return safe.AsSpan().ContainsAny(",\"\r\n") ? '"' + safe.Replace("\"", "\"\"", StringComparison.Ordinal) + '"' : safe;
    }
}
