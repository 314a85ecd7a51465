using Suwen.Analysis;
using Suwen.Storage.Schema;

namespace Suwen.Scenarios.Models;

/// <summary>The one place where a pack meets the cohort language: a file of cohorts/ as a result that models read by its name.</summary>
internal static class CohortModel
{
    /// <summary>The columns of every cohort, as OMOP's table cohort has them.</summary>
    public static readonly IReadOnlyList<PackColumn> Columns =
    [
        new("subject_id", new Words("人员", "Person"), new Words("", ""), ColumnType.Int64),
        new("cohort_start_date", new Words("入组日期", "Entry date"), new Words("", ""), ColumnType.Date),
        new("cohort_end_date", new Words("出组日期", "Exit date"), new Words("", ""), ColumnType.Date),
    ];

    /// <summary>Reads a definition; null, with the faults told, where it cannot be used.</summary>
    public static PackResult? Read(string file, string name, string text, PackFaults faults)
    {
        _ = (name, text);
        faults.Add(file, 0, "This build does not know the cohort language.", "Write the cohort as a model with the columns subject_id, cohort_start_date and cohort_end_date.");
        return null;
    }
}
