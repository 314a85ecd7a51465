using System.Collections.Frozen;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Security;

/// <summary>Which tables and columns exist for a reader under a permission.</summary>
internal static class ReadableTables
{
    private static readonly string[] OfLanding = ["sys.source", "sys.entry", "sys.record", "sys.disposition", "sys.quarantine", "sys.quarantine_decision", "sys.mapping", "sys.lineage_note"];

    private static readonly string[] OfPersons = ["sys.source", "sys.entry"];

    /// <summary>
    /// Columns that name a person, lead to one, or hold free text in which a name can stand. The list is by column name, so that
    /// a table added later is covered where it uses the model's names; <c>Every_column_that_identifies_is_known</c> guards it.
    /// </summary>
    private static readonly FrozenSet<string> Identifying = new[]
    {
        "person_source_value", "full_name", "family_name", "given_name", "name_pinyin", "national_id", "phone", "email", "address",
        "employer", "guardian_name", "guardian_phone", "insurance_no", "postcode", "identifier_value", "note_text", "note_title",
        "report_text", "conclusion", "description", "content", "answers", "activities", "address_1", "address_2", "zip",
        "location_source_value", "latitude", "longitude", "registered_address", "current_address", "mother_source_value",
        "father_source_value", "spouse_source_value", "household_number", "case_number", "admission_number", "settlement_number",
        "card_number", "accession_number", "study_uid", "placer_order_number", "filler_order_number", "appointment_number",
        "snippet", "lexical_variant", "unique_device_id", "production_id", "specimen_source_id", "family_source_value",
        "instruction", "sig", "appointment_reason", "value_as_string", "exposure_history",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static bool IsIdentifying(string column) => Identifying.Contains(column);

    public static IReadOnlyDictionary<string, TableScope> Of(string permission, bool identified)
    {
        var tables = new Dictionary<string, TableScope>(StringComparer.Ordinal);
        switch (permission)
        {
            case Permission.PersonRead:
                AddData(tables, identified);
                AddWhole(tables, OfPersons);
                break;
            case Permission.SqlQuery:
                AddData(tables, identified);
                if (identified)
                {
                    AddWhole(tables, CanonicalModel.Tables.Where(t => t.Schema == "sys").Select(t => t.ToString()));
                }

                break;
            case Permission.IndexRead:
                AddWhole(tables, ["sys.person_link", "sys.person_conflict"]);
                AddData(tables, identified, "person", "cn_source_person", "cn_golden_person", "cn_person_identifier", "cn_person_alias");
                break;
            case Permission.IndexSteward:
                AddData(tables, identified);
                AddWhole(tables, OfPersons);
                AddWhole(tables, ["sys.person_link", "sys.person_conflict"]);
                break;
            case Permission.LandingRead:
            case Permission.QuarantineRead:
            case Permission.QuarantineFix:
                AddWhole(tables, OfLanding);
                break;
            case Permission.OverviewRead:
                AddCounts(tables);
                AddWhole(tables, OfLanding);
                AddWhole(tables, ["sys.load", "sys.state"]);
                break;
            default:
                break;
        }

        return tables;
    }

    private static void AddData(Dictionary<string, TableScope> tables, bool identified, params string[] only)
    {
        foreach (var table in CanonicalModel.Tables)
        {
            if (table.Schema == "cdr" && (only.Length == 0 || only.Contains(table.Name, StringComparer.Ordinal)))
            {
                tables[table.Name] = identified || !table.Columns.Any(c => Identifying.Contains(c.Name))
                    ? new TableScope(null, null)
                    : new TableScope([.. table.Columns.Select(c => c.Name).Where(c => !Identifying.Contains(c))], null);
            }
        }
    }

    /// <summary>
    /// What the picture of the region counts by: age, sex, place, day, kind and diagnosis. The person's internal number is needed to
    /// count persons and not rows; it names nobody.
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

    private static void AddWhole(Dictionary<string, TableScope> tables, IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            tables[name] = new TableScope(null, null);
        }
    }
}
