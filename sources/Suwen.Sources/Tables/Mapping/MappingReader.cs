using System.Globalization;
using System.Text;
using Suwen.Storage.Schema;

namespace Suwen.Sources.Tables.Mapping;

/// <summary>Reads a mapping file and checks it against the model, gathering every fault.</summary>
internal sealed partial class MappingReader
{
    /// <summary>Size above which a file is no mapping.</summary>
    public const int MaximumBytes = 1024 * 1024;

    private static readonly string[] TopKeys =
    [
        "record", "encoding", "delimiter", "quote", "header", "columns", "skip_rows", "sheet", "time_zone", "decimal", "nulls",
        "key", "person", "visit", "provider", "updated_at", "rows",
    ];

    private static readonly byte[][] DefaultNulls = ["NULL"u8.ToArray(), "null"u8.ToArray(), "\\N"u8.ToArray()];

    private readonly MappingFaults faults;
    private readonly TableMapping mapping = new() { Nulls = [.. DefaultNulls] };

    private MappingReader(MappingFaults faults) => this.faults = faults;

    /// <summary>Reads a mapping. It is returned, as far as it could be read, even with faults, so that the header can be checked too.</summary>
    public static TableMapping? Read(ReadOnlySpan<byte> yaml, MappingFaults faults)
    {
        if (yaml.Length > MaximumBytes)
        {
            faults.Add(1, $"The mapping is larger than {MaximumBytes >> 20} MiB.");
            return null;
        }

        if (MappingNode.Read(yaml, faults) is not { } root)
        {
            return null;
        }

        var reader = new MappingReader(faults);
        reader.ReadTop(root);
        return reader.mapping;
    }

    private void ReadTop(MappingNode root)
    {
        var top = Pairs(root, "The mapping", TopKeys);
        ReadFile(top);
        ReadConventions(top);
        mapping.Key = Names(top, "key");
        mapping.Person = Names(top, "person");
        mapping.Visit = Names(top, "visit");
        mapping.Provider = Names(top, "provider");
        if (top.TryGetValue("updated_at", out var updated))
        {
            // Its type is that of any column with a time of day; where the value goes is the record's version, not a column.
            mapping.UpdatedAt = ReadCell(CanonicalModel.Table("visit_occurrence").Columns[CanonicalModel.Table("visit_occurrence")["visit_start_datetime"]], updated, null);
        }

        if (!top.TryGetValue("rows", out var rows) || rows.Items is not { Count: > 0 } items)
        {
            faults.Add(rows?.Line ?? root.Line, "rows: is missing. List the rows of the model that a row of the file gives, each with table: and columns:.");
            return;
        }

        foreach (var item in items)
        {
            ReadRow(item);
        }

        CheckRows(rows.Line);
    }

    private void ReadFile(Dictionary<string, MappingNode> top)
    {
        mapping.RecordKind = Text(top, "record") is { Length: > 0 and <= 60 } record ? record : "row";
        mapping.Sheet = Text(top, "sheet");
        if (Text(top, "encoding") is { } encoding)
        {
            mapping.Encoding = TableEncoding.Find(encoding);
            if (mapping.Encoding is null)
            {
                faults.Add(top["encoding"].Line, $"encoding: {encoding} is unknown. Known: {TableEncoding.KnownNames}.");
            }
        }

        if (Text(top, "delimiter") is { } delimiter)
        {
            mapping.Delimiter = delimiter switch
            {
                "tab" or "\\t" or "\t" => (byte)'\t',
                [> ' ' and < (char)127 and not '"' and not (>= '0' and <= '9')] => (byte)delimiter[0],
                _ => null,
            };
            if (mapping.Delimiter is null)
            {
                faults.Add(top["delimiter"].Line, "delimiter: must be one character such as \",\", \";\" or \"|\", or the word tab.");
            }
        }

        mapping.IsQuoted = Choice(top, "quote", "double", "none") != "none";
        mapping.HasHeader = Choice(top, "header", "first", "none") != "none";
        mapping.Columns = Names(top, "columns");
        if (!mapping.HasHeader && mapping.Columns.Count == 0)
        {
            faults.Add(top["header"].Line, "header: none needs columns: with the names of the file's columns, in their order.");
        }

        if (mapping.HasHeader && mapping.Columns.Count > 0)
        {
            faults.Add(top["columns"].Line, "columns: goes with header: none only; the names are otherwise those of the header row.");
        }

        if (Text(top, "skip_rows") is { } skip)
        {
            if (int.TryParse(skip, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) && rows <= 1000)
            {
                mapping.SkipRows = rows;
            }
            else
            {
                faults.Add(top["skip_rows"].Line, "skip_rows: must be a number from 0 to 1000.");
            }
        }
    }

    private void ReadConventions(Dictionary<string, MappingNode> top)
    {
        mapping.HasDecimalComma = Choice(top, "decimal", ".", ",") == ",";
        if (top.TryGetValue("nulls", out var nulls))
        {
            mapping.Nulls = [.. Scalars(nulls, "nulls").Where(n => n.Text!.Length > 0).Select(n => Encoding.UTF8.GetBytes(n.Text!.Trim()))];
        }

        if (Text(top, "time_zone") is { } zone)
        {
            if (TryReadZone(zone, out var offset))
            {
                mapping.OffsetMinutes = offset;
            }
            else
            {
                faults.Add(top["time_zone"].Line, "time_zone: must be an offset from UTC such as \"+08:00\".");
            }
        }
    }

    private static bool TryReadZone(string text, out short offset)
    {
        offset = 0;
        if (text is "Z" or "UTC")
        {
            return true;
        }

        if (text.Length != 6 || text[0] is not ('+' or '-') || !TimeSpan.TryParseExact(text[1..], "hh\\:mm", CultureInfo.InvariantCulture, out var span) || span.TotalHours > 14)
        {
            return false;
        }

        offset = (short)(span.TotalMinutes * (text[0] == '-' ? -1 : 1));
        return true;
    }

    /// <summary>The pairs of a node by key; unknown and repeated keys are faults.</summary>
    private Dictionary<string, MappingNode> Pairs(MappingNode node, string what, string[] known)
    {
        var pairs = new Dictionary<string, MappingNode>(StringComparer.Ordinal);
        if (node.Pairs is null)
        {
            faults.Add(node.Line, $"{what} must consist of keys and values (key: value).");
            return pairs;
        }

        foreach (var (key, value) in node.Pairs)
        {
            if (known.Length > 0 && !known.Contains(key.Text))
            {
                faults.Add(key.Line, $"{what} has no key {key.Text}.{MappingFaults.DidYouMean(key.Text!, known)}");
            }
            else if (!pairs.TryAdd(key.Text!, value))
            {
                faults.Add(key.Line, $"{key.Text} is stated twice.");
            }
        }

        return pairs;
    }

    private string? Text(Dictionary<string, MappingNode> pairs, string key)
    {
        if (!pairs.TryGetValue(key, out var node))
        {
            return null;
        }

        if (node.Text is null)
        {
            faults.Add(node.Line, $"{key}: must be a single text.");
        }

        return node.Text;
    }

    private string? Choice(Dictionary<string, MappingNode> pairs, string key, params string[] choices)
    {
        var text = Text(pairs, key);
        if (text is not null && !choices.Contains(text))
        {
            faults.Add(pairs[key].Line, $"{key}: must be one of {string.Join(" | ", choices)}.");
        }

        return text;
    }

    /// <summary>One name or a list of names of columns of the file.</summary>
    private List<ColumnName> Names(Dictionary<string, MappingNode> pairs, string key)
    {
        if (!pairs.TryGetValue(key, out var node))
        {
            return [];
        }

        var names = Scalars(node, key).Select(n => new ColumnName(n.Text!.Trim(), n.Line)).ToList();
        foreach (var name in names.Where(n => n.Name.Length == 0))
        {
            faults.Add(name.Line, $"{key}: has an empty name.");
        }

        foreach (var repeated in names.GroupBy(n => n.Name, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            faults.Add(repeated.Last().Line, $"{key}: names {repeated.Key} twice.");
        }

        return names;
    }

    private List<MappingNode> Scalars(MappingNode node, string key)
    {
        if (node.Text is not null)
        {
            return [node];
        }

        if (node.Items is null || node.Items.Exists(i => i.Text is null))
        {
            faults.Add(node.Line, $"{key}: must be a text or a list of texts.");
            return [];
        }

        return node.Items;
    }
}
