using System.Reflection;
using System.Text;

namespace Suwen.Simulator.Notes;

/// <summary>A row of one of the content files of the notes, with where it stands.</summary>
internal readonly record struct TemplateRow(string File, int Line, IReadOnlyList<string> Fields);

/// <summary>Reads the embedded CSV files (RFC 4180, UTF-8, one header line) of a folder of the content.</summary>
internal static class TemplateTable
{
    /// <summary>The rows of all files whose embedded name begins with <paramref name="prefix"/>, in the order of their names.</summary>
    public static List<TemplateRow> Read(string prefix, int columns, List<string> faults)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var names = assembly.GetManifestResourceNames().Select(name => (Name: name, Path: name.Replace('\\', '/')))
            .Where(name => name.Path.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(name => name.Path, StringComparer.Ordinal).ToList();
        if (names.Count == 0) faults.Add($"{prefix}: no such content");
        var rows = new List<TemplateRow>();
        foreach (var (name, path) in names)
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var reader = new StreamReader(stream, Encoding.UTF8);
            Parse(path, reader, columns, rows, faults);
        }
        return rows;
    }

    private static void Parse(string file, TextReader reader, int columns, List<TemplateRow> rows, List<string> faults)
    {
        var number = 0;
        while (reader.ReadLine() is { } line)
        {
            if (++number == 1 || line.Length == 0) continue;
            var fields = Split(line);
            if (fields.Count == columns) rows.Add(new TemplateRow(file, number, fields));
            else faults.Add($"{file}:{number}: {fields.Count} columns instead of {columns}");
        }
    }

    private static List<string> Split(string line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"') { field.Append('"'); i++; }
            else if (c == '"') quoted = !quoted;
            else if (c == ',' && !quoted) { fields.Add(field.ToString()); field.Clear(); }
            else field.Append(c);
        }
        fields.Add(field.ToString());
        return fields;
    }
}
