using System.Globalization;
using System.Text;
using Suwen.Standards.Csv;
using YamlDotNet.RepresentationModel;

namespace Suwen.Analysis.Cohorts;

internal sealed partial class CohortYamlReader
{
    private static readonly string[] ItemKeys = ["concept", "concepts", "code", "codes", "system", "name", "descendants", "mapped", "exclude", "from", "to", "value_set", "file"];

    private Dictionary<string, ValueSet> ValueSets(YamlMap root)
    {
        var nodes = new Dictionary<string, (YamlNode Node, IReadOnlyList<YamlNode> Items, string? Title)>(StringComparer.Ordinal);
        if (root.Get("value_sets") is { } node && faults.Map(node, "value_sets") is { Node: YamlMappingNode sets })
        {
            foreach (var (key, value) in sets.Children)
            {
                var name = faults.Text(key, "The name of a value set") ?? "";
                nodes[name] = ItemsOf(value);
            }
        }

        var read = new Dictionary<string, ValueSet>(StringComparer.Ordinal);
        foreach (var name in nodes.Keys)
        {
            read[name] = new ValueSet(name, Resolve(name, nodes, [])) { Title = nodes[name].Title };
            if (read[name].Items.Count == 0)
            {
                faults.Warn(nodes[name].Node, $"The value set {name} is empty: nothing is in it.");
            }
        }

        return read;
    }

    private (YamlNode Node, IReadOnlyList<YamlNode> Items, string? Title) ItemsOf(YamlNode value)
    {
        if (value is YamlSequenceNode list)
        {
            return (value, [.. list.Children], null);
        }

        if (value is not YamlMappingNode mapping)
        {
            faults.Add(value, "A value set is a list of items, or a mapping with items or file.");
            return (value, [], null);
        }

        // A mapping with items is a set with a title; any other is a set of one item.
        var map = new YamlMap(mapping, faults);
        if (!map.Has("items"))
        {
            return (value, [value], null);
        }

        var title = map.Text("title");
        var items = map.List("items");
        map.Finish("A value set", "title", "items");
        return (value, items, title);
    }

    private List<ValueSetItem> Resolve(string name, Dictionary<string, (YamlNode Node, IReadOnlyList<YamlNode> Items, string? Title)> nodes, List<string> above)
    {
        var items = new List<ValueSetItem>();
        foreach (var node in nodes[name].Items)
        {
            if (faults.Map(node, "An item of a value set") is not { } map)
            {
                continue;
            }

            if (map.Get("value_set") is { } other)
            {
                items.AddRange(Included(other, name, nodes, above));
                map.Finish("An item", "value_set");
            }
            else if (map.Get("file") is { } file)
            {
                items.AddRange(FileItems(file));
                map.Finish("An item", "file");
            }
            else
            {
                items.AddRange(Items(map));
            }
        }

        return items;
    }

    private List<ValueSetItem> Included(YamlNode node, string name, Dictionary<string, (YamlNode Node, IReadOnlyList<YamlNode> Items, string? Title)> nodes, List<string> above)
    {
        List<string> chain = [.. above, name];
        var other = SetName(node);
        if (other is null || !nodes.ContainsKey(other))
        {
            return [];
        }

        if (chain.Contains(other))
        {
            faults.Add(node, $"Value sets take each other in: {string.Join(" → ", [.. chain, other])}.", "Take one of them out.");
            return [];
        }

        // Faults of the other set are told where it stands itself.
        var before = faults.All.Count;
        var items = Resolve(other, nodes, chain);
        for (var i = faults.All.Count - 1; i >= before; i--)
        {
            if (!faults.All[i].What.StartsWith("Value sets take each other in", StringComparison.Ordinal))
            {
                faults.All.RemoveAt(i);
            }
        }

        return items;
    }

    private IEnumerable<ValueSetItem> Items(YamlMap map)
    {
        var item = new ValueSetItem
        {
            System = map.Text("system"),
            Name = map.Text("name"),
            Descendants = map.Flag("descendants"),
            Mapped = map.Flag("mapped"),
            Excludes = map.Flag("exclude"),
            ValidFrom = map.Date("from"),
            ValidTo = map.Date("to"),
        };
        var concepts = map.List("concept").Concat(map.List("concepts")).ToList();
        var codes = map.List("code").Concat(map.List("codes")).ToList();
        map.Finish("An item", ItemKeys);
        if (concepts.Count + codes.Count == 0 || (concepts.Count > 0 && codes.Count > 0))
        {
            faults.Add(map.Node, "An item is a concept or a code.", "Write {concept: 1118084, descendants: true} or {system: ICD-10, code: E11*}.");
        }

        if (item.ValidFrom > item.ValidTo)
        {
            faults.Add(map.Node, "The item ends to be valid before it begins.");
        }

        if (item.System is { } system && !CodeNames.Of(system).IsKnown)
        {
            faults.Warn(map.Node, $"{system} is no code system that Suwen knows; it is taken as a source's own name of one.");
        }

        foreach (var node in concepts)
        {
            if (faults.Text(node, "A concept") is { } text)
            {
                if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                {
                    yield return item with { Concept = id, System = null };
                }
                else
                {
                    faults.Add(node, "A concept is the number of an OMOP concept.", "For a code write code and system.");
                }
            }
        }

        foreach (var node in codes)
        {
            if (faults.Text(node, "A code") is { Length: > 0 } code)
            {
                // A star stands for everything below: E11* is E11 with its descendants.
                var hasStar = code.Length > 1 && code[^1] == '*';
                yield return item with { Code = hasStar ? code[..^1] : code, Descendants = item.Descendants || hasStar };
            }
        }
    }

    /// <summary>Items of a CSV with the header system, code, concept_id, name, descendants, mapped, exclude, valid_from, valid_to, in any order; code or concept_id must be there.</summary>
    private List<ValueSetItem> FileItems(YamlNode node)
    {
        var items = new List<ValueSetItem>();
        if (faults.Text(node, "file") is not { } path)
        {
            return items;
        }

        if (readFile(path) is not { } text)
        {
            faults.Add(node, $"There is no file {path}.", "Name it relative to the definition.");
            return items;
        }

        var bytes = Encoding.UTF8.GetBytes(text.TrimStart('\uFEFF'));
        var reader = new CsvReader(bytes, (byte)',', CsvReader.DoubleQuote, new CsvFields());
        string[]? head = null;
        for (var row = 1; reader.Read(); row++)
        {
            if (reader.IsBlank)
            {
                continue;
            }

            var cells = new string[reader.FieldCount];
            for (var i = 0; i < cells.Length; i++)
            {
                cells[i] = Encoding.UTF8.GetString(reader[i]).Trim();
            }

            var place = string.Create(CultureInfo.InvariantCulture, $"{path}:{row}");
            if (head is null)
            {
                head = cells;
                CheckHead(head, place);
            }
            else if (FileItem(head, cells, place) is { } item)
            {
                items.Add(item);
            }
        }

        return items;
    }

    private void CheckHead(string[] head, string place)
    {
        string[] known = ["system", "code", "concept_id", "name", "descendants", "mapped", "exclude", "valid_from", "valid_to", "source"];
        foreach (var column in head.Where(c => !known.Contains(c, StringComparer.Ordinal)))
        {
            faults.All.Add(new CohortFault(place, $"A value set has no column {column}.", "There are: " + string.Join(", ", known) + "."));
        }

        if (!head.Contains("code") && !head.Contains("concept_id"))
        {
            faults.All.Add(new CohortFault(place, "The file has neither a column code nor concept_id."));
        }
    }

    private ValueSetItem? FileItem(string[] head, string[] cells, string place)
    {
        string Cell(string name)
        {
            var at = Array.IndexOf(head, name);
            return at >= 0 && at < cells.Length ? cells[at] : "";
        }

        var code = Cell("code");
        long? concept = null;
        if (Cell("concept_id") is { Length: > 0 } id)
        {
            concept = long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
            if (concept is null)
            {
                faults.All.Add(new CohortFault(place, "concept_id is no number."));
            }
        }

        if (code.Length == 0 && concept is null)
        {
            faults.All.Add(new CohortFault(place, "The row has neither a code nor a concept_id."));
            return null;
        }

        var hasStar = code.Length > 1 && code[^1] == '*';
        return new ValueSetItem
        {
            Concept = code.Length == 0 ? concept : null,
            Code = code.Length == 0 ? null : hasStar ? code[..^1] : code,
            System = Cell("system") is { Length: > 0 } system && code.Length > 0 ? system : null,
            Name = Cell("name") is { Length: > 0 } name ? name : null,
            Descendants = hasStar || IsTrue(Cell("descendants")),
            Mapped = IsTrue(Cell("mapped")),
            Excludes = IsTrue(Cell("exclude")),
            ValidFrom = DateOf("valid_from"),
            ValidTo = DateOf("valid_to"),
        };

        static bool IsTrue(string cell) => cell is "1" or "true" or "yes";

        DateOnly? DateOf(string column)
        {
            var cell = Cell(column);
            if (cell.Length == 0)
            {
                return null;
            }

            if (DateOnly.TryParseExact(cell, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            {
                return date;
            }

            faults.All.Add(new CohortFault(place, $"{column} is no date as 2024-01-31."));
            return null;
        }
    }
}
