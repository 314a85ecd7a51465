using System.Collections.Frozen;
using Suwen.Storage.Schema;

namespace Suwen.Sources.Omop;

/// <summary>What files of the OMOP common data model are called, and how versions 5.2 and 5.3 named what 5.4 names otherwise.</summary>
internal static class OmopModel
{
    private static readonly FrozenDictionary<string, Table> TablesByFile = CanonicalModel.Tables
        .Where(t => t.Schema == "cdr" && !t.Name.StartsWith("cn_", StringComparison.Ordinal) && t.IsLoaded)
        .ToFrozenDictionary(t => t.Name, t => t.Name == "person" ? SourcePerson : t, StringComparer.OrdinalIgnoreCase);

    /// <summary>OMOP CDM 5.4, "Changes by table": columns that were renamed, by table and older name.</summary>
    private static readonly FrozenDictionary<(string Table, string Older), string> Renamed = new Dictionary<(string, string), string>
    {
        [("visit_occurrence", "admitting_source_concept_id")] = "admitted_from_concept_id",
        [("visit_occurrence", "admitting_source_value")] = "admitted_from_source_value",
        [("visit_occurrence", "discharge_to_concept_id")] = "discharged_to_concept_id",
        [("visit_occurrence", "discharge_to_source_value")] = "discharged_to_source_value",
        [("visit_detail", "admitting_source_concept_id")] = "admitted_from_concept_id",
        [("visit_detail", "admitting_source_value")] = "admitted_from_source_value",
        [("visit_detail", "discharge_to_concept_id")] = "discharged_to_concept_id",
        [("visit_detail", "discharge_to_source_value")] = "discharged_to_source_value",
        [("visit_detail", "visit_detail_parent_id")] = "parent_visit_detail_id",
        [("procedure_occurrence", "qualifier_source_value")] = "modifier_source_value",
    }.ToFrozenDictionary();

    /// <summary>Columns that make a row of a table without an id: the rows that a later release of the file replaces.</summary>
    private static readonly FrozenDictionary<string, string[]> NaturalKeys = new Dictionary<string, string[]>
    {
        ["concept"] = ["concept_id"],
        ["vocabulary"] = ["vocabulary_id"],
        ["domain"] = ["domain_id"],
        ["concept_class"] = ["concept_class_id"],
        ["relationship"] = ["relationship_id"],
        ["concept_relationship"] = ["concept_id_1", "concept_id_2", "relationship_id"],
        ["concept_ancestor"] = ["ancestor_concept_id", "descendant_concept_id"],
        ["cohort"] = ["cohort_definition_id", "subject_id", "cohort_start_date"],
        ["cohort_definition"] = ["cohort_definition_id"],
        ["metadata"] = ["metadata_id"],
    }.ToFrozenDictionary();

    /// <summary>The sender's persons: the gate makes OMOP <c>person</c> of them.</summary>
    public static Table SourcePerson => CanonicalModel.Table("cn_source_person");

    /// <summary>The table that a file holds, by its name: <c>PERSON.csv</c>, <c>concept.tsv.gz</c>. The file's own name of it is kept for messages.</summary>
    public static bool TryFindTable(string path, out Table table, out string name)
    {
        name = TableName(path);
        if (TablesByFile.TryGetValue(name, out table!))
        {
            name = name.ToLowerInvariant();
            return true;
        }

        return false;
    }

    public static bool TryFindNamed(string name, out Table table) => TablesByFile.TryGetValue(name, out table!);

    /// <summary>Name of a column in version 5.4.</summary>
    public static string CurrentName(string table, string column) => Renamed.GetValueOrDefault((table, column), column);

    /// <summary>The columns that identify a row of a table without an id of its own; empty when only its whole content does.</summary>
    public static string[] NaturalKey(string table) => NaturalKeys.GetValueOrDefault(table, []);

    /// <summary>Name of the id column of the file: that of OMOP, where the canonical table has another.</summary>
    public static string? KeyColumn(string name, Table table) => name switch
    {
        "person" or "death" => "person_id",
        _ => table.Key?.Name,
    };

    private static string TableName(string path)
    {
        var name = Path.GetFileName(path);
        foreach (var ending in (ReadOnlySpan<string>)[".gz", ".csv", ".tsv", ".txt"])
        {
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            {
                name = name[..^ending.Length];
            }
        }

        return name;
    }
}
