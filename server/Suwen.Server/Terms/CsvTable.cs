using System.Text;
using Suwen.Server.Node;
using Suwen.Standards.Csv;

namespace Suwen.Server.Terms;

/// <summary>A fault of a file that a user brings.</summary>
/// <param name="Line">Line of the file, from 1 for the header.</param>
/// <param name="What">What is wrong and what to do.</param>
internal sealed record FileFault(int Line, string What);

/// <summary>A small table that a user brings as CSV in UTF-8, with its first line as header.</summary>
internal sealed class CsvTable
{
    private readonly Dictionary<string, int> columns;
    private readonly List<string[]> rows;

    private CsvTable(Dictionary<string, int> columns, List<string[]> rows)
    {
        this.columns = columns;
        this.rows = rows;
    }

    public int RowCount => rows.Count;

    public IEnumerable<string> Columns => columns.Keys;

    /// <summary>Line of a row in the file; rows that fold over several lines count as one.</summary>
    public static int LineOf(int row) => row + 2;

    /// <summary>Reads a file.</summary>
    /// <exception cref="SuwenFault">It is not there, or no table.</exception>
    public static async Task<CsvTable> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw new SuwenFault(ExitCode.BadInput, "caller", "There is no such file.", path, "Name a CSV file.");
        }

        var table = Read(await File.ReadAllBytesAsync(path, cancellationToken), out var fault);
        return table ?? throw new SuwenFault(ExitCode.BadInput, "caller", fault!, path, "Save the table as CSV in UTF-8, its first line the names of the columns.");
    }

    /// <summary>Reads a table; null with what is wrong where it is none.</summary>
    public static CsvTable? Read(ReadOnlySpan<byte> bytes, out string? fault)
    {
        fault = null;
        bytes = bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        if (!System.Text.Unicode.Utf8.IsValid(bytes))
        {
            fault = "The file is not in UTF-8.";
            return null;
        }

        var reader = new CsvReader(bytes, CsvSniffer.Delimiter(bytes[..Math.Min(bytes.Length, 65_536)], bytes.Length <= 65_536), CsvReader.DoubleQuote, new CsvFields());
        if (!reader.Read())
        {
            fault = "The file is empty.";
            return null;
        }

        var columns = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < reader.FieldCount; i++)
        {
            if (!columns.TryAdd(Encoding.UTF8.GetString(reader[i]).Trim(), i))
            {
                fault = $"Two columns are called {Encoding.UTF8.GetString(reader[i])}.";
                return null;
            }
        }

        var rows = new List<string[]>();
        while (reader.Read())
        {
            if (reader.IsBlank)
            {
                continue;
            }

            if (reader.Fault != CsvFault.None || reader.FieldCount > columns.Count)
            {
                fault = $"Row {LineOf(rows.Count)} is no row of the table: {(reader.Fault == CsvFault.None ? "more fields than the header" : reader.Fault.ToString())}.";
                return null;
            }

            var row = new string[columns.Count];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = i < reader.FieldCount ? Encoding.UTF8.GetString(reader[i]).Trim() : "";
            }

            rows.Add(row);
        }

        return new CsvTable(columns, rows);
    }

    public bool Has(string column) => columns.ContainsKey(column);

    /// <summary>A field; empty where the table has no such column.</summary>
    public string this[int row, string column] => columns.TryGetValue(column, out var at) ? rows[row][at] : "";
}
