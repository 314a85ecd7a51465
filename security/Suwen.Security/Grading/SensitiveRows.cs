using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Suwen.Storage.Schema;

namespace Suwen.Security.Grading;

/// <summary>
/// Rows that are of level 5 whatever their columns are: a diagnosis, report or test of a disease that GB/T 39725-2020, clause 6.2, names
/// for the fewest. Told by <c>sensitive.csv</c>: categories of ICD-10, codes of other systems, and words in the name, since a hospital's own
/// code says nothing. A row is hidden rather than masked: that a person has such a row is itself what must not be seen.
/// </summary>
public static class SensitiveRows
{
    /// <summary>Columns with a diagnosis: code and name.</summary>
    private static readonly (string Table, string[] Codes, string[] Names)[] Diagnoses =
    [
        ("condition_occurrence", ["condition_source_value"], ["condition_source_name"]),
        ("cn_inpatient_case", ["main_diagnosis_code", "outpatient_diagnosis_code", "pathology_code"], ["main_diagnosis_name", "outpatient_diagnosis_name"]),
        ("cn_inpatient_case_diagnosis", ["diagnosis_code"], ["diagnosis_name"]),
        ("cn_settlement_diagnosis", ["diagnosis_code"], ["diagnosis_name"]),
        ("cn_report_card", ["disease_code"], ["disease_name"]),
        ("death", ["cause_source_value"], []),
        ("observation", ["observation_source_value"], ["observation_source_name"]),
        ("visit_occurrence", ["reason_source_value"], ["reason_source_value"]),
        ("cn_order", ["reason_source_value"], ["order_source_name"]),
    ];

    private static readonly FrozenDictionary<string, string> Predicates = Build();

    /// <summary>The predicate of the rows that are <em>not</em> sensitive; null for a table that has none that are.</summary>
    public static string? OrdinaryRowsOf(string table) => Predicates.GetValueOrDefault(table);

    /// <summary>True for a column that names a disease or a test: by it such a row is told from others. A date or a department alone tells nothing.</summary>
    public static bool Tells(string table, string column) => Telling.Value.Contains((table, column));

    private static readonly Lazy<FrozenSet<(string Table, string Column)>> Telling = new(static () => TellingColumns().ToFrozenSet());

    /// <summary>The tables that can hold such rows.</summary>
    public static IEnumerable<string> Tables => Predicates.Keys.Order(StringComparer.Ordinal);

    private static FrozenDictionary<string, string> Build()
    {
        var content = GradeContent.Rows("sensitive.csv", 5).ToLookup(static c => c[1], static c => c[2]);
        var icd = content["icd10"].SelectMany(static v => v.Split(' ')).SelectMany(Expand).Distinct().ToList();
        var codes = content["code"].SelectMany(static v => v.Split(' ')).ToList();
        var words = string.Join('|', content["name"].SelectMany(static v => v.Split(' ')).Select(Escaped));
        var tests = content["loinc"].SelectMany(static v => v.Split(' ')).ToList();
        var predicates = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (table, codeColumns, nameColumns) in Diagnoses)
        {
            var parts = new List<string>();
            // Categories of ICD-10 in either case, whatever follows; codes of other systems whole. Blanks around a code are the sender's.
            var diseases = $"^ *({string.Join('|', icd.Select(static i => $"[{i[0]}{char.ToLowerInvariant(i[0])}]{i[1..]}").Concat(codes.Select(static c => Escaped(c) + " *$")))})";
            parts.AddRange(codeColumns.Select(c => Without(table, c, diseases)));
            parts.AddRange(nameColumns.Select(c => Without(table, c, words)));
            predicates[table] = string.Join(" and ", parts);
        }

        predicates["measurement"] = $"{Without("measurement", "measurement_source_value", $"^ *({string.Join('|', tests.Select(static t => Escaped(t) + " *$"))})")} and {Without("measurement", "measurement_source_name", words)}";
        predicates["cn_diagnostic_report"] = Without("cn_diagnostic_report", "report_source_name", words);
        return predicates.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>
    /// The condition that a column holds nothing of a pattern. One call with the bare column as its only variable: DuckDB then judges each
    /// value of a column's dictionary once, and not each row; with one call for each word, or with coalesce inside, it takes some ten times as long.
    /// What is matched is never empty, so that the text is the same exactly where nothing was.
    /// </summary>
    private static string Without(string table, string column, string pattern) =>
        $"coalesce(regexp_replace({Quoted(table, column)}, {Literal(pattern)}, '') = {Quoted(table, column)}, true)";

    private static IEnumerable<(string Table, string Column)> TellingColumns()
    {
        var named = Diagnoses.SelectMany(static d => d.Codes.Concat(d.Names).Select(c => (d.Table, Column: c)))
            .Append(("measurement", "measurement_source_value")).Append(("measurement", "measurement_source_name"))
            .Append(("observation", "value_as_string")).Append(("observation", "value_as_concept_id")).Append(("observation", "value_source_value"))
            .Append(("cn_diagnostic_report", "report_source_name")).ToList();
        foreach (var (table, column) in named)
        {
            yield return (table, column);
            if (column.EndsWith("_source_value", StringComparison.Ordinal))
            {
                // What the code was mapped to says the same.
                var stem = column[..^"_source_value".Length];
                yield return (table, stem + "_concept_id");
                yield return (table, stem + "_source_concept_id");
            }
        }
    }

    /// <summary>The categories of a range such as B20-B24.</summary>
    internal static IEnumerable<string> Expand(string range)
    {
        var ends = range.Split('-');
        var letter = ends[0][0];
        var last = int.Parse(ends[^1].AsSpan(1), CultureInfo.InvariantCulture);
        for (var number = int.Parse(ends[0].AsSpan(1), CultureInfo.InvariantCulture); number <= last; number++)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{letter}{number:D2}");
        }
    }

    /// <summary>Asks the model for the column, so that a name which does not exist fails the tests and not a reader.</summary>
    private static string Quoted(string table, string column) =>
        CanonicalModel.TryFind(table, out var found) && found.Columns.Any(c => c.Name == column)
            ? '"' + column + '"'
            : throw new InvalidOperationException($"The model has no column {table}.{column}.");

    /// <summary>A text that a pattern takes as it is, in RE2 and in PostgreSQL's expressions alike.</summary>
    private static string Escaped(string text)
    {
        var escaped = new StringBuilder();
        foreach (var c in text)
        {
            escaped.Append(char.IsAsciiLetterOrDigit(c) || c is '-' || c > '\x7f' ? "" : "\\").Append(c);
        }

        return escaped.ToString();
    }

    private static string Literal(string value) => "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'";
}
