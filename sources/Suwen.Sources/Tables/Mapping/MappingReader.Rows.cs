using System.Text;
using System.Text.Json;
using Suwen.Storage.Schema;

namespace Suwen.Sources.Tables.Mapping;

internal sealed partial class MappingReader
{
    private static readonly string[] RowKeys = ["table", "key", "when", "columns"];
    private static readonly string[] CellKeys = ["column", "constant", "format", "values", "otherwise", "unreadable", "vocabulary", "unit"];

    private static readonly string[] TableNames =
        [.. CanonicalModel.Tables.Where(t => t.IsLoaded && t.Name != "person").Select(t => t.Name)];

    private void ReadRow(MappingNode node)
    {
        var pairs = Pairs(node, "A row", RowKeys);
        if (Text(pairs, "table") is not { } name)
        {
            faults.Add(node.Line, "table: is missing.");
            return;
        }

        if (!TableNames.Contains(name))
        {
            var hint = name == "person" ? " Persons of a source go to cn_source_person; person is made of it." : MappingFaults.DidYouMean(name, TableNames);
            faults.Add(pairs["table"].Line, $"The model has no table {name} to load.{hint}");
            return;
        }

        var row = new MappedRow(CanonicalModel.Table(name), node.Line) { Key = Names(pairs, "key") };
        if (pairs.TryGetValue("when", out var when))
        {
            ReadConditions(row, when);
        }

        if (!pairs.TryGetValue("columns", out var columns) || columns.Pairs is not { Count: > 0 })
        {
            faults.Add(columns?.Line ?? node.Line, $"columns: of {name} is missing.");
            return;
        }

        foreach (var (key, value) in Pairs(columns, "columns:", []))
        {
            ReadColumn(row, key, value);
        }

        mapping.Rows.Add(row);
    }

    private void ReadConditions(MappedRow row, MappingNode when)
    {
        foreach (var (name, value) in Pairs(when, "when:", []))
        {
            var texts = Scalars(value, $"when: {name}").Select(n => n.Text!.Trim()).ToList();
            row.When.Add(new MappedCondition(
                new ColumnName(name.Trim(), value.Line),
                [.. texts.Where(t => t.Length > 0 && t != "*").Select(Encoding.UTF8.GetBytes)],
                texts.Contains("*"),
                texts.Contains("")));
        }
    }

    private void ReadColumn(MappedRow row, string name, MappingNode value)
    {
        var table = row.Table;
        if (!table.TryFind(name, out var column))
        {
            var known = table.Columns.Where(IsSettable).Select(c => c.Name);
            faults.Add(value.Line, $"{table.Name} has no column {name}.{MappingFaults.DidYouMean(name, known)}");
            return;
        }

        if (!IsSettable(column))
        {
            var hint = column.Role switch
            {
                ColumnRole.Key => "Ids are given by Suwen; state the sender's with key:.",
                ColumnRole.Person or ColumnRole.SourcePerson => "State the sender's person with person: at the top of the mapping.",
                ColumnRole.Clock => "It follows from time_zone: and the format of the times.",
                _ => "Suwen fills it.",
            };
            faults.Add(value.Line, $"{table.Name}.{name} cannot be set. {hint}");
            return;
        }

        if (ReadCell(column, value, table) is { } cell)
        {
            row.Cells.Add(cell);
        }
    }

    private static bool IsSettable(Column column) => column.Role is ColumnRole.Value or ColumnRole.Reference;

    private MappedCell? ReadCell(Column column, MappingNode node, Table? table)
    {
        var cell = new MappedCell(column, node.Line) { Formats = [TimeFormat.Iso] };
        if (node.Text is { } source)
        {
            cell.Source = new ColumnName(source.Trim(), node.Line);
            return cell.Source.Value.Name.Length > 0 ? cell : Fault(node, $"{column.Name}: names no column of the file.");
        }

        var pairs = Pairs(node, column.Name, CellKeys);
        if (Text(pairs, "column") is { } name)
        {
            cell.Source = new ColumnName(name.Trim(), pairs["column"].Line);
        }

        if (pairs.ContainsKey("constant"))
        {
            ReadConstant(cell, pairs);
        }
        else if (cell.Source is null)
        {
            return Fault(node, $"{column.Name}: needs column: (a column of the file) or constant:.");
        }

        ReadFormats(cell, pairs);
        ReadValues(cell, pairs);
        cell.IgnoresUnreadable = Choice(pairs, "unreadable", "reject", "empty") == "empty";
        if (table is not null)
        {
            ReadCompanion(cell, pairs, "vocabulary", table, VocabularyColumn(column.Name));
            ReadCompanion(cell, pairs, "unit", table, "unit_source_value");
        }

        return cell;
    }

    private MappedCell? Fault(MappingNode node, string message)
    {
        faults.Add(node.Line, message);
        return null;
    }

    private void ReadConstant(MappedCell cell, Dictionary<string, MappingNode> pairs)
    {
        var line = pairs["constant"].Line;
        if (cell.Source is not null)
        {
            faults.Add(line, $"{cell.Column.Name}: states both column: and constant:. Keep one.");
        }

        if (Text(pairs, "constant") is { } text)
        {
            cell.Constant = Encoding.UTF8.GetBytes(text.Trim());
            CheckConvertible(cell.Column, cell.Constant, line, "constant:");
        }
    }

    private void ReadFormats(MappedCell cell, Dictionary<string, MappingNode> pairs)
    {
        if (!pairs.TryGetValue("format", out var node))
        {
            return;
        }

        if (cell.Column.Type is not (ColumnType.Date or ColumnType.Timestamp))
        {
            faults.Add(node.Line, $"{cell.Column.Name} is no date or time, so format: has no meaning for it.");
            return;
        }

        var formats = new List<TimeFormat>();
        foreach (var text in Scalars(node, "format"))
        {
            if (TimeFormat.Compile(text.Text!, out var fault) is not { } format)
            {
                faults.Add(text.Line, $"format: {text.Text} {fault}. Examples: yyyyMMdd, yyyy-MM-dd HH:mm:ss, yyyy年M月d日, iso, excel, epoch-ms.");
                continue;
            }

            if (format.NeedsZone && mapping.OffsetMinutes is null)
            {
                faults.Add(text.Line, $"format: {text.Text} states instants; state time_zone: at the top of the mapping, such as \"+08:00\".");
            }

            formats.Add(format);
        }

        cell.Formats = [.. formats];
    }

    private void ReadValues(MappedCell cell, Dictionary<string, MappingNode> pairs)
    {
        if (!pairs.TryGetValue("values", out var node))
        {
            if (pairs.TryGetValue("otherwise", out var lone))
            {
                faults.Add(lone.Line, "otherwise: goes with values: only.");
            }

            return;
        }

        if (cell.Column.Type is ColumnType.Date or ColumnType.Timestamp)
        {
            faults.Add(node.Line, $"{cell.Column.Name} is a date or time: use format: and not values:.");
            return;
        }

        var entries = new List<(byte[], byte[])>();
        foreach (var (key, value) in Pairs(node, "values:", []))
        {
            if (value.Text is null)
            {
                faults.Add(value.Line, $"values: {key} must be a single text.");
                continue;
            }

            var target = Encoding.UTF8.GetBytes(value.Text.Trim());
            CheckConvertible(cell.Column, target, value.Line, $"values: {key}:");
            entries.Add((Encoding.UTF8.GetBytes(key.Trim()), target));
        }

        cell.Values = new ByteMap(entries);
        if (Text(pairs, "otherwise") is { } otherwise)
        {
            cell.KeepsOthers = otherwise == "keep";
            cell.Otherwise = otherwise is "keep" or "reject" ? null : Encoding.UTF8.GetBytes(otherwise.Trim());
            if (cell.Otherwise is { } text)
            {
                CheckConvertible(cell.Column, text, pairs["otherwise"].Line, "otherwise:");
            }
        }
    }

    private void ReadCompanion(MappedCell cell, Dictionary<string, MappingNode> pairs, string key, Table table, string target)
    {
        if (Text(pairs, key) is not { } text)
        {
            return;
        }

        if (!table.TryFind(target, out var column) || column == cell.Column)
        {
            faults.Add(pairs[key].Line, $"{table.Name} has no column {target} to hold the {key} of {cell.Column.Name}.");
            return;
        }

        cell.Companions.Add((column, Encoding.UTF8.GetBytes(text.Trim())));
    }

    /// <summary>The column that names the code system of a code: <c>condition_source_vocabulary</c>, <c>diagnosis_vocabulary</c>.</summary>
    private static string VocabularyColumn(string name)
    {
        foreach (var ending in (ReadOnlySpan<string>)["_source_value", "_code"])
        {
            if (name.EndsWith(ending, StringComparison.Ordinal))
            {
                return name[..^ending.Length] + (ending == "_code" ? "_vocabulary" : "_source_vocabulary");
            }
        }

        return name + "_vocabulary";
    }

    private void CheckConvertible(Column column, byte[] text, int line, string what)
    {
        var isConvertible = text.Length == 0 || column.Role == ColumnRole.Reference || column.Type switch
        {
            ColumnType.Int32 => CellReader.TryInteger(text, out var small) && small == (int)small,
            ColumnType.Int64 => CellReader.TryInteger(text, out _),
            ColumnType.Double => CellReader.TryDouble(text, out _),
            ColumnType.Decimal => CellReader.TryDecimal(text, out _),
            ColumnType.Boolean => CellReader.TryBoolean(text, out _),
            ColumnType.Date or ColumnType.Timestamp => CellReader.TryTime(text, out var time) && time.Precision >= Standards.Time.TimePrecision.Day,
            ColumnType.Json => IsJson(text),
            _ => true,
        };
        if (!isConvertible)
        {
            faults.Add(line, $"{what} {Encoding.UTF8.GetString(text)} does not fit {column.Name}, which is of type {NameOf(column.Type)}.");
        }
    }

    private static bool IsJson(byte[] text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string NameOf(ColumnType type) => type switch
    {
        ColumnType.Int32 or ColumnType.Int64 => "integer",
        ColumnType.Double or ColumnType.Decimal => "number",
        ColumnType.Boolean => "true or false",
        ColumnType.Date => "date (2024-01-31)",
        ColumnType.Timestamp => "date and time (2024-01-31 08:30:00)",
        _ => "text",
    };

    private void CheckRows(int line)
    {
        if (mapping.Rows.Exists(r => r.Table.PersonColumn is { Required: true }) && mapping.Person.Count == 0)
        {
            var row = mapping.Rows.First(r => r.Table.PersonColumn is { Required: true });
            faults.Add(row.Line, $"Rows of {row.Table.Name} belong to a person: state the sender's person with person: at the top of the mapping.");
        }

        foreach (var row in mapping.Rows.Where(r => r.Table.Name == "cn_source_person" && mapping.Person.Count == 0))
        {
            faults.Add(row.Line, "Rows of cn_source_person need person: at the top of the mapping, the sender's key of the person.");
        }

        foreach (var row in mapping.Rows.Where(r => r.Table.Name == "visit_occurrence" && mapping.Visit.Count == 0 && r.Key.Count == 0 && mapping.Key.Count == 0))
        {
            faults.Add(row.Line, "Rows of visit_occurrence need visit: at the top of the mapping, the sender's key of the visit.");
        }

        foreach (var group in mapping.Rows.Where(r => r.Key.Count == 0).GroupBy(r => r.Table).Where(g => g.Count() > 1 && mapping.Key.Count == 0))
        {
            // Equal rows without a key are told apart by their number in the file, which one row of each table can take as its key.
            faults.Add(group.Last().Line, $"A row of the file gives several rows of {group.Key.Name}: state key: at the top of the mapping, the columns that identify the row.");
        }

        if (mapping.Rows.Count == 0 && faults.Count == 0)
        {
            faults.Add(line, "rows: is empty.");
        }
    }
}
