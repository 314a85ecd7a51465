using System.Globalization;

namespace Suwen.Simulator.Care.Catalogue;

/// <summary>
/// Turns the content files into the catalogue. Every reference and number is checked on the way; a fault is noted and reading goes on, so that all faults come at once.
/// </summary>
internal sealed partial class CatalogueReader(Func<string, string?> replacement, List<string> faults)
{
    public MedicalCatalogue Read()
    {
        var items = ReadLabItems();
        var panels = ReadPanels(items);
        var drugs = ReadDrugs();
        var formulas = ReadFormulas();
        var exams = ReadExams();
        var procedures = ReadProcedures();
        var departments = ReadDepartments();
        var parts = new DiseaseParts(items, panels, drugs, formulas, exams, procedures, departments);
        var diseases = ReadDiseases(parts);
        return new MedicalCatalogue
        {
            Diseases = diseases,
            Disease = ById(diseases, disease => disease.Id),
            LabItems = items,
            LabPanels = panels,
            Drugs = drugs,
            Formulas = formulas,
            Exams = exams,
            Procedures = procedures,
            FeeItems = ReadFeeItems(),
            Vaccines = ReadVaccines(),
            Departments = departments,
            AdverseSignals = ReadSignals(drugs, items),
        };
    }

    private static Dictionary<string, T> ById<T>(IEnumerable<T> all, Func<T, string> id)
    {
        var found = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var one in all) found.TryAdd(id(one), one);
        return found;
    }

    private ContentTable Open(string name, string columns) =>
        replacement(name) is { } text ? ContentTable.Parse(name, columns, text, faults) : ContentTable.Load(name, columns, faults);

    private static Dictionary<string, T> Unique<T>(ContentTable table, Func<ContentRow, T> make)
    {
        var found = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var row in table.Rows)
        {
            if (!found.TryAdd(row.Text(0), make(row))) row.Fault($"“{row[0]}” occurs twice");
        }
        return found;
    }

    private static string Known<T>(ContentRow row, int column, Dictionary<string, T> all)
    {
        if (!all.ContainsKey(row[column])) row.Fault($"“{row[column]}” is unknown");
        return row[column];
    }

    private Dictionary<string, LabItemEntry> ReadLabItems() => Unique(
        Open("lab_items.csv", "id loinc name_zh abbreviation unit decimals is_text male_low male_high female_low female_high child_low child_high male_mean female_mean child_mean between_sigma within_sigma is_log_normal least most normal_text abnormal_text reference_text"),
        ReadLabItem);

    private static LabItemEntry ReadLabItem(ContentRow row)
    {
        var item = new LabItem(row[0], row[1], row.Text(2), row.Text(3), row[4], row.Whole(5, 0, 4));
        var isText = row.Flag(6);
        if (isText)
        {
            return new LabItemEntry(item, true, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, false, double.NaN, double.NaN,
                row.Text(21), row.Text(22), row.Text(23));
        }
        var entry = new LabItemEntry(item, false,
            row.NumberOrNaN(7), row.NumberOrNaN(8), row.NumberOrNaN(9), row.NumberOrNaN(10), row.NumberOrNaN(11), row.NumberOrNaN(12),
            row.Number(13), row.Number(14), row.Number(15), row.Number(16, 1e-9), row.Number(17, 1e-9), row.Flag(18), row.Number(19), row.Number(20), "", "", "");
        CheckRange(row, "male", entry.MaleLow, entry.MaleMean, entry.MaleHigh, entry);
        CheckRange(row, "female", entry.FemaleLow, entry.FemaleMean, entry.FemaleHigh, entry);
        CheckRange(row, "child", entry.ChildLow, entry.ChildMean, entry.ChildHigh, entry);
        return entry;
    }

    private static void CheckRange(ContentRow row, string whose, double low, double mean, double high, LabItemEntry entry)
    {
        if (double.IsNaN(low) && double.IsNaN(high)) row.Fault($"no {whose} reference bound");
        if (low >= high) row.Fault($"the {whose} reference range is empty");
        if (mean < low || mean > high) row.Fault($"the healthy {whose} mean is outside its reference range");
        if (low < entry.Least || high > entry.Most || entry.Least >= entry.Most) row.Fault($"the {whose} reference range is outside what can be reported");
    }

    private Dictionary<string, LabPanel> ReadPanels(Dictionary<string, LabItemEntry> items) => Unique(
        Open("lab_panels.csv", "id name_zh specimen item_ids price_fen minutes_to_report insurance_level"),
        row =>
        {
            var ids = row.Text(3).Split(' ');
            foreach (var id in ids)
            {
                if (!items.ContainsKey(id)) row.Fault($"laboratory item “{id}” is unknown");
            }
            return new LabPanel(row[0], row.Text(1), row.Text(2), ids, row.Whole(4, 1), row.Whole(5, 1), Level(row, 6));
        });

    private Dictionary<string, Drug> ReadDrugs() => Unique(
        Open("drugs.csv", "id name_zh atc specification dose dose_unit doses_per_pack pack_unit route frequency price_fen fee_category insurance_level class from_age to_age"),
        row => new Drug(row[0], row.Text(1), row[2], row.Text(3), row.Number(4, 1e-6), row.Text(5), row.Number(6, 1e-6), row.Text(7), row.Text(8), Frequency(row, 9), row.Whole(10, 1),
            row.OneOf(11, "西药费", "中成药费"), Level(row, 12), row.Text(13))
        {
            FromAge = row.Whole(14, 0, 120),
            ToAge = row.Whole(15, row.Whole(14, 0, 120), 120),
        });

    /// <summary>Abbreviations of the order frequencies in use at Chinese hospitals.</summary>
    private static string Frequency(ContentRow row, int column) =>
        row.OneOf(column, "st", "prn", "qd", "qn", "bid", "tid", "qid", "qod", "q3d", "qw", "biw", "tiw", "qow", "2W", "3W", "4W", "qh", "q1h", "q2h", "q3h", "q4h", "q6h", "q8h", "q12h");

    private static string Level(ContentRow row, int column) => row.OneOf(column, "甲", "乙", "丙");

    private Dictionary<string, HerbalFormula> ReadFormulas() => Unique(
        Open("tcm_formulas.csv", "id name_zh syndrome_id herbs price_fen"),
        row =>
        {
            var herbs = new List<(string, double)>();
            foreach (var herb in row.Text(3).Split(' '))
            {
                var colon = herb.IndexOf(':', StringComparison.Ordinal);
                if (colon > 0 && double.TryParse(herb.AsSpan(colon + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var grams) && grams is > 0 and <= 120) herbs.Add((herb[..colon], grams));
                else row.Fault($"“{herb}” is no herb with grams");
            }
            return new HerbalFormula(row[0], row.Text(1), row.Text(2), herbs, row.Whole(4, 1));
        });

    private Dictionary<string, Exam> ReadExams() => Unique(
        Open("exams.csv", "id name_zh modality body_part_zh body_part price_fen minutes_to_report normal_findings normal_conclusion insurance_level"),
        row => new Exam(row[0], row.Text(1), row.OneOf(2, "CR", "DX", "CT", "MR", "US", "ECG", "ES", "PATH", "NM", "MG", "OT", "OP"), row.Text(3), row.Text(4), row.Whole(5, 1), row.Whole(6, 1), Braced(row, 7), Braced(row, 8), Level(row, 9)));

    /// <summary>A text in which braces are balanced and not nested.</summary>
    private static string Braced(ContentRow row, int column)
    {
        var depth = 0;
        foreach (var c in row[column])
        {
            if (c == '{') depth++;
            else if (c == '}') depth--;
            if (depth is < 0 or > 1) break;
        }
        if (depth != 0) row.Fault("braces are not balanced");
        return row.Text(column);
    }

    private Dictionary<string, Procedure> ReadProcedures() => Unique(
        Open("procedures.csv", "id code name_zh level anaesthesia minutes incision price_fen consumables_fen fee_category findings steps"),
        row => new Procedure(row[0], row.Text(1), row.Text(2), row.Whole(3, 0, 4), row.Text(4), row.Whole(5, 1), row[6], row.Whole(7), row.Whole(8), row.OneOf(9, "手术费", "治疗费", "检查费"), row[10].Length == 0 ? "" : Braced(row, 10), Braced(row, 11)));

    private Dictionary<string, FeeItem> ReadFeeItems() => Unique(
        Open("fee_items.csv", "id code name_zh fee_category price_fen insurance_level unit"),
        row => new FeeItem(row[0], row.Text(1), row.Text(2),
            row.OneOf(3, "床位费", "诊察费", "检查费", "化验费", "治疗费", "手术费", "护理费", "卫生材料费", "西药费", "中药饮片费", "中成药费", "一般诊疗费", "挂号费", "其他费"), row.Whole(4), Level(row, 5), row.Text(6)));

    private List<Vaccine> ReadVaccines() => [.. Unique(
        Open("vaccines.csv", "id cvx name_zh age_months uptake is_seasonal from_age to_age price_fen maker site"),
        row =>
        {
            var months = new List<int>();
            foreach (var month in row.Text(3).Split(' '))
            {
                if (int.TryParse(month, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && (months.Count == 0 || value > months[^1])) months.Add(value);
                else row.Fault($"“{month}” is no rising number of months");
            }
            var from = row.Whole(6, 0, 120);
            return new Vaccine(row[0], row[1], row.Text(2), months, row.Number(4, 0, 1), row.Flag(5), from, row.Whole(7, from, 120), row.Whole(8), row.Text(9), row.Text(10));
        }).Values];

    private List<DepartmentEntry> ReadDepartments() => [.. Unique(
        Open("departments.csv", "specialty standard_code name_zh kind bed_weight tertiary_general secondary_general traditional maternal community"),
        row => new DepartmentEntry(row[0], row.Text(1), row.Text(2), row.OneOf(3, "ward", "outpatient", "intensive", "technical"), row.Number(4, 0, 100), row.Flag(5), row.Flag(6), row.Flag(7), row.Flag(8), row.Flag(9))).Values];

    private List<AdverseSignal> ReadSignals(Dictionary<string, Drug> drugs, Dictionary<string, LabItemEntry> items)
    {
        var signals = new List<AdverseSignal>();
        foreach (var row in Open("adverse_signals.csv", "drug_id reaction_kind reaction_id name_zh relative_risk background_per_10000 is_label_known onset_days_from onset_days_to remark").Rows)
        {
            var kind = row.OneOf(1, "diagnosis", "lab", "symptom");
            if (kind == "lab") Known(row, 2, items);
            var from = row.Whole(7, 0, 730);
            signals.Add(new AdverseSignal(Known(row, 0, drugs), kind, row.Text(2), row.Text(3), row.Number(4, 1, 100), row.Number(5, 0, 10_000), row.Flag(6), from, row.Whole(8, from, 730), row[9]));
        }
        return signals;
    }
}
