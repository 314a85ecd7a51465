using Suwen.Simulator.Answers;
using Suwen.Simulator.Care;
using Suwen.Simulator.People;
using Suwen.Simulator.Writing.Faults;
using Suwen.Simulator.Writing.Hl7;
using Suwen.Simulator.Writing.Terms;

namespace Suwen.Simulator.Writing;

/// <summary>What every feed of one institution shares: who it is, how it calls things, what goes wrong there, and the days of a visit.</summary>
internal sealed class House
{
    private readonly World _world;
    private readonly List<Answer> _unused = [];

    public House(World world, Institution institution)
    {
        _world = world;
        Institution = institution;
        Terms = new LocalTerms(world.Catalogue, institution);
        Faults = new FaultPlan(world.Options.Seed, institution);
        Authority = institution.Source switch
        {
            "first-hospital" => "YY",
            "tcm-hospital" => "ZYY",
            "second-hospital" => "EY",
            "county-hospital" => "XYY",
            "maternal-hospital" => "FBY",
            "community" => "SQ",
            _ => "PT",
        };
    }

    /// <summary>A sex code that the house's list doesn't have.</summary>
    private string UnknownSex => Institution.Source switch { "first-hospital" => Hl7Dialect.V24.UnknownSex, "tcm-hospital" => Hl7Dialect.V231.UnknownSex, "community" => "7", _ => "9" };

    public Institution Institution { get; }
    public LocalTerms Terms { get; }
    public FaultPlan Faults { get; }
    public ulong Seed => _world.Options.Seed;
    public DateOnly FirstDay => _world.Options.From;

    /// <summary>The house's name as an assigning authority.</summary>
    public string Authority { get; }

    /// <summary>The person as this visit's records show him; his slip, if any, is the visit's.</summary>
    public ShownPerson Show(Visit visit) => ShownPerson.Of(visit.Person, Faults.Draw(RecordShape.Person, visit.Key, 0), DateOnly.FromDateTime(visit.Start), UnknownSex);

    /// <summary>Somebody else, without a slip of the pen.</summary>
    public ShownPerson ShowOther(Visit visit) => ShownPerson.Of(SomebodyElse(visit), Slip.None, DateOnly.FromDateTime(visit.Start), UnknownSex);

    /// <summary>Somebody else of the region, as registered here: under whose name a swapped result is sent.</summary>
    public RecordedPerson SomebodyElse(Visit visit)
    {
        var population = _world.Population;
        var other = new ResidentId((visit.Resident.Id.Value + 1 + (int)(visit.Key % 97)) % population.Count);
        _unused.Clear();
        return population.RegisterAt(other, Institution, visit.Key, DateOnly.FromDateTime(visit.Start), _unused);
    }

    /// <summary>Whether what happened at the time is written on this day of the visit: on its own day, but what lies outside the visit on the first or the last day of it.</summary>
    public static bool IsOf(DateTime at, Visit visit, DateOnly day)
    {
        var first = DateOnly.FromDateTime(visit.Start);
        var last = DateOnly.FromDateTime(visit.End);
        var own = DateOnly.FromDateTime(at);
        return (own < first ? first : own > last ? last : own) == day;
    }

    public static bool IsFirstDay(Visit visit, DateOnly day) => DateOnly.FromDateTime(visit.Start) == day;

    public static bool IsLastDay(Visit visit, DateOnly day) => DateOnly.FromDateTime(visit.End) == day;

    /// <summary>On the first day of the period the house's local terms are planted as answers.</summary>
    public void PlantTerms(DateOnly day, IFeedSink sink)
    {
        if (day != FirstDay) return;
        foreach (var answer in Terms.Answers) sink.Plant(answer);
    }
}
