using Suwen.Simulator.Randomness;
using Suwen.Standards.Divisions;

namespace Suwen.Simulator.Region;

/// <summary>The region: real divisions, invented communities and gathering places.</summary>
public sealed class RegionMap
{
    /// <summary>Residents of a community, where there are enough of them.</summary>
    private const int UsualCommunity = 2000;

    /// <summary>Small regions get at least some twenty communities, of no fewer residents than this.</summary>
    private const int SmallestCommunity = 500, CommunitiesWanted = 20;

    private const int FewestResidents = 100, MostResidents = 10_000_000;

    public required string ProvinceName { get; init; }
    public required string CityName { get; init; }
    public required IReadOnlyList<County> Counties { get; init; }
    public required IReadOnlyList<Community> Communities { get; init; }
    public required IReadOnlyList<Gathering> Gatherings { get; init; }

    /// <summary>Reads the divisions of the region and lays out its communities for the number of residents. Their resident counts are those of the first day; <c>Population.Map</c> has the final ones.</summary>
    /// <exception cref="SimulationException">An option is out of range or names no region.</exception>
    public static RegionMap Create(SimulationOptions options)
    {
        Check(options);
        var code = options.RegionCode;
        var isMunicipality = DivisionTables.Find(code[..4])!.Value.Name is "市辖区" or "县";
        var province = DivisionTables.Find(code[..2])!.Value.Name;
        var city = isMunicipality ? province : DivisionTables.Find(code[..4])!.Value.Name;
        var divisions = code.Length == 6 ? [DivisionTables.Find(code)!.Value] : DivisionTables.CountiesUnder(code).ToArray();
        var towns = divisions.Select(TownsOf).ToArray();
        var sizes = CommunitySizes(options);
        var perTown = Allot(sizes.Length, [.. towns.SelectMany(list => list).Select(Weight)]);

        var counties = new List<County>();
        var communities = new List<Community>();
        var townIndex = 0;
        var firstResident = 0;
        for (var i = 0; i < divisions.Length; i++)
        {
            var first = communities.Count;
            var count = 0;
            for (var j = 0; j < towns[i].Length; j++) count += perTown[townIndex + j];
            var county = new County(i, divisions[i].Code, divisions[i].Name, towns[i], first, count);
            counties.Add(county);
            foreach (var town in towns[i])
            {
                for (var n = 0; n < perTown[townIndex]; n++)
                {
                    var size = sizes[communities.Count];
                    communities.Add(MakeCommunity(options.Seed, communities.Count, county, town, n, firstResident, size));
                    firstResident += size;
                }

                townIndex++;
            }
        }

        return new RegionMap
        {
            ProvinceName = province,
            CityName = city,
            Counties = counties,
            Communities = communities,
            Gatherings = GatheringPlaces.Of(options.Seed, communities),
        };
    }

    /// <summary>The same map with communities of other sizes: once it is known who is born and who moves in.</summary>
    internal RegionMap WithResidents(IReadOnlyList<(int First, int Count)> ranges, ulong seed)
    {
        var communities = new Community[Communities.Count];
        for (var i = 0; i < communities.Length; i++)
        {
            communities[i] = Communities[i] with { FirstResident = ranges[i].First, ResidentCount = ranges[i].Count };
        }

        return new RegionMap { ProvinceName = ProvinceName, CityName = CityName, Counties = Counties, Communities = communities, Gatherings = GatheringPlaces.Of(seed, communities) };
    }

    private static void Check(SimulationOptions options)
    {
        if (options.Residents is < FewestResidents or > MostResidents)
        {
            throw new SimulationException("--residents", $"{options.Residents} is not between {FewestResidents} and {MostResidents}", "Give a number of residents in that range.");
        }

        if (options.To < options.From || options.To.DayNumber - options.From.DayNumber > 20 * 366 || options.From.Year < 2010 || options.To.Year > 2034)
        {
            throw new SimulationException("--from/--to", $"{options.From:yyyy-MM-dd} to {options.To:yyyy-MM-dd} is no period that can be made", "Give a first and a last day, the last not before the first, at most twenty years apart, between 2010 and 2034.");
        }

        var code = options.RegionCode;
        if (code.Length is not (4 or 6) || !code.All(char.IsAsciiDigit))
        {
            throw new SimulationException("--region", $"'{code}' is not a code of four or six digits", "Give the code of a city, such as 3304, or of a county, such as 330402 (GB/T 2260).");
        }

        if (DivisionTables.Find(code) is null)
        {
            throw new SimulationException("--region", $"there is no {(code.Length == 4 ? "city" : "county")} {code}", "Look the code up in standards/Suwen.Standards/Divisions; the divisions are those of 2023.");
        }
    }

    private static Town[] TownsOf(Division county)
    {
        var found = DivisionTables.TownsUnder(county.Code);
        // A county without towns of its own (some development zones) is one town.
        return found.IsEmpty ? [new Town(county.Code + "000", county.Name, true)] : [.. found.ToArray().Select(town => new Town(town.Code, town.Name, town.Name.EndsWith("街道", StringComparison.Ordinal)))];
    }

    /// <summary>Invented: a street office has about twice the people of a town, a township half, a farm or zone a fifth.</summary>
    private static int Weight(Town town) => town.IsUrban ? 20 : town.Name[^1] switch { '镇' => 11, '乡' or '木' => 5, _ => 2 };

    private static int[] CommunitySizes(SimulationOptions options)
    {
        var usual = Math.Clamp(options.Residents / CommunitiesWanted, SmallestCommunity, UsualCommunity);
        var count = Math.Max(1, (options.Residents + usual / 2) / usual);
        var weights = new int[count];
        for (var i = 0; i < count; i++) weights[i] = new RandomStream(options.Seed, RandomPurpose.Community, i).Between(70, 130);
        return Allot(options.Residents, weights);
    }

    /// <summary>Shares a total out by weight, exactly: each gets the difference of two rounded running totals.</summary>
    private static int[] Allot(int total, int[] weights)
    {
        var sum = 0L;
        foreach (var weight in weights) sum += weight;
        var shares = new int[weights.Length];
        long running = 0, given = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            running += weights[i];
            var upTo = (running * total + sum / 2) / sum;
            shares[i] = (int)(upTo - given);
            given = upTo;
        }

        return shares;
    }

    private static Community MakeCommunity(ulong seed, int index, County county, Town town, int ordinal, int firstResident, int size)
    {
        var stream = new RandomStream(seed, RandomPurpose.Community, index, 1);
        var isUrban = town.IsUrban ? stream.Chance(0.95) : stream.Chance(town.Name[^1] == '镇' ? 0.35 : 0.05);
        return new Community(index, county, town, CommunityNames.Name(seed, town.Code, ordinal, isUrban), isUrban, firstResident, size);
    }
}
