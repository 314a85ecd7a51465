using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Suwen.Standards.Csv;
using Suwen.Standards.Terminology;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Suwen.Analysis.Payment.Drg;

/// <summary>Reads a scheme from its folder, or one that is built in. The files are described in docs/drg.md.</summary>
internal sealed class DrgSchemeReader
{
    private const string Root = "Payment/Drg/Content/";

    private static readonly ConcurrentDictionary<string, Lazy<DrgScheme>> BuiltIn = new(StringComparer.Ordinal);

    private readonly string name;
    private readonly Func<string, Stream?> open;
    private readonly DrgCodeTable diagnoses = new();
    private readonly DrgCodeTable procedures = new();

    private DrgSchemeReader(string name, Func<string, Stream?> open)
    {
        this.name = name;
        this.open = open;
    }

    /// <summary>Names of the schemes that are built in.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. typeof(DrgSchemeReader).Assembly.GetManifestResourceNames()
            .Where(static n => n.StartsWith(Root, StringComparison.Ordinal) && n.EndsWith("/scheme.yaml", StringComparison.Ordinal))
            .Select(static n => n[Root.Length..^"/scheme.yaml".Length]).Order(StringComparer.Ordinal)];

    /// <summary>The scheme of this name, or in this folder.</summary>
    /// <param name="scheme">Its name, or its folder.</param>
    /// <param name="localFolder">Where the path begins; null where only names may be given.</param>
    /// <exception cref="OperatorException">There is none, or its files do not fit together.</exception>
    public static DrgScheme Find(string scheme, string? localFolder)
    {
        if (Names.Contains(scheme))
        {
            return BuiltIn.GetOrAdd(scheme, static s => new Lazy<DrgScheme>(() => new DrgSchemeReader(s, file => Embedded(s + "/" + file)).Read())).Value;
        }

        var folder = localFolder is null ? null : Path.GetFullPath(scheme, localFolder);
        return folder is not null && File.Exists(Path.Combine(folder, "scheme.yaml"))
            ? new DrgSchemeReader(scheme, file => File.Exists(Path.Combine(folder, file)) ? File.OpenRead(Path.Combine(folder, file)) : null).Read()
            : throw OperatorException.BadParameters(
                $"There is no scheme \"{scheme}\".", $"Set scheme to one of {string.Join(", ", Names)}{(localFolder is null ? "" : ", or to a folder with a scheme.yaml")}.");
    }

    private static Stream? Embedded(string file) => typeof(DrgSchemeReader).Assembly.GetManifestResourceStream(Root + file);

    private DrgScheme Read()
    {
        var settings = ReadSettings();
        ReadEditions(settings.Codes);
        var diagnosisLists = ReadLists("diagnosis_lists.csv", diagnoses, out var diagnosisMembers);
        var procedureLists = ReadLists("procedure_lists.csv", procedures, out var procedureMembers);
        var complications = ReadComplications();
        diagnoses.SetLists(diagnosisLists.Count, diagnosisMembers);
        procedures.SetLists(procedureLists.Count, procedureMembers);
        var parser = new DrgRuleParser(diagnosisLists, procedureLists, diagnoses.Words, procedures.Words);
        return new DrgScheme
        {
            Head = settings.ToHead(name),
            Diagnoses = diagnoses,
            Procedures = procedures,
            DiagnosisLists = diagnosisLists,
            ProcedureLists = procedureLists,
            Categories = ReadCategories(parser, ReadCores(parser, ReadSplits(parser))),
            Checks = ReadChecks(parser),
            Complications = complications,
            HasOperation = procedureLists.ContainsKey("valid") ? parser.Parse("main procedure in valid") : null,
            MapsDiagnoses = settings.Codes.MapDiagnosesFrom is not null,
        };
    }

    private Settings ReadSettings()
    {
        using var stream = open("scheme.yaml") ?? throw Fault("scheme.yaml", "it is missing");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        try
        {
            return new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build().Deserialize<Settings>(reader) ?? throw Fault("scheme.yaml", "it is empty");
        }
        catch (YamlException e)
        {
            throw Fault("scheme.yaml", $"line {e.Start.Line}: {e.InnerException?.Message ?? e.Message}");
        }
    }

    private void ReadEditions(EditionSettings codes)
    {
        AddEdition(diagnoses, codes.Diagnoses, DrgCodeFlags.InEdition);
        AddEdition(procedures, codes.Procedures, DrgCodeFlags.InEdition);
        if (codes.MapDiagnosesFrom is { } clinical)
        {
            AddEdition(diagnoses, clinical, DrgCodeFlags.InOtherEdition);
            AddMap(diagnoses, clinical, codes.Diagnoses);
        }

        if (codes.MapProceduresFrom is { } other)
        {
            // That edition has no list here but its map; codes that the map does not list lead to themselves.
            for (var i = 0; i < procedures.Count; i++)
            {
                if ((procedures.Flags(i) & DrgCodeFlags.InEdition) == 0)
                {
                    continue;
                }

                procedures.Add(Encoding.UTF8.GetString(procedures.Text(i)), DrgCodeFlags.InOtherEdition);
            }

            AddMap(procedures, other, codes.Procedures);
        }

        using var retired = Embedded("retired_codes.csv");
        ReadRows(retired!, "retired_codes.csv", ["kind", "code"], (row, _) => (row[0] == "diagnosis" ? diagnoses : procedures).Add(row[1], DrgCodeFlags.Retired));
    }

    private void AddEdition(DrgCodeTable table, string system, DrgCodeFlags flag)
    {
        if (BuiltInTerms.System(system) is null)
        {
            throw Fault("scheme.yaml", $"there is no code system {system}");
        }

        foreach (var term in BuiltInTerms.Terms(system))
        {
            var isHeading = term.ConceptId % CodeSystem.ConceptsPerSystem >= CodeSystem.FirstHeading;
            table.Add(term.Code, isHeading ? DrgCodeFlags.Heading : flag);
        }
    }

    private void AddMap(DrgCodeTable table, string from, string to)
    {
        var map = BuiltInMaps.All.FirstOrDefault(m => m.From == from && m.To == to) ?? throw Fault("scheme.yaml", $"there is no map from {from} to {to}");
        foreach (var (code, target) in map.Listed)
        {
            var number = table.Add(code, DrgCodeFlags.InOtherEdition);
            table.SetTarget(number, target.Length == 0 ? -1 : table.Add(target, DrgCodeFlags.None));
        }

        for (var i = 0; i < table.Count; i++)
        {
            if (table.Target(i) == i && (table.Flags(i) & (DrgCodeFlags.InEdition | DrgCodeFlags.InOtherEdition)) == DrgCodeFlags.InOtherEdition)
            {
                table.SetTarget(i, -1);
            }
        }
    }

    private Dictionary<string, int> ReadLists(string file, DrgCodeTable table, out List<(int List, int Code)> members)
    {
        var lists = new Dictionary<string, int>(StringComparer.Ordinal);
        var found = new List<(int, int)>();
        ReadTable(file, ["list", "code"], (row, _) =>
        {
            if (!lists.TryGetValue(row[0], out var list))
            {
                list = lists.Count;
                lists.Add(row[0], list);
            }

            found.Add((list, table.Add(row[1], DrgCodeFlags.InScheme)));
        });
        members = found;
        return lists;
    }

    private DrgComplications ReadComplications()
    {
        var complications = new List<(int, int, string)>();
        ReadTable("cc.csv", ["code", "level", "exclusions"], (row, number) =>
        {
            var level = row[1] switch { "mcc" => 2, "cc" => 1, _ => throw Fault("cc.csv", $"row {number}: the level is neither mcc nor cc") };
            complications.Add((diagnoses.Add(row[0], DrgCodeFlags.InScheme), level, row[2]));
        });
        var exclusions = new List<(string, int)>();
        ReadTable("cc_exclusions.csv", ["exclusions", "main"], (row, _) => exclusions.Add((row[0], diagnoses.Add(row[1], DrgCodeFlags.InScheme))));
        return DrgComplications.Create(diagnoses.Count, complications, exclusions);
    }

    private Dictionary<string, List<DrgSplit>> ReadSplits(DrgRuleParser parser)
    {
        var splits = new Dictionary<string, List<DrgSplit>>(StringComparer.Ordinal);
        ReadTable("drg.csv", ["drg", "title", "adrg", "condition"], (row, number) =>
        {
            if (!splits.TryGetValue(row[2], out var own))
            {
                splits.Add(row[2], own = []);
            }

            own.Add(new DrgSplit(row[0], row[1], row[3], Parse(parser, "drg.csv", number, row[3])));
        });
        return splits;
    }

    private Dictionary<string, List<(int Order, DrgCore Core)>> ReadCores(DrgRuleParser parser, Dictionary<string, List<DrgSplit>> splits)
    {
        var cores = new Dictionary<string, List<(int, DrgCore)>>(StringComparer.Ordinal);
        ReadTable("adrg.csv", ["adrg", "title", "mdc", "order", "partition", "rule"], (row, number) =>
        {
            var partition = row[4] switch
            {
                "surgical" => DrgPartition.Surgical,
                "procedure" => DrgPartition.Procedure,
                "medical" => DrgPartition.Medical,
                _ => throw Fault("adrg.csv", $"row {number}: the partition is none of surgical, procedure and medical"),
            };
            if (!splits.Remove(row[0], out var own))
            {
                throw Fault("adrg.csv", $"row {number}: drg.csv has no group of {row[0]}");
            }

            if (!cores.TryGetValue(row[2], out var ofCategory))
            {
                cores.Add(row[2], ofCategory = []);
            }

            ofCategory.Add((Order("adrg.csv", number, row[3]), new DrgCore(row[0], row[1], partition, row[5], Parse(parser, "adrg.csv", number, row[5]), [.. own])));
        });
        return splits.Count == 0 ? cores : throw Fault("drg.csv", $"adrg.csv has no {splits.Keys.First()}");
    }

    private DrgCategory[] ReadCategories(DrgRuleParser parser, Dictionary<string, List<(int Order, DrgCore Core)>> cores)
    {
        var categories = new List<(int Order, DrgCategory Category)>();
        ReadTable("mdc.csv", ["mdc", "title", "order", "unrelated", "rule"], (row, number) =>
        {
            if (!cores.Remove(row[0], out var own))
            {
                throw Fault("mdc.csv", $"row {number}: adrg.csv has no group of {row[0]}");
            }

            var ordered = own.OrderBy(static c => c.Order).Select(static c => c.Core).ToList();
            categories.Add((Order("mdc.csv", number, row[2]), new DrgCategory(
                row[0], row[1], row[4], Parse(parser, "mdc.csv", number, row[4]), row[3].Length == 0 ? null : row[3],
                [.. ordered.Where(static c => c.Partition != DrgPartition.Medical)], [.. ordered.Where(static c => c.Partition == DrgPartition.Medical)])));
        });
        return cores.Count == 0
            ? [.. categories.OrderBy(static c => c.Order).Select(static c => c.Category)]
            : throw Fault("adrg.csv", $"mdc.csv has no {cores.Keys.First()}");
    }

    private DrgCheck[] ReadChecks(DrgRuleParser parser)
    {
        var checks = new List<DrgCheck>();
        using var stream = open("checks.csv");
        if (stream is null)
        {
            return [];
        }

        ReadRows(stream, "checks.csv", ["stage", "reason", "rule"], (row, number) => checks.Add(new DrgCheck(
            row[0] switch { "before" => true, "ungrouped" => false, _ => throw Fault("checks.csv", $"row {number}: the stage is neither before nor ungrouped") },
            DrgReasons.Find(row[1]) ?? throw Fault("checks.csv", $"row {number}: there is no reason {row[1]}"),
            Parse(parser, "checks.csv", number, row[2]))));
        return [.. checks];
    }

    private DrgRule Parse(DrgRuleParser parser, string file, int row, string rule)
    {
        try
        {
            return parser.Parse(rule);
        }
        catch (FormatException e)
        {
            throw Fault(file, $"row {row}: {e.Message}");
        }
    }

    private int Order(string file, int row, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var order) ? order : throw Fault(file, $"row {row}: the order is no whole number");

    private void ReadTable(string file, string[] columns, Action<string[], int> take)
    {
        using var stream = open(file) ?? throw Fault(file, "it is missing");
        ReadRows(stream, file, columns, take);
    }

    private void ReadRows(Stream stream, string file, string[] columns, Action<string[], int> take)
    {
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        var bytes = memory.GetBuffer().AsSpan(0, (int)memory.Length);
        var reader = new CsvReader(bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes, (byte)',', CsvReader.DoubleQuote, new CsvFields());
        reader.Read();
        var places = new int[columns.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            places[i] = -1;
            for (var field = 0; field < reader.FieldCount; field++)
            {
                places[i] = Encoding.UTF8.GetString(reader[field]).Trim() == columns[i] ? field : places[i];
            }

            if (places[i] < 0)
            {
                throw Fault(file, $"it has no column {columns[i]}");
            }
        }

        var row = new string[columns.Length];
        for (var number = 2; reader.Read(); number++)
        {
            if (reader.IsBlank)
            {
                continue;
            }

            for (var i = 0; i < columns.Length; i++)
            {
                row[i] = places[i] < reader.FieldCount ? Encoding.UTF8.GetString(reader[places[i]]).Trim() : throw Fault(file, $"row {number} has too few fields");
            }

            take(row, number);
        }
    }

    private OperatorException Fault(string file, string what) =>
        OperatorException.BadParameters($"The scheme {Path.GetFileName(name)} cannot be used: {file}: {what}.", "Correct the file; docs/drg.md describes the files of a scheme.");

    /// <summary>scheme.yaml.</summary>
    private sealed class Settings
    {
        public string Id { get; set; } = "";

        public string Title { get; set; } = "";

        public string Version { get; set; } = "";

        public string Status { get; set; } = "unofficial transcription";

        public string StatusZh { get; set; } = "非官方转录";

        public string Source { get; set; } = "";

        public EditionSettings Codes { get; set; } = new();

        public List<string> OpenPoints { get; set; } = [];

        public DrgSchemeHead ToHead(string name) => new(Id.Length == 0 ? Path.GetFileName(name) : Id, Title, Version, Status, StatusZh, Source, OpenPoints);
    }

    /// <summary>The code systems of a scheme.</summary>
    private sealed class EditionSettings
    {
        public string Diagnoses { get; set; } = "icd10-yb2";

        public string Procedures { get; set; } = "icd9cm3-yb2";

        public string? MapDiagnosesFrom { get; set; }

        public string? MapProceduresFrom { get; set; }
    }
}
