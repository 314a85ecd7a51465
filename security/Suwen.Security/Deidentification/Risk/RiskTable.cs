using System.Globalization;
using System.Text;
using Suwen.Standards.Csv;
using Suwen.Standards.Text;

namespace Suwen.Security.Deidentification;

/// <summary>The quasi-identifying columns of a table, and one sensitive column, each value as a small number: four bytes a value in memory.</summary>
public sealed class RiskTable
{
    private readonly List<int>[] codes;
    private readonly Dictionary<string, int>[] dictionaries;

    private RiskTable(string[] names, int quasi)
    {
        Names = names;
        QuasiCount = quasi;
        codes = [.. names.Select(_ => new List<int>())];
        dictionaries = [.. names.Select(_ => new Dictionary<string, int>(StringComparer.Ordinal))];
        Values = [.. names.Select(_ => new List<string>())];
    }

    /// <summary>The quasi-identifiers, then the sensitive column where there is one.</summary>
    public IReadOnlyList<string> Names { get; }

    public int QuasiCount { get; }

    public bool HasSensitive => Names.Count > QuasiCount;

    public int Rows => codes.Length == 0 ? 0 : codes[0].Count;

    /// <summary>The values of each column by their number.</summary>
    internal List<string>[] Values { get; }

    internal List<int> Codes(int column) => codes[column];

    /// <summary>Makes a table of rows in memory.</summary>
    public static RiskTable Of(IReadOnlyList<string> quasi, string? sensitive, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new RiskTable([.. quasi, .. sensitive is null ? Array.Empty<string>() : [sensitive]], quasi.Count);
        foreach (var row in rows)
        {
            for (var i = 0; i < table.Names.Count; i++)
            {
                table.Add(i, row[i]);
            }
        }

        return table;
    }

    /// <summary>Reads a delimited file.</summary>
    /// <returns>The table, or what is wrong in words.</returns>
    public static (RiskTable? Table, string? Fault) Read(Stream stream, IReadOnlyList<string> quasi, string? sensitive)
    {
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        if (memory.Length > int.MaxValue / 2)
        {
            return (null, "The table is larger than 1 GiB.");
        }

        var bytes = memory.GetBuffer().AsSpan(0, (int)memory.Length);
        if (CharacterSets.Detect(bytes, out var mark) is not { } set)
        {
            return (null, "The text is valid in no encoding that is known (UTF-8, UTF-16, GB 18030).");
        }

        var utf8 = bytes[mark..];
        if (!set.IsUtf8)
        {
            var buffer = new byte[set.MaxUtf8Length(utf8.Length)];
            set.TryTranscode(utf8, buffer, out var written);
            utf8 = buffer.AsSpan(0, written);
        }

        var reader = new CsvReader(utf8, CsvSniffer.Delimiter(utf8[..Math.Min(utf8.Length, 1 << 16)], utf8.Length <= 1 << 16), CsvReader.DoubleQuote, new CsvFields());
        if (!reader.Read())
        {
            return (null, "The table is empty.");
        }

        var header = new string[reader.FieldCount];
        for (var i = 0; i < header.Length; i++)
        {
            header[i] = Encoding.UTF8.GetString(reader[i]).Trim();
        }

        string[] names = [.. quasi, .. sensitive is null ? Array.Empty<string>() : [sensitive]];
        var places = new int[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            places[i] = Array.IndexOf(header, names[i]);
            if (places[i] < 0)
            {
                return (null, $"There is no column {names[i]}. There are: {string.Join(", ", header)}.");
            }
        }

        var table = new RiskTable(names, quasi.Count);
        while (reader.Read())
        {
            if (reader.IsBlank)
            {
                continue;
            }

            for (var i = 0; i < places.Length; i++)
            {
                table.Add(i, places[i] < reader.FieldCount ? Encoding.UTF8.GetString(reader[places[i]]).Trim() : "");
            }
        }

        return (table, null);
    }

    private void Add(int column, string value)
    {
        if (!dictionaries[column].TryGetValue(value, out var code))
        {
            code = Values[column].Count;
            Values[column].Add(value);
            dictionaries[column].Add(value, code);
        }

        codes[column].Add(code);
    }

    /// <summary>Rows by equal quasi-identifiers: for each class its size and, where there is a sensitive column, how often each value of it occurs.</summary>
    internal List<EquivalenceClass> Classes()
    {
        var classes = new Dictionary<CodeKey, EquivalenceClass>();
        for (var row = 0; row < Rows; row++)
        {
            var key = new int[QuasiCount];
            for (var i = 0; i < QuasiCount; i++)
            {
                key[i] = codes[i][row];
            }

            var name = new CodeKey(key);
            if (!classes.TryGetValue(name, out var found))
            {
                classes.Add(name, found = new EquivalenceClass(key));
            }

            found.Size++;
            if (HasSensitive)
            {
                var code = codes[QuasiCount][row];
                found.Sensitive[code] = found.Sensitive.GetValueOrDefault(code) + 1;
            }
        }

        return [.. classes.Values];
    }

    /// <summary>The number that a value stands for; null where it is none.</summary>
    internal double? NumberOf(int column, int code) => double.TryParse(Values[column][code], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>Rows that cannot be told apart by their quasi-identifiers.</summary>
internal sealed class EquivalenceClass(int[] codes)
{
    public int[] Codes => codes;

    public long Size { get; set; }

    public Dictionary<int, long> Sensitive { get; } = [];
}

/// <summary>Several small numbers, equal by content.</summary>
internal readonly struct CodeKey(int[] codes) : IEquatable<CodeKey>
{
    private int[] Codes { get; } = codes;

    public bool Equals(CodeKey other) => Codes.AsSpan().SequenceEqual(other.Codes);

    public override bool Equals(object? obj) => obj is CodeKey other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var code in Codes)
        {
            hash.Add(code);
        }

        return hash.ToHashCode();
    }
}
