using System.Globalization;
using System.Text;
using Suwen.Scenarios.ValueSets;
using Suwen.Scenarios.Yaml;

namespace Suwen.Scenarios;

/// <summary>Reads tests/*.yaml: each file is one test, or a list of them.</summary>
internal static class TestReader
{
    public static IReadOnlyList<PackTest> Read(string folder, IReadOnlyList<PackInput> inputs, PackFaults faults)
    {
        var tests = new List<PackTest>();
        var path = Path.Combine(folder, "tests");
        foreach (var file in Directory.Exists(path) ? Directory.GetFiles(path, "*.yaml").Order(StringComparer.Ordinal).ToArray() : [])
        {
            var name = "tests/" + Path.GetFileName(file);
            if (YamlPart.Read(name, File.ReadAllText(file), faults) is { } root)
            {
                tests.AddRange((root.IsList ? root.Items() : [root]).Select(p => ReadTest(p, inputs)));
            }
        }

        if (tests.Count == 0)
        {
            faults.Add("tests", 0, "The pack has no test.", "Write tests/NAME.yaml with given rows and expected rows: a pack without tests does not load.");
        }

        return tests;
    }

    private static PackTest ReadTest(YamlPart part, IReadOnlyList<PackInput> inputs)
    {
        part.Allow("name", "as_of", "parameters", "given", "expect", "rules");
        var given = new Dictionary<string, TestRows>(StringComparer.Ordinal);
        foreach (var (key, value) in part.Find("given")?.Entries() ?? [])
        {
            if (inputs.FirstOrDefault(i => i.Table.Name == key.Name) is not { } input)
            {
                key.Fault($"{key.Name} is no input of the pack.", PackFaults.Suggest(key.Name, inputs.Select(static i => i.Table.Name)));
                continue;
            }

            var rows = ReadRows(value);
            given[key.Name] = rows;
            foreach (var column in rows.Columns.Where(c => !input.Table.TryFind(c, out _)))
            {
                value.Fault($"The table {key.Name} has no column {column}.", PackFaults.Suggest(column, input.Table.Columns.Select(static c => c.Name)));
            }
        }

        var expected = new List<Expectation>();
        foreach (var (key, value) in part.Find("expect")?.Entries() ?? [])
        {
            expected.Add(ReadExpectation(key, value));
        }

        var rules = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (key, _) in part.Find("rules")?.Entries() ?? [])
        {
            rules[key.Name] = part.Find("rules")!.Whole(key.Name, 0, int.MaxValue) ?? 0;
        }

        if (expected.Count == 0 && rules.Count == 0)
        {
            part.Fault("The test expects nothing, so it cannot fail.", "Add expect: with the rows of a result, or rules: with how often a rule finds something.");
        }

        var date = part.Required("as_of");
        if (!DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var asOf) && date.Length > 0)
        {
            part.Find("as_of")!.Fault($"as_of is \"{date}\".", "Write the day on which the test plays as 2026-01-31.");
        }

        var parameters = (part.Find("parameters")?.Entries() ?? []).ToDictionary(static e => e.Key.Name, static e => e.Value.IsList ? string.Join(",", e.Value.Items().Select(static i => i.Scalar())) : e.Value.Scalar(), StringComparer.Ordinal);
        return new PackTest(part.File, part.Line, part.Required("name"), asOf, parameters, given, expected, rules);
    }

    private static Expectation ReadExpectation(YamlPart key, YamlPart value)
    {
        if (!value.IsMapping)
        {
            if (value.IsNull)
            {
                value.Fault($"Nothing is expected of {key.Name}.", "Write its rows, or [] where there must be none.");
            }

            return new Expectation(key.Name, ReadRows(value), false, false, 1e-9, null, key.Line);
        }

        value.Allow("rows", "ordered", "contains", "tolerance", "fails");
        var fails = value.Optional("fails");
        if (fails is null && value.Find("rows") is null or { IsNull: true })
        {
            value.Fault($"Nothing is expected of {key.Name}.", "Add rows: with the rows, or [] where there must be none, or fails: with a part of the message.");
        }

        var rows = value.Find("rows") is { } part ? ReadRows(part) : null;
        return new Expectation(key.Name, rows, value.Flag("ordered"), value.Flag("contains"), value.Number("tolerance") ?? 1e-9, fails, key.Line);
    }

    /// <summary>Rows as a list of mappings, or as a block of CSV with a head line.</summary>
    private static TestRows ReadRows(YamlPart part)
    {
        if (part.IsScalar && !part.IsNull)
        {
            var rows = CsvRows.Read(Encoding.UTF8.GetBytes(part.Text));
            var head = rows.Count == 0 ? [] : rows[0].Fields;
            foreach (var row in rows.Where(r => r.Fields.Count != head.Count))
            {
                part.Fault($"Row {row.Line - 1} of {part.Name} has {row.Fields.Count} fields where the head has {head.Count}.", "Give every row as many fields as the head.");
            }

            var whole = rows.Skip(1).Where(r => r.Fields.Count == head.Count).ToList();
            return new TestRows(head, [.. whole.Select(static r => (IReadOnlyList<string?>)[.. r.Fields.Select((f, i) => f.Length == 0 && !r.Quoted[i] ? null : f)])], [.. whole.Select(r => part.Line + r.Line)]);
        }

        var columns = new List<string>();
        var values = new List<Dictionary<string, string?>>();
        var lines = new List<int>();
        foreach (var item in part.Items())
        {
            var row = new Dictionary<string, string?>(StringComparer.Ordinal);
            foreach (var (key, value) in item.Entries())
            {
                row[key.Name] = value.IsNull ? null : value.Scalar();
                if (!columns.Contains(key.Name))
                {
                    columns.Add(key.Name);
                }
            }

            values.Add(row);
            lines.Add(item.Line);
        }

        return new TestRows(columns, [.. values.Select(r => (IReadOnlyList<string?>)[.. columns.Select(r.GetValueOrDefault)])], lines);
    }
}
