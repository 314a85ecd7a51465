using Suwen.Simulator.Randomness;
using Suwen.Simulator.Region;
using Suwen.Standards.Divisions;

namespace Suwen.Simulator.People;

/// <summary>
/// The county codes that ID numbers begin with, those of the past among them: a number keeps the code that was in force when it was given.
/// </summary>
internal sealed class BirthPlaces
{
    /// <summary>When a county took a new code, where the year is not in the table: most counties became cities or districts in these years.</summary>
    private const int UsualYearOfChange = 1992;

    private readonly List<Division> _places = [];
    private readonly List<(int Former, int Year)> _formers = [];
    private readonly int[][] _byProvince = new int[100][];
    private readonly int[] _originProvinces;
    private readonly int[] _originTotals;
    private readonly string[] _provinceNames = new string[100];

    public BirthPlaces(RegionMap map)
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var county in DivisionTables.Counties)
        {
            // Development zones (…7x) belong to counties and have no code of their own in ID numbers.
            if (county.Code[4] == '7') continue;
            index[county.Code] = _places.Count;
            _places.Add(county);
        }

        var current = _places.Count;
        foreach (var county in DivisionTables.FormerCounties)
        {
            index[county.Code] = _places.Count;
            _places.Add(county);
        }

        var known = PeopleContent.Rows("county_code_changes.csv").ToDictionary(row => row[1], row => (index[row[0]], PeopleContent.Whole(row[2])), StringComparer.Ordinal);
        for (var i = 0; i < current; i++)
        {
            _formers.Add(known.TryGetValue(_places[i].Code, out var change) ? change : (FormerOf(_places[i], index), UsualYearOfChange));
        }

        foreach (var province in DivisionTables.Provinces)
        {
            var code = PeopleContent.Whole(province.Code);
            _provinceNames[code] = province.Name;
            _byProvince[code] = [.. Enumerable.Range(0, current).Where(i => _places[i].Code.StartsWith(province.Code, StringComparison.Ordinal))];
        }

        Local = [.. map.Counties.Select(county => index.TryGetValue(county.Code, out var at) ? at : _byProvince[PeopleContent.Whole(county.Code[..2])][0])];
        var origins = PeopleContent.Rows("migrant_origins.csv");
        _originProvinces = [.. origins.Select(row => PeopleContent.Whole(row[0]))];
        _originTotals = new int[origins.Count];
        var sum = 0;
        for (var i = 0; i < origins.Count; i++) _originTotals[i] = sum += PeopleContent.Whole(origins[i][1]);
    }

    /// <summary>The places of the region's own counties, by the county's index.</summary>
    public int[] Local { get; }

    public string Code(int place) => _places[place].Code;

    public int Province(int place) => (_places[place].Code[0] - '0') * 10 + _places[place].Code[1] - '0';

    /// <summary>Province and county, such as 浙江省海宁市.</summary>
    public string Name(int place) => _provinceNames[Province(place)] + _places[place].Name;

    /// <summary>The place whose code somebody born in that year has.</summary>
    public int InForce(int place, int birthYear) => place < _formers.Count && _formers[place].Former >= 0 && birthYear < _formers[place].Year ? _formers[place].Former : place;

    public bool IsInForceToday(int place) => place < _formers.Count;

    /// <summary>A county elsewhere: one in four of the same province, otherwise of a province by its weight as an origin of migrants (invented).</summary>
    public int Elsewhere(ref RandomStream stream, int local)
    {
        var province = stream.Chance(0.25) ? Province(local) : _originProvinces[stream.Cumulative(_originTotals)];
        return stream.Pick<int>(_byProvince[province]);
    }

    /// <summary>
    /// The code that a county of today had before: a retired code of the same city and of the same name but for the kind. Codes of other cities are passed over, since many of them
    /// were given up before ID numbers began in 1984.
    /// </summary>
    private static int FormerOf(Division county, Dictionary<string, int> index)
    {
        var stem = Stem(county.Name);
        if (stem.Length < 2 || stem is "市辖") return -1;
        foreach (var former in DivisionTables.FormerCountiesUnder(county.Code[..4]))
        {
            if (former.Name[^1] is '县' or '市' && Stem(former.Name) == stem) return index[former.Code];
        }

        return -1;
    }

    private static string Stem(string name) => name[^1] is '县' or '市' or '区' ? name[..^1] : name;
}
