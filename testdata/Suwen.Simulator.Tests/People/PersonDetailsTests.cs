using System.Text;
using Suwen.Simulator.People;
using Suwen.Standards.Divisions;
using Suwen.Standards.Identity;

namespace Suwen.Simulator.Tests.People;

public class PersonDetailsTests
{
    private static readonly DateOnly Later = new(2026, 6, 1);

    [Fact]
    public void Id_numbers_are_valid_unique_and_say_birth_date_and_sex()
    {
        var population = PeopleSamples.Small;
        var seen = new HashSet<string>();
        foreach (var resident in population.All())
        {
            var number = population.Details(resident.Id, Later).NationalId;
            NationalId.TryNormalise(number, out var normalised).ShouldBeTrue();
            normalised.ShouldBe(number);
            seen.Add(number).ShouldBeTrue();
            number[6..14].ShouldBe(resident.BirthDate.ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture));
            ((number[16] - '0') % 2 == 1).ShouldBe(resident.Sex == Sex.Male);
            var county = number[..6];
            (DivisionTables.Find(county) is not null || DivisionTables.FormerCountiesUnder(county).Length == 1).ShouldBeTrue();
        }
    }

    /// <summary>海宁 became a city in 1986 (330423 to 330481), 平湖 in 1991 (330422 to 330482), 桐乡 in 1993 (330425 to 330483).</summary>
    [Theory]
    [InlineData("330423", "330481", 1986)]
    [InlineData("330422", "330482", 1991)]
    [InlineData("330425", "330483", 1993)]
    public void County_codes_are_those_in_force_at_birth(string former, string today, int year)
    {
        var population = PeopleSamples.Large;
        var codes = population.All().Select(resident => (Code: population.Details(resident.Id, Later).NationalId[..6], resident.BirthDate.Year)).Where(pair => pair.Code == former || pair.Code == today).ToList();
        codes.ShouldContain(pair => pair.Code == former);
        codes.ShouldAllBe(pair => pair.Code == former == pair.Year < year);
    }

    [Fact]
    public void What_stands_for_an_employer_is_the_name_of_one_or_known_to_name_none()
    {
        var population = PeopleSamples.Small;
        var phrases = population.All().Select(resident => population.Details(resident.Id, Later).Employer).Distinct().Where(employer => employer.Length <= 4).ToList();
        phrases.ShouldBe(Simulator.Notes.NoteWriter.NoEmployer, ignoreOrder: true);
    }

    [Fact]
    public void A_newborn_has_neither_name_nor_number_until_it_is_registered()
    {
        var population = PeopleSamples.Small;
        var newborns = population.All().Where(resident => resident.BirthDate > PeopleSamples.Options.From && !resident.Mother.IsNone).ToList();
        newborns.Count.ShouldBeGreaterThan(300);
        foreach (var child in newborns)
        {
            var first = population.Details(child.Id, child.BirthDate);
            first.NationalId.ShouldBeEmpty();
            first.InsuranceNumber.ShouldBeEmpty();
            first.FullName.ShouldContain("之");
            first.Phone.ShouldBe(population.Details(child.Mother, child.BirthDate).Phone);
            var later = population.Details(child.Id, child.BirthDate.AddDays(90));
            later.NationalId.Length.ShouldBe(18);
            later.FullName.ShouldNotContain("之子");
        }
    }

    [Fact]
    public void Children_bear_a_parents_family_name_and_live_at_the_same_door()
    {
        var population = PeopleSamples.Small;
        foreach (var child in population.All().Where(resident => !resident.Father.IsNone && !resident.Mother.IsNone).Take(3000))
        {
            var details = population.Details(child.Id, Later);
            if (details.EthnicCode != "01") continue;
            var father = population.Details(child.Father, Later);
            new[] { father.FamilyName, population.Details(child.Mother, Later).FamilyName }.ShouldContain(details.FamilyName);
            details.EthnicCode.ShouldBe(father.EthnicCode);
            if (child.Household == population[child.Father].Household) details.Address.ShouldBe(father.Address);
        }
    }

    [Fact]
    public void Households_have_different_doors_and_adults_different_telephones()
    {
        var population = PeopleSamples.Small;
        var details = population.All().Select(resident => (Resident: resident, Details: population.Details(resident.Id, PeopleSamples.Midway))).ToList();
        details.GroupBy(pair => pair.Details.Address).ShouldAllBe(door => door.Select(pair => pair.Resident.Household).Distinct().Count() == 1);
        var adults = details.Where(pair => pair.Resident.Age(PeopleSamples.Midway) is >= 18 and < 70).ToList();
        adults.Select(pair => pair.Details.Phone).Distinct().Count().ShouldBe(adults.Count);
        details.ShouldAllBe(pair => pair.Details.Phone.Length == 11 && pair.Details.Phone[0] == '1' && pair.Details.Phone.All(char.IsAsciiDigit));
    }

    /// <summary>王 李 张 刘 陈 are the five commonest family names in the Ministry of Public Security's reports; together they name some three in ten.</summary>
    [Fact]
    public void Family_names_are_as_common_as_in_China()
    {
        var population = PeopleSamples.Large;
        var names = population.All().Select(resident => population.Details(resident.Id, Later).FamilyName).GroupBy(name => name).ToDictionary(group => group.Key, group => group.Count() / (double)population.Count);
        names.OrderByDescending(pair => pair.Value).Take(5).Select(pair => pair.Key).ShouldBe(["王", "李", "张", "刘", "陈"], ignoreOrder: true);
        (names["王"] + names["李"] + names["张"] + names["刘"] + names["陈"]).ShouldBeInRange(0.27, 0.35);
        names.Keys.ShouldContain("欧阳");
    }

    [Fact]
    public void Some_names_hold_characters_of_four_bytes_in_GB18030()
    {
        var population = PeopleSamples.Large;
        var names = population.All().Select(resident => population.Details(resident.Id, Later).FullName).ToList();
        names.Count(name => name.EnumerateRunes().Any(rune => rune.Value > 0xFFFF)).ShouldBeInRange(200, 4000);
        names.Count(name => name.Contains('·')).ShouldBeGreaterThan(20);
        names.ShouldAllBe(name => name.Length >= 2 && Encoding.UTF8.GetByteCount(name) < 64);
    }

    [Fact]
    public void Names_are_read_in_Latin_letters()
    {
        var population = PeopleSamples.Small;
        foreach (var resident in population.All()) population.Details(resident.Id, Later).Pinyin.ShouldMatch("^[A-Z][a-z]+( [A-Z][a-z]+)?$");
    }

    /// <summary>Blood group frequencies of the Chinese population: O near 33, A 29, B 29, AB 9 in a hundred.</summary>
    [Fact]
    public void Blood_types_are_inherited()
    {
        var population = PeopleSamples.Small;
        var types = population.All().Select(resident => population.Details(resident.Id, Later).BloodType).ToList();
        (types.Count(type => type == "O") / (double)types.Count).ShouldBe(0.33, 0.02);
        (types.Count(type => type == "AB") / (double)types.Count).ShouldBe(0.09, 0.015);
        foreach (var child in population.All().Where(resident => !resident.Mother.IsNone))
        {
            var (own, mothers) = (types[child.Id.Value], types[child.Mother.Value]);
            (own == "O" && mothers == "AB" || own == "AB" && mothers == "O").ShouldBeFalse();
        }
    }
}
