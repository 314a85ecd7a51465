using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Suwen.Governance.Terminology;
using Suwen.Security;
using Suwen.Server.Http;
using Suwen.Server.Node;
using Suwen.Standards.Terminology;
using Suwen.Storage;

namespace Suwen.Server.Terms;

/// <summary>A term that was found.</summary>
/// <param name="System">Its system.</param>
/// <param name="Code">Its code.</param>
/// <param name="Name">Its name.</param>
/// <param name="Concept">Its concept id.</param>
/// <param name="Score">From 0 to 1.</param>
/// <param name="Match">code, name, initials or similar.</param>
/// <param name="Label">The name that was alike: its own, or a synonym.</param>
internal sealed record FoundTerm(string System, string Code, string Name, string Concept, double Score, string Match, string Label)
{
    public static FoundTerm Of(TermMatch match) =>
        new(match.Term.System, match.Term.Code, match.Term.Name, match.Term.ConceptId.ToString(CultureInfo.InvariantCulture), Math.Round(match.Score, 3), match.Kind.ToString().ToLowerInvariant(), match.Label);
}

/// <summary>What a search found, and how long it took.</summary>
/// <param name="Items">The terms, best first.</param>
/// <param name="Milliseconds">Time of the search itself.</param>
internal sealed record FoundTerms(IReadOnlyList<FoundTerm> Items, double Milliseconds);

/// <summary>A code with its name.</summary>
/// <param name="Code">The code.</param>
/// <param name="Name">Its name.</param>
/// <param name="HasChildren">True when terms stand below it.</param>
internal sealed record TermNode(string Code, string Name, bool HasChildren);

/// <summary>Where a term leads in another system.</summary>
/// <param name="System">The other system.</param>
/// <param name="Code">The code there.</param>
/// <param name="Name">Its name; null where the system is not there.</param>
/// <param name="Direction">to or from.</param>
/// <param name="Source">Where the map comes from, and whether it is official.</param>
internal sealed record TermMapping(string System, string Code, string? Name, string Direction, string Source);

/// <summary>A term with all that is known of it.</summary>
/// <param name="System">Its system.</param>
/// <param name="Code">Its code.</param>
/// <param name="Name">Its name.</param>
/// <param name="English">English name.</param>
/// <param name="Concept">Its concept id.</param>
/// <param name="Synonyms">Other names.</param>
/// <param name="ValidFrom">First day on which it holds.</param>
/// <param name="ValidTo">Last day on which it holds.</param>
/// <param name="Above">The terms above it, the highest first.</param>
/// <param name="Below">The terms right below it.</param>
/// <param name="Mappings">Where it leads.</param>
internal sealed record TermDetail(string System, string Code, string Name, string? English, string Concept, IReadOnlyList<string> Synonyms, DateOnly? ValidFrom, DateOnly? ValidTo, IReadOnlyList<TermNode> Above, IReadOnlyList<TermNode> Below, IReadOnlyList<TermMapping> Mappings);

/// <summary>A code without a standard concept, with what it may mean.</summary>
/// <param name="Table">The table of its rows.</param>
/// <param name="Source">The source.</param>
/// <param name="Vocabulary">What the source calls its code system.</param>
/// <param name="Code">The code, or the wording.</param>
/// <param name="Name">What the source calls it.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Suggestions">What it may mean, best first.</param>
internal sealed record UnmappedItem(string Table, string Source, string Vocabulary, string Code, string Name, long Rows, IReadOnlyList<FoundTerm> Suggestions);

/// <summary>The share of rows with a standard concept.</summary>
/// <param name="Source">The source.</param>
/// <param name="Table">The table.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Mapped">Rows with a standard concept.</param>
internal sealed record MappedShareItem(string Source, string Table, long Rows, long Mapped);

/// <summary>Dictionaries and the workbench of mappings. No patient is in any of it, so that what is searched for may stand in the address.</summary>
internal static class TermsApi
{
    private const int MaxLimit = 500;

    public static void MapTermsApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/terms").WithTags("terms");
        group.MapGet("/systems", SystemsAsync).WithName("listTermSystems").RequirePermission(Permission.TermsRead, "terms").WithProblems(401, 403);
        group.MapGet("/search", SearchAsync).WithName("searchTerms").RequirePermission(Permission.TermsRead, "terms").WithProblems(400, 401, 403);
        group.MapGet("/show", ShowAsync).WithName("showTerm").RequirePermission(Permission.TermsRead, "terms").WithProblems(401, 403, 404);
        group.MapGet("/below", BelowAsync).WithName("listTermsBelow").RequirePermission(Permission.TermsRead, "terms").WithProblems(401, 403);
        var mapping = group.MapGroup("/mapping");
        mapping.MapGet("/unmapped", UnmappedAsync).WithName("listUnmappedCodes").RequirePermission(Permission.TermsRead, "terms").WithProblems(400, 401, 403);
        mapping.MapGet("/shares", SharesAsync).WithName("listMappedShares").RequirePermission(Permission.TermsRead, "terms").WithProblems(401, 403);
        mapping.MapGet("/decided", ListAsync).WithName("listMappings").RequirePermission(Permission.TermsRead, "terms").WithProblems(400, 401, 403);
        mapping.MapGet("/versions", VersionsAsync).WithName("listMappingVersions").RequirePermission(Permission.TermsRead, "terms").WithProblems(401, 403);
        mapping.MapPost("/decide", DecideAsync).WithName("decideMapping").RequirePermission(Permission.TermsMap, "terms").WithProblems(400, 401, 403, 409);
        mapping.MapPost("/adopt", AdoptAsync).WithName("adoptVocabulary").RequirePermission(Permission.TermsMap, "terms").WithProblems(400, 401, 403);
        mapping.MapPost("/confirm", ConfirmAsync).WithName("confirmMapping").RequirePermission(Permission.TermsMap, "terms").WithProblems(401, 403, 404, 409);
        mapping.MapPost("/decline", DeclineAsync).WithName("declineMapping").RequirePermission(Permission.TermsMap, "terms").WithProblems(401, 403, 404);
        mapping.MapPost("/undo", UndoAsync).WithName("undoMapping").RequirePermission(Permission.TermsMap, "terms").WithProblems(401, 403, 404);
    }

    private static async Task<Ok<IReadOnlyList<TermSystem>>> SystemsAsync(SuwenNode node, CancellationToken cancellationToken) =>
        TypedResults.Ok((await node.Terms.ReadAsync(node.Warehouse, cancellationToken)).Systems);

    private static async Task<Results<Ok<FoundTerms>, ProblemAnswer>> SearchAsync(SuwenNode node, string q, CancellationToken cancellationToken, string? system = null, DateOnly? asOf = null, int limit = 20)
    {
        if (limit is < 1 or > MaxLimit || q.Length > 500)
        {
            return ProblemAnswer.BadRequest($"limit must be 1 to {MaxLimit}, and the text at most 500 characters.", "limit", "Ask for less.");
        }

        await node.Terms.ReadAsync(node.Warehouse, cancellationToken);
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        var found = await node.Terms.SearchAsync(node.Warehouse, new TermQuery(q, system is null ? null : system.Split(','), asOf, limit), cancellationToken);
        return TypedResults.Ok(new FoundTerms([.. found.Select(FoundTerm.Of)], Math.Round(System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalMilliseconds, 2)));
    }

    private static async Task<Results<Ok<TermDetail>, ProblemAnswer>> ShowAsync(SuwenNode node, string system, string code, CancellationToken cancellationToken) =>
        await TermHierarchy.DetailAsync(node, system, code, cancellationToken) is { } detail
            ? TypedResults.Ok(detail)
            : ProblemAnswer.NotFound("There is no such code in this system.", "system, code");

    private static async Task<Ok<IReadOnlyList<TermNode>>> BelowAsync(SuwenNode node, string system, CancellationToken cancellationToken, string? code = null) =>
        TypedResults.Ok(await TermHierarchy.BelowAsync(node, system, code, cancellationToken));

    private static async Task<Results<Ok<IReadOnlyList<UnmappedItem>>, ProblemAnswer>> UnmappedAsync(HttpContext context, SuwenNode node, CancellationToken cancellationToken, string? source = null, string? table = null, int limit = 50)
    {
        if (limit is < 1 or > MaxLimit)
        {
            return ProblemAnswer.BadRequest($"limit must be 1 to {MaxLimit}.", "limit", "Ask for fewer codes at a time.");
        }

        var scope = Authorisation.ScopeFor(context.User, Permission.TermsRead, Purpose.Operations);
        return TypedResults.Ok(await Suggestions.UnmappedAsync(node, scope, source, table, limit, cancellationToken));
    }

    private static async Task<Ok<IReadOnlyList<MappedShareItem>>> SharesAsync(HttpContext context, SuwenNode node, CancellationToken cancellationToken)
    {
        var scope = Authorisation.ScopeFor(context.User, Permission.TermsRead, Purpose.Operations);
        var shares = await CodeUsage.SharesAsync(node.Warehouse, scope, cancellationToken);
        return TypedResults.Ok<IReadOnlyList<MappedShareItem>>([.. shares.Select(s => new MappedShareItem(s.Source, s.Table, s.Rows, s.Mapped))]);
    }

    private static async Task<Results<Ok<IReadOnlyList<CodeMapping>>, ProblemAnswer>> ListAsync(HttpContext context, SuwenNode node, CancellationToken cancellationToken, string? source = null, int limit = 200)
    {
        if (limit is < 1 or > MaxLimit)
        {
            return ProblemAnswer.BadRequest($"limit must be 1 to {MaxLimit}.", "limit", "Ask for fewer decisions at a time.");
        }

        var scope = Authorisation.ScopeFor(context.User, Permission.TermsRead, Purpose.Operations);
        return TypedResults.Ok<IReadOnlyList<CodeMapping>>(await MappingDecisions.ListAsync(node, scope, source, null, null, limit, cancellationToken));
    }

    private static async Task<Ok<IReadOnlyList<CodeMapping>>> VersionsAsync(HttpContext context, SuwenNode node, string code, CancellationToken cancellationToken, string vocabulary = "", string source = "")
    {
        var scope = Authorisation.ScopeFor(context.User, Permission.TermsRead, Purpose.Operations);
        return TypedResults.Ok<IReadOnlyList<CodeMapping>>(await MappingDecisions.VersionsAsync(node, scope, source, new SourceCode(vocabulary, code), cancellationToken));
    }

    private static Task<Results<Ok<MapOutcome>, ProblemAnswer>> DecideAsync(MapRequest request, HttpContext context, SuwenNode node, CancellationToken cancellationToken) =>
        DecidedAsync(context, scope => MappingDecisions.MapAsync(node, scope, scope.Principal, request, cancellationToken));

    private static async Task<Results<Ok<AdoptOutcome>, ProblemAnswer>> AdoptAsync(AdoptRequest request, HttpContext context, SuwenNode node, CancellationToken cancellationToken)
    {
        var scope = Authorisation.ScopeFor(context.User, Permission.TermsMap, Purpose.Operations);
        var (outcome, problem) = await VocabularyAdoption.AdoptAsync(node, scope, scope.Principal, request, cancellationToken);
        return outcome is null ? problem! : TypedResults.Ok(outcome);
    }

    private static Task<Results<Ok<MapOutcome>, ProblemAnswer>> ConfirmAsync(MapReference request, HttpContext context, SuwenNode node, CancellationToken cancellationToken) =>
        DecidedAsync(context, scope => MappingDecisions.AnswerAsync(node, scope, scope.Principal, request, confirms: true, cancellationToken));

    private static Task<Results<Ok<MapOutcome>, ProblemAnswer>> DeclineAsync(MapReference request, HttpContext context, SuwenNode node, CancellationToken cancellationToken) =>
        DecidedAsync(context, scope => MappingDecisions.AnswerAsync(node, scope, scope.Principal, request, confirms: false, cancellationToken));

    private static Task<Results<Ok<MapOutcome>, ProblemAnswer>> UndoAsync(MapReference request, HttpContext context, SuwenNode node, CancellationToken cancellationToken) =>
        DecidedAsync(context, scope => MappingDecisions.UndoAsync(node, scope, scope.Principal, request, cancellationToken));

    private static async Task<Results<Ok<MapOutcome>, ProblemAnswer>> DecidedAsync(HttpContext context, Func<ReadScope, Task<(MapOutcome? Outcome, ProblemAnswer? Problem)>> decide)
    {
        var scope = Authorisation.ScopeFor(context.User, Permission.TermsMap, Purpose.Operations);
        var (outcome, problem) = await decide(scope);
        return outcome is null ? problem! : TypedResults.Ok(outcome);
    }
}
