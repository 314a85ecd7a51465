using System.Reflection;
using System.Text;

namespace Suwen.Simulator.Writing.Terms;

/// <summary>The small tables of Content/terms: plain cells apart by commas, a header row, LF.</summary>
internal static class TermFile
{
    public static IReadOnlyList<string[]> Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not part of the program.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var width = reader.ReadLine()!.Split(',').Length;
        var rows = new List<string[]>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0) continue;
            var cells = line.Split(',');
            if (cells.Length != width) throw new InvalidDataException($"{name}, row {rows.Count + 2}: {cells.Length} cells instead of {width}.");
            rows.Add(cells);
        }

        return rows;
    }
}
