using Suwen.Simulator.Region;

namespace Suwen.Simulator.Tests.Region;

public class RegionMapTests
{
    [Theory]
    [InlineData(100)]
    [InlineData(20_000)]
    [InlineData(1_234_567)]
    public void Communities_add_up_to_the_residents_and_number_them_without_a_gap(int residents)
    {
        var map = RegionMap.Create(new SimulationOptions { Residents = residents });
        map.Communities.Sum(community => community.ResidentCount).ShouldBe(residents);
        var next = 0;
        foreach (var community in map.Communities)
        {
            community.FirstResident.ShouldBe(next);
            next += community.ResidentCount;
            community.County.Code.ShouldBe(community.Town.Code[..6]);
        }

        foreach (var county in map.Counties)
        {
            map.Communities.Skip(county.FirstCommunity).Take(county.CommunityCount).ShouldAllBe(community => community.County.Index == county.Index);
        }
    }

    [Fact]
    public void Every_city_and_county_of_the_country_can_be_the_region()
    {
        foreach (var city in Standards.Divisions.DivisionTables.CitiesUnder("").ToArray())
        {
            RegionMap.Create(new SimulationOptions { Residents = 5000, RegionCode = city.Code }).Communities.ShouldNotBeEmpty();
        }

        foreach (var county in Standards.Divisions.DivisionTables.Counties.ToArray())
        {
            RegionMap.Create(new SimulationOptions { Residents = 500, RegionCode = county.Code }).Counties.Count.ShouldBe(1);
        }
    }

    [Fact]
    public void A_municipality_is_called_by_its_own_name()
    {
        var map = RegionMap.Create(new SimulationOptions { RegionCode = "3101" });
        map.CityName.ShouldBe("上海市");
    }

    [Fact]
    public void No_two_communities_of_a_town_have_the_same_name()
    {
        var map = RegionMap.Create(new SimulationOptions { Residents = 2_000_000, RegionCode = "330402" });
        map.Communities.Select(community => community.Town.Code + community.Name).Distinct().Count().ShouldBe(map.Communities.Count);
    }

    [Theory]
    [InlineData("9999", "there is no city 9999")]
    [InlineData("330499", "there is no county 330499")]
    [InlineData("33", "'33' is not a code of four or six digits")]
    [InlineData("jiax", "'jiax' is not a code of four or six digits")]
    public void An_unknown_region_is_refused_with_what_to_do(string code, string problem)
    {
        var exception = Should.Throw<SimulationException>(() => RegionMap.Create(new SimulationOptions { RegionCode = code }));
        exception.Option.ShouldBe("--region");
        exception.Message.ShouldContain(problem);
        exception.Message.ShouldEndWith(".");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(99)]
    [InlineData(10_000_001)]
    public void A_number_of_residents_out_of_range_is_refused(int residents) =>
        Should.Throw<SimulationException>(() => RegionMap.Create(new SimulationOptions { Residents = residents })).Option.ShouldBe("--residents");

    [Fact]
    public void A_period_that_ends_before_it_begins_is_refused() =>
        Should.Throw<SimulationException>(() => RegionMap.Create(new SimulationOptions { From = new DateOnly(2025, 1, 2), To = new DateOnly(2025, 1, 1) })).Option.ShouldBe("--from/--to");
}
