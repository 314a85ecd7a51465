using System.Globalization;

namespace Suwen.Server.Terms;

/// <summary>One row of a table that a site imports.</summary>
/// <param name="Line">Its line in the file.</param>
/// <param name="Code">The code.</param>
/// <param name="Name">The name.</param>
/// <param name="Parent">The code above; null at the top.</param>
/// <param name="Synonyms">Other names, between bars; null where there are none.</param>
/// <param name="ValidFrom">First day on which it holds.</param>
/// <param name="ValidTo">Last day on which it holds.</param>
internal sealed record SiteRow(int Line, string Code, string Name, string? Parent, string? Synonyms, string? ValidFrom, string? ValidTo);

/// <summary>
/// Reads and checks a table of the site whole before anything of it lands: every fault is named with its line, and a cycle in the hierarchy with
/// the codes that it runs through.
/// </summary>
internal static class SiteTable
{
    /// <summary>The columns that a table may have; <c>code</c> and <c>name</c> it must.</summary>
    public static IReadOnlyList<string> Fields { get; } = ["code", "name", "parent", "synonyms", "valid_from", "valid_to"];

    private const int MostFaults = 200;

    /// <summary>The rows of a table, and what is wrong with it.</summary>
    /// <param name="table">The file.</param>
    /// <param name="columns">Which column of the file is which field, where it is called otherwise.</param>
    public static (IReadOnlyList<SiteRow> Rows, IReadOnlyList<FileFault> Faults) Check(CsvTable table, IReadOnlyDictionary<string, string> columns)
    {
        var faults = new List<FileFault>();
        var column = (string field) => columns.GetValueOrDefault(field, field);
        foreach (var field in new[] { "code", "name" }.Where(f => !table.Has(column(f))))
        {
            faults.Add(new FileFault(1, $"There is no column {column(field)} for {field}. Say which it is with --column {field}=…"));
        }

        foreach (var (field, name) in columns)
        {
            if (!Fields.Contains(field) || !table.Has(name))
            {
                faults.Add(new FileFault(1, $"--column {field}={name}: {(Fields.Contains(field) ? "the file has no such column" : "the fields are " + string.Join(", ", Fields))}."));
            }
        }

        if (faults.Count > 0)
        {
            return ([], faults);
        }

        var rows = new List<SiteRow>(table.RowCount);
        for (var i = 0; i < table.RowCount; i++)
        {
            var field = (string f) => table[i, column(f)] is { Length: > 0 } text ? text : null;
            rows.Add(new SiteRow(CsvTable.LineOf(i), field("code") ?? "", field("name") ?? "", field("parent"), field("synonyms"), field("valid_from"), field("valid_to")));
        }

        CheckRows(rows, faults);
        return (rows, [.. faults.OrderBy(f => f.Line).Take(MostFaults)]);
    }

    private static void CheckRows(List<SiteRow> rows, List<FileFault> faults)
    {
        var byCode = new Dictionary<string, SiteRow>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (row.Code.Length == 0 || row.Name.Length == 0)
            {
                faults.Add(new FileFault(row.Line, "The code or the name is empty."));
            }
            else if (!byCode.TryAdd(row.Code, row))
            {
                var first = byCode[row.Code];
                faults.Add(new FileFault(row.Line, first.Name == row.Name
                    ? $"The code {row.Code} is in line {first.Line} already."
                    : $"The code {row.Code} is called {row.Name} here and {first.Name} in line {first.Line}."));
            }

            CheckDays(row, faults);
        }

        foreach (var row in rows.Where(r => r.Parent is not null && !byCode.ContainsKey(r.Parent)))
        {
            faults.Add(new FileFault(row.Line, $"The code above, {row.Parent}, is not in the table."));
        }

        CheckCycles(byCode, faults);
    }

    private static void CheckDays(SiteRow row, List<FileFault> faults)
    {
        var days = new[] { row.ValidFrom, row.ValidTo }.Select(t => t is null ? (DateOnly?)null : DateOnly.TryParseExact(t, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : DateOnly.MinValue).ToArray();
        if (days.Contains(DateOnly.MinValue))
        {
            faults.Add(new FileFault(row.Line, "A day is written 2026-01-31."));
        }
        else if (days is [{ } from, { } to] && to < from)
        {
            faults.Add(new FileFault(row.Line, $"The code ends on {row.ValidTo} before it begins on {row.ValidFrom}."));
        }
    }

    /// <summary>Goes up from every code; whoever comes back to a code of the same way has found a cycle. Each is named once.</summary>
    private static void CheckCycles(Dictionary<string, SiteRow> byCode, List<FileFault> faults)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var start in byCode.Values)
        {
            var way = new List<string>();
            var onWay = new HashSet<string>(StringComparer.Ordinal);
            var at = start;
            while (at is not null && !done.Contains(at.Code) && onWay.Add(at.Code))
            {
                way.Add(at.Code);
                at = at.Parent is { } parent ? byCode.GetValueOrDefault(parent) : null;
            }

            if (at is not null && onWay.Contains(at.Code))
            {
                var cycle = way[way.IndexOf(at.Code)..];
                faults.Add(new FileFault(at.Line, $"The hierarchy runs in a circle: {string.Join(" → ", cycle)} → {at.Code}."));
            }

            done.UnionWith(way);
        }
    }
}
