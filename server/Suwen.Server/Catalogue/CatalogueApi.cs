using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Suwen.Governance.Catalogue;
using Suwen.Security;
using Suwen.Server.Http;
using Suwen.Server.Node;
using Suwen.Storage.Schema;

namespace Suwen.Server.Catalogue;

/// <summary>The resource catalogue.</summary>
internal static class CatalogueApi
{
    private const int LongestText = 4000;

    public static void MapCatalogueApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/catalogue").WithTags("catalogue");
        group.MapGet("/tree", TreeAsync).WithName("getCatalogueTree").RequirePermission(Permission.CatalogueRead, "catalogue").WithProblems(401, 403);
        group.MapGet("/resources", ListAsync).WithName("listResources").RequirePermission(Permission.CatalogueRead, "catalogue").WithProblems(401, 403);
        group.MapGet("/resource", GetAsync).WithName("getResource").RequirePermission(Permission.CatalogueRead, "catalogue").WithProblems(401, 403, 404);
        group.MapPost("/note", DescribeAsync).WithName("describeResource").RequirePermission(Permission.CatalogueManage, "catalogue").WithProblems(400, 401, 403, 404);
        group.MapPost("/profile", ProfileAsync).WithName("profileResources").RequirePermission(Permission.CatalogueManage, "catalogue").WithProblems(400, 401, 403);
        group.MapGet("/assessment", AssessAsync).WithName("assessCatalogue").RequirePermission(Permission.CatalogueRead, "catalogue").WithProblems(401, 403);
        group.MapGet("/export", ExportAsync).WithName("exportCatalogue").RequirePermission(Permission.CatalogueRead, "catalogue").WithProblems(400, 401, 403);
    }

    private static async Task<Ok<CatalogueTree>> TreeAsync(HttpContext context, CatalogueDesk desk, CancellationToken cancellationToken) =>
        TypedResults.Ok(ResourceDetails.Tree(desk.Catalogue, await desk.ListAsync(ScopeOf(context), cancellationToken)));

    private static async Task<Ok<IReadOnlyList<Resource>>> ListAsync(HttpContext context, CatalogueDesk desk, CancellationToken cancellationToken, string? q = null, string? category = null)
    {
        var resources = await desk.ListAsync(ScopeOf(context), cancellationToken);
        if (!string.IsNullOrWhiteSpace(q))
        {
            resources = ResourceCatalogue.Search(resources, q);
        }

        return TypedResults.Ok<IReadOnlyList<Resource>>(category is null ? resources : [.. resources.Where(r => r.Category.StartsWith(category, StringComparison.Ordinal))]);
    }

    private static async Task<Results<Ok<ResourceDetail>, ProblemAnswer>> GetAsync(HttpContext context, CatalogueDesk desk, string name, CancellationToken cancellationToken) =>
        await FindAsync(desk, context, name, cancellationToken) is { } resource ? TypedResults.Ok(ResourceDetails.Of(resource, desk.State)) : Unknown();

    private static async Task<Results<Ok<ResourceDetail>, ProblemAnswer>> DescribeAsync(NoteRequest request, HttpContext context, CatalogueDesk desk, CancellationToken cancellationToken)
    {
        if ((request.Description?.Length ?? 0) > LongestText || (request.Owner?.Length ?? 0) > 200 || request.Tags is { Count: > 50 } || request.Tags?.Any(t => t.Length > 100 || t.Contains('\n', StringComparison.Ordinal)) == true)
        {
            return ProblemAnswer.BadRequest($"A description has at most {LongestText} characters, an owner 200, and there are at most 50 tags of 100 characters.", "description", "Shorten it.");
        }

        if (await FindAsync(desk, context, request.Name, cancellationToken) is not { } resource)
        {
            return Unknown();
        }

        desk.State.Describe(resource.Name, Trimmed(request.Owner), Trimmed(request.Description), request.Tags?.Select(t => t.Trim()).Where(t => t.Length > 0).ToList(), context.User.Identity!.Name!);
        return TypedResults.Ok(ResourceDetails.Of((await FindAsync(desk, context, request.Name, cancellationToken))!, desk.State));
    }

    private static async Task<Results<Ok<ProfileOutcome>, ProblemAnswer>> ProfileAsync(CatalogueDesk desk, CancellationToken cancellationToken, string? table = null, bool again = false)
    {
        var tables = new List<Table>();
        if (table is not null)
        {
            if (!CanonicalModel.TryFind(table, out var found) || found.Schema != "cdr")
            {
                return ProblemAnswer.BadRequest("There is no such table.", "table", "Name a table of schema cdr, such as measurement.");
            }

            tables.Add(found);
        }

        var begun = Stopwatch.GetTimestamp();
        int profiled = 0, unchanged = 0;
        await desk.ProfileAsync(
            tables,
            again,
            (_, profile) =>
            {
                profiled += profile is null ? 0 : 1;
                unchanged += profile is null ? 1 : 0;
                return Task.CompletedTask;
            },
            cancellationToken);
        return TypedResults.Ok(new ProfileOutcome(profiled, unchanged, Math.Round(Stopwatch.GetElapsedTime(begun).TotalSeconds, 2)));
    }

    private static async Task<Ok<AssessmentReport>> AssessAsync(HttpContext context, CatalogueDesk desk, SuwenNode node, CancellationToken cancellationToken) =>
        TypedResults.Ok(await SelfAssessment.RunAsync(node.Warehouse, desk.State, ScopeOf(context), node.Time, cancellationToken));

    private static async Task<Results<FileContentHttpResult, ProblemAnswer>> ExportAsync(HttpContext context, CatalogueDesk desk, CancellationToken cancellationToken, string format = "jsonld")
    {
        if (format is not ("jsonld" or "turtle"))
        {
            return ProblemAnswer.BadRequest("format must be jsonld or turtle.", "format", "Choose one of the two.");
        }

        var resources = await desk.ListAsync(ScopeOf(context), cancellationToken);
        return format == "turtle"
            ? TypedResults.File(Encoding.UTF8.GetBytes(DcatExport.ToTurtle(resources, desk.Title)), "text/turtle", "catalogue.ttl")
            : TypedResults.File(Encoding.UTF8.GetBytes(DcatExport.ToJsonLd(resources, desk.Title)), "application/ld+json", "catalogue.jsonld");
    }

    private static async Task<Resource?> FindAsync(CatalogueDesk desk, HttpContext context, string name, CancellationToken cancellationToken) =>
        (await desk.ListAsync(ScopeOf(context), cancellationToken)).FirstOrDefault(r => r.Name == name || r.Identifier == name);

    private static Suwen.Storage.ReadScope ScopeOf(HttpContext context) => Authorisation.ScopeFor(context.User, Permission.CatalogueRead, Purpose.Operations);

    private static string? Trimmed(string? text) => text?.Trim();

    private static ProblemAnswer Unknown() => ProblemAnswer.NotFound("There is no resource of that name. Take the name from the list of resources.", "name");
}
