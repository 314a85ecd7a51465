namespace Suwen.Simulator.Care.Catalogue;

internal sealed partial class CatalogueReader
{
    /// <summary>What the files of the diseases refer to.</summary>
    private sealed record DiseaseParts(
        Dictionary<string, LabItemEntry> Items, Dictionary<string, LabPanel> Panels, Dictionary<string, Drug> Drugs, Dictionary<string, HerbalFormula> Formulas,
        Dictionary<string, Exam> Exams, Dictionary<string, Procedure> Procedures, List<DepartmentEntry> Departments);

    private static readonly string[] Occasions = ["outpatient", "emergency", "admission", "daily", "discharge", "follow-up"];
    private static readonly string[] DrugOccasions = ["outpatient", "emergency", "inpatient", "discharge", "follow-up", "add-on"];

    private List<Disease> ReadDiseases(DiseaseParts parts)
    {
        var heads = Unique(
            Open("diseases.csv", "id name_zh kind specialty inpatient_specialty notifiable notifiable_class emergency_share admission_share inpatient_fatality stay_median_days stay_sigma repeat_visits follow_up_days admissions_per_year community_share controlled_share excess_deaths_per_1000 rate_source"),
            row => ReadHead(row, parts));
        var codes = Group(Open("disease_codes.csv", "disease_id code name_zh role weight"), heads, row =>
            new DiseaseCode(row[0], row.Text(1), row.Text(2), row.OneOf(3, "main", "complication", "tcm-disease", "tcm-syndrome", "outcome"), row.Number(4, 0, 1000)));
        var rates = Group(Open("disease_rates.csv", "disease_id measure sex age_from age_to per_100000 source"), heads, ReadRate);
        CheckOverlaps(rates);
        var seasons = ReadSeasons(heads);
        var risks = Group(Open("disease_risks.csv", "disease_id risk_disease_id factor source"), heads, row => new DiseaseRisk(row[0], Known(row, 1, heads), row.Number(2, 0.01, 100), row.Text(3)));
        var panels = Group(Open("disease_panels.csv", "disease_id panel_id when probability"), heads, row => new DiseasePanel(row[0], Known(row, 1, parts.Panels), row.OneOf(2, Occasions), row.Number(3, 0, 1)));
        var effects = Group(Open("disease_lab_effects.csv", "disease_id item_id mode untreated controlled sigma text probability"), heads, row => ReadEffect(row, parts.Items));
        var drugs = Group(Open("disease_drugs.csv", "disease_id drug_id when line probability days"), heads, row =>
            new DiseaseDrug(row[0], Known(row, 1, parts.Drugs), row.OneOf(2, DrugOccasions), row.Whole(3, 1, 5), row.Number(4, 0, 1), row.Whole(5, 0, 365)));
        var exams = Group(Open("disease_exams.csv", "disease_id exam_id when probability abnormal_share findings conclusion"), heads, row => ReadDiseaseExam(row, parts.Exams));
        var procedures = Group(Open("disease_procedures.csv", "disease_id procedure_id probability hours_after_admission is_main"), heads, row =>
            new DiseaseProcedure(row[0], Known(row, 1, parts.Procedures), row.Number(2, 0, 1), row.Number(3, 0, 1000), row.Flag(4)));
        var symptoms = Group(Open("disease_symptoms.csv", "disease_id kind text_zh probability duration_from duration_to duration_unit"), heads, ReadSymptom);
        var vitals = Group(Open("disease_vitals.csv", "disease_id vital untreated controlled sigma"), heads, row =>
            new DiseaseVital(row[0], row.OneOf(1, "temperature", "pulse", "respiration", "systolic", "diastolic", "spo2"), row.Number(2, -60, 80), row.Number(3, -60, 80), row.Number(4, 0, 40)));
        var patterns = Group(Open("disease_patterns.csv", "disease_id tcm_disease_code tcm_disease_name syndrome_code syndrome_name formula_id weight therapy_zh tongue_pulse_zh signs_zh"), heads, row =>
            new TcmPattern(row[0], row.Text(1), row.Text(2), row.Text(3), row.Text(4), Known(row, 5, parts.Formulas), row.Number(6, 0, 1000), row.Text(7), row.Text(8), row.Text(9)));

        var diseases = new List<Disease>();
        foreach (var head in heads.Values)
        {
            var disease = head with
            {
                Index = diseases.Count,
                Codes = Of(codes, head),
                Rates = Of(rates, head),
                Season = seasons.GetValueOrDefault(head.Id) ?? [],
                Risks = Of(risks, head),
                Panels = Of(panels, head),
                LabEffects = Of(effects, head),
                Drugs = Of(drugs, head),
                Exams = Of(exams, head),
                Procedures = Of(procedures, head),
                Symptoms = Of(symptoms, head),
                Vitals = Of(vitals, head),
                Patterns = Of(patterns, head),
            };
            CheckComplete(disease);
            diseases.Add(disease);
        }
        return diseases;
    }

    private static List<T> Of<T>(Dictionary<string, List<(ContentRow Row, T Value)>> groups, Disease disease) =>
        groups.TryGetValue(disease.Id, out var found) ? found.ConvertAll(one => one.Value) : [];

    private static Dictionary<string, List<(ContentRow Row, T Value)>> Group<T>(ContentTable table, Dictionary<string, Disease> heads, Func<ContentRow, T> make)
    {
        var groups = new Dictionary<string, List<(ContentRow, T)>>(StringComparer.Ordinal);
        foreach (var row in table.Rows)
        {
            Known(row, 0, heads);
            if (!groups.TryGetValue(row[0], out var group)) groups[row[0]] = group = [];
            group.Add((row, make(row)));
        }
        return groups;
    }

    private static Disease ReadHead(ContentRow row, DiseaseParts parts)
    {
        var kind = row.OneOf(2, Enum.GetNames<DiseaseKind>());
        foreach (var column in (ReadOnlySpan<int>)[3, 4])
        {
            if (!parts.Departments.Exists(one => one.Specialty == row[column])) row.Fault($"specialty “{row[column]}” is unknown");
        }
        if (row[5].Length > 0) row.OneOf(6, "甲类", "乙类", "丙类");
        return new Disease
        {
            Id = row[0],
            Index = 0,
            NameZh = row.Text(1),
            Kind = Enum.TryParse<DiseaseKind>(kind, out var known) ? known : DiseaseKind.Acute,
            Specialty = row[3],
            InpatientSpecialty = row[4],
            Notifiable = row[5],
            NotifiableClass = row[6],
            EmergencyShare = row.Number(7, 0, 1),
            AdmissionShare = row.Number(8, 0, 1),
            InpatientFatality = row.Number(9, 0, 1),
            StayMedianDays = row.Number(10, 0, 120),
            StaySigma = row.Number(11, 0, 2),
            RepeatVisits = row.Number(12, 0, 30),
            FollowUpDays = row.Whole(13, 0, 730),
            AdmissionsPerYear = row.Number(14, 0, 12),
            CommunityShare = row.Number(15, 0, 1),
            ControlledShare = row.Number(16, 0, 1),
            ExcessDeathsPer1000 = row.Number(17, 0, 1000),
            RateSource = row.Text(18),
        };
    }

    private static DiseaseRate ReadRate(ContentRow row)
    {
        var from = row.Whole(3, 0, 120);
        return new DiseaseRate(row[0], row.OneOf(1, "incidence", "prevalence"), row.OneOf(2, "M", "F", "B"), from, row.Whole(4, from, 120), row.Number(5, 0, 100_000), row.Text(6));
    }

    /// <summary>One age and sex must not have two rates of one measure.</summary>
    private static void CheckOverlaps(Dictionary<string, List<(ContentRow Row, DiseaseRate Value)>> rates)
    {
        foreach (var group in rates.Values)
        {
            for (var i = 0; i < group.Count; i++)
            {
                for (var j = 0; j < i; j++)
                {
                    var (a, b) = (group[i].Value, group[j].Value);
                    if (a.Measure == b.Measure && (a.Sex == b.Sex || a.Sex == "B" || b.Sex == "B") && a.AgeFrom <= b.AgeTo && b.AgeFrom <= a.AgeTo) group[i].Row.Fault($"overlaps the rate of line {group[j].Row.Line}");
                }
            }
        }
    }

    private Dictionary<string, double[]> ReadSeasons(Dictionary<string, Disease> heads)
    {
        var seasons = new Dictionary<string, double[]>(StringComparer.Ordinal);
        foreach (var row in Open("disease_seasons.csv", "disease_id m01 m02 m03 m04 m05 m06 m07 m08 m09 m10 m11 m12").Rows)
        {
            Known(row, 0, heads);
            var factors = new double[12];
            var sum = 0.0;
            for (var month = 0; month < 12; month++) sum += factors[month] = row.Number(month + 1, 0, 12);
            if (Math.Abs(sum - 12) > 0.001) row.Fault(FormattableString.Invariant($"the season's mean is {sum / 12:F4}, not 1"));
            if (!seasons.TryAdd(row[0], factors)) row.Fault("a second season");
        }
        return seasons;
    }

    private static LabEffect ReadEffect(ContentRow row, Dictionary<string, LabItemEntry> items)
    {
        Known(row, 1, items);
        var mode = row.OneOf(2, "add", "times", "text");
        if (items.TryGetValue(row[1], out var item) && item.IsText != (mode == "text")) row.Fault("words for a number, or a number for words");
        return mode == "text"
            ? new LabEffect(row[0], row[1], mode, 0, 0, 0, row.Text(6), row.Number(7, 0, 1))
            : new LabEffect(row[0], row[1], mode, row.Number(3, mode == "times" ? 0.001 : -1e6, 1e9), row.Number(4, mode == "times" ? 0.001 : -1e6, 1e9), row.Number(5, 0, 1e6), "", row.Number(7, 0, 1));
    }

    private static DiseaseExam ReadDiseaseExam(ContentRow row, Dictionary<string, Exam> exams)
    {
        var abnormal = row.Number(4, 0, 1);
        return new DiseaseExam(row[0], Known(row, 1, exams), row.OneOf(2, Occasions), row.Number(3, 0, 1), abnormal, abnormal > 0 ? Braced(row, 5) : row[5], abnormal > 0 ? Braced(row, 6) : row[6]);
    }

    private static DiseaseSymptom ReadSymptom(ContentRow row)
    {
        var kind = row.OneOf(1, "complaint", "symptom", "negative", "sign", "history");
        var unit = kind == "complaint" ? row.OneOf(6, "分钟", "小时", "天", "周", "月", "年") : row[6];
        var from = row.Whole(4, kind == "complaint" ? 1 : 0, 600);
        return new DiseaseSymptom(row[0], kind, row.Text(2), row.Number(3, 0, 1), from, row.Whole(5, from, 600), unit);
    }

    /// <summary>A disease that could give a visit nothing to say is a fault.</summary>
    private void CheckComplete(Disease disease)
    {
        void Missing(string what) => faults.Add($"diseases.csv: “{disease.Id}” has no {what}");
        if (!disease.Codes.Any(code => code.Role == "main" && code.Weight > 0)) Missing("main code");
        if (!disease.Symptoms.Any(symptom => symptom.Kind == "complaint")) Missing("complaint");
        if (disease.Season.Count != 12) Missing("season");
        if (disease.Panels.Count + disease.Exams.Count + disease.Drugs.Count + disease.Patterns.Count == 0) Missing("panel, examination, drug or pattern");
        if (disease.Rates.Count == 0 && disease.Kind is not (DiseaseKind.Pregnancy or DiseaseKind.Newborn)) Missing("rate");
        if (disease.Kind == DiseaseKind.Chronic && !disease.Rates.Any(rate => rate.Measure == "prevalence")) Missing("prevalence");
        if ((disease.AdmissionShare > 0 || disease.AdmissionsPerYear > 0) && disease.StayMedianDays <= 0) Missing("length of stay");
    }
}
