using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Suwen.Analysis.Payment.Drg;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Tests.Payment.Drg;

/// <summary>A case as text, as the operator reads it.</summary>
internal sealed record TextCase(string Diagnoses, string Procedures = "", string Sex = "1", string AgeYears = "50", string AgeDays = "", string Weight = "")
{
    public string ToCsv(string id) => $"{id},{Sex},{AgeYears},{AgeDays},{Weight},10,1,{Diagnoses},{Procedures}";
}

/// <summary>What the grouper says of a case.</summary>
internal sealed record TextOutcome(string? Mdc, string? Adrg, string Drg, string Status, string? Reason, string? Path);

/// <summary>The lists of a scheme as codes, and a grouper on cases as text, both without the operator around them.</summary>
internal sealed partial class DrgLists
{
    public const string Header = "case_id,sex,age_years,age_days,birth_weight_g,length_of_stay_days,discharge_way,diagnoses,procedures";

    private static readonly string[] Names = Header.Split(',');

    private readonly DrgWorker worker;
    private readonly ColumnBatch results = new(DrgWorker.ResultColumns(withPath: true));
    private readonly Dictionary<string, string[]> diagnoses;
    private readonly Dictionary<string, string[]> procedures;
    private readonly ILookup<int, (int Code, string Text)> complications;

    private DrgLists(string name, bool withUnrelated, bool isMapping)
    {
        Scheme = DrgSchemeReader.Find(name, null);
        worker = new DrgWorker(new DrgGrouper(Scheme, withUnrelated), new DrgColumns(new MemoryTable("cases", [Batch([])])), isMapping, withPath: true);
        diagnoses = Members(Scheme.Diagnoses, Scheme.DiagnosisLists);
        procedures = Members(Scheme.Procedures, Scheme.ProcedureLists);
        complications = Enumerable.Range(0, Scheme.Diagnoses.Count).ToLookup(c => Scheme.Complications.Level(c), c => (c, Encoding.UTF8.GetString(Scheme.Diagnoses.Text(c))));
    }

    public DrgScheme Scheme { get; }

    public static DrgLists Of(string name, bool withUnrelated = true, bool isMapping = true) => new(name, withUnrelated, isMapping);

    public string[] Diagnoses(string list) => diagnoses[list];

    public string[] Procedures(string list) => procedures[list];

    public IReadOnlyCollection<string> DiagnosisListNames => diagnoses.Keys;

    /// <summary>Codes that are complications of a level (2 for MCC) beside a main diagnosis, or that it excludes.</summary>
    public IEnumerable<string> Complications(string main, int level, bool excluded = false)
    {
        var mainCode = Scheme.Diagnoses.Find(Encoding.UTF8.GetBytes(main));
        foreach (var (code, text) in complications[level])
        {
            if (code != mainCode && Scheme.Complications.IsExcluded(code, mainCode) == excluded)
            {
                yield return text;
            }
        }
    }

    public TextOutcome Group(TextCase textCase) => Group([textCase])[0];

    public IReadOnlyList<TextOutcome> Group(IReadOnlyList<TextCase> cases)
    {
        worker.Group(Batch(cases), 0, cases.Count, results);
        return [.. Enumerable.Range(0, cases.Count).Select(i => new TextOutcome(
            (string?)results[1].Value(i), (string?)results[2].Value(i), results[3].Text(i), results[4].Text(i), (string?)results[5].Value(i), (string?)results[6].Value(i)))];
    }

    /// <summary>Cases that may satisfy the rules of a group and of its category: combinations of codes of the lists that the rules name.</summary>
    public IEnumerable<TextCase> CasesFor(DrgCategory category, DrgCore core)
    {
        var rule = core.RuleText + " and " + category.RuleText;
        var mains = Intersection(ListName(rule, "main in"), diagnoses);
        var any = ListName(rule, "any diagnosis in").Concat(ListName(rule, "secondary in")).Distinct().ToList();
        var operations = ListName(rule, "main procedure in").Concat(ListName(rule, "any procedure in")).Distinct().ToList();
        mains = mains.Length > 0 ? mains : any.Count > 0 ? diagnoses[any[0]] : diagnoses["MDCB"];
        var plainInjuries = rule.Contains("regions", StringComparison.Ordinal)
            ? diagnoses["MDCZ"].Where(c => Scheme.Complications.Level(Scheme.Diagnoses.Find(Encoding.UTF8.GetBytes(c))) == 0).ToArray()
            : [];
        for (var i = 0; i < 4000; i++)
        {
            var main = mains[i % mains.Length];

            // All lists that the rule asks for among the secondary diagnoses, or one of them.
            var chosenLists = i % 3 == 0 || any.Count == 0 ? any : [any[i % 3 % any.Count]];
            var secondary = chosenLists.Select(l => diagnoses[l][i % diagnoses[l].Length]).Concat(plainInjuries.Length == 0 ? [] : [plainInjuries[(i * 7) % plainInjuries.Length]]);
            var first = i % Math.Max(1, operations.Count);
            var chosen = core.RuleText.StartsWith("not main procedure", StringComparison.Ordinal)
                ? []
                : operations.Skip(first).Concat(operations.Take(first)).Select(l => procedures[l][(i / 3) % procedures[l].Length]);
            yield return Person(core.RuleText + " " + category.RuleText, i) with { Diagnoses = string.Join('|', new[] { main }.Concat(secondary)), Procedures = string.Join('|', chosen) };
        }
    }

    private static TextCase Person(string rule, int i)
    {
        var sex = rule.Contains("sex = female", StringComparison.Ordinal) || rule.Contains("MDCO", StringComparison.Ordinal) ? "2" : "1";
        if (rule.Contains("age_days >= 29", StringComparison.Ordinal))
        {
            return new TextCase("", "", sex, "0", "60", "");
        }

        if (!rule.Contains("age_", StringComparison.Ordinal))
        {
            return new TextCase("", "", sex);
        }

        var weight = WeightPattern().Match(rule) is { Success: true } match ? int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture) - (match.Groups[1].Value == "<" ? 1 : 0) : 3000;
        return new TextCase("", "", sex, "0", (i % 29).ToString(CultureInfo.InvariantCulture), weight.ToString(CultureInfo.InvariantCulture));
    }

    private static string[] Intersection(IEnumerable<string> lists, Dictionary<string, string[]> members)
    {
        string[]? common = null;
        foreach (var list in lists)
        {
            var next = common is null ? members[list] : [.. common.Intersect(members[list])];
            common = next.Length == 0 ? common : next;
        }

        return common ?? [];
    }

    private static IEnumerable<string> ListName(string rule, string before) =>
        Regex.Matches(rule, $@"(?<!not ){before} (\S+?)\)*(?= |$)").Select(static m => m.Groups[1].Value).Distinct();

    private static Dictionary<string, string[]> Members(DrgCodeTable table, IReadOnlyDictionary<string, int> lists)
    {
        var members = lists.ToDictionary(static l => l.Value, static _ => new List<string>());
        for (var code = 0; code < table.Count; code++)
        {
            for (var word = 0; word < table.Words; word++)
            {
                for (var rest = table.Lists(code)[word]; rest != 0; rest &= rest - 1)
                {
                    members[(word * 64) + System.Numerics.BitOperations.TrailingZeroCount(rest)].Add(Encoding.UTF8.GetString(table.Text(code)));
                }
            }
        }

        return lists.ToDictionary(static l => l.Key, l => members[l.Value].ToArray());
    }

    private static ColumnBatch Batch(IReadOnlyList<TextCase> cases)
    {
        var batch = new ColumnBatch([.. Names.Select(static n => new ResultColumn(n, ColumnType.Text))]);
        for (var row = 0; row < cases.Count; row++)
        {
            var fields = cases[row].ToCsv("c").Split(',');
            for (var i = 0; i < fields.Length; i++)
            {
                if (fields[i].Length == 0)
                {
                    batch[i].AppendNull();
                }
                else
                {
                    batch[i].Append(fields[i]);
                }
            }
        }

        return batch;
    }

    [GeneratedRegex(@"birth_weight (<|>=) (\d+)")]
    private static partial Regex WeightPattern();
}
