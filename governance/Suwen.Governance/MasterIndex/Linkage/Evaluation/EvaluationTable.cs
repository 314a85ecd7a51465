using System.Collections;
using System.Text;
using Suwen.Standards.Csv;
using Suwen.Standards.Text;

namespace Suwen.Governance.MasterIndex.Linkage.Evaluation;

/// <summary>
/// Rows of a delimited file as profiles, made when asked for, and apart from them the truth that only scoring may read: to <see cref="RecordLinkage"/> this is
/// a list of profiles without it.
/// </summary>
public sealed class EvaluationTable : IReadOnlyList<PersonProfile>
{
    private const int BirthDate = 3;

    private readonly byte[] text;
    private readonly byte delimiter;
    private readonly List<int> rows;
    // By field the columns whose values it is made of; none where the file does not have it.
    private readonly int[][] columnsOf;
    private readonly CsvFields fields = new();

    private EvaluationTable(byte[] text, byte delimiter, List<int> rows, int[][] columnsOf, int[] truth)
    {
        this.text = text;
        this.delimiter = delimiter;
        this.rows = rows;
        this.columnsOf = columnsOf;
        Truth = truth;
    }

    /// <summary>By row a number of the true person; rows without truth have a number of their own.</summary>
    public IReadOnlyList<int> Truth { get; }

    public int Count => rows.Count;

    /// <summary>The row as a profile; its id is the number of the row, from 1 behind the header.</summary>
    public PersonProfile this[int index]
    {
        get
        {
            var reader = new CsvReader(text.AsSpan(rows[index]), delimiter, CsvReader.DoubleQuote, fields);
            reader.Read();
            return new PersonProfile
            {
                Id = index + 1,
                FullName = Text(ref reader, 0),
                GivenName = Text(ref reader, 1),
                FamilyName = Text(ref reader, 2),
                BirthDate = Text(ref reader, 3),
                Sex = Text(ref reader, 4),
                NationalId = Text(ref reader, 5),
                Phone = Text(ref reader, 6),
                Email = Text(ref reader, 7),
                StreetNumber = Text(ref reader, 8),
                Street = Text(ref reader, 9),
                District = Text(ref reader, 10),
                City = Text(ref reader, 11),
                Province = Text(ref reader, 12),
                Postcode = Text(ref reader, 13),
                InsuranceNo = Text(ref reader, 14),
                RecordNo = Text(ref reader, 15),
                GuardianName = Text(ref reader, 16),
            };
        }
    }

    /// <summary>Reads a file: encoding and delimiter by what it shows.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="truthColumn">Name of the column with the true person.</param>
    /// <param name="mapping">Column by field; null takes columns by their names. Filled with what was taken.</param>
    /// <param name="fault">What is wrong with the file or the names, when the answer is null.</param>
    public static EvaluationTable? Read(byte[] bytes, string truthColumn, ref Dictionary<string, string>? mapping, out string fault)
    {
        if (!TryUtf8(bytes, out var text, out fault))
        {
            return null;
        }

        var delimiter = CsvSniffer.Delimiter(text.AsSpan(0, Math.Min(text.Length, 1 << 16)), text.Length <= 1 << 16);
        var fields = new CsvFields();
        var reader = new CsvReader(text, delimiter, CsvReader.DoubleQuote, fields);
        if (!reader.Read() || reader.IsBlank)
        {
            fault = "The file is empty: it has no header.";
            return null;
        }

        var header = new List<string>();
        for (var i = 0; i < reader.FieldCount; i++)
        {
            header.Add(Encoding.UTF8.GetString(reader[i]).Trim());
        }

        if (!TryColumns(header, truthColumn, ref mapping, out var columnsOf, out var truthAt, out fault))
        {
            return null;
        }

        var rows = new List<int>();
        var truths = new List<int>();
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var anyValue = false;
        while (reader.Read())
        {
            if (reader.IsBlank)
            {
                continue;
            }

            rows.Add(reader.RowStart);
            truths.Add(TruthOf(truthAt < reader.FieldCount ? reader[truthAt] : default, numbers));
            for (var f = 0; f < columnsOf.Length && !anyValue; f++)
            {
                foreach (var column in columnsOf[f])
                {
                    anyValue |= column < reader.FieldCount && !reader[column].Trim((byte)' ').IsEmpty;
                }
            }
        }

        fault = rows.Count < 2 ? $"The file has {rows.Count} row{(rows.Count == 1 ? "" : "s")} behind its header; linking needs at least two."
            : !anyValue ? "Every mapped column is empty in every row."
            : "";
        // Rows without truth are each their own person.
        var next = numbers.Count;
        var truth = truths.ConvertAll(t => t >= 0 ? t : next++);
        return fault.Length > 0 ? null : new EvaluationTable(text, delimiter, rows, columnsOf, [.. truth]);
    }

    public IEnumerator<PersonProfile> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool TryUtf8(byte[] bytes, out byte[] text, out string fault)
    {
        (text, fault) = ([], "");
        var set = CharacterSets.Detect(bytes, out var mark);
        if (set is null)
        {
            fault = "The text is neither UTF-8, UTF-16 nor GB 18030.";
            return false;
        }

        if (set.IsUtf8)
        {
            text = mark == 0 ? bytes : bytes[mark..];
            return true;
        }

        var buffer = new byte[set.MaxUtf8Length(bytes.Length - mark)];
        if (!set.TryTranscode(bytes.AsSpan(mark), buffer, out var written))
        {
            fault = $"The text is not valid {set.Name}.";
            return false;
        }

        Array.Resize(ref buffer, written);
        text = buffer;
        return true;
    }

    private static bool TryColumns(List<string> header, string truthColumn, ref Dictionary<string, string>? mapping, out int[][] columnsOf, out int truthAt, out string fault)
    {
        fault = "";
        columnsOf = new int[EvaluationMapping.FieldNames.Count][];
        Array.Fill(columnsOf, []);
        truthAt = header.IndexOf(truthColumn);
        var names = string.Join(", ", header);
        if (truthAt < 0)
        {
            fault = $"There is no column {truthColumn} for the truth; the columns are {names}.";
            return false;
        }

        if (header.GroupBy(static h => h).FirstOrDefault(static g => g.Key.Length > 0 && g.Count() > 1) is { } twice)
        {
            fault = $"The column {twice.Key} occurs twice in the header.";
            return false;
        }

        mapping ??= EvaluationMapping.Guess(header, truthColumn);
        foreach (var (field, column) in mapping)
        {
            // by+bm+bd is three columns, unless a column has just that name.
            string[] parts = header.Contains(column) ? [column] : column.Split(EvaluationMapping.Joint, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            var at = Array.ConvertAll(parts, header.IndexOf);
            if (at.Length == 0 || Array.Exists(at, static a => a < 0))
            {
                fault = $"There is no column {(at.Length == 0 ? column : parts[Array.FindIndex(at, static a => a < 0)])} for the field {field}; the columns are {names}.";
                return false;
            }

            if (Array.IndexOf(at, truthAt) >= 0)
            {
                fault = $"The truth column {truthColumn} cannot be the field {field}.";
                return false;
            }

            columnsOf[EvaluationMapping.FieldNames.IndexOf(field)] = at;
        }

        if (mapping.Count == 0)
        {
            fault = $"No column is known as a field of a person; name them with --map field=column. The columns are {names}.";
            return false;
        }

        return true;
    }

    private static int TruthOf(ReadOnlySpan<byte> bytes, Dictionary<string, int> numbers)
    {
        var value = bytes.Trim((byte)' ');
        if (value.IsEmpty)
        {
            return -1;
        }

        var name = Encoding.UTF8.GetString(value);
        if (!numbers.TryGetValue(name, out var number))
        {
            numbers[name] = number = numbers.Count;
        }

        return number;
    }

    private string? Text(ref CsvReader reader, int field)
    {
        string? text = null;
        foreach (var column in columnsOf[field])
        {
            if (column < reader.FieldCount && !reader[column].IsEmpty)
            {
                var part = Encoding.UTF8.GetString(reader[column]);
                text = text is null ? part : field == BirthDate ? $"{text}-{part}" : $"{text} {part}";
            }
        }

        return text;
    }
}

/// <summary>Finding in a list that is only read.</summary>
internal static class ReadOnlyLists
{
    public static int IndexOf(this IReadOnlyList<string> list, string value)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] == value)
            {
                return i;
            }
        }

        return -1;
    }
}
