using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Suwen.Governance.Cleaning;
using Suwen.Security;
using Suwen.Server.Http;
using Suwen.Server.Node;
using Suwen.Storage;
using Suwen.Storage.Landing;

namespace Suwen.Server.Cleaning;

/// <summary>The cleaning rules.</summary>
/// <param name="Rules">Those that can be used.</param>
/// <param name="Faults">What is wrong with the site's others.</param>
internal sealed record CleaningRules(IReadOnlyList<CleaningRuleState> Rules, IReadOnlyList<string> Faults);

/// <summary>A column that a rule would change.</summary>
/// <param name="Column">Name of the column.</param>
/// <param name="Old">Its value now, as JSON.</param>
/// <param name="New">Its value then, as JSON.</param>
internal sealed record CleaningChange(string Column, string Old, string New);

/// <summary>A row that a rule would amend.</summary>
/// <param name="Row">The row's id.</param>
/// <param name="Source">The source that stated it.</param>
/// <param name="Position">The landing entry that stated it.</param>
/// <param name="RecordNumber">Number of the record in it.</param>
/// <param name="Changes">What would change; nothing where the row would be removed.</param>
internal sealed record CleaningRow(string Row, string Source, string Position, long RecordNumber, IReadOnlyList<CleaningChange> Changes);

/// <summary>What a rule would do now, or has done.</summary>
/// <param name="Rule">The rule's id.</param>
/// <param name="Version">Its version.</param>
/// <param name="Found">Rows that it found.</param>
/// <param name="Amended">Rows that it amends.</param>
/// <param name="TakenBack">Rows that it leaves since a person took its amendment back.</param>
/// <param name="Rows">The first of them; only in a preview.</param>
internal sealed record CleaningOutcome(string Rule, int Version, long Found, long Amended, long TakenBack, IReadOnlyList<CleaningRow> Rows);

/// <summary>A rule to run or to look at.</summary>
/// <param name="Rule">Its id.</param>
internal sealed record CleaningRequest(string Rule);

/// <summary>Which amendments are to be taken back: those of a rule, or one.</summary>
/// <param name="Why">Why; without any value of a patient.</param>
/// <param name="Rule">The rule's id.</param>
/// <param name="Amendment">The amendment's id.</param>
internal sealed record CleaningUndoRequest(string Why, string? Rule = null, string? Amendment = null);

/// <summary>How many amendments were taken back.</summary>
/// <param name="Count">Their number.</param>
internal sealed record CleaningUndone(long Count);

/// <summary>An amendment of a row.</summary>
/// <param name="Id">Its id, which the amended row names.</param>
/// <param name="Source">The source whose row it is about.</param>
/// <param name="Table">The row's table.</param>
/// <param name="Rule">The rule that made it; null where a person did.</param>
/// <param name="RuleVersion">The rule's version.</param>
/// <param name="Removes">True where the row is removed.</param>
/// <param name="State">standing or withdrawn.</param>
/// <param name="By">Who decided.</param>
/// <param name="At">When.</param>
/// <param name="Why">Why.</param>
/// <param name="Position">The landing entry that stated the row.</param>
/// <param name="RecordNumber">Number of the record in it.</param>
internal sealed record AmendmentState(string Id, string Source, string Table, string? Rule, int? RuleVersion, bool Removes, string State, string By, DateTimeOffset At, string Why, string Position, long RecordNumber);

/// <summary>Rules that complete, correct and deduplicate rows.</summary>
internal static class CleaningApi
{
    private const int PreviewRows = 100;
    private const int MostAmendments = 500;

    public static void MapCleaningApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/cleaning").WithTags("quality");
        group.MapGet("/rules", RulesAsync).WithName("listCleaningRules").RequirePermission(Permission.QualityRead, "cleaning").WithProblems(401, 403);
        group.MapPost("/preview", PreviewAsync).WithName("previewCleaning").RequirePermission(Permission.QualityManage, "cleaning").WithProblems(400, 401, 403, 404);
        group.MapPost("/run", RunAsync).WithName("runCleaning").RequirePermission(Permission.QualityManage, "cleaning").WithProblems(400, 401, 403, 404);
        group.MapPost("/undo", UndoAsync).WithName("undoCleaning").RequirePermission(Permission.QualityManage, "cleaning").WithProblems(400, 401, 403, 404);
        group.MapGet("/amendments", AmendmentsAsync).WithName("listAmendments").RequirePermission(Permission.QualityRead, "cleaning").WithProblems(401, 403);
    }

    private static async Task<Ok<CleaningRules>> RulesAsync(SuwenNode node, CancellationToken cancellationToken) =>
        TypedResults.Ok(new CleaningRules(await CleaningService.StatesAsync(node, cancellationToken), CleaningService.Rules(node).Faults));

    private static async Task<Results<Ok<CleaningOutcome>, ProblemAnswer>> PreviewAsync(CleaningRequest request, HttpContext context, SuwenNode node, CancellationToken cancellationToken)
    {
        // Values of rows are shown: the caller must be one who may see persons.
        var shows = Authorisation.IsGranted(context.User, Permission.PersonIdentify);
        return await WithPlanAsync(request, node, plan => Task.FromResult(Outcome(plan, shows)), cancellationToken);
    }

    private static async Task<Results<Ok<CleaningOutcome>, ProblemAnswer>> RunAsync(CleaningRequest request, SuwenNode node, CancellationToken cancellationToken) =>
        await WithPlanAsync(
            request,
            node,
            async plan =>
            {
                await CleaningService.RunAsync(node, plan, "rule:" + plan.Rule.Id, cancellationToken);
                return Outcome(plan, showsRows: false);
            },
            cancellationToken);

    private static async Task<Results<Ok<CleaningUndone>, ProblemAnswer>> UndoAsync(CleaningUndoRequest request, HttpContext context, SuwenNode node, CancellationToken cancellationToken)
    {
        long id = 0;
        if (request.Rule is null == request.Amendment is null || (request.Amendment is { } text && !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id)))
        {
            return ProblemAnswer.BadRequest("Name a rule or an amendment; one of the two.", "rule, amendment", "An amendment's id stands in the column rules of the amended row.");
        }

        if (string.IsNullOrWhiteSpace(request.Why) || request.Why.Length > 500)
        {
            return ProblemAnswer.BadRequest("A decision needs its reason, of at most 500 characters.", "why", "Say why; without any value of a patient.");
        }

        var count = await CleaningService.WithdrawAsync(node, request.Rule, request.Amendment is null ? null : id, context.User.Identity!.Name!, request.Why.Trim(), cancellationToken);
        return count == 0 ? ProblemAnswer.NotFound("No such amendment stands.", "rule, amendment") : TypedResults.Ok(new CleaningUndone(count));
    }

    private static async Task<Ok<IReadOnlyList<AmendmentState>>> AmendmentsAsync(string? rule, SuwenNode node, CancellationToken cancellationToken)
    {
        var rows = await node.Warehouse.ReadAsync(
            new SqlStatement(WarehouseReading.Sql("Cleaning/amendments.sql"), rule, MostAmendments),
            Authorisation.ForPlatform(Purpose.Operations),
            static (b, r) => new AmendmentState(
                b[0].Lane(r).ToString(CultureInfo.InvariantCulture), b[1].Text(r), b[2].Text(r), b.TextOrNull(3, r), (int?)b.LongOrNull(4, r), b[5].Lane(r) != 0, b[6].Text(r), b[7].Text(r),
                b.Instant(8, r), b.TextOrNull(9, r) ?? "", new LandingPosition(b[10].Lane(r)).ToString(), b[11].Lane(r)),
            cancellationToken);
        return TypedResults.Ok<IReadOnlyList<AmendmentState>>(rows);
    }

    private static async Task<Results<Ok<CleaningOutcome>, ProblemAnswer>> WithPlanAsync(CleaningRequest request, SuwenNode node, Func<CleaningPlan, Task<CleaningOutcome>> use, CancellationToken cancellationToken)
    {
        if (CleaningService.Rules(node).Rules.FirstOrDefault(r => r.Id == request.Rule) is not { } rule)
        {
            return ProblemAnswer.NotFound("There is no such cleaning rule.", "rule");
        }

        try
        {
            return TypedResults.Ok(await use(await CleaningService.PlanAsync(node, rule, cancellationToken)));
        }
        catch (WarehouseException exception) when (exception.Fault is WarehouseFault.Statement or WarehouseFault.Limit)
        {
            return ProblemAnswer.BadRequest(exception.Message, "rule", "Correct the rule's file.");
        }
    }

    private static CleaningOutcome Outcome(CleaningPlan plan, bool showsRows) => new(
        plan.Rule.Id,
        plan.Rule.Version,
        plan.Found,
        plan.Steps.Count,
        plan.TakenBack,
        showsRows
            ? [.. plan.Steps.Take(PreviewRows).Select(static s => new CleaningRow(
                s.RowId.ToString(CultureInfo.InvariantCulture), s.Source, new LandingPosition(s.Position).ToString(), s.Record, [.. s.Changes.Select(static c => new CleaningChange(c.Column, c.Old, c.New))]))]
            : []);
}
