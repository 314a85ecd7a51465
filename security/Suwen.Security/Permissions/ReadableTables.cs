using Suwen.Security.Grading;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Security;

/// <summary>Which tables and columns exist for a reader under a permission.</summary>
internal static class ReadableTables
{
    private static readonly string[] OfLanding = ["sys.source", "sys.entry", "sys.record", "sys.disposition", "sys.quarantine", "sys.quarantine_decision", "sys.mapping", "sys.lineage_note"];

    private static readonly string[] OfTerms = ["cn_code_system", "cn_term", "cn_code_map", "history.cn_code_map", "concept", "concept_synonym", "concept_ancestor", "concept_relationship", "vocabulary", "sys.source", "sys.state", "sys.load", "sys.disposition", "sys.quarantine"];

    private static readonly string[] OfPersons = ["sys.source", "sys.entry"];

    public static IReadOnlyDictionary<string, TableScope> Of(string permission, Reach reach, GradeBook grades, IReadOnlyList<DerivedResult> derived)
    {
        var tables = new Dictionary<string, TableScope>(StringComparer.Ordinal);
        switch (permission)
        {
            case Permission.PersonRead:
                // The platform's own statements name their columns: what is above the reader's level is masked and never absent.
                AddData(tables, reach with { Masked = DataLevel.Minimal }, grades);
                AddWhole(tables, OfPersons);
                break;
            case Permission.PackRead:
                // A view names its columns: what is above the reader's level is masked and never absent.
                AddDerived(tables, reach with { Masked = DataLevel.Minimal }, derived);
                break;
            case Permission.SqlQuery:
                AddData(tables, reach, grades);
                AddDerived(tables, reach, derived);
                if (reach.Clear >= DataLevel.Narrow)
                {
                    AddWhole(tables, CanonicalModel.Tables.Where(t => t.Schema == "sys").Select(t => t.ToString()));
                }

                break;
            case Permission.IndexRead:
                AddWhole(tables, ["sys.person_link", "sys.person_conflict"]);
                AddData(tables, reach with { Masked = DataLevel.Minimal }, grades, "person", "cn_source_person", "cn_golden_person", "cn_person_identifier", "cn_person_alias");
                break;
            case Permission.IndexSteward:
                AddData(tables, reach with { Masked = DataLevel.Minimal }, grades);
                AddWhole(tables, OfPersons);
                AddWhole(tables, ["sys.person_link", "sys.person_conflict"]);
                break;
            case Permission.LandingRead:
            case Permission.QuarantineRead:
            case Permission.QuarantineFix:
                AddWhole(tables, OfLanding);
                break;
            case Permission.CatalogueRead:
                AddCatalogued(tables);
                AddWhole(tables, ["sys.source", "sys.entry", "sys.disposition", "sys.load"]);
                break;
            case Permission.DeidentifyRun:
                // Whoever releases de-identified rows never sees these: the engine reads them, and nothing of them is answered.
                AddWhole(tables, GradeRules.Tables.Select(static t => t.Name));
                break;
            case Permission.OverviewRead:
                AddCounts(tables);
                AddWhole(tables, OfLanding);
                AddWhole(tables, ["sys.load", "sys.state"]);
                break;
            case Permission.TermsRead:
            case Permission.TermsMap:
                AddCodes(tables);
                AddWhole(tables, OfTerms);
                break;
            default:
                break;
        }

        return tables;
    }

    /// <summary>Every table of data, as far as its columns' grades and its rows let a reader see.</summary>
    private static void AddData(Dictionary<string, TableScope> tables, Reach reach, GradeBook grades, params string[] only)
    {
        foreach (var table in GradeRules.Tables.Where(t => only.Length == 0 || only.Contains(t.Name, StringComparer.Ordinal)))
        {
            tables[table.Name] = ScopeOf(table, reach, grades);
        }
    }

    /// <summary>Registered results, as far as their columns' grades let a reader see.</summary>
    private static void AddDerived(Dictionary<string, TableScope> tables, Reach reach, IReadOnlyList<DerivedResult> derived)
    {
        foreach (var result in derived)
        {
            var graded = result.Table.Columns.Where(c => result.Grades.TryGetValue(c.Name, out var grade) && grade.Level <= reach.Masked).ToList();
            var masks = graded.Where(c => result.Grades[c.Name].Level > reach.Clear).ToDictionary(static c => c.Name, c => Masking.ExpressionFor(c, result.Grades[c.Name].Mask), StringComparer.Ordinal);
            if (graded.Count > 0)
            {
                tables[result.Table.ToString()] = new TableScope([.. graded.Select(static c => c.Name)], null, masks.Count > 0 ? masks : null);
            }
        }
    }

    private static TableScope ScopeOf(Table table, Reach reach, GradeBook grades)
    {
        var columns = new List<string>(table.Columns.Count);
        Dictionary<string, string>? masks = null;
        foreach (var column in table.Columns)
        {
            var grade = grades.GradeOf(table.Name, column.Name);
            if (grade.Level <= reach.Masked)
            {
                columns.Add(column.Name);
                if (grade.Level > reach.Clear)
                {
                    (masks ??= new Dictionary<string, string>(StringComparer.Ordinal)).Add(column.Name, Masking.ExpressionFor(column, grade.Mask));
                }
            }
        }

        var rows = reach.Clear >= DataLevel.Minimal ? null : SensitiveRows.OrdinaryRowsOf(table.Name);
        return new TableScope(columns.Count == table.Columns.Count ? null : columns, rows, masks);
    }

    /// <summary>
    /// What the picture of the region counts by: age, sex, place, day, kind and diagnosis. The person's internal number is needed to
    /// count persons and not rows; it names nobody. Rows of sensitive diseases are counted with the others: a total over a region, with
    /// no way to narrow it to a person, is of level 2 (GB/T 39725-2020, clause 6.2).
    /// </summary>
    private static readonly Dictionary<string, string[]> Counted = new(StringComparer.Ordinal)
    {
        ["person"] = ["person_id", "gender_concept_id", "year_of_birth", "month_of_birth", "day_of_birth"],
        ["death"] = ["person_id"],
        ["cn_source_person"] = ["person_id", "county_code", "deceased"],
        ["cn_population"] = ["person_id", "county_code", "move_out_date"],
        ["visit_occurrence"] = ["person_id", "visit_concept_id", "visit_start_date", "visit_status"],
        ["condition_occurrence"] = ["person_id", "condition_start_date", "condition_source_value", "condition_source_vocabulary", "condition_source_name", "verification_status_source_value"],
    };

    /// <summary>Rows can be counted by load and source, and some by what tells nobody apart; the rest does not exist for this reader.</summary>
    private static void AddCounts(Dictionary<string, TableScope> tables)
    {
        foreach (var table in CanonicalModel.Tables)
        {
            if (table.IsLoaded)
            {
                tables[table.Name] = new TableScope(["source_id", "load_id", .. Counted.GetValueOrDefault(table.Name, [])], null);
            }
        }
    }

    /// <summary>
    /// What the catalogue counts by, beside source and load: where rows come from, and the codes that the self-assessment holds against value
    /// sets. The catalogue takes no SQL of users; its own statements answer counts.
    /// </summary>
    private static readonly Dictionary<string, string[]> Assessed = new(StringComparer.Ordinal)
    {
        ["measurement"] = ["measurement_source_value", "value_as_number"],
        ["cn_source_person"] = ["gender_source_value", "cn_ethnic_group", "education", "insurance_type"],
        ["cn_order"] = ["order_type", "frequency_source_value"],
        ["cn_inpatient_case"] = ["payment_method", "rh_blood_type"],
        ["cn_inpatient_case_operation"] = ["operation_level", "anaesthesia_method"],
        ["cn_settlement"] = ["payment_mode"],
    };

    private static void AddCatalogued(Dictionary<string, TableScope> tables)
    {
        foreach (var table in CanonicalModel.Tables)
        {
            if (table.IsLoaded)
            {
                tables[table.Name] = new TableScope(["source_id", "load_id", "entry_position", "record_number", .. Assessed.GetValueOrDefault(table.Name, [])], null);
            }
        }
    }

    /// <summary>Codes can be counted by source, and how they were mapped; whose they are does not exist for this reader.</summary>
    private static void AddCodes(Dictionary<string, TableScope> tables)
    {
        foreach (var table in CanonicalModel.Tables)
        {
            if (!table.IsLoaded || !table.TryFind("stated_concepts", out _))
            {
                continue;
            }

            string[] columns =
            [
                "source_id", "load_id", "stated_concepts",
                .. table.Columns.Select(c => c.Name).Where(n => n.EndsWith("_source_value", StringComparison.Ordinal) || n.EndsWith("_source_vocabulary", StringComparison.Ordinal) || n.EndsWith("_source_name", StringComparison.Ordinal) || n.EndsWith("_concept_id", StringComparison.Ordinal)),
            ];
            var readable = columns.Where(c => !IdentifyingColumns.Contains(c)).ToArray();
            tables[table.Name] = new TableScope(readable, null);
            tables["history." + table.Name] = new TableScope([.. readable, "superseded_by_load_id", "superseded_reason"], null);
        }
    }

    private static void AddWhole(Dictionary<string, TableScope> tables, IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            tables[name] = new TableScope(null, null);
        }
    }
}
