using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Suwen.Analysis.Payment.FrontPage;
using Suwen.Security;
using Suwen.Server.Http;
using Suwen.Storage;

namespace Suwen.Server.Payment;

/// <summary>Before settlement: which group, what would be paid against the cost, what is wrong or missing on the front page, and what the record shows.</summary>
internal static class PaymentApi
{
    private const int MostStays = 500;
    private const int MostCodes = 200;
    private const int MostDays = 92;

    public static void MapPaymentApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/payment").WithTags("payment");
        group.MapPost("/stays", StaysAsync).WithName("getPaymentStays").RequirePermission(Permission.PersonRead, "payment", Purpose.Operations).WithProblems(400, 401, 403);
        group.MapPost("/check", CheckAsync).WithName("checkPayment").RequirePermission(Permission.PersonRead, "payment", Purpose.Operations).WithProblems(400, 401, 403, 404);
        group.MapPost("/what-if", WhatIfAsync).WithName("tryCodes").RequirePermission(Permission.PersonRead, "payment", Purpose.Operations).WithProblems(400, 401, 403, 404);
        group.MapPost("/what-if/month", MonthAsync).WithName("tryMonth").RequirePermission(Permission.PersonRead, "payment", Purpose.Operations).WithProblems(400, 401, 403);
    }

    private static ReadScope ScopeOf(HttpContext context) => Authorisation.ScopeFor(context.User, Permission.PersonRead, Purpose.Operations);

    private static async Task<Results<Ok<StayList>, ProblemAnswer>> StaysAsync(StaysRequest request, HttpContext context, PaymentDesk desk, CancellationToken cancellationToken)
    {
        var scope = ScopeOf(context);
        var last = request.To ?? await PaymentQueries.LastDayAsync(desk.Node, scope, cancellationToken) ?? DateOnly.FromDateTime(desk.Node.Time.GetLocalNow().DateTime);
        var first = request.From ?? last.AddDays(-30);
        if (first > last || last.DayNumber - first.DayNumber > MostDays)
        {
            return ProblemAnswer.BadRequest($"The days must be in order and at most {MostDays}.", "from", "Ask for a shorter time.");
        }

        var pages = await PaymentQueries.PagesAsync(desk.Node, scope, first, last, -1, cancellationToken);
        var records = await PaymentQueries.RecordsAsync(desk.Node, scope, first, last, cancellationToken);
        var wanted = pages.Where(p => request.IncludeSettled || !p.IsSettled).ToList();
        var shown = wanted.Take(MostStays).ToList();
        var grouper = desk.Grouper();
        var terms = await desk.TermsAsync(scope, cancellationToken);
        var groups = grouper.Group([.. shown.Select(static s => s.Page)], withPath: false);
        var stays = shown.Select((s, i) => desk.Summary(s, groups[i], terms.Terms, FrontPageChecker.Check(s.Page, records.GetValueOrDefault(s.StayId))));
        return TypedResults.Ok(new StayList(Day(first), Day(last), [.. stays], wanted.Count > shown.Count, PaymentDesk.BasisOf(grouper, terms)));
    }

    private static async Task<Results<Ok<PaymentCheck>, ProblemAnswer>> CheckAsync(PaymentCheckRequest request, HttpContext context, PaymentDesk desk, CancellationToken cancellationToken)
    {
        var scope = ScopeOf(context);
        var (found, problem) = await FindAsync(request, context, desk, scope, cancellationToken);
        return problem is not null
            ? problem
            : TypedResults.Ok(await desk.CheckAsync(found!.Page, found.Record, found.Stay, scope, cancellationToken));
    }

    private static async Task<Results<Ok<WhatIfCase>, ProblemAnswer>> WhatIfAsync(PaymentCheckRequest request, HttpContext context, PaymentDesk desk, CancellationToken cancellationToken)
    {
        var scope = ScopeOf(context);
        var (found, problem) = await FindAsync(request, context, desk, scope, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        var grouper = desk.Grouper();
        var terms = (await desk.TermsAsync(scope, cancellationToken)).Terms;
        var dip = await desk.DipAsync();
        var before = found!.Stay?.Page ?? found.Page;
        var groups = grouper.Group([before, found.Page], withPath: true);
        var findings = PaymentDesk.Findings(FrontPageChecker.Check(found.Page, found.Record));
        return TypedResults.Ok(new WhatIfCase(
            desk.Answer(groups[0], terms?.Of(groups[0].Drg, before.Cost), dip?.Score(before)), desk.Answer(groups[1], terms?.Of(groups[1].Drg, found.Page.Cost), dip?.Score(found.Page)),
            PaymentDesk.PathOf(groups[1], grouper), findings));
    }

    private static async Task<Results<Ok<WhatIfMonth>, ProblemAnswer>> MonthAsync(MonthRequest request, HttpContext context, PaymentDesk desk, CancellationToken cancellationToken)
    {
        if (!DateOnly.TryParseExact(request.Month + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first))
        {
            return ProblemAnswer.BadRequest("month is no month.", "month", "Write a month as 2026-01.");
        }

        if (request.Scheme is { } scheme && !PaymentDesk.IsBuiltIn(scheme))
        {
            return ProblemAnswer.BadRequest("scheme is none that is built in.", "scheme", "Use chs-drg-1.1 or chs-drg-2.0.");
        }

        if (request.Rate is <= 0 || request.Low is < 0 or > 1 || request.High is < 1 || request.Weights?.Any(static w => w.Value <= 0) == true)
        {
            return ProblemAnswer.BadRequest("rate and weights must be above 0, low from 0 to 1, high at least 1.", "rate", "Correct the numbers.");
        }

        var scope = ScopeOf(context);
        var pages = await PaymentQueries.PagesAsync(desk.Node, scope, first, first.AddMonths(1).AddDays(-1), -1, cancellationToken);
        var (grouper, other) = (desk.Grouper(), desk.Grouper(request.Scheme));
        var current = await desk.TermsAsync(scope, cancellationToken);
        var after = await OtherTermsAsync(request, current, other, grouper, desk, scope, cancellationToken);
        return TypedResults.Ok(new WhatIfMonth(request.Month, PaymentDesk.BasisOf(grouper, current), PaymentDesk.BasisOf(other, after), WhatIf.Months(pages, grouper, current.Terms, other, after.Terms)));
    }

    /// <summary>Another scheme has other groups: where no table of weights is given for it, its weights come from the same costs.</summary>
    private static async Task<TermsInForce> OtherTermsAsync(
        MonthRequest request, TermsInForce current, FrontPageGrouper other, FrontPageGrouper grouper, PaymentDesk desk, ReadScope scope, CancellationToken cancellationToken)
    {
        var terms = current.Terms;
        if (other.Scheme != grouper.Scheme)
        {
            var pages = await PaymentQueries.YearAsync(desk.Node, scope, cancellationToken);
            var groups = other.Group([.. pages.Select(static p => p.Page)], withPath: false);
            terms = PaymentTerms.FromCosts(pages.Select((p, i) => (groups[i].Drg, p.Page.Cost ?? 0)), 5);
        }

        if (terms is null)
        {
            return new TermsInForce(null, current.From);
        }

        var weights = terms.Weights.ToDictionary(StringComparer.Ordinal);
        foreach (var (code, weight) in request.Weights ?? new Dictionary<string, double>())
        {
            weights[code] = weight;
        }

        return new TermsInForce(new PaymentTerms(weights, request.Rate ?? current.Terms?.Rate ?? terms.Rate, request.Low ?? current.Terms?.Low ?? 0.4, request.High ?? current.Terms?.High ?? 2), other.Scheme == grouper.Scheme ? current.From : "own-costs");
    }

    private sealed record Found(FrontPageCase Page, FrontPageRecord? Record, StayPage? Stay);

    private static async Task<(Found? Found, ProblemAnswer? Problem)> FindAsync(PaymentCheckRequest request, HttpContext context, PaymentDesk desk, ReadScope scope, CancellationToken cancellationToken)
    {
        if (request.Page is { } sent && (sent.Diagnoses?.Count > MostCodes || sent.Procedures?.Count > MostCodes || sent.Diagnoses?.Any(static d => d is null || d.Length > 40 || d.Contains('|', StringComparison.Ordinal)) == true || sent.Procedures?.Any(static p => p?.Code is null || p.Code.Length > 40 || p.Code.Contains('|', StringComparison.Ordinal)) == true))
        {
            return (null, ProblemAnswer.BadRequest($"A page has at most {MostCodes} diagnoses and procedures, each of at most 40 characters without a bar.", "page", "Correct the codes."));
        }

        long? id = null;
        if (request.StayId is not null && !long.TryParse(request.StayId, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            return (null, ProblemAnswer.BadRequest("stayId is a number.", "stayId", "Take it from POST /api/payment/stays."));
        }

        id = request.StayId is null ? request.Number is { Length: > 0 and < 100 } number ? await PaymentQueries.FindAsync(desk.Node, scope, number, cancellationToken) : null : long.Parse(request.StayId, CultureInfo.InvariantCulture);
        var stay = id is { } known ? await PaymentQueries.OneAsync(desk.Node, scope, known, cancellationToken) : null;
        if (stay is null && (request.Page is null || request.StayId is not null))
        {
            return request is { StayId: null, Number: null, Page: null }
                ? (null, ProblemAnswer.BadRequest("There is nothing to check.", "page", "Give stayId, number or page."))
                : (null, ProblemAnswer.NotFound("There is no such front page.", "stayId"));
        }

        if (stay is not null)
        {
            context.Features.Set(new AuditedPerson(stay.PersonId));
        }

        var record = stay?.VisitId is { } visit ? await PaymentQueries.RecordAsync(desk.Node, scope, visit, cancellationToken) : null;
        return (new Found(PageOf(request.Page, stay), record, stay), null);
    }

    /// <summary>The page as sent; what it leaves out is as the stay has it.</summary>
    private static FrontPageCase PageOf(PageRequest? sent, StayPage? stay)
    {
        var known = stay?.Page ?? new FrontPageCase { CaseId = "page" };
        if (sent is null)
        {
            return known;
        }

        return known with
        {
            Diagnoses = sent.Diagnoses?.Select(static d => d.Trim()).Where(static d => d.Length > 0).ToList() ?? known.Diagnoses,
            Procedures = sent.Procedures?.Where(static p => p.Code.Trim().Length > 0).Select(p => new FrontPageProcedure(p.Code.Trim(), p.At ?? TimeOf(known, p.Code), p.Anaesthesia ?? known.Procedures.FirstOrDefault(k => k.Code == p.Code)?.Anaesthesia)).ToList() ?? known.Procedures,
            Sex = sent.Sex ?? known.Sex,
            AgeYears = sent.AgeYears ?? known.AgeYears,
            AgeDays = sent.AgeDays ?? known.AgeDays,
            BirthWeightG = sent.BirthWeightG ?? known.BirthWeightG,
            LengthOfStayDays = sent.LengthOfStayDays ?? known.LengthOfStayDays,
            DischargeWay = sent.DischargeWay ?? known.DischargeWay,
            Admission = sent.Admission ?? known.Admission,
            Discharge = sent.Discharge ?? known.Discharge,
            Cost = sent.Cost ?? known.Cost,
            ExternalCause = sent.ExternalCause ?? known.ExternalCause,
        };
    }

    private static DateTime? TimeOf(FrontPageCase page, string code) => page.Procedures.FirstOrDefault(p => p.Code == code)?.At;

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
