using Suwen.Storage.Schema;

namespace Suwen.Governance.Catalogue;

/// <summary>Which columns lead to a person, for what may be said of their values in a profile.</summary>
internal static class Identifying
{
    /// <summary>Of these only counts are told beside the columns that access control hides: they tell persons apart together.</summary>
    private static readonly HashSet<string> Further = new(StringComparer.Ordinal)
    {
        "birth_date", "birth_datetime", "death_date", "death_datetime", "provider_name", "npi", "dea", "responsible_doctor", "reporting_doctor",
        "follow_up_doctor", "surgeon", "first_assistant", "second_assistant", "anaesthetist", "department_director", "chief_physician",
        "attending_physician", "resident_physician", "responsible_nurse", "coder", "visit_source_value", "provider_source_value", "group_number",
    };

    public static bool IsIdentifying(Column column) => Security.IdentifyingColumns.Contains(column.Name) || Further.Contains(column.Name);
}
