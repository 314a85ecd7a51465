using Suwen.Simulator.Randomness;
using Suwen.Simulator.Region;

namespace Suwen.Simulator.People;

/// <summary>
/// Makes everybody: community by community in order, each from the seed and its own numbers alone. Residents of the first day come first in a community, household by household;
/// then those born to them in the period; then those who move in, and their children.
/// </summary>
internal sealed partial class PopulationBuilder(SimulationOptions options, RegionMap map)
{
    /// <summary>2^64 divided by the golden ratio: multiples of it, modulo 2^64, fill the unit interval evenly from any start on, so that every community and the whole have the table's ages and sexes.</summary>
    private const ulong GoldenStep = 0x9E3779B97F4A7C15;

    /// <summary>Where a household comes from, and whether spouses share it; invented.</summary>
    private const double LocalHouseholds = 0.74, CityHouseholds = 0.08, SpousesOfOneOrigin = 0.8, MigrantChildrenRegisteredAtHome = 0.6;

    private const int NoDay = int.MaxValue / 2;

    private readonly Demography _demography = Demography.At(options.From);
    private readonly CommunityDraft _draft = new();
    private readonly int _firstDay = options.From.DayNumber;
    private readonly int _lastDay = options.To.DayNumber;
    private readonly List<int> _householdFirst = new(options.Residents / 2);
    private readonly List<Delivery> _deliveries = [];
    private ResidentRow[] _rows = new ResidentRow[options.Residents + options.Residents / 16 + 64];
    private int _count;

    public BirthPlaces Places { get; } = new(map);

    public ReadOnlySpan<ResidentRow> Rows => _rows.AsSpan(0, _count);

    public PopulationColumns Build(CancellationToken cancellationToken)
    {
        var matching = new HouseholdMatching(_demography);
        var ranges = new (int First, int Count)[map.Communities.Count];
        var firstHousehold = new int[map.Communities.Count + 1];
        foreach (var community in map.Communities)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var first = _count;
            firstHousehold[community.Index] = _householdFirst.Count;
            Draw(community);
            var stream = new RandomStream(options.Seed, RandomPurpose.Household, community.Index);
            matching.Match(_draft, ref stream);
            var moved = Settle(community, first);
            GiveBirths(first, _count);
            MoveIn(community, moved);
            ranges[community.Index] = (first, _count - first);
        }

        firstHousehold[^1] = _householdFirst.Count;
        Array.Resize(ref _rows, _count);
        NationalIdSequences.Assign(_rows, options.Seed, cancellationToken);
        return new PopulationColumns(_rows, [.. _householdFirst], firstHousehold, [.. _deliveries], ranges, Places);
    }

    private void Draw(Community community)
    {
        var draft = _draft;
        draft.Reset(community.ResidentCount);
        var offset = new RandomStream(options.Seed, RandomPurpose.Birth, 0).Next();
        for (var i = 0; i < draft.Count; i++)
        {
            var (sex, age, within) = _demography.Cell(offset + (ulong)(community.FirstResident + i + 1) * GoldenStep);
            draft.Sex[i] = sex;
            draft.Age[i] = age;
            // Born after the birthday before the last that would make them older, up to the first day of the period.
            var latest = options.From.AddYears(-age).DayNumber;
            var earliest = options.From.AddYears(-age - 1).DayNumber + 1;
            draft.BirthDay[i] = latest - (int)(within * (latest - earliest + 1));
        }
    }

    /// <summary>Turns the draft into rows and lets the period pass over them. Returns how many move away.</summary>
    private int Settle(Community community, int first)
    {
        var draft = _draft;
        Reserve(draft.Count);
        Span<int> final = draft.Count <= 4096 ? stackalloc int[draft.Count] : new int[draft.Count];
        for (var i = 0; i < draft.Count; i++) final[draft.Order[i]] = first + i;
        var household = -1;
        var householdBase = _householdFirst.Count;
        for (var i = 0; i < draft.Count; i++)
        {
            var local = draft.Order[i];
            if (draft.Household[local] != household)
            {
                household = draft.Household[local];
                _householdFirst.Add(first + i);
            }

            ref var row = ref _rows[first + i];
            row.BirthDay = draft.BirthDay[local];
            row.Household = householdBase + household;
            row.Mother = Final(draft.Mother[local], final);
            row.Father = Final(draft.Father[local], final);
            row.Spouse = Final(draft.Spouse[local], final);
            row.Community = (ushort)community.Index;
            row.MovedIn = 0;
            row.Sex = draft.Sex[local];
            row.Role = draft.Role[local];
        }

        _count += draft.Count;
        return PassOver(community, householdBase, first);

        static int Final(int local, ReadOnlySpan<int> final) => local < 0 ? -1 : final[local];
    }

    private int PassOver(Community community, int householdBase, int first)
    {
        var movedAway = 0;
        for (var household = householdBase; household < _householdFirst.Count; household++)
        {
            var start = _householdFirst[household];
            var end = household + 1 < _householdFirst.Count ? _householdFirst[household + 1] : first + _draft.Count;
            var stream = new RandomStream(options.Seed, RandomPurpose.Move, household);
            var origin = Origin(ref stream, community);
            var age = Math.Max(15, (_firstDay - _rows[start].BirthDay) / 365);
            var together = MoveDay(ref stream, 0.5 * _demography.MovesPerYear(age), _firstDay);
            for (var resident = start; resident < end; resident++)
            {
                ref var row = ref _rows[resident];
                row.BirthPlace = PlaceOf(ref stream, row, origin, community);
                var leaves = together;
                var ageYears = (_firstDay - row.BirthDay) / 365;
                if (row.Spouse < 0 && ageYears is >= 18 and < 35) leaves = Math.Min(leaves, MoveDay(ref stream, _demography.MovesPerYear(ageYears), _firstDay));
                SetFate(resident, leaves);
                if (row.MovedOut != ResidentRow.Never) movedAway++;
            }
        }

        return movedAway;
    }

    /// <summary>The day on which somebody moves away, given the yearly share of those who do; beyond the period for most.</summary>
    private int MoveDay(ref RandomStream stream, double perYear, int from)
    {
        var unit = stream.Unit();
        var within = perYear * (_lastDay - from + 1) / 365.25;
        return unit < within ? from + 1 + (int)(unit / within * (_lastDay - from + 1)) : NoDay;
    }

    /// <summary>Death and departure, whichever comes first; who has left does not die in the region.</summary>
    private void SetFate(int resident, int leaves)
    {
        ref var row = ref _rows[resident];
        var start = Math.Max(_firstDay, row.BirthDay);
        if (row.MovedIn != 0) start = Math.Max(start, DayOf(row.MovedIn));
        var stream = new RandomStream(options.Seed, RandomPurpose.Death, resident);
        var death = _demography.DeathDay(ref stream, row.Sex, row.BirthDay, start, _lastDay);
        row.Death = death <= _lastDay && death < leaves ? Packed(death) : ResidentRow.Never;
        row.MovedOut = leaves <= _lastDay && leaves <= death ? Packed(leaves) : ResidentRow.Never;
    }

    private int Origin(ref RandomStream stream, Community community)
    {
        var local = Places.Local[community.County.Index];
        var unit = stream.Unit();
        if (unit < LocalHouseholds) return local;
        if (unit < LocalHouseholds + CityHouseholds) return stream.Pick<int>(Places.Local);
        return Places.Elsewhere(ref stream, local);
    }

    private ushort PlaceOf(ref RandomStream stream, in ResidentRow row, int origin, Community community)
    {
        var local = Places.Local[community.County.Index];
        var place = origin;
        if (row.Role is HouseholdRole.Spouse or HouseholdRole.ChildInLaw && !stream.Chance(SpousesOfOneOrigin)) place = local;
        else if (row.Role is HouseholdRole.Child or HouseholdRole.Grandchild && origin != local && !stream.Chance(MigrantChildrenRegisteredAtHome)) place = local;
        else if (row.Role == HouseholdRole.Other && origin != local) place = Origin(ref stream, community);
        return (ushort)Places.InForce(place, DateOnly.FromDayNumber(row.BirthDay).Year);
    }

    private void Reserve(int more)
    {
        if (_count + more > _rows.Length) Array.Resize(ref _rows, Math.Max(_count + more, _rows.Length + _rows.Length / 16));
    }

    private ushort Packed(int day) => (ushort)(day - _firstDay + 1);

    private int DayOf(ushort packed) => _firstDay + packed - 1;
}

/// <summary>What the builder hands over.</summary>
internal sealed record PopulationColumns(ResidentRow[] Rows, int[] HouseholdFirst, int[] FirstHousehold, Delivery[] Deliveries, (int First, int Count)[] Ranges, BirthPlaces Places);
