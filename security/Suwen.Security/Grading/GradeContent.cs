using System.Reflection;

namespace Suwen.Security.Grading;

/// <summary>Reads the content tables beside this class: comma-separated, one heading line, no quotes.</summary>
internal static class GradeContent
{
    public static IEnumerable<string[]> Rows(string file, int columns)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Suwen.Security.Grading." + file)
            ?? throw new InvalidOperationException($"{file} is not embedded.");
        using var reader = new StreamReader(stream);
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split(',');
            yield return cells.Length == columns ? cells : throw new InvalidDataException($"{file}: a line has {cells.Length} cells instead of {columns}: {line}");
        }
    }
}
