using System.Text;
using System.Text.RegularExpressions;
using Suwen.Analysis;

namespace Suwen.Scenarios.Models;

/// <summary>What the head of a model says of a column.</summary>
internal sealed record HeadColumn(string Name, Words Title, Words Unit, int Line);

/// <summary>A file of models/: its head of comments, and its SQL with every comment blanked, so that lines stay where they are.</summary>
internal sealed partial class ModelText
{
    private static readonly string[] Keys = ["title", "grain", "column", "materialise", "incremental", "until", "lookup", "sensitive"];

    private ModelText(string file, string sql)
    {
        File = file;
        Sql = sql;
    }

    public string File { get; }

    public string Sql { get; }

    public Words Title { get; private set; }

    public string Grain { get; private set; } = "";

    public List<HeadColumn> Columns { get; } = [];

    public bool IsView { get; private set; }

    public bool ExcludesSensitive { get; private set; }

    public Incremental? Incremental { get; private set; }

    public int IncrementalLine { get; private set; }

    public static ModelText Read(string file, string text, PackFaults faults)
    {
        var model = new ModelText(file, Blank(text));
        var lookups = new List<(string, string)>();
        var until = new List<string>();
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length && lines[i].TrimEnd('\r') is var line && (line.StartsWith("--", StringComparison.Ordinal) || line.Trim().Length == 0); i++)
        {
            if (HeadLine().Match(line.TrimEnd('\r')) is { Success: true } match)
            {
                model.Take(match.Groups[1].Value, match.Groups[2].Value.Trim(), match.Groups[3].Value.Trim(), i + 1, lookups, until, faults);
            }
        }

        if (model.Title.Zh is null or "")
        {
            faults.Add(file, 1, "The head names no title.", "Begin the file with -- title: 中文 | English.");
        }

        if (model.Grain.Length == 0)
        {
            faults.Add(file, 1, "The head does not state the grain.", "Add a line such as -- grain: one row per month and department.");
        }

        if (lookups.Count > 0 && model.Incremental is null)
        {
            faults.Add(file, 1, "A lookup has a meaning only beside -- incremental.", "Add -- incremental, or take the lookup away.");
        }

        if (until.Count > 0 && (model.Incremental is null || !model.Sql.Contains("as_of", StringComparison.Ordinal)))
        {
            faults.Add(file, 1, "-- until has a meaning only beside -- incremental, in a model that uses {{as_of}}.", "Add -- incremental, or take -- until away.");
        }

        model.Incremental = model.Incremental is { } incremental ? incremental with { Lookups = lookups, Until = until } : null;
        return model;
    }

    /// <summary>Replaces comments by blanks; what stands in quotes stays.</summary>
    public static string Blank(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '\'' or '"')
            {
                var end = text.IndexOf(c, i + 1);
                end = end < 0 ? text.Length - 1 : end;
                result.Append(text, i, end - i + 1);
                i = end;
            }
            else if (c == '-' && i + 1 < text.Length && text[i + 1] == '-')
            {
                while (i < text.Length && text[i] != '\n')
                {
                    i++;
                }

                result.Append(i < text.Length ? "\n" : "");
            }
            else if (c == '/' && i + 1 < text.Length && text[i + 1] == '*')
            {
                var end = text.IndexOf("*/", i + 2, StringComparison.Ordinal);
                end = end < 0 ? text.Length - 2 : end;
                result.Append('\n', text.AsSpan(i, end + 2 - i).Count('\n'));
                i = end + 1;
            }
            else
            {
                result.Append(c == '\r' ? ' ' : c);
            }
        }

        return result.ToString().TrimEnd().TrimEnd(';');
    }

    private void Take(string key, string name, string value, int line, List<(string, string)> lookups, List<string> until, PackFaults faults)
    {
        switch (key)
        {
            case "title": Title = Both(value, line, faults); break;
            case "grain": Grain = value; break;
            case "column": TakeColumn(name, value, line, faults); break;
            case "materialise": IsView = Choice(value, line, faults, "table", "view") == "view"; break;
            case "sensitive": ExcludesSensitive = Choice(value, line, faults, "included", "excluded") == "excluded"; break;
            case "incremental": TakeIncremental(value, line, faults); break;
            case "until": until.AddRange(value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)); break;
            case "lookup" when LookupForm().Match(value) is { Success: true } match: lookups.Add((match.Groups[1].Value, match.Groups[2].Value)); break;
            case "lookup": faults.Add(File, line, "A lookup cannot be read.", "Write -- lookup: TABLE by COLUMN."); break;
            default: faults.Add(File, line, $"The head has an unknown word {key}.", PackFaults.Suggest(key, Keys)); break;
        }
    }

    private void TakeColumn(string nameAndUnit, string value, int line, PackFaults faults)
    {
        if (ColumnForm().Match(nameAndUnit) is not { Success: true } match)
        {
            faults.Add(File, line, "A column cannot be read.", "Write -- column NAME [unit in Chinese | in English]: 中文 | English.");
            return;
        }

        if (Columns.Any(c => c.Name == match.Groups[1].Value))
        {
            faults.Add(File, line, $"The column {match.Groups[1].Value} is described twice.", "Take one of the lines away.");
            return;
        }

        Columns.Add(new HeadColumn(match.Groups[1].Value, Both(value, line, faults), match.Groups[2].Success ? Both(match.Groups[2].Value, line, faults) : new Words("", ""), line));
    }

    private void TakeIncremental(string value, int line, PackFaults faults)
    {
        IncrementalLine = line;
        if (IncrementalForm().Match(value) is not { Success: true } match)
        {
            faults.Add(File, line, "How the model is incremental cannot be read.", "Write -- incremental: by person_id, or -- incremental: by month of visit_start_date as month (day, month or year).");
            return;
        }

        var part = match.Groups[1].Success ? match.Groups[1].Value : "person";
        var column = match.Groups[2].Value;
        Incremental = new Incremental(part, column, match.Groups[3].Success ? match.Groups[3].Value : part == "person" ? column : part, [], []);
    }

    private Words Both(string value, int line, PackFaults faults)
    {
        var bar = value.IndexOf('|', StringComparison.Ordinal);
        if (bar <= 0 || value[..bar].Trim().Length == 0 || value[(bar + 1)..].Trim().Length == 0)
        {
            faults.Add(File, line, "A text must be given in both languages.", "Write 中文 | English.");
            return new Words(value, value);
        }

        return new Words(value[..bar].Trim(), value[(bar + 1)..].Trim());
    }

    private string Choice(string value, int line, PackFaults faults, params string[] words)
    {
        if (!words.Contains(value))
        {
            faults.Add(File, line, $"\"{value}\" is not possible here.", PackFaults.Suggest(value, words));
        }

        return value;
    }

    [GeneratedRegex(@"^--\s*([a-z]+)(?:\s+([^:]*?))?\s*:\s*(.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex HeadLine();

    [GeneratedRegex(@"^([a-z_][a-z0-9_]*)(?:\s*\[(.*)\])?$", RegexOptions.CultureInvariant)]
    private static partial Regex ColumnForm();

    [GeneratedRegex(@"^by\s+(?:(day|month|year)\s+of\s+)?([a-z_][a-z0-9_]*)(?:\s+as\s+([a-z_][a-z0-9_]*))?$", RegexOptions.CultureInvariant)]
    private static partial Regex IncrementalForm();

    [GeneratedRegex(@"^([a-z_][a-z0-9_]*)\s+by\s+([a-z_][a-z0-9_]*)$", RegexOptions.CultureInvariant)]
    private static partial Regex LookupForm();
}
