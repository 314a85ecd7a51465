using Suwen.Standards.Divisions;

namespace Suwen.Security.Deidentification.Methods;

/// <summary>Finds province, city and county at the beginning of an address.</summary>
internal static class PlaceNames
{
    private static readonly Lazy<List<(string Name, string Code)>> ProvinceNames = new(LoadProvinces);
    private static readonly Lazy<Dictionary<string, List<(string Name, string Code)>>> CityNames = new(() => Load(cities: true));
    private static readonly Lazy<Dictionary<string, List<(string Name, string Code)>>> CountyNames = new(() => Load(cities: false));

    /// <summary>Appends the address as far as the level; nothing where no province or city is recognised.</summary>
    public static bool TryGeneralise(ReadOnlySpan<char> address, GeneralLevel level, CharBuffer output)
    {
        var rest = address.Trim();
        if (rest.StartsWith("中国"))
        {
            rest = rest[2..];
        }

        var province = Match(ProvinceNames.Value, ref rest);
        var city = Match(province is null ? CityNames.Value[""] : CityNames.Value.GetValueOrDefault(province[..2], []), ref rest);
        province ??= city?[..2];
        var county = city is null && province is not null ? Match(CountyNames.Value.GetValueOrDefault(province, []), ref rest) : city is null ? null : Match(CountyNames.Value.GetValueOrDefault(city, []), ref rest);
        city ??= county?[..4];
        if (province is null)
        {
            return false;
        }

        output.Append(DivisionTables.Find(province)!.Value.Name);
        if (level is GeneralLevel.City or GeneralLevel.County && city is not null && DivisionTables.Find(city) is { } found && found.Name is not ("市辖区" or "县"))
        {
            output.Append(found.Name);
        }

        if (level == GeneralLevel.County && county is not null)
        {
            output.Append(DivisionTables.Find(county)!.Value.Name);
        }

        return true;
    }

    private static string? Match(List<(string Name, string Code)> names, ref ReadOnlySpan<char> rest)
    {
        foreach (var (name, code) in names)
        {
            if (rest.StartsWith(name, StringComparison.Ordinal))
            {
                rest = rest[name.Length..];
                return code;
            }
        }

        return null;
    }

    private static List<(string, string)> LoadProvinces()
    {
        var names = new List<(string Name, string Code)>();
        foreach (var province in DivisionTables.Provinces)
        {
            names.Add((province.Name, province.Code));
            names.Add((Short(province.Name), province.Code));
        }

        return LongestFirst(names);
    }

    /// <summary>By the code above: cities also under "" for addresses that leave the province out.</summary>
    private static Dictionary<string, List<(string Name, string Code)>> Load(bool cities)
    {
        var names = new Dictionary<string, List<(string Name, string Code)>>(StringComparer.Ordinal) { [""] = [] };
        var all = cities ? DivisionTables.CitiesUnder("") : DivisionTables.Counties;
        foreach (var division in all)
        {
            if (division.Name is "市辖区" or "县" || division.Name.Contains("直辖", StringComparison.Ordinal))
            {
                continue;
            }

            foreach (var above in cities ? [division.Code[..2], ""] : (string[])[division.Code[..4], division.Code[..2]])
            {
                if (!names.TryGetValue(above, out var list))
                {
                    names.Add(above, list = []);
                }

                list.Add((division.Name, division.Code));
            }
        }

        foreach (var key in names.Keys.ToList())
        {
            names[key] = LongestFirst(names[key]);
        }

        return names;
    }

    private static List<(string Name, string Code)> LongestFirst(List<(string Name, string Code)> names)
    {
        names.Sort(static (left, right) => right.Name.Length.CompareTo(left.Name.Length));
        return names;
    }

    private static string Short(string province) => province.StartsWith("内蒙古", StringComparison.Ordinal) || province.StartsWith("黑龙江", StringComparison.Ordinal) ? province[..3] : province[..2];
}
