namespace Suwen.Analysis.Payment.FrontPage;

/// <summary>
/// The score of a page out of 100, in the four parts of the national standard (patient, stay, care, cost). Points of items that do not apply are given.
/// How the parts divide into items is the project's own reading.
/// </summary>
internal static class FrontPageScore
{
    public static double? Of(FrontPageCase page, List<FrontPageFinding> findings)
    {
        if (page.Filled is not { } filled)
        {
            return null;
        }

        var all = 0.0;
        var kept = 0.0;
        foreach (var item in FrontPageRules.Score)
        {
            all += item.Points;
            kept += item.Points * Share(item.Field, page, filled, findings);
        }

        return Math.Round(100 * kept / all, 1);
    }

    /// <summary>Items of the score that a page lacks.</summary>
    public static IEnumerable<ScoreItem> Missing(FrontPageCase page) =>
        page.Filled is { } filled ? FrontPageRules.Score.Where(i => Share(i.Field, page, filled, []) == 0) : [];

    private static double Share(string field, FrontPageCase page, IReadOnlySet<string> filled, List<FrontPageFinding> findings)
    {
        return field switch
        {
            "birth_weight_g" => page.AgeDays is >= 0 and <= 28 && page.AgeYears is null or 0 && page.AgeDays is not null ? Filled("birth_weight_g") : 1,
            "main_diagnosis" => page.Diagnoses.Count == 0 ? 0 : Faulty("main") ? 0.5 : 1,
            "other_diagnoses" => Faulty("conflict") || Faulty("combine") || Faulty("code") ? 0.5 : 1,
            "main_procedure" => Faulty("operation") ? 0.5 : 1,
            "other_procedures" => 1,
            "external_cause" => findings.Exists(static f => f.Rule == "injury-without-cause") ? 0 : 1,
            "pathology" => page.Diagnoses.Count > 0 && page.Diagnoses[0].StartsWith('C') && page.Procedures.Count > 0 ? filled.Contains("pathology") ? 1 : 0.5 : 1,
            "anaesthesia" => findings.Exists(static f => f.Rule == "operation-without-anaesthesia") ? 0 : 1,
            "operation_times" => findings.Exists(static f => f.Rule is "operation-without-time" or "operation-outside-stay") ? 0 : 1,
            "length_of_stay_days" => findings.Exists(static f => f.Rule == "length-of-stay-differs") ? 0 : Filled(field),
            "total_cost" => findings.Exists(static f => f.Rule == "cost-not-positive") ? 0 : Filled(field),
            "cost_parts" => findings.Exists(static f => f.Rule == "cost-parts-differ") ? 0 : Filled(field),
            _ => Filled(field),
        };

        double Filled(string name) => filled.Contains(name) ? 1 : 0;
        bool Faulty(string kind) => findings.Exists(f => f.Kind == kind && f.Severity > FrontPageSeverity.Hint);
    }
}
