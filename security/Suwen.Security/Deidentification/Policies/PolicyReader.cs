using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Suwen.Security.Deidentification.Methods;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Suwen.Security.Deidentification;

/// <summary>A fault in a policy.</summary>
/// <param name="Line">Line in the file, from 1.</param>
/// <param name="What">What is wrong, and what may stand there.</param>
public sealed record PolicyFault(int Line, string What);

/// <summary>Reads policies from YAML. The whole file is checked and every fault told at once, each with its line.</summary>
public sealed class PolicyReader
{
    private static readonly string[] Formats = ["csv", "xlsx", "json", "fhir", "hl7", "dicom", "text", "table"];
    private static readonly string[] TopKeys = ["id", "title", "titleZh", "basis", "unknown", "extensions", "kinds", "rules"];
    private readonly List<PolicyFault> faults = [];

    private PolicyReader()
    {
    }

    /// <summary>Reads a policy; null with faults where it has any.</summary>
    public static (DeidPolicy? Policy, IReadOnlyList<PolicyFault> Faults) Read(string text)
    {
        var reader = new PolicyReader();
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            if (yaml.Documents.Count == 0 || yaml.Documents[0].RootNode is not YamlMappingNode root)
            {
                return (null, [new PolicyFault(1, "A policy is a mapping with id, title, kinds and rules.")]);
            }

            var policy = reader.Root(root, text);
            return (reader.faults.Count == 0 ? policy : null, [.. reader.faults.OrderBy(f => f.Line)]);
        }
        catch (YamlException e)
        {
            return (null, [new PolicyFault((int)e.Start.Line, "This is not YAML: " + e.Message)]);
        }
    }

    private DeidPolicy Root(YamlMappingNode root, string text)
    {
        CheckKeys(root, TopKeys);
        var id = Text(root, "id") ?? Missing(root, "id");
        if (!ProjectKeys.IsProjectName(id) && id.Length > 0)
        {
            Fault(root.Children[new YamlScalarNode("id")], "id has lower-case letters, digits, hyphens and dots only.");
        }

        return new DeidPolicy
        {
            Id = id,
            Title = Text(root, "title") ?? Missing(root, "title"),
            TitleZh = Text(root, "titleZh") ?? Text(root, "title") ?? "",
            Basis = Basis(root),
            Unknown = Word(root, "unknown", UnknownFields.Suppress),
            RemovesExtensions = Choice(root, "extensions", ["remove", "scan"]) != "scan",
            Kinds = Kinds(root),
            Rules = Rules(root),
            Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))),
            Text = text,
        };
    }

    private string[] Basis(YamlMappingNode root)
    {
        switch (Child(root, "basis"))
        {
            case null:
                return [];
            case YamlSequenceNode list:
                return [.. list.Children.OfType<YamlScalarNode>().Select(n => n.Value ?? "")];
            case var other:
                Fault(other, "basis is a list of documents.");
                return [];
        }
    }

    private Dictionary<FieldKind, MethodSpec> Kinds(YamlMappingNode root)
    {
        var kinds = new Dictionary<FieldKind, MethodSpec>();
        switch (Child(root, "kinds"))
        {
            case YamlMappingNode map:
                foreach (var (key, value) in map.Children)
                {
                    var name = (key as YamlScalarNode)?.Value ?? "";
                    if (!FieldKinds.TryFind(name, out var kind) || kind == FieldKind.Unknown)
                    {
                        Fault(key, $"There is no kind {name}. There are: {string.Join(", ", FieldKinds.Names.Skip(1))}.");
                    }
                    else if (Method(value) is { } method)
                    {
                        CheckFit(value, kind, method);
                        kinds[kind] = method;
                    }
                }

                break;
            case null:
                Fault(root, "kinds is missing: a policy names a method for each kind of identifier.");
                break;
            case var other:
                Fault(other, "kinds is a mapping from kind to method.");
                break;
        }

        return kinds;
    }

    private List<PolicyRule> Rules(YamlMappingNode root)
    {
        var rules = new List<PolicyRule>();
        switch (Child(root, "rules"))
        {
            case null:
                break;
            case YamlSequenceNode list:
                foreach (var item in list.Children)
                {
                    if (item is YamlMappingNode map)
                    {
                        Rule(map, rules);
                    }
                    else
                    {
                        Fault(item, "A rule is a mapping.");
                    }
                }

                break;
            case var other:
                Fault(other, "rules is a list.");
                break;
        }

        return rules;
    }

    private void Rule(YamlMappingNode map, List<PolicyRule> rules)
    {
        string[] places = ["column", "path", "field", "tag"];
        string[] known = ["format", "file", "table", "kind", "method", "value", "to", "band", "top", "digits", "days", "weekday", "region", "birth", "with", .. places];
        CheckKeys(map, known);
        var given = places.Where(p => Child(map, p) is not null).ToList();
        if (given.Count != 1)
        {
            Fault(map, "A rule has exactly one of column, path, field and tag.");
            return;
        }

        FieldKind? kind = null;
        if (Text(map, "kind") is { } name)
        {
            if (FieldKinds.TryFind(name, out var found))
            {
                kind = found;
            }
            else
            {
                Fault(Child(map, "kind")!, $"There is no kind {name}.");
            }
        }

        var method = Child(map, "method") is null ? null : Method(map);
        if (kind is null == (method is null))
        {
            Fault(map, "A rule has either a kind or a method.");
        }

        var format = Choice(map, "format", Formats) ?? given[0] switch { "field" => "hl7", "tag" => "dicom", _ => null };
        rules.Add(new PolicyRule(format, Text(map, "file") ?? Text(map, "table"), (Text(map, given[0]) ?? "").Trim(), kind, method, (int)map.Start.Line));
    }

    private MethodSpec? Method(YamlNode node)
    {
        if (node is YamlScalarNode scalar)
        {
            return MethodNamed(scalar, scalar.Value) is { } method ? new MethodSpec(method) : null;
        }

        if (node is not YamlMappingNode map)
        {
            Fault(node, "A method is a word, or a mapping with method and its parameters.");
            return null;
        }

        if (MethodNamed(Child(map, "method") ?? map, Text(map, "method")) is not { } named)
        {
            return null;
        }

        if (Child(map, "column") is null && Child(map, "path") is null && Child(map, "field") is null && Child(map, "tag") is null)
        {
            CheckKeys(map, ["method", "value", "to", "band", "top", "digits", "days", "weekday", "region", "birth", "with"]);
        }

        return new MethodSpec(named)
        {
            Value = Text(map, "value") ?? "",
            To = Word(map, "to", GeneralLevel.None),
            Band = Number(map, "band", 1, 1, 1000),
            Top = Number(map, "top", 0, 0, 150),
            Digits = Number(map, "digits", 3, 0, 30),
            Days = Number(map, "days", 180, 1, 3650),
            Weekday = Choice(map, "weekday", ["true", "false"]) == "true",
            Region = Word(map, "region", KeptRegion.None),
            Birth = Word(map, "birth", KeptBirth.None),
            Surrogates = Choice(map, "with", ["tags", "surrogates"]) == "surrogates",
        };
    }

    private DeidMethod? MethodNamed(YamlNode at, string? name)
    {
        foreach (var method in Enum.GetValues<DeidMethod>())
        {
            if (FieldKinds.Hyphenated(method.ToString()) == name)
            {
                return method;
            }
        }

        Fault(at, $"There is no method {name}. There are: {string.Join(", ", Enum.GetNames<DeidMethod>().Select(FieldKinds.Hyphenated))}.");
        return null;
    }

    private void CheckFit(YamlNode at, FieldKind kind, MethodSpec method)
    {
        var isDate = kind is FieldKind.Date or FieldKind.BirthDate;
        if (method.Method == DeidMethod.Shift && !isDate)
        {
            Fault(at, "shift is for date and birth-date.");
        }

        if (method.Method == DeidMethod.Generalise && isDate && method.To is not (GeneralLevel.Year or GeneralLevel.Quarter or GeneralLevel.Month or GeneralLevel.Decade))
        {
            Fault(at, "Dates are generalised to: month, quarter, year or decade.");
        }

        if (method.Method == DeidMethod.Generalise && kind is FieldKind.Address or FieldKind.Division && method.Method == DeidMethod.Generalise && method.To is not (GeneralLevel.Province or GeneralLevel.City or GeneralLevel.County))
        {
            Fault(at, "Addresses are generalised to: province, city or county.");
        }

        if (method.Method == DeidMethod.Text && kind != FieldKind.FreeText)
        {
            Fault(at, "text is for free-text; fields of unknown meaning are searched by unknown: scan.");
        }
    }

    private T Word<T>(YamlMappingNode map, string key, T otherwise)
        where T : struct, Enum
    {
        var names = Enum.GetNames<T>().Select(FieldKinds.Hyphenated).ToArray();
        return Choice(map, key, names) is { } chosen ? Enum.GetValues<T>()[Array.IndexOf(names, chosen)] : otherwise;
    }

    private string? Choice(YamlMappingNode map, string key, string[] allowed)
    {
        var text = Text(map, key);
        if (text is not null && !allowed.Contains(text))
        {
            Fault(Child(map, key)!, $"{key} is one of: {string.Join(", ", allowed)}.");
            return null;
        }

        return text;
    }

    private int Number(YamlMappingNode map, string key, int otherwise, int least, int most)
    {
        if (Text(map, key) is not { } text)
        {
            return otherwise;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
        {
            return value;
        }

        Fault(Child(map, key)!, string.Create(CultureInfo.InvariantCulture, $"{key} is a whole number from {least} to {most}."));
        return otherwise;
    }

    private void CheckKeys(YamlMappingNode map, string[] known)
    {
        foreach (var key in map.Children.Keys)
        {
            if (key is not YamlScalarNode { Value: { } name } || !known.Contains(name))
            {
                Fault(key, $"{(key as YamlScalarNode)?.Value} is not known here. Known are: {string.Join(", ", known)}.");
            }
        }
    }

    private string Missing(YamlNode at, string key)
    {
        Fault(at, key + " is missing.");
        return "";
    }

    private static YamlNode? Child(YamlMappingNode map, string key) => map.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;

    private static string? Text(YamlMappingNode map, string key) => (Child(map, key) as YamlScalarNode)?.Value;

    private void Fault(YamlNode at, string what) => faults.Add(new PolicyFault((int)at.Start.Line, what));
}
