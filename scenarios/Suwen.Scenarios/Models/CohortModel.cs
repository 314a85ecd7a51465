using System.Globalization;
using System.Text.RegularExpressions;
using Suwen.Analysis;
using Suwen.Analysis.Cohorts;
using Suwen.Storage.Schema;

namespace Suwen.Scenarios.Models;

/// <summary>The one place where a pack meets the cohort language: a file of cohorts/ as a result that models read by its name.</summary>
internal static partial class CohortModel
{
    /// <summary>The columns of every cohort, as OMOP's table cohort has them.</summary>
    private static readonly IReadOnlyList<PackColumn> Columns =
    [
        new("subject_id", new Words("人员", "Person"), new Words("", ""), ColumnType.Int64),
        new("cohort_start_date", new Words("入组日期", "Entry date"), new Words("", ""), ColumnType.Date),
        new("cohort_end_date", new Words("出组日期", "Exit date"), new Words("", ""), ColumnType.Date),
    ];

    /// <summary>Reads a definition; null, with the faults told, where it cannot be used.</summary>
    public static PackResult? Read(string file, string name, string text, PackFaults faults)
    {
        var reading = CohortDefinition.Parse(text, file);
        foreach (var fault in reading.Faults)
        {
            faults.Add(file, LineIn().Match(fault.Where) is { Success: true } line ? int.Parse(line.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0, fault.What, fault.WhatToDo);
        }

        if (reading.Definition is not { } definition || reading.Faults.Count > 0)
        {
            return null;
        }

        return new PackResult
        {
            Name = name,
            Kind = PackResultKind.Cohort,
            File = file,
            Title = new Words(definition.TitleZh ?? definition.Name, definition.TitleEn ?? definition.Name),
            Grain = "one row per membership",
            Columns = Columns,
            Compiled = dialect => CohortCompiler.Compile(definition, dialect, CohortTarget.Members).ToText(),
        };
    }

    /// <summary>The line in a place as the cohort language tells it: <c>file:12</c> or <c>file, line 12</c>.</summary>
    [GeneratedRegex(@"(?::|line )(\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex LineIn();
}
