using Suwen.Simulator.Randomness;
using Suwen.Simulator.Region;

namespace Suwen.Simulator.People;

public enum PopulationEventKind : byte { Birth, Death, MoveIn, MoveOut }

/// <summary>Something that the population register notes on a day.</summary>
public readonly record struct PopulationEvent(PopulationEventKind Kind, ResidentId Resident);

/// <summary>Everybody who lives in the region at some time of the period. Nothing changes once it is made; any number of threads may ask.</summary>
public sealed partial class Population
{
    private readonly ResidentRow[] _rows;
    private readonly int[] _householdFirst;
    private readonly int[] _firstHousehold;
    private readonly Delivery[] _deliveries;
    private readonly BirthPlaces _places;
    private readonly SimulationOptions _options;
    private readonly int _firstDay;
    private readonly PopulationEvent[] _events;
    private readonly int[] _eventStart;

    private Population(SimulationOptions options, PopulationColumns columns, RegionMap map)
    {
        _options = options;
        _rows = columns.Rows;
        _householdFirst = columns.HouseholdFirst;
        _firstHousehold = columns.FirstHousehold;
        _deliveries = columns.Deliveries;
        _places = columns.Places;
        _firstDay = options.From.DayNumber;
        Map = map;
        (_events, _eventStart) = OrderEvents();
        _names = new PersonNames(options.Seed, columns.Rows, columns.Places);
        _paper = new PaperFacts(options, map);
        _numbers = new RecordNumbers(options.Seed, columns.Rows.Length, map);
        _phones = new Permutation(options.Seed, 1, PhonePrefixes.Length * 100_000_000L);
        // A power of four, for which the shuffle never has to be repeated.
        _cards = new Permutation(options.Seed, 2, 1L << 26);
    }

    /// <summary>The region, with the final sizes of its communities.</summary>
    public RegionMap Map { get; }

    /// <summary>Residents on the first day, and those born or moved in later.</summary>
    public int Count => _rows.Length;

    /// <summary>Every birth of the period and of the nine months after it, ordered by mother.</summary>
    public ReadOnlySpan<Delivery> Deliveries => _deliveries;

    public Resident this[ResidentId id]
    {
        get
        {
            ref readonly var row = ref _rows[id.Value];
            return new Resident(
                id, row.Sex, DateOnly.FromDayNumber(row.BirthDay), row.Household, row.Role, row.Community, new ResidentId(row.Mother), new ResidentId(row.Father), new ResidentId(row.Spouse),
                row.MovedIn == 0 ? DateOnly.MinValue : Day(row.MovedIn), Day(row.MovedOut), Day(row.Death));
        }
    }

    /// <exception cref="SimulationException">The options cannot be met.</exception>
    public static Population Create(SimulationOptions options, RegionMap map, CancellationToken cancellationToken)
    {
        var columns = new PopulationBuilder(options, map).Build(cancellationToken);
        return new Population(options, columns, map.WithResidents(columns.Ranges, options.Seed));
    }

    /// <summary>The deliveries of a woman, in order of time; empty for most.</summary>
    public ReadOnlySpan<Delivery> DeliveriesOf(ResidentId mother)
    {
        int low = 0, high = _deliveries.Length;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (_deliveries[middle].Mother.Value < mother.Value) low = middle + 1;
            else high = middle;
        }

        var end = low;
        while (end < _deliveries.Length && _deliveries[end].Mother == mother) end++;
        return _deliveries.AsSpan(low, end - low);
    }

    /// <summary>Births, deaths, arrivals and departures of the day, ordered by resident. Births begin with the second day; those of children who move in later happened elsewhere.</summary>
    public ReadOnlySpan<PopulationEvent> EventsOn(DateOnly day)
    {
        var at = day.DayNumber - _firstDay;
        return at < 0 || at >= _eventStart.Length - 1 ? [] : _events.AsSpan(_eventStart[at], _eventStart[at + 1] - _eventStart[at]);
    }

    /// <summary>The first of a household. Those of the first day stand one after the other from here; children born later come at the end of their community.</summary>
    public ResidentId HouseholdHead(int household) => new(_householdFirst[household]);

    /// <summary>Adds those who go to that school, work in that factory, live in that home or village and are present on the day.</summary>
    public void MembersOf(Gathering gathering, DateOnly day, List<ResidentId> members)
    {
        // Which share of the age group goes there; invented.
        var share = gathering.Kind switch { GatheringKind.Kindergarten => 0.85, GatheringKind.PrimarySchool => 0.98, GatheringKind.MiddleSchool => 0.93, GatheringKind.CareHome => 0.06, GatheringKind.Factory => 0.12, _ => 1.0 };
        var community = Map.Communities[gathering.Community.Index];
        for (var i = community.FirstResident; i < community.FirstResident + community.ResidentCount; i++)
        {
            var resident = this[new ResidentId(i)];
            if (!resident.IsPresent(day)) continue;
            var age = resident.Age(day);
            if (age < gathering.FirstAge || age > gathering.LastAge) continue;
            if (share >= 1 || new RandomStream(_options.Seed, RandomPurpose.Community, i, 16 + (int)gathering.Kind).Chance(share)) members.Add(resident.Id);
        }
    }

    private DateOnly Day(ushort packed) => packed == ResidentRow.Never ? DateOnly.MaxValue : DateOnly.FromDayNumber(_firstDay + packed - 1);

    private (PopulationEvent[] Events, int[] Start) OrderEvents()
    {
        var days = _options.To.DayNumber - _firstDay + 1;
        var start = new int[days + 1];
        PopulationEvent[] events = [];
        var next = new int[days];
        for (var pass = 0; pass < 2; pass++)
        {
            for (var i = 0; i < _rows.Length; i++)
            {
                ref readonly var row = ref _rows[i];
                if (row.BirthDay > _firstDay && row.MovedIn == 0) Add(row.BirthDay - _firstDay, PopulationEventKind.Birth, i);
                if (row.MovedIn != 0) Add(row.MovedIn - 1, PopulationEventKind.MoveIn, i);
                if (row.MovedOut != ResidentRow.Never) Add(row.MovedOut - 1, PopulationEventKind.MoveOut, i);
                if (row.Death != ResidentRow.Never) Add(row.Death - 1, PopulationEventKind.Death, i);
            }

            if (pass == 1) break;
            for (var day = 0; day < days; day++) start[day + 1] += start[day];
            Array.Copy(start, next, days);
            events = new PopulationEvent[start[days]];

            void Add(int day, PopulationEventKind kind, int resident)
            {
                if (pass == 0) start[day + 1]++;
                else events[next[day]++] = new PopulationEvent(kind, new ResidentId(resident));
            }
        }

        return (events, start);
    }
}
