using Suwen.Simulator.Answers;
using Suwen.Simulator.Care.Catalogue;
using Suwen.Simulator.People;
using Suwen.Simulator.Randomness;
using Suwen.Simulator.Region;

namespace Suwen.Simulator.Care;

/// <summary>An outbreak that is planted: who belongs to the place and falls ill, and when, follows from the seed.</summary>
/// <param name="Index">Number in the region.</param>
/// <param name="Disease">Index in the catalogue.</param>
/// <param name="AttackRate">Share of those of the place who fall ill.</param>
/// <param name="ExpectedSize">That share times their number.</param>
/// <param name="MedianDays">Median of the days from the start to the onset of a case: the speed; short for a common meal, long from person to person.</param>
internal sealed record Outbreak(int Index, Gathering Place, int Disease, DateOnly Start, double AttackRate, double ExpectedSize, double MedianDays)
{
    public string Number => "OB" + (Index + 1).ToString("D4", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The onset of the resident's illness, or null.</summary>
    public DateOnly? OnsetOf(ulong seed, in Resident resident)
    {
        if (resident.Community != Place.Community.Index || !resident.IsPresent(Start)) return null;
        var age = resident.Age(Start);
        if (age < Place.FirstAge || age > Place.LastAge) return null;
        var random = new RandomStream(seed, RandomPurpose.Outbreak, Index + 1, resident.Id.Value);
        if (!random.Chance(AttackRate)) return null;
        return Start.AddDays(Math.Min(45, (int)random.LogNormal(MedianDays, 0.55)));
    }
}

/// <summary>The outbreaks of the period.</summary>
internal sealed class OutbreakList
{
    // One outbreak per so many residents and year, at least two a year (invented: enough to score detection by).
    private const double ResidentsPerOutbreak = 12_000;

    // What breaks out where (by the main code's first three characters), its attack rate and median days to onset, after the usual descriptions of such outbreaks; the numbers are invented.
    private static readonly (string Code, GatheringKind[] Places, double Attack, double Days, int[] Months)[] Kinds =
    [
        ("A08", [GatheringKind.Kindergarten, GatheringKind.PrimarySchool, GatheringKind.MiddleSchool], 0.14, 2.5, [11, 12, 1, 2, 3]),
        ("B08", [GatheringKind.Kindergarten, GatheringKind.PrimarySchool], 0.16, 6, [4, 5, 6, 7, 9, 10]),
        ("J10", [GatheringKind.PrimarySchool, GatheringKind.MiddleSchool, GatheringKind.Kindergarten], 0.18, 4, [11, 12, 1, 2, 3]),
        ("J11", [GatheringKind.PrimarySchool, GatheringKind.MiddleSchool, GatheringKind.CareHome], 0.18, 4, [11, 12, 1, 2, 3]),
        ("B01", [GatheringKind.PrimarySchool, GatheringKind.Kindergarten], 0.10, 12, [4, 5, 6, 11, 12, 1]),
        ("A05", [GatheringKind.Factory, GatheringKind.Village, GatheringKind.MiddleSchool], 0.08, 0.8, [6, 7, 8, 9]),
        ("T62", [GatheringKind.Factory, GatheringKind.Village], 0.08, 0.8, [6, 7, 8, 9]),
        ("A09", [GatheringKind.Kindergarten, GatheringKind.Village, GatheringKind.CareHome], 0.08, 3, [6, 7, 8, 9]),
        ("A38", [GatheringKind.PrimarySchool, GatheringKind.Kindergarten], 0.07, 8, [4, 5, 6, 11, 12]),
        ("B26", [GatheringKind.PrimarySchool, GatheringKind.MiddleSchool], 0.08, 12, [4, 5, 6, 7]),
    ];

    private readonly Outbreak[]?[] _byCommunity;

    private OutbreakList(Outbreak[] all, int communities)
    {
        All = all;
        _byCommunity = new Outbreak[communities][];
        foreach (var outbreak in all)
        {
            ref var list = ref _byCommunity[outbreak.Place.Community.Index];
            list = list is null ? [outbreak] : [.. list, outbreak];
        }
    }

    public IReadOnlyList<Outbreak> All { get; }

    public ReadOnlySpan<Outbreak> Of(int community) => _byCommunity[community];

    public static OutbreakList Make(CareTables tables)
    {
        var map = tables.World.Map;
        var options = tables.World.Options;
        var wanted = (int)Math.Ceiling(Math.Max(2, options.Residents / ResidentsPerOutbreak) * tables.YearsOfPeriod);
        var kinds = Usable(tables);
        var outbreaks = new List<Outbreak>();
        if (kinds.Count == 0 || map.Gatherings.Count == 0) return new OutbreakList([], map.Communities.Count);
        var perCommunity = new int[map.Communities.Count];
        for (var attempt = 0; outbreaks.Count < wanted && attempt < wanted * 20; attempt++)
        {
            var random = new RandomStream(options.Seed, RandomPurpose.Outbreak, 0, attempt);
            var (disease, kind) = kinds[random.Below(kinds.Count)];
            var place = map.Gatherings[random.Below(map.Gatherings.Count)];
            if (Array.IndexOf(kind.Places, place.Kind) < 0) continue;
            // The number of the outbreak within its community must fit the visit's detail.
            if (perCommunity[place.Community.Index] >= 8) continue;
            var start = options.From.AddDays(random.Below(Math.Max(1, options.To.DayNumber - options.From.DayNumber - 20)));
            if (Array.IndexOf(kind.Months, start.Month) < 0 || (place.Kind <= GatheringKind.MiddleSchool && start.Month is 7 or 8 or 2)) continue;
            var attack = kind.Attack * random.LogNormal(1, 0.35);
            var people = Members(tables, place, start);
            var size = people * attack;
            // Fewer than five cases are none to find.
            if (size < 5) continue;
            if (size > 60) attack *= 60 / size;
            perCommunity[place.Community.Index]++;
            outbreaks.Add(new Outbreak(outbreaks.Count, place, disease, start, attack, people * attack, kind.Days));
        }
        return new OutbreakList([.. outbreaks], map.Communities.Count);
    }

    /// <summary>The truth about an outbreak, told where a record of it can be found.</summary>
    public static Answer AnswerOf(Outbreak outbreak, CareTables tables, string source, string record, string number)
    {
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        var disease = tables.Diseases[outbreak.Disease].Disease;
        return new Answer("outbreak", disease.Id, source, record, number,
            ("outbreak", outbreak.Number),
            ("disease", disease.NameZh),
            ("place", outbreak.Place.Name),
            ("place_kind", outbreak.Place.Kind.ToString()),
            ("community", outbreak.Place.Community.Name),
            ("county", outbreak.Place.Community.County.Code),
            ("start", outbreak.Start.ToString("yyyy-MM-dd", culture)),
            ("expected_size", outbreak.ExpectedSize.ToString("F1", culture)),
            ("median_days", outbreak.MedianDays.ToString("F1", culture)));
    }

    private static List<(int Disease, (string Code, GatheringKind[] Places, double Attack, double Days, int[] Months) Kind)> Usable(CareTables tables)
    {
        var usable = new List<(int, (string, GatheringKind[], double, double, int[]))>();
        foreach (var kind in Kinds)
        {
            foreach (var table in tables.Diseases)
            {
                if (table.Disease.Kind != DiseaseKind.Acute || table.Main.Terms.Length == 0 || !table.Main.Terms[0].Code.StartsWith(kind.Code, StringComparison.Ordinal)) continue;
                usable.Add((table.Disease.Index, kind));
                break;
            }
        }
        return usable;
    }

    private static int Members(CareTables tables, Gathering place, DateOnly day)
    {
        var count = 0;
        var community = place.Community;
        for (var i = community.FirstResident; i < community.FirstResident + community.ResidentCount; i++)
        {
            var resident = tables.World.Population[new ResidentId(i)];
            var age = resident.Age(day);
            if (resident.IsPresent(day) && age >= place.FirstAge && age <= place.LastAge) count++;
        }
        return count;
    }
}
