using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Suwen.Standards.Csv;

namespace Suwen.Scenarios.ValueSets;

/// <summary>Reads a file of valuesets/ and tells every fault with its line.</summary>
internal static partial class ValueSetReader
{
    private static readonly string[] Own = ["code", "concept_id", "match", "vocabulary", "valid_from", "valid_to"];

    public static ValueSet Read(string file, string name, byte[] bytes, PackFaults faults)
    {
        var rows = CsvRows.Read(bytes);
        if (rows.Count == 0)
        {
            faults.Add(file, 1, "The value set is empty.", "Write a head line such as code,match,name,valid_from,valid_to,source and its lines.");
            return new ValueSet(name, [], []);
        }

        var head = rows[0].Fields;
        CheckHead(file, rows[0].Line, head, faults);
        var further = head.Where(h => !Own.Contains(h)).ToList();
        var lines = new List<ValueSetLine>();
        var places = new List<int>();
        foreach (var row in rows.Skip(1))
        {
            if (row.Fields.Count != head.Count)
            {
                faults.Add(file, row.Line, $"The line has {row.Fields.Count} fields where the head has {head.Count}.", "Put fields that hold a comma in quotes.");
                continue;
            }

            lines.Add(ReadLine(file, row, head, further, faults));
            places.Add(row.Line);
        }

        if (lines.Count == 0)
        {
            faults.Add(file, rows[0].Line, "The value set has no line.", "Add its codes or concepts, or remove the file.");
        }

        CheckOverlap(file, lines, places, faults);
        return new ValueSet(name, further, lines);
    }

    private static void CheckHead(string file, int line, IReadOnlyList<string> head, PackFaults faults)
    {
        if (head.Contains("code") == head.Contains("concept_id"))
        {
            faults.Add(file, line, "A value set is either of codes or of concepts.", "Name one column code, or one column concept_id.");
        }

        foreach (var column in new[] { "valid_from", "source" }.Where(c => !head.Contains(c)))
        {
            faults.Add(file, line, $"The value set has no column {column}.", column == "source" ? "Say of each line where it is from: document and year." : "Say of each line from which day it holds; empty for ever since.");
        }

        foreach (var column in head.Where(h => !ColumnName().IsMatch(h)))
        {
            faults.Add(file, line, $"\"{column}\" is no name of a column.", "Write lower-case letters, digits and underscores.");
        }

        foreach (var twice in head.GroupBy(static h => h).Where(static g => g.Count() > 1))
        {
            faults.Add(file, line, $"The column {twice.Key} stands there twice.", "Give each column a name of its own.");
        }
    }

    private static ValueSetLine ReadLine(string file, CsvRow row, IReadOnlyList<string> head, List<string> further, PackFaults faults)
    {
        string? Field(string column)
        {
            for (var i = 0; i < head.Count; i++)
            {
                if (head[i] == column)
                {
                    return row.Fields[i].Length == 0 ? null : row.Fields[i];
                }
            }

            return null;
        }

        DateOnly? Date(string column)
        {
            if (Field(column) is not { } text)
            {
                return null;
            }

            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            {
                return date;
            }

            faults.Add(file, row.Line, $"{column} is \"{text}\".", "Write a date as 2026-01-31.");
            return null;
        }

        var isOfConcepts = head.Contains("concept_id");
        long? concept = null;
        if (isOfConcepts && long.TryParse(Field("concept_id"), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            concept = id;
        }

        if ((isOfConcepts ? concept?.ToString(CultureInfo.InvariantCulture) : Field("code")) is null)
        {
            faults.Add(file, row.Line, isOfConcepts ? "concept_id is no whole number." : "The line has no code.", "Fill it in, or remove the line.");
        }

        var match = Field("match") ?? "exact";
        string[] possible = isOfConcepts ? ["exact", "descendants"] : ["exact", "prefix"];
        if (!possible.Contains(match))
        {
            faults.Add(file, row.Line, $"match is \"{match}\".", PackFaults.Suggest(match, possible));
        }

        if (head.Contains("source") && Field("source") is null)
        {
            faults.Add(file, row.Line, "The line does not say where it is from.", "Fill in source: document and year.");
        }

        var (from, to) = (Date("valid_from"), Date("valid_to"));
        if (from > to)
        {
            faults.Add(file, row.Line, "The line ends before it begins.", "valid_to is the last day on which it holds.");
        }

        return new ValueSetLine(isOfConcepts ? null : Field("code"), concept, match, Field("vocabulary"), from, to, [.. further.Select(Field)]);
    }

    private static void CheckOverlap(string file, List<ValueSetLine> lines, List<int> places, PackFaults faults)
    {
        var seen = new Dictionary<(string?, long?, string?, string), List<int>>();
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            var key = (line.Code, line.ConceptId, line.Vocabulary, line.Match);
            if (!seen.TryGetValue(key, out var earlier))
            {
                seen.Add(key, earlier = []);
            }

            if (earlier.Find(e => (lines[e].To is null || line.From is null || line.From <= lines[e].To) && (line.To is null || lines[e].From is null || lines[e].From <= line.To)) is var overlap && earlier.Contains(overlap) && Overlaps(lines[overlap], line))
            {
                faults.Add(file, places[i], $"The line holds at the same time as line {places[overlap]}, which is of the same code.", "Let the earlier one end the day before.");
            }

            earlier.Add(i);
        }
    }

    private static bool Overlaps(ValueSetLine a, ValueSetLine b) => (a.To is null || b.From is null || b.From <= a.To) && (b.To is null || a.From is null || a.From <= b.To);

    [GeneratedRegex("^[a-z_][a-z0-9_]*$", RegexOptions.CultureInvariant)]
    private static partial Regex ColumnName();
}

/// <summary>A line of a small CSV file.</summary>
internal readonly record struct CsvRow(IReadOnlyList<string> Fields, int Line)
{
    /// <summary>For each field, whether it stood in quotes.</summary>
    public IReadOnlyList<bool> Quoted { get; init; } = [];
}

/// <summary>Small CSV texts, whole: RFC 4180 with a comma, UTF-8.</summary>
internal static class CsvRows
{
    public static IReadOnlyList<CsvRow> Read(byte[] bytes)
    {
        var text = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(3) : bytes.AsSpan();
        var rows = new List<CsvRow>();
        var reader = new CsvReader(text, (byte)',', CsvReader.DoubleQuote, new CsvFields(), true);
        var (line, counted) = (1, 0);
        while (reader.Read())
        {
            if (reader.FieldCount > 1 || !reader.IsBlank)
            {
                var fields = new string[reader.FieldCount];
                var quoted = new bool[reader.FieldCount];
                for (var i = 0; i < fields.Length; i++)
                {
                    fields[i] = Encoding.UTF8.GetString(reader[i]).Trim();
                    quoted[i] = reader.IsQuoted(i);
                }

                rows.Add(new CsvRow(fields, line) { Quoted = quoted });
            }

            line += text[counted..reader.Position].Count((byte)'\n');
            counted = reader.Position;
        }

        return rows;
    }
}
