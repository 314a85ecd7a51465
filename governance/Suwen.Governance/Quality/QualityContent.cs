using System.Text;
using Suwen.Standards.Csv;

namespace Suwen.Governance.Quality;

/// <summary>The CSV and SQL files that hold the checks' content: embedded ones, and those of a site.</summary>
internal static class QualityContent
{
    private const string Prefix = "Suwen.Governance.Quality.Content/";

    /// <summary>An embedded file as text.</summary>
    public static string Text(string name)
    {
        using var stream = typeof(QualityContent).Assembly.GetManifestResourceStream(Prefix + name)
            ?? throw new InvalidOperationException($"{name} is not embedded.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>The lines of an embedded CSV file below its header.</summary>
    public static IReadOnlyList<ContentLine> Lines(string name)
    {
        var lines = Parse(Text(name), name, out var faults);
        return faults.Count == 0 ? lines : throw new InvalidOperationException(string.Join(' ', faults));
    }

    /// <summary>Reads CSV with a header. Lines of another number of cells are told and left out; lines that begin with # are comments.</summary>
    public static IReadOnlyList<ContentLine> Parse(string text, string name, out IReadOnlyList<string> faults)
    {
        var found = new List<string>();
        var lines = new List<ContentLine>();
        Dictionary<string, int>? header = null;
        var reader = new CsvReader(Encoding.UTF8.GetBytes(text.TrimStart('\uFEFF')), (byte)',', CsvReader.DoubleQuote, new CsvFields());
        var number = 0;
        while (reader.Read())
        {
            number++;
            if (reader.IsBlank || reader.Row[0] == (byte)'#')
            {
                continue;
            }

            var cells = new string[reader.FieldCount];
            for (var i = 0; i < cells.Length; i++)
            {
                cells[i] = Encoding.UTF8.GetString(reader[i]).Trim();
            }

            if (header is null)
            {
                header = [];
                for (var i = 0; i < cells.Length; i++)
                {
                    header.TryAdd(cells[i], i);
                }
            }
            else if (cells.Length != header.Count)
            {
                found.Add($"{name} row {number}: {cells.Length} cells where the header has {header.Count}.");
            }
            else
            {
                lines.Add(new ContentLine($"{name} row {number}", header, cells));
            }
        }

        faults = found;
        return lines;
    }
}

/// <summary>A line of a content file; cells by the header's names.</summary>
internal sealed record ContentLine(string Place, IReadOnlyDictionary<string, int> Header, IReadOnlyList<string> Cells)
{
    /// <summary>The cell's text; empty where the file has no such column.</summary>
    public string this[string column] => Header.TryGetValue(column, out var at) ? Cells[at] : "";
}
