using System.Text;
using Suwen.Standards.Csv;

namespace Suwen.Standards.Divisions;

/// <summary>
/// Provinces, cities, counties and towns of China as of 2023 (sources in NOTICE), and the county codes that are no longer in force but go on living in ID numbers,
/// since a number never changes. Read once, at first use.
/// </summary>
public static class DivisionTables
{
    private static readonly Lazy<Division[]> ProvinceTable = new(() => Load("provinces.csv"));
    private static readonly Lazy<Division[]> CityTable = new(() => Load("cities.csv"));
    private static readonly Lazy<Division[]> CountyTable = new(() => Load("counties.csv"));
    private static readonly Lazy<Division[]> TownTable = new(() => Load("towns.csv"));
    private static readonly Lazy<Division[]> FormerTable = new(() => Load("former_county_codes.csv"));

    /// <summary>All provinces, ordered by code.</summary>
    public static ReadOnlySpan<Division> Provinces => ProvinceTable.Value;

    /// <summary>All counties, ordered by code.</summary>
    public static ReadOnlySpan<Division> Counties => CountyTable.Value;

    /// <summary>County codes of the past that are not in force today, ordered by code; names as they were.</summary>
    public static ReadOnlySpan<Division> FormerCounties => FormerTable.Value;

    /// <summary>The cities whose code begins so.</summary>
    public static ReadOnlySpan<Division> CitiesUnder(string code) => Under(CityTable.Value, code);

    /// <summary>The counties whose code begins so: of a province by two digits, of a city by four.</summary>
    public static ReadOnlySpan<Division> CountiesUnder(string code) => Under(CountyTable.Value, code);

    /// <summary>The towns whose code begins so: of a county by six digits.</summary>
    public static ReadOnlySpan<Division> TownsUnder(string code) => Under(TownTable.Value, code);

    /// <summary>The former county codes that begin so.</summary>
    public static ReadOnlySpan<Division> FormerCountiesUnder(string code) => Under(FormerTable.Value, code);

    /// <summary>Looks up a province, city, county or town in force by its whole code; null if there is none.</summary>
    public static Division? Find(string code)
    {
        var table = code.Length switch
        {
            2 => ProvinceTable.Value,
            4 => CityTable.Value,
            6 => CountyTable.Value,
            9 => TownTable.Value,
            _ => [],
        };
        var at = LowerBound(table, code);
        return at < table.Length && table[at].Code == code ? table[at] : null;
    }

    private static ReadOnlySpan<Division> Under(Division[] table, string code)
    {
        var start = LowerBound(table, code);
        var end = start;
        while (end < table.Length && table[end].Code.StartsWith(code, StringComparison.Ordinal))
        {
            end++;
        }

        return table.AsSpan(start, end - start);
    }

    private static int LowerBound(Division[] table, string code)
    {
        int low = 0, high = table.Length;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (string.CompareOrdinal(table[middle].Code, code) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private static Division[] Load(string file)
    {
        using var stream = typeof(DivisionTables).Assembly.GetManifestResourceStream("divisions/" + file)
            ?? throw new InvalidOperationException($"The assembly lacks its table divisions/{file}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var reader = new CsvReader(bytes, (byte)',', CsvReader.DoubleQuote, new CsvFields());
        reader.Read();
        var rows = new List<Division>();
        while (reader.Read())
        {
            rows.Add(new Division(Encoding.ASCII.GetString(reader[0]), Encoding.UTF8.GetString(reader[1])));
        }

        rows.Sort(static (left, right) => string.CompareOrdinal(left.Code, right.Code));
        return [.. rows];
    }
}
