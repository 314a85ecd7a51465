using Suwen.Standards.Divisions;

namespace Suwen.Standards.Tests.Divisions;

public class DivisionTablesTests
{
    /// <summary>Counts as published by the National Bureau of Statistics for 2023: 31 provinces of the mainland, 342 units of city level in its list, 41,352 towns.</summary>
    [Fact]
    public void Tables_hold_the_published_counts()
    {
        DivisionTables.Provinces.Length.ShouldBe(31);
        DivisionTables.CitiesUnder("").Length.ShouldBe(342);
        DivisionTables.Counties.Length.ShouldBe(2978);
        DivisionTables.TownsUnder("").Length.ShouldBe(41352);
    }

    [Fact]
    public void Jiaxing_has_its_seven_counties()
    {
        DivisionTables.Find("3304").ShouldBe(new Division("3304", "嘉兴市"));
        DivisionTables.CountiesUnder("3304").ToArray().Select(county => county.Name)
            .ShouldBe(["南湖区", "秀洲区", "嘉善县", "海盐县", "海宁市", "平湖市", "桐乡市"]);
    }

    [Fact]
    public void Every_division_has_its_parent()
    {
        foreach (var county in DivisionTables.Counties) DivisionTables.Find(county.Code[..4]).ShouldNotBeNull();
        foreach (var town in DivisionTables.TownsUnder("")) DivisionTables.Find(town.Code[..6]).ShouldNotBeNull();
    }

    /// <summary>平湖县 became 平湖市 in 1991 and took the code 330482; numbers issued before keep 330422.</summary>
    [Fact]
    public void A_former_county_is_found_among_the_former_only()
    {
        DivisionTables.FormerCountiesUnder("330422").ToArray().ShouldBe([new Division("330422", "平湖县")]);
        DivisionTables.Find("330422").ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("9999")]
    [InlineData("33040")]
    [InlineData("330499")]
    public void An_unknown_code_finds_nothing(string code) => DivisionTables.Find(code).ShouldBeNull();
}
