using Suwen.Simulator.People;

namespace Suwen.Simulator.Tests.People;

public class PopulationTests
{
    /// <summary>
    /// UN World Population Prospects 2019, China, 0–4 and all, in thousands, both sexes, at 1 July 2020 and 2025; the first day, 1 January 2024, lies 0.7 of the way between.
    /// </summary>
    [Fact]
    public void The_share_of_small_children_is_the_UN_s()
    {
        const double Of2020 = 83_932.437, Of2025 = 76_341.609;
        const double All2020 = 1_439_324, All2025 = 1_457_908;
        var expected = (Of2020 * 0.3 + Of2025 * 0.7) / (All2020 * 0.3 + All2025 * 0.7);
        var from = PeopleSamples.Options.From;
        foreach (var population in new[] { PeopleSamples.Small, PeopleSamples.Large })
        {
            var present = population.All().Where(resident => resident.IsPresent(from)).ToList();
            var share = present.Count(resident => resident.Age(from) < 5) / (double)present.Count;
            share.ShouldBe(expected, 0.001);
        }
    }

    [Fact]
    public void Ages_and_sexes_follow_the_table_in_every_group_even_for_twenty_thousand()
    {
        var from = PeopleSamples.Options.From;
        var table = PeopleContent.Rows("population.csv").Where(row => row[0] is "2020" or "2025")
            .Select(row => (Weight: row[0] == "2020" ? 0.3 : 0.7, Group: Math.Min(20, PeopleContent.Whole(row[1]) / 5), Male: PeopleContent.Number(row[2]), Female: PeopleContent.Number(row[3]))).ToList();
        var total = table.Sum(row => row.Weight * (row.Male + row.Female));
        var residents = PeopleSamples.Small.All().Where(resident => resident.IsPresent(from)).ToLookup(resident => (resident.Sex, Math.Min(20, resident.Age(from) / 5)));
        for (var group = 0; group <= 20; group++)
        {
            var rows = table.Where(row => row.Group == group).ToList();
            (residents[(Sex.Male, group)].Count() / 20_000.0).ShouldBe(rows.Sum(row => row.Weight * row.Male) / total, 0.0012);
            (residents[(Sex.Female, group)].Count() / 20_000.0).ShouldBe(rows.Sum(row => row.Weight * row.Female) / total, 0.0012);
        }
    }

    [Theory]
    [InlineData(100, "3304")]
    [InlineData(101, "110101")]
    [InlineData(3_333, "6501")]
    [InlineData(20_000, "3304")]
    public void Exactly_the_residents_asked_for_are_present_on_the_first_day(int residents, string region)
    {
        var options = new SimulationOptions { Residents = residents, RegionCode = region, Seed = 3 };
        PeopleSamples.Make(options).All().Count(resident => resident.IsPresent(options.From)).ShouldBe(residents);
    }

    /// <summary>A fifth of the UN's 0–4 of 2025, deaths of the first years added back, over its population: 10.6 births in a thousand a year.</summary>
    [Fact]
    public void Births_are_near_the_UN_s()
    {
        var births = PeopleSamples.Large.All().Count(resident => resident.BirthDate > PeopleSamples.Options.From && resident.MovedIn == DateOnly.MinValue);
        (births / 2.0 / 200.0).ShouldBe(10.6, 0.7);
    }

    /// <summary>Expected deaths by the UN's mx of 2020–2025 over the people of the first day, for one year.</summary>
    [Fact]
    public void Deaths_are_those_of_the_life_table()
    {
        var population = PeopleSamples.Large;
        var demography = Demography.At(PeopleSamples.Options.From);
        var from = PeopleSamples.Options.From;
        var present = population.All().Where(resident => resident.IsPresent(from)).ToList();
        var expected = present.Sum(resident => 366 * demography.DailyHazard(resident.Sex, resident.Age(from)) * (1 - 366 * demography.DailyHazard(resident.Sex, resident.Age(from)) / 2));
        var died = present.Count(resident => resident.DeathDate < from.AddYears(1));
        // 1,600 deaths or so: one standard deviation is 2.5 %; ageing within the year adds about 4 %.
        (died / expected).ShouldBeInRange(0.93, 1.12);
    }

    [Fact]
    public void Families_are_plausible()
    {
        var population = PeopleSamples.Large;
        foreach (var resident in population.All())
        {
            if (!resident.Mother.IsNone)
            {
                var mother = population[resident.Mother];
                mother.Sex.ShouldBe(Sex.Female);
                mother.Age(resident.BirthDate).ShouldBeInRange(15, 49);
                mother.Community.ShouldBe(resident.Community);
                mother.DeathDate.ShouldBeGreaterThanOrEqualTo(resident.BirthDate);
            }

            if (!resident.Father.IsNone)
            {
                population[resident.Father].Sex.ShouldBe(Sex.Male);
                population[resident.Father].Age(resident.BirthDate).ShouldBeInRange(17, 60);
            }

            if (resident.Spouse.IsNone) continue;
            var spouse = population[resident.Spouse];
            spouse.Spouse.ShouldBe(resident.Id);
            spouse.Sex.ShouldNotBe(resident.Sex);
            spouse.Household.ShouldBe(resident.Household);
            Math.Abs(spouse.BirthDate.DayNumber - resident.BirthDate.DayNumber).ShouldBeLessThan(22 * 366);
        }
    }

    [Fact]
    public void Every_household_begins_with_its_only_head()
    {
        var population = PeopleSamples.Small;
        var heads = population.All().Where(resident => resident.Role == HouseholdRole.Head).ToList();
        heads.Select(head => head.Household).Distinct().Count().ShouldBe(heads.Count);
        foreach (var resident in population.All()) population[population.HouseholdHead(resident.Household)].Role.ShouldBe(HouseholdRole.Head);
        foreach (var head in heads) population.HouseholdHead(head.Household).ShouldBe(head.Id);
    }

    [Fact]
    public void Almost_every_child_lives_with_a_mother()
    {
        var from = PeopleSamples.Options.From;
        var children = PeopleSamples.Large.All().Where(resident => resident.IsPresent(from) && resident.Age(from) < 18).ToList();
        children.Count(child => child.Mother.IsNone).ShouldBeLessThan(children.Count / 200);
    }

    [Fact]
    public void Children_of_one_mother_are_twins_or_months_apart()
    {
        foreach (var siblings in PeopleSamples.Large.All().Where(resident => !resident.Mother.IsNone).GroupBy(resident => resident.Mother))
        {
            var births = siblings.Select(child => child.BirthDate.DayNumber).Order().ToArray();
            for (var i = 1; i < births.Length; i++) (births[i] == births[i - 1] || births[i] - births[i - 1] >= 300).ShouldBeTrue();
        }
    }

    [Fact]
    public void Events_of_the_days_are_those_of_the_residents()
    {
        var population = PeopleSamples.Small;
        var options = PeopleSamples.Options;
        var seen = new HashSet<(PopulationEventKind, int)>();
        for (var day = options.From; day <= options.To; day = day.AddDays(1))
        {
            foreach (var noted in population.EventsOn(day))
            {
                var resident = population[noted.Resident];
                var expected = noted.Kind switch { PopulationEventKind.Birth => resident.BirthDate, PopulationEventKind.Death => resident.DeathDate, PopulationEventKind.MoveIn => resident.MovedIn, _ => resident.MovedOut };
                expected.ShouldBe(day);
                seen.Add((noted.Kind, noted.Resident.Value)).ShouldBeTrue();
            }
        }

        var all = population.All().ToList();
        seen.Count(pair => pair.Item1 == PopulationEventKind.Death).ShouldBe(all.Count(resident => resident.DeathDate != DateOnly.MaxValue));
        seen.Count(pair => pair.Item1 == PopulationEventKind.Birth).ShouldBe(all.Count(resident => resident.BirthDate > options.From && resident.MovedIn == DateOnly.MinValue));
        population.EventsOn(options.To.AddDays(1)).Length.ShouldBe(0);
        population.EventsOn(options.From.AddDays(-1)).Length.ShouldBe(0);
    }

    [Fact]
    public void Deliveries_lead_to_the_children_and_to_those_expected_after_the_period()
    {
        var population = PeopleSamples.Small;
        var options = PeopleSamples.Options;
        population.Deliveries.Length.ShouldBeGreaterThan(300);
        var late = 0;
        foreach (var delivery in population.Deliveries)
        {
            population.DeliveriesOf(delivery.Mother).ToArray().ShouldContain(delivery);
            if (delivery.FirstChild.IsNone)
            {
                late++;
                delivery.Date.ShouldBeGreaterThan(options.To);
                continue;
            }

            for (var i = 0; i < delivery.Children; i++)
            {
                var child = population[new ResidentId(delivery.FirstChild.Value + i)];
                (child.Mother, child.BirthDate).ShouldBe((delivery.Mother, delivery.Date));
            }
        }

        late.ShouldBeGreaterThan(50);
    }

    [Fact]
    public void The_same_options_give_the_same_people()
    {
        var again = PeopleSamples.Make(PeopleSamples.Options);
        again.Count.ShouldBe(PeopleSamples.Small.Count);
        for (var i = 0; i < again.Count; i++)
        {
            var id = new ResidentId(i);
            again[id].ShouldBe(PeopleSamples.Small[id]);
            if (i % 10 == 0) again.Details(id, PeopleSamples.Midway).ShouldBe(PeopleSamples.Small.Details(id, PeopleSamples.Midway));
        }

        PeopleSamples.Make(PeopleSamples.Options with { Seed = 8 })[new ResidentId(0)].ShouldNotBe(again[new ResidentId(0)]);
    }
}
