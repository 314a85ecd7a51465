using System.Text;
using Suwen.Standards.Csv;

namespace Suwen.Standards.DataElements;

/// <summary>
/// Reads the three files of a site's standards, which are UTF-8 CSV with a header row: elements (<c>element_id, name_zh, value_set_id,
/// data_type, format, unit</c>), value sets (<c>value_set_id, value_set_name_zh, code, name_zh</c>) and members of data sets
/// (<c>data_set_id, data_set_name_zh, element_id</c>). Further columns are passed over. Every fault is told at once.
/// </summary>
public static class DataElementFiles
{
    private const int MostFaults = 100;

    /// <summary>Elements. An id that comes twice is a fault, as is one without a name.</summary>
    public static IReadOnlyList<DataElement> ReadElements(ReadOnlySpan<byte> csv, List<ImportFault> faults)
    {
        var found = new List<DataElement>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (line, f) in Rows(csv, ["element_id", "name_zh", "value_set_id", "data_type", "format", "unit"], 2, faults))
        {
            if (Use(line, f[0], seen.Add(f[0]), faults))
            {
                found.Add(new DataElement(f[0], f[1], f[2], f[3], f[4], f[5]));
            }
        }

        return found;
    }

    /// <summary>Items of value sets. A code comes once in its set.</summary>
    public static IReadOnlyList<ValueSetItem> ReadValueSets(ReadOnlySpan<byte> csv, List<ImportFault> faults)
    {
        var found = new List<ValueSetItem>();
        var seen = new HashSet<(string, string)>();
        foreach (var (line, f) in Rows(csv, ["value_set_id", "value_set_name_zh", "code", "name_zh"], 4, faults))
        {
            if (Use(line, f[0] + " " + f[2], seen.Add((f[0], f[2])), faults))
            {
                found.Add(new ValueSetItem(f[0], f[1], f[2], f[3]));
            }
        }

        return found;
    }

    /// <summary>Members of data sets. An element comes once in its set.</summary>
    public static IReadOnlyList<DataSetMember> ReadMembers(ReadOnlySpan<byte> csv, List<ImportFault> faults)
    {
        var found = new List<DataSetMember>();
        var seen = new HashSet<(string, string)>();
        foreach (var (line, f) in Rows(csv, ["data_set_id", "data_set_name_zh", "element_id"], 3, faults))
        {
            if (Use(line, f[0] + " " + f[2], seen.Add((f[0], f[2])), faults))
            {
                found.Add(new DataSetMember(f[0], f[1], f[2]));
            }
        }

        return found;
    }

    private static bool Use(int line, string id, bool isNew, List<ImportFault> faults)
    {
        if (!isNew)
        {
            Add(faults, line, $"{id} stands in the file twice. Leave one of the two out.");
        }

        return isNew;
    }

    private static List<(int Line, string[] Fields)> Rows(ReadOnlySpan<byte> csv, string[] names, int required, List<ImportFault> faults)
    {
        var rows = new List<(int, string[])>();
        csv = csv.StartsWith("\ufeff"u8) ? csv[3..] : csv;
        var reader = new CsvReader(csv, (byte)',', CsvReader.DoubleQuote, new CsvFields());
        if (!reader.Read())
        {
            Add(faults, 1, "The file is empty.");
            return rows;
        }

        var header = new List<string>();
        for (var i = 0; i < reader.FieldCount; i++)
        {
            header.Add(Encoding.UTF8.GetString(reader[i]).Trim());
        }

        var places = names.Select(n => header.IndexOf(n)).ToArray();
        foreach (var missing in names.Take(required).Where((_, i) => places[i] < 0))
        {
            Add(faults, 1, $"The header has no column {missing}.");
        }

        if (faults.Count > 0)
        {
            return rows;
        }

        for (var line = 2; reader.Read(); line++)
        {
            if (reader.IsBlank)
            {
                continue;
            }

            var fields = new string[names.Length];
            for (var i = 0; i < names.Length; i++)
            {
                fields[i] = places[i] >= 0 && places[i] < reader.FieldCount ? Encoding.UTF8.GetString(reader[places[i]]).Trim() : "";
            }

            var empty = Array.FindIndex(fields, 0, required, f => f.Length == 0);
            if (reader.Fault != CsvFault.None || empty >= 0)
            {
                Add(faults, line, empty >= 0 ? $"The line has no {names[empty]}." : "The line is no CSV: look at its quotes.");
                continue;
            }

            rows.Add((line, fields));
        }

        return rows;
    }

    private static void Add(List<ImportFault> faults, int line, string message)
    {
        if (faults.Count < MostFaults)
        {
            faults.Add(new ImportFault(line, message));
        }
    }
}
