using System.Text;
using Suwen.Standards.Csv;

namespace Suwen.Analysis.Payment.FrontPage;

/// <summary>Rows of a table in the folder Content, by the names of its columns.</summary>
internal static class FrontPageTable
{
    public static List<Dictionary<string, string>> Read(string file)
    {
        using var stream = typeof(FrontPageTable).Assembly.GetManifestResourceStream("Payment/FrontPage/Content/" + file)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var reader = new CsvReader(bytes, (byte)',', CsvReader.DoubleQuote, new CsvFields());
        reader.Read();
        var names = new string[reader.FieldCount];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = Encoding.UTF8.GetString(reader[i]);
        }

        var rows = new List<Dictionary<string, string>>();
        while (reader.Read())
        {
            if (reader.FieldCount != names.Length)
            {
                throw new InvalidOperationException($"{file}, row {rows.Count + 2}: {reader.FieldCount} fields and not {names.Length}.");
            }

            var row = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var i = 0; i < names.Length; i++)
            {
                row[names[i]] = Encoding.UTF8.GetString(reader[i]);
            }

            rows.Add(row);
        }

        return rows;
    }
}

/// <summary>A set of codes written as prefixes (<c>I50.9</c>) and ranges of categories (<c>C00-C97</c>), with blanks between.</summary>
internal sealed class CodeSet
{
    private readonly string[] prefixes;
    private readonly (string From, string To)[] ranges;

    public CodeSet(string text)
    {
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        prefixes = [.. parts.Where(static p => !p.Contains('-', StringComparison.Ordinal))];
        ranges = [.. parts.Where(static p => p.Contains('-', StringComparison.Ordinal)).Select(static p => (p[..p.IndexOf('-', StringComparison.Ordinal)], p[(p.IndexOf('-', StringComparison.Ordinal) + 1)..]))];
    }

    public bool IsEmpty => prefixes.Length == 0 && ranges.Length == 0;

    public bool Contains(string code)
    {
        foreach (var prefix in prefixes)
        {
            if (code.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        foreach (var (from, to) in ranges)
        {
            if (code.Length >= from.Length && string.Compare(code, 0, from, 0, from.Length, StringComparison.OrdinalIgnoreCase) >= 0
                && string.Compare(code, 0, to, 0, to.Length, StringComparison.OrdinalIgnoreCase) <= 0)
            {
                return true;
            }
        }

        return false;
    }
}
