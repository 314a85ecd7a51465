using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Suwen.Security;
using Suwen.Server.Http;
using Suwen.Server.Node;

namespace Suwen.Server.Persons;

/// <summary>Finding a person, and one person's life across institutions.</summary>
internal static class PersonsApi
{
    private const int DefaultLimit = 200;
    private const int MaxLimit = 1000;

    public static void MapPersonsApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/persons").WithTags("persons");
        group.MapPost("/search", SearchAsync).WithName("searchPersons").RequirePermission(Permission.PersonRead, "person", Purpose.Treatment).WithProblems(400, 401, 403);
        group.MapGet("/{id}", GetAsync).WithName("getPerson").RequirePermission(Permission.PersonRead, "person", Purpose.Treatment).WithProblems(400, 401, 403, 404);
        group.MapGet("/{id}/timeline", TimelineAsync).WithName("getTimeline").RequirePermission(Permission.PersonRead, "timeline", Purpose.Treatment).WithProblems(400, 401, 403, 404);
    }

    private static async Task<Results<Ok<PersonHits>, ProblemAnswer>> SearchAsync(PersonSearch search, HttpContext context, SuwenNode node, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(search.Text) || search.Text.Length > 200)
        {
            return ProblemAnswer.BadRequest("text must have 1 to 200 characters.", "text", "Type a name, national ID, phone number or identifier.");
        }

        var scope = Authorisation.ScopeFor(context.User, Permission.PersonRead, Purpose.Treatment);
        return TypedResults.Ok(SourceNames.In(await PersonQueries.SearchAsync(node.Warehouse, scope, search.Text, cancellationToken), node.Settings));
    }

    private static async Task<Results<Ok<PersonDetail>, ProblemAnswer>> GetAsync(string id, HttpContext context, SuwenNode node, CancellationToken cancellationToken)
    {
        if (!TryParseId(id, out var requested))
        {
            return ProblemAnswer.BadRequest("A person's id is a number.", "id", "Find the person with POST /api/persons/search.");
        }

        var scope = Authorisation.ScopeFor(context.User, Permission.PersonRead, Purpose.Treatment);
        var person = await PersonQueries.FindAsync(node.Warehouse, scope, requested, cancellationToken);
        if (person is null)
        {
            return ProblemAnswer.NotFound("There is no person with this id.", "id");
        }

        context.Features.Set(new AuditedPerson(long.Parse(person.PersonId, CultureInfo.InvariantCulture)));
        return TypedResults.Ok(SourceNames.In(person, node.Settings));
    }

    private static async Task<Results<Ok<TimelinePage>, ProblemAnswer>> TimelineAsync(
        string id, HttpContext context, SuwenNode node, CancellationToken cancellationToken, string? kinds = null, DateOnly? from = null, DateOnly? to = null, string? after = null, int limit = DefaultLimit)
    {
        if (!TryParseId(id, out var requested))
        {
            return ProblemAnswer.BadRequest("A person's id is a number.", "id", "Find the person with POST /api/persons/search.");
        }

        if (limit is < 1 or > MaxLimit)
        {
            return ProblemAnswer.BadRequest($"limit must be 1 to {MaxLimit}.", "limit", "Ask for fewer entries at a time and page with after.");
        }

        TimelineCursor? cursor = null;
        if (after is not null && (cursor = TimelineCursor.TryParse(after)) is null)
        {
            return ProblemAnswer.BadRequest("after is not a place that an earlier page named.", "after", "Pass the value of next unchanged.");
        }

        if (!TimelineQuery.TryParseKinds(kinds, out var chosen, out var unknown))
        {
            return ProblemAnswer.BadRequest($"{unknown} is not a kind of timeline entry.", "kinds", "Use kinds from: " + string.Join(", ", TimelineQuery.Kinds) + ".");
        }

        var scope = Authorisation.ScopeFor(context.User, Permission.PersonRead, Purpose.Treatment);
        var personId = await PersonQueries.ResolveAsync(node.Warehouse, scope, requested, cancellationToken);
        context.Features.Set(new AuditedPerson(personId));
        return TypedResults.Ok(SourceNames.In(await TimelineQuery.ReadAsync(node.Warehouse, scope, new TimelineRequest(personId, chosen, from, to, cursor, limit), cancellationToken), node.Settings));
    }

    private static bool TryParseId(string text, out long id) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id);
}
