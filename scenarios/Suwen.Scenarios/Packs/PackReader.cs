using System.Text.RegularExpressions;
using Suwen.Analysis;
using Suwen.Scenarios.Models;
using Suwen.Scenarios.Review;
using Suwen.Scenarios.ValueSets;
using Suwen.Scenarios.Yaml;
using Suwen.Storage.Schema;

namespace Suwen.Scenarios;

/// <summary>Reads the folder of a pack. What its files say is checked here as far as one file goes; <see cref="PackCheck"/> looks at the whole.</summary>
internal sealed partial class PackReader
{
    public const string Definition = "pack.yaml";

    private const long MostBytes = 4 << 20;
    private static readonly string[] Files = [Definition, "README.md", "inputs.yaml", "rules.yaml", "views.yaml", "signature.json"];
    private static readonly string[] Folders = ["models", "valuesets", "cohorts", "tests"];
    private static readonly string[] Types = ["text", "integer", "number", "boolean", "date", "texts"];

    private readonly string folder;
    private readonly PackFaults faults;

    private readonly SiteValueSets sets;

    /// <summary>The way from the pack's folder to that which is read; empty but for libraries.</summary>
    private readonly string below;

    private PackReader(string folder, SiteValueSets sets, PackFaults faults, string below = "")
    {
        this.folder = folder;
        this.sets = sets;
        this.faults = below.Length == 0 ? faults : faults.Below(below);
        this.below = below;
    }

    public static Pack Read(string folder, SiteValueSets sets, Func<string, string?> find, PackFaults faults)
    {
        var reader = new PackReader(Path.GetFullPath(folder), sets, faults);
        reader.CheckNames();
        return reader.Read(find);
    }

    private Pack Read(Func<string, string?> find)
    {
        var name = Path.GetFileName(folder);
        var root = YamlOf(Definition, isRequired: true);
        root?.Allow("id", "title", "summary", "serves", "version", "authority", "permissions", "schedule", "parameters", "steps", "library", "uses");
        var id = root?.Required("id") is { Length: > 0 } given ? given : name;
        CheckId(root, id, name);
        var results = new List<PackResult>();
        results.AddRange(ReadModels());
        results.AddRange(ReadCohorts());
        var steps = new List<PackStep>();
        foreach (var step in root?.Find("steps")?.Items() ?? [])
        {
            steps.Add(ReadStep(step, results));
        }

        var lent = ReadLibraries(root, find);
        results.AddRange(lent.SelectMany(static l => l.Results));
        CheckTwice(results);
        var inputs = Together(ReadInputs(lent.Count > 0), lent);
        var parameters = ParametersOf(root);
        parameters.AddRange(lent.SelectMany(static l => l.Parameters).Where(p => parameters.All(o => o.Name != p.Name)));
        CheckLibrary(root);
        return new Pack
        {
            Id = id,
            Folder = folder,
            Title = root?.Words("title") ?? new Words(name, name),
            Summary = root?.Words("summary", isRequired: false) ?? new Words("", ""),
            Serves = [.. root?.Find("serves")?.Items().Select(static s => s.AsWords()) ?? []],
            Version = VersionOf(root),
            Authority = root?.Texts("authority") ?? [],
            ReadRoles = RolesOf(root),
            Schedule = ScheduleOf(root),
            IsLibrary = root?.Flag("library") ?? false,
            Uses = [.. lent.Select(static l => l.Use)],
            Parameters = parameters,
            Inputs = inputs,
            ValueSets = ReadValueSets(lent),
            Results = results,
            Steps = steps,
            Rules = ReadRules(),
            Views = ViewReader.Read(YamlOf("views.yaml", isRequired: false)),
            Tests = TestReader.Read(folder, inputs, faults),
            Readme = ReadReadme(),
        };
    }

    private void CheckNames()
    {
        if (!Directory.Exists(folder))
        {
            faults.Add("", 0, $"There is no folder {Path.GetFileName(folder)}.", "Name a folder that holds pack.yaml.");
            return;
        }

        foreach (var path in Directory.EnumerateFileSystemEntries(folder).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(path);
            if (!name.StartsWith('.') && !Files.Contains(name) && !(Directory.Exists(path) && Folders.Contains(name)))
            {
                faults.Add(name, 0, "This is no part of a pack.", PackFaults.Suggest(name, [.. Files, .. Folders]));
            }

            if (new FileInfo(path).LinkTarget is not null)
            {
                faults.Add(name, 0, "This is a link.", "A pack holds its files itself: copy what the link points to.");
            }
        }
    }

    private static void CheckId(YamlPart? root, string id, string name)
    {
        if (!Id().IsMatch(id))
        {
            (root?.Find("id") ?? root)?.Fault($"The id \"{id}\" is not possible.", "Write lower-case words of letters and digits joined by hyphens, at most 40 characters.");
        }
        else if (id != name)
        {
            (root?.Find("id") ?? root)?.Fault($"The id is {id}, but the folder is {name}.", "Give the folder the name of the id.");
        }

        if (root is not null && root.Find("serves")?.Items().Any() != true)
        {
            root.Fault("The pack does not say whom it serves.", "Add serves: with one or several {zh: …, en: …}.");
        }

        if (root is not null && root.Texts("authority").Count == 0)
        {
            root.Fault("The pack names no authority.", "Add authority: with the documents that it follows, each with its year.");
        }
    }

    private static string VersionOf(YamlPart? root)
    {
        var version = root?.Required("version") ?? "";
        if (version.Length > 0 && !SemanticVersion().IsMatch(version))
        {
            root!.Find("version")!.Fault($"The version is \"{version}\".", "Write three numbers, such as 1.0.0, in quotes.");
        }

        return version;
    }

    private static IReadOnlyList<string>? RolesOf(YamlPart? root)
    {
        if (root?.Find("permissions") is not { } permissions)
        {
            return null;
        }

        permissions.Allow("read");
        var roles = permissions.Texts("read");
        foreach (var role in permissions.Find("read")?.Items().Where(static r => !Security.Role.TryFind(r.Text, out _)) ?? [])
        {
            role.Fault($"{role.Text} is no role.", PackFaults.Suggest(role.Text, Security.Role.All.Select(static r => r.Name)));
        }

        return roles.Count == 0 ? null : roles;
    }

    internal static PackSchedule ScheduleOf(YamlPart? root)
    {
        if (root?.Find("schedule") is not { } schedule)
        {
            return PackSchedule.None;
        }

        schedule.Allow("cron", "zone", "after");
        var read = new PackSchedule(schedule.Optional("cron"), schedule.Optional("zone") ?? "Asia/Shanghai", schedule.Optional("after"));
        if (read.Cron is null == read.After is null)
        {
            schedule.Fault("A schedule is either by the clock or after something.", "Write cron: with an expression, or after: loaded.");
        }

        if (read.Cron is not null && read.Cron.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length is < 5 or > 7)
        {
            schedule.Find("cron")!.Fault("The cron expression has not five to seven fields.", "Write for example \"0 3 * * *\" for every night at three.");
        }

        return read;
    }

    private static List<PackParameter> ParametersOf(YamlPart? root)
    {
        var parameters = new List<PackParameter>();
        foreach (var (key, value) in root?.Find("parameters")?.Entries() ?? [])
        {
            value.Allow("title", "type", "default", "minimum", "maximum", "choices", "unit");
            if (!ColumnName().IsMatch(key.Name))
            {
                key.Fault($"The parameter \"{key.Name}\" cannot have this name.", "Write lower-case letters, digits and underscores.");
            }

            var of = value.Find("default");
            var text = of is { IsList: true } ? string.Join(",", of.Items().Select(static i => i.Scalar())) : value.Required("default");
            var parameter = new PackParameter(key.Name, value.Words("title"), value.Choice("type", Types), text, value.Number("minimum"), value.Number("maximum"), value.Texts("choices"), value.Optional("unit"));
            if (of is not null && (SqlLiteral.Of(parameter, text, out var fault) is null || fault is not null))
            {
                of.Fault($"The default does not fit: {fault}", "Correct the default, the type or the range.");
            }

            parameters.Add(parameter);
        }

        return parameters;
    }

    private List<PackInput> ReadInputs(bool usesLibraries = false)
    {
        var inputs = new List<PackInput>();
        foreach (var (key, value) in YamlOf("inputs.yaml", isRequired: !usesLibraries)?.Entries() ?? [])
        {
            value.Allow("columns", "why");
            var why = value.Required("why");
            // Of the platform's own tables a pack may read only the list of sources: visits whose source states no institution have no other name for it.
            if (!CanonicalModel.TryFind(key.Name == "source" ? "sys.source" : key.Name, out var table) || table is not ({ Schema: "cdr" } or { Name: "source" }))
            {
                key.Fault($"There is no table {key.Name}.", PackFaults.Suggest(key.Name, CanonicalModel.Tables.Where(static t => t.Schema == "cdr").Select(static t => t.Name)));
                continue;
            }

            var columns = new List<string>();
            foreach (var column in value.Find("columns")?.Items() ?? [])
            {
                if (!table.TryFind(column.Text, out _))
                {
                    column.Fault($"The table {key.Name} has no column {column.Text}.", PackFaults.Suggest(column.Text, table.Columns.Select(static c => c.Name)));
                }
                else if (!columns.Contains(column.Text))
                {
                    columns.Add(column.Text);
                }
            }

            if (value.Find("columns") is null)
            {
                value.Fault($"The input {key.Name} names no columns.", "Add columns: [ … ] with those that the models read.");
            }

            inputs.Add(new PackInput(table, columns, why, key.Line));
        }

        return inputs;
    }

    private IEnumerable<PackResult> ReadModels()
    {
        foreach (var (file, name) in FilesOf("models", ".sql"))
        {
            var text = ModelText.Read(file, TextOf(file), faults);
            CheckResultName(file, 0, name);
            yield return new PackResult
            {
                Name = name,
                Kind = PackResultKind.Model,
                File = below + file,
                IsLent = below.Length > 0,
                Title = text.Title,
                Grain = text.Grain,
                Columns = [.. text.Columns.Select(static c => new PackColumn(c.Name, c.Title, c.Unit, ColumnType.Text))],
                Sql = text.Sql,
                IsView = text.IsView,
                Incremental = text.Incremental,
                ExcludesSensitive = text.ExcludesSensitive,
            };
        }
    }

    private IEnumerable<PackResult> ReadCohorts()
    {
        foreach (var (file, name) in FilesOf("cohorts", ".yaml"))
        {
            CheckResultName(file, 0, name);
            if (CohortModel.Read(file, name, TextOf(file), faults) is { } cohort)
            {
                yield return cohort;
            }
        }
    }

    private PackStep ReadStep(YamlPart part, List<PackResult> results)
    {
        part.Allow("operator", "in", "tables", "set", "results", "by");
        var outputs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in part.Find("results")?.Entries() ?? [])
        {
            value.Allow("output", "title", "grain", "columns");
            CheckResultName(Definition, key.Line, key.Name);
            var output = value.Optional("output") ?? "result";
            if (!outputs.TryAdd(output, key.Name))
            {
                key.Fault($"The output {output} is taken twice.", "Take one of the two away.");
            }

            results.Add(new PackResult
            {
                Name = key.Name,
                Kind = PackResultKind.Step,
                File = Definition,
                Line = key.Line,
                Title = value.Words("title"),
                Grain = value.Required("grain"),
                Columns = [.. (value.Find("columns")?.Entries() ?? []).Select(static c => StepColumn(c.Key, c.Value))],
            });
            if (value.Find("columns") is null)
            {
                value.Fault($"The result {key.Name} names no columns.", "Add columns: with those of the operator's output that are kept, each with type and title.");
            }
        }

        if (outputs.Count == 0)
        {
            part.Fault("The step keeps nothing of what the operator gives.", "Add results: with a name, title, grain and columns.");
        }

        var tables = (part.Find("tables")?.Entries() ?? []).ToDictionary(static e => e.Key.Name, static e => e.Value.Scalar(), StringComparer.Ordinal);
        var settings = (part.Find("set")?.Entries() ?? []).ToDictionary(static e => e.Key.Name, static e => e.Value.IsList ? string.Join(",", e.Value.Items().Select(static i => i.Scalar())) : e.Value.Scalar(), StringComparer.Ordinal);
        return new PackStep(part.Required("operator"), part.Optional("in"), tables, settings, outputs, part.Line, part.Optional("by"));
    }

    private static PackColumn StepColumn(YamlPart key, YamlPart value)
    {
        value.Allow("type", "title", "unit");
        var type = value.Choice("type", "text", "bigint", "integer", "double", "decimal", "boolean", "date", "timestamp") switch
        {
            "bigint" => ColumnType.Int64,
            "integer" => ColumnType.Int32,
            "double" => ColumnType.Double,
            "decimal" => ColumnType.Decimal,
            "boolean" => ColumnType.Boolean,
            "date" => ColumnType.Date,
            "timestamp" => ColumnType.Timestamp,
            _ => ColumnType.Text,
        };
        return new PackColumn(key.Name, value.Words("title"), value.Find("unit") is null ? new Words("", "") : value.Words("unit"), type);
    }

    private List<PackRule> ReadRules()
    {
        var rules = new List<PackRule>();
        foreach (var part in YamlOf("rules.yaml", isRequired: false)?.Items() ?? [])
        {
            part.Allow("id", "title", "kind", "of", "when", "severity", "message", "key", "amount", "ask", "evidence", "days");
            var kind = part.Choice("kind", "alert", "check", "finding");
            var rule = new PackRule(part.Required("id"), kind, part.Required("of"), part.Required("when"), part.Choice("severity", "warning", "info", "critical"), part.Words("message"), part.Line, FindingOf(part, kind), part.Find("title") is null ? null : part.Words("title"));
            if (rules.Any(r => r.Id == rule.Id))
            {
                part.Fault($"There are two rules {rule.Id}.", "Give each rule an id of its own.");
            }

            rules.Add(rule);
        }

        return rules;
    }

    private static FindingRule? FindingOf(YamlPart part, string kind)
    {
        if (kind != "finding")
        {
            foreach (var key in new[] { "key", "amount", "ask", "evidence", "days" }.Where(k => part.Find(k) is not null))
            {
                part.Find(key)!.Fault($"{key} belongs to a rule of kind finding.", "Write kind: finding, or take it away.");
            }

            return null;
        }

        var finding = new FindingRule(part.Texts("key"), part.Optional("amount"), part.Optional("ask"), ViewReader.ReadDrill(part.Find("evidence")), part.Whole("days", 1, 3650));
        if (finding.Key.Count == 0)
        {
            part.Fault("The rule does not say what names a finding.", "Add key: [ … ] with columns whose values are the same in every run, such as the number of a settlement and of its line.");
        }

        return finding;
    }

    private string ReadReadme()
    {
        if (!File.Exists(Path.Combine(folder, "README.md")))
        {
            faults.Add("README.md", 0, "The pack has no README.md.", "Say what it means, the authority it follows (document, year), and its limits.");
            return "";
        }

        return TextOf("README.md");
    }

    private void CheckTwice(List<PackResult> results)
    {
        foreach (var twice in results.GroupBy(static r => r.Name).Where(static g => g.Count() > 1))
        {
            var last = twice.Last();
            faults.Add(last.File, last.Line, $"There are two results {twice.Key}.", $"Rename one; the other stands in {twice.First().File}.");
        }

        if (results.Count == 0)
        {
            faults.Add("models", 0, "The pack has no model.", "Write models/NAME.sql.");
        }
    }

    private void CheckResultName(string file, int line, string name)
    {
        if (!ColumnName().IsMatch(name) || name.Length > 50 || name.Contains("__", StringComparison.Ordinal) || name.StartsWith("valueset_", StringComparison.Ordinal) || name.StartsWith("pack_", StringComparison.Ordinal))
        {
            faults.Add(file, line, $"A result cannot be called {name}.", "Write at most 50 lower-case letters, digits and single underscores; valueset_ and pack_ are the engine's own beginnings.");
        }
    }

    private IEnumerable<(string File, string Name)> FilesOf(string kind, string ending)
    {
        var path = Path.Combine(folder, kind);
        if (!Directory.Exists(path))
        {
            yield break;
        }

        foreach (var file in Directory.EnumerateFileSystemEntries(path).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(file);
            if (name.StartsWith('.'))
            {
                continue;
            }

            if (!name.EndsWith(ending, StringComparison.Ordinal) || Directory.Exists(file))
            {
                faults.Add($"{kind}/{name}", 0, "This is no part of a pack.", $"{kind}/ holds files that end in {ending}.");
                continue;
            }

            yield return ($"{kind}/{name}", name[..^ending.Length]);
        }
    }

    private YamlPart? YamlOf(string file, bool isRequired)
    {
        if (File.Exists(Path.Combine(folder, file)))
        {
            return YamlPart.Read(file, TextOf(file), faults);
        }

        if (isRequired)
        {
            faults.Add(file, 0, $"The pack has no {file}.", "Write one; suwen pack new shows what is in it.");
        }

        return null;
    }

    private string TextOf(string file) => System.Text.Encoding.UTF8.GetString(BytesOf(file)).TrimStart('\uFEFF');

    private byte[] BytesOf(string file)
    {
        var info = new FileInfo(Path.Combine(folder, file));
        if (info.Length > MostBytes || info.LinkTarget is not null)
        {
            faults.Add(file, 0, info.LinkTarget is null ? "The file is larger than 4 MB." : "The file is a link.", "A pack holds its files itself, and data belongs into the warehouse.");
            return [];
        }

        return File.ReadAllBytes(info.FullName);
    }

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$(?<=^.{1,40})", RegexOptions.CultureInvariant)]
    private static partial Regex Id();

    [GeneratedRegex("^[a-z][a-z0-9_]*$", RegexOptions.CultureInvariant)]
    internal static partial Regex ColumnName();

    [GeneratedRegex(@"^\d+\.\d+\.\d+$", RegexOptions.CultureInvariant)]
    private static partial Regex SemanticVersion();
}
