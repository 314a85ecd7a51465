using System.Globalization;
using System.Text;
using Suwen.Standards.Csv;

namespace Suwen.Analysis.Payment.Dip;

/// <summary>Longest-prefix tables of codes, from the content of this folder.</summary>
internal sealed class DipPrefixes
{
    private readonly Dictionary<string, int> values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup;

    private DipPrefixes() => lookup = values.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly (List<(string Name, int Weight)> Conditions, DipPrefixes Prefixes) Comorbidity = ReadConditions();

    /// <summary>Conditions of the comorbidity index by number, with their weights: the ICD-10 coding of Quan et al. (2005), the weights of Charlson et al. (1987).</summary>
    public static IReadOnlyList<(string Name, int Weight)> Conditions => Comorbidity.Conditions;

    /// <summary>Number of the condition to which a diagnosis belongs.</summary>
    public static DipPrefixes Charlson => Comorbidity.Prefixes;

    /// <summary>The kind of treatment of a procedure, as <see cref="DipTreatment"/>.</summary>
    public static DipPrefixes Treatments { get; } = ReadTreatments();

    /// <summary>The value of the longest prefix of a code that the table has; -1 where it has none.</summary>
    public int Find(ReadOnlySpan<char> code)
    {
        for (var length = Math.Min(5, code.Length); length >= 2; length--)
        {
            if (lookup.TryGetValue(code[..length], out var value))
            {
                return value;
            }
        }

        return -1;
    }

    private static (List<(string, int)>, DipPrefixes) ReadConditions()
    {
        var conditions = new List<(string, int)>();
        var table = new DipPrefixes();
        Read("charlson.csv", row =>
        {
            var at = conditions.FindIndex(c => c.Item1 == row[0]);
            if (at < 0)
            {
                at = conditions.Count;
                conditions.Add((row[0], int.Parse(row[1], CultureInfo.InvariantCulture)));
            }

            table.values[row[2]] = at;
        });
        return (conditions, table);
    }

    private static DipPrefixes ReadTreatments()
    {
        var table = new DipPrefixes();
        Read("treatments.csv", row => table.values[row[0]] = (int)Enum.Parse<DipTreatment>(row[1], ignoreCase: true));
        return table;
    }

    private static void Read(string file, Action<string[]> take)
    {
        using var stream = typeof(DipPrefixes).Assembly.GetManifestResourceStream("Payment/Dip/Content/" + file)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var reader = new CsvReader(bytes, (byte)',', CsvReader.DoubleQuote, new CsvFields());
        reader.Read();
        while (reader.Read())
        {
            var row = new string[reader.FieldCount];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = Encoding.UTF8.GetString(reader[i]);
            }

            take(row);
        }
    }
}

/// <summary>How a case was treated, by its weightiest procedure.</summary>
internal enum DipTreatment
{
    Conservative,
    Diagnostic,
    Therapeutic,
    Surgical,
}
