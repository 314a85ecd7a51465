using System.Globalization;
using System.Reflection;
using System.Text;

namespace Suwen.Simulator.Care.Catalogue;

/// <summary>The content of the simulator is at fault: every fault found, each with file and line.</summary>
public sealed class ContentException(IReadOnlyList<string> faults)
    : Exception($"The simulator's content has {faults.Count} fault(s):{Environment.NewLine}{string.Join(Environment.NewLine, faults)}")
{
    public IReadOnlyList<string> Faults { get; } = faults;
}

/// <summary>A CSV file of the content (RFC 4180, UTF-8, a header line) and the faults found in it.</summary>
internal sealed class ContentTable
{
    private readonly List<string> _faults;

    private ContentTable(string name, List<string> faults)
    {
        Name = name;
        _faults = faults;
    }

    public string Name { get; }

    public List<ContentRow> Rows { get; } = [];

    /// <summary>Reads an embedded file; a wrong header or ragged row is a fault and the row is left out.</summary>
    /// <param name="columns">The header that the file must have, separated by blanks.</param>
    public static ContentTable Load(string name, string columns, List<string> faults)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name);
        if (stream is not null)
        {
            using var reader = new StreamReader(stream, Encoding.UTF8);
            return Parse(name, columns, reader.ReadToEnd(), faults);
        }
        faults.Add($"{name}: the file is missing");
        return new ContentTable(name, faults);
    }

    /// <summary>Reads the text of a file.</summary>
    public static ContentTable Parse(string name, string columns, string text, List<string> faults)
    {
        var table = new ContentTable(name, faults);
        var expected = columns.Split(' ');
        var at = 0;
        var line = 1;
        var isHeader = true;
        while (at < text.Length)
        {
            var first = line;
            var fields = ReadRecord(text, ref at, ref line);
            if (isHeader)
            {
                isHeader = false;
                if (!fields.AsSpan().SequenceEqual(expected)) faults.Add($"{name}:1: the header must be {string.Join(',', expected)}");
            }
            else if (fields.Length != expected.Length) faults.Add($"{name}:{first}: {fields.Length} fields instead of {expected.Length}");
            else table.Rows.Add(new ContentRow(table, first, fields));
        }
        return table;
    }

    public void Fault(int line, string what) => _faults.Add($"{Name}:{line.ToString(CultureInfo.InvariantCulture)}: {what}");

    private static string[] ReadRecord(string text, ref int at, ref int line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var isQuoted = false;
        for (; at < text.Length; at++)
        {
            var c = text[at];
            if (c == '\n') line++;
            if (isQuoted)
            {
                if (c != '"') field.Append(c);
                else if (at + 1 < text.Length && text[at + 1] == '"') { field.Append('"'); at++; }
                else isQuoted = false;
            }
            else if (c == '"') isQuoted = true;
            else if (c == ',') { fields.Add(field.ToString()); field.Clear(); }
            else if (c == '\n') { at++; break; }
            else if (c != '\r') field.Append(c);
        }
        fields.Add(field.ToString());
        return [.. fields];
    }
}

/// <summary>A row; a field that cannot be read is noted as a fault and gives a harmless value, so that reading goes on.</summary>
internal sealed class ContentRow(ContentTable table, int line, string[] fields)
{
    public int Line => line;

    public string this[int column] => fields[column];

    /// <summary>A field that must not be empty.</summary>
    public string Text(int column)
    {
        if (fields[column].Length == 0) Fault($"column {column + 1} is empty");
        return fields[column];
    }

    /// <summary>One of the words.</summary>
    public string OneOf(int column, params ReadOnlySpan<string> words)
    {
        if (!words.Contains(fields[column])) Fault($"“{fields[column]}” is none of {string.Join(", ", words!)}");
        return fields[column];
    }

    public double Number(int column, double least = 0, double most = double.MaxValue)
    {
        if (!double.TryParse(fields[column], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
        {
            Fault($"“{fields[column]}” is no number");
            return least;
        }
        if (value < least || value > most) Fault(FormattableString.Invariant($"{value} is outside {least} … {most}"));
        return value;
    }

    /// <summary>A number or NaN for an empty field.</summary>
    public double NumberOrNaN(int column) => fields[column].Length == 0 ? double.NaN : Number(column, double.MinValue);

    public int Whole(int column, int least = 0, int most = int.MaxValue)
    {
        var value = Number(column, least, most);
        if (value != Math.Floor(value)) Fault($"“{fields[column]}” is no whole number");
        return (int)Math.Clamp(value, least, most);
    }

    public bool Flag(int column) => OneOf(column, "0", "1") == "1";

    public void Fault(string what) => table.Fault(line, what);
}
