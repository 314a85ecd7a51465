namespace Suwen.Analysis.Payment.FrontPage;

/// <summary>One way to code a case, with its group and what the record says of it.</summary>
/// <param name="Kind">current, main (another main diagnosis), add (shown by the record and not coded), remove (coded and not shown), procedure (in the record and not coded).</param>
/// <param name="Code">The code that differs; null for the current coding.</param>
/// <param name="Group">The group that follows.</param>
/// <param name="Estimate">What it pays; null where there is no weight.</param>
/// <param name="Dip">Its score by the DIP catalogue, where one is given.</param>
/// <param name="Support">What the record says of the code that differs.</param>
/// <param name="Evidence">Rows of the record.</param>
public sealed record FrontPageChoice(
    string Kind, string? Code, FrontPageGroup Group, PaymentEstimate? Estimate, FrontPageDipScore? Dip, FrontPageSupport Support, IReadOnlyList<FrontPageEvidence> Evidence);

/// <summary>
/// Lays the ways to code a case side by side: those that raise the payment as those that lower it, each with its evidence or the lack of it, in the order
/// of the page and never by payment. What stands is a matter of the record and of the physician.
/// </summary>
public static class FrontPageChoices
{
    private static readonly CodeSet NeverMain = new("V01-Y98 Z37 Z80-Z99");

    /// <summary>Builds the choices; the first is the current coding.</summary>
    public static IReadOnlyList<FrontPageChoice> Build(
        FrontPageCase page, FrontPageRecord? record, FrontPageReport report, FrontPageGrouper grouper, PaymentTerms? terms = null, FrontPageDip? dip = null)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(grouper);
        var variants = new List<(string Kind, string? Code, FrontPageCase Page, FrontPageSupport Support, IReadOnlyList<FrontPageEvidence> Evidence)> { ("current", null, page, FrontPageSupport.NotJudged, []) };
        AddMain(page, record, variants);
        AddFindings(page, report, variants);
        AddProcedures(page, record, variants);
        var groups = grouper.Group([.. variants.Select(static v => v.Page)], withPath: false);
        var choices = new FrontPageChoice[variants.Count];
        for (var i = 0; i < choices.Length; i++)
        {
            var (kind, code, variant, support, evidence) = variants[i];
            choices[i] = new FrontPageChoice(kind, code, groups[i], terms?.Of(groups[i].Drg, page.Cost), dip?.Score(variant), support, evidence);
        }

        return choices;
    }

    private static void AddMain(FrontPageCase page, FrontPageRecord? record, List<(string Kind, string? Code, FrontPageCase Page, FrontPageSupport Support, IReadOnlyList<FrontPageEvidence> Evidence)> variants)
    {
        for (var i = 1; i < page.Diagnoses.Count; i++)
        {
            var code = page.Diagnoses[i];
            if (NeverMain.Contains(code) || code.EndsWith('*'))
            {
                continue;
            }

            var support = record is { HasRows: true } ? FrontPageChecker.SupportOf(page, record, code) : (FrontPageSupport.NotJudged, null, []);
            variants.Add(("main", code, page with { Diagnoses = [code, .. page.Diagnoses.Where((_, at) => at != i)] }, support.State, support.Evidence));
        }
    }

    private static void AddFindings(FrontPageCase page, FrontPageReport report, List<(string Kind, string? Code, FrontPageCase Page, FrontPageSupport Support, IReadOnlyList<FrontPageEvidence> Evidence)> variants)
    {
        foreach (var finding in report.Findings)
        {
            if (finding is { Kind: "not-coded", Code: { } missing })
            {
                variants.Add(("add", missing, page with { Diagnoses = [.. page.Diagnoses, missing] }, FrontPageSupport.Shown, finding.Evidence));
            }
            else if (finding is { Kind: "not-supported", Code: { } code } && page.Diagnoses.Count > 1)
            {
                variants.Add(("remove", code, page with { Diagnoses = [.. page.Diagnoses.Where(d => d != code)] }, finding.Evidence.Count > 0 ? FrontPageSupport.Contrary : FrontPageSupport.None, finding.Evidence));
            }
        }
    }

    private static void AddProcedures(FrontPageCase page, FrontPageRecord? record, List<(string Kind, string? Code, FrontPageCase Page, FrontPageSupport Support, IReadOnlyList<FrontPageEvidence> Evidence)> variants)
    {
        foreach (var seen in record?.Procedures ?? [])
        {
            // Only codes of ICD-9-CM-3 can stand on the page; a laboratory's own orders are none.
            if (seen.Code.Length >= 4 && char.IsAsciiDigit(seen.Code[0]) && char.IsAsciiDigit(seen.Code[1]) && seen.Code[2] == '.' && !page.Procedures.Any(p => p.Code == seen.Code))
            {
                variants.Add((
                    "procedure", seen.Code, page with { Procedures = [.. page.Procedures, new FrontPageProcedure(seen.Code, seen.At)] }, FrontPageSupport.Shown,
                    [new FrontPageEvidence("procedure", seen.Name, seen.At, seen.Code)]));
            }
        }
    }
}
