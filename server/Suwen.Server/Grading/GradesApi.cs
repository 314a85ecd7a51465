using Microsoft.AspNetCore.Http.HttpResults;
using Suwen.Governance.Grading;
using Suwen.Security;
using Suwen.Security.Grading;
using Suwen.Server.Http;
using Suwen.Server.Node;

namespace Suwen.Server.Grading;

/// <summary>The levels of columns: what is proposed, what persons decided, and the policy that they drive.</summary>
internal static class GradesApi
{
    public static void MapGradesApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/grades").WithTags("grades");
        group.MapGet("", Overview).WithName("getGrades").RequirePermission(Permission.CatalogueRead, "grades").WithProblems(401, 403);
        group.MapGet("/{table}", OfTable).WithName("getGradesOfTable").RequirePermission(Permission.CatalogueRead, "grades").WithProblems(401, 403, 404);
        group.MapGet("/{table}/{column}/history", History).WithName("getGradeHistory").RequirePermission(Permission.CatalogueRead, "grades").WithProblems(401, 403, 404);
        group.MapPost("/proposals", ProposeAsync).WithName("proposeGrades").RequirePermission(Permission.CatalogueManage, "grades").WithProblems(400, 401, 403);
        group.MapPost("/decisions", Decide).WithName("decideGrade").RequirePermission(Permission.CatalogueManage, "grades").WithProblems(400, 401, 403, 404);
    }

    internal static GradeOverview OverviewOf(GradeRegister register)
    {
        var levels = new List<LevelCount>();
        for (var level = DataLevel.Public; level <= DataLevel.Minimal; level++)
        {
            var of = register.Columns.Where(c => c.Level == level).ToList();
            levels.Add(new LevelCount((int)level, of.Count, of.Count(static c => c.IsConfirmed)));
        }

        var sensitive = SensitiveRows.Tables.ToHashSet(StringComparer.Ordinal);
        var tables = register.Columns.GroupBy(static c => c.Table).Select(t => new GradedTable(t.Key, t.Count(), (int)t.Max(static c => c.Level), t.Count(static c => !c.IsConfirmed), sensitive.Contains(t.Key)));
        return new GradeOverview(levels, [.. tables], register.Roles.Lines);
    }

    private static Ok<GradeOverview> Overview(SuwenNode node) => TypedResults.Ok(OverviewOf(node.Grades));

    private static Results<Ok<IReadOnlyList<GradeView>>, ProblemAnswer> OfTable(string table, SuwenNode node)
    {
        IReadOnlyList<GradeView> columns = [.. node.Grades.Columns.Where(c => c.Table == table).Select(GradeView.Of)];
        return columns.Count > 0 ? TypedResults.Ok(columns) : ProblemAnswer.NotFound("There is no graded table of this name.", "table");
    }

    private static Results<Ok<IReadOnlyList<DecisionView>>, ProblemAnswer> History(string table, string column, SuwenNode node) =>
        node.Grades.Find(table, column) is null
            ? ProblemAnswer.NotFound("There is no graded column of this name.", "column")
            : TypedResults.Ok<IReadOnlyList<DecisionView>>([.. node.Grades.HistoryOf(table, column).Select(GradeView.DecisionOf)]);

    private static async Task<Results<Ok<GradeProposal>, ProblemAnswer>> ProposeAsync(GradeProposalRequest request, SuwenNode node, CancellationToken cancellationToken)
    {
        if (request.Tables?.FirstOrDefault(t => !node.Grades.Columns.Any(c => c.Table == t)) is { } unknown)
        {
            return ProblemAnswer.BadRequest($"There is no graded table {unknown}.", "tables", "Name tables of GET /api/grades, or none for all.");
        }

        var (tables, findings) = await GradeSampling.RunAsync(node.Warehouse, Authorisation.ForPlatform("grading"), request.Tables, node.Time, cancellationToken);
        node.Grades.Propose(tables, findings);
        return TypedResults.Ok(new GradeProposal(tables.Count, findings.Count));
    }

    private static Results<Ok<GradeView>, ProblemAnswer> Decide(GradeDecisionRequest request, HttpContext context, SuwenNode node)
    {
        if (request.Level is < 1 or > 5 || string.IsNullOrWhiteSpace(request.Reason))
        {
            return ProblemAnswer.BadRequest("A decision has a level of 1 to 5 and a reason.", "level", "State both.");
        }

        return node.Grades.Decide(request.Table, request.Column, (DataLevel)request.Level, context.User.Identity!.Name!, request.Reason) is { } decided
            ? TypedResults.Ok(GradeView.Of(decided))
            : ProblemAnswer.NotFound("There is no graded column of this name.", "column");
    }
}
