using System.Globalization;
using Suwen.Governance.MasterIndex.Linkage;
using Suwen.Governance.MasterIndex.Linkage.Evaluation;

namespace Suwen.Governance.Tests.MasterIndex.Linkage;

/// <summary>Files unlike those that the model was made with: Western people whose e-mail is made of their name, hardly any duplicates or none, defaults of forms.</summary>
public class UnfamiliarFilesTests
{
    private const int Persons = 1_000;

    private static readonly string[] Given = ["Olivia", "Amelia", "Noah", "George", "Isla", "Arthur", "Freya", "Oscar", "Ivy", "Harry", "Mia", "Jack", "Lily", "Leo", "Ava", "Theodore", "Grace", "Henry", "Sofia", "Charlie"];

    private static readonly string[] Family = ["Ashdown", "Barrow", "Carlisle", "Denholm", "Everett", "Fairburn", "Garside", "Hathaway", "Ingram", "Jessop", "Kershaw", "Langley", "Marsden", "Norwood", "Ormerod", "Pickering", "Radcliffe", "Selby", "Thorley", "Whitaker"];

    private static readonly string[] Towns = ["Ashford", "Bolton", "Carlton", "Dover", "Exton", "Frome", "Grays"];

    private static readonly Lazy<LinkageResult> NobodyTwice = new(() => Run([.. Enumerable.Range(0, Persons).Select(i => Western(i, i + 1))]));

    /// <summary>The e-mail says no more than the name does. Counted as evidence of its own it makes two namesakes one person: some hundreds of pairs here.</summary>
    [Fact]
    public void Where_nobody_stands_twice_hardly_anybody_is_linked() =>
        NobodyTwice.Value.Clusters.Sum(c => c.Members.Count - 1).ShouldBeLessThanOrEqualTo(3);

    [Fact]
    public void Where_one_in_twenty_five_stands_twice_they_are_found()
    {
        List<PersonProfile> people = [.. Enumerable.Range(0, Persons).Select(i => Western(i, i + 1)), .. Enumerable.Range(0, Persons / 25).Select(i => Careless(i * 25, Persons + i + 1))];
        int[] truth = [.. Enumerable.Range(0, Persons), .. Enumerable.Range(0, Persons / 25).Select(i => i * 25)];
        var score = EvaluationScore.Of(EvaluationScore.ClustersOf(Run(people), people.Count), truth);
        score.Precision.ShouldBeGreaterThan(0.9);
        score.Recall.ShouldBeGreaterThan(0.9);
    }

    [Fact]
    public void A_date_that_a_form_fills_in_is_taken_as_not_stated_and_reported()
    {
        List<PersonProfile> people = [.. Enumerable.Range(0, Persons).Select(i => i % 20 == 0 ? Western(i, i + 1) with { BirthDate = "1900-01-01" } : Western(i, i + 1))];
        var result = Run(people);
        result.Contained.ShouldContain(c => c.Field == LinkageField.BirthDate && c.Value == "19000101" && c.Records == Persons / 20);
        result.Clusters.Sum(c => c.Members.Count - 1).ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public void A_name_for_the_nameless_joins_nobody_and_is_reported()
    {
        List<PersonProfile> people = [.. Enumerable.Range(0, 400).Select(i => i % 4 == 0 ? People.Person(i, i + 1) with { FullName = "无名氏" } : People.Person(i, i + 1))];
        var result = Run(people);
        result.Contained.ShouldContain(c => c.Value == "无名氏" && c.Records == 100);
        result.Clusters.ShouldBeEmpty();
    }

    /// <summary>Of 1,000 birthdays chance puts three on the first of January.</summary>
    [Fact]
    public void The_first_of_January_stands_for_the_year_where_far_too_many_are_born_on_it()
    {
        List<PersonProfile> people = [.. Enumerable.Range(0, Persons).Select(i => i % 10 == 0 ? NewYear(Western(i, i + 1)) : Western(i, i + 1)), Western(0, Persons + 1), Western(10, Persons + 2)];
        var result = Run(people);
        result.Compare(1, Persons + 1).LevelOf(LinkageField.BirthDate).ShouldBe(MatchLevel.Part);
        result.Model.IsNewYearYearOnly.ShouldBeTrue();
        LinkageModel.FromJson(result.Model.ToJson()).ShouldNotBeNull().IsNewYearYearOnly.ShouldBeTrue();
        NobodyTwice.Value.Model.IsNewYearYearOnly.ShouldBeFalse();

        static PersonProfile NewYear(PersonProfile person) => person with { BirthDate = person.BirthDate![..4] + "-01-01" };
    }

    [Fact]
    public void The_file_shows_whether_the_month_stands_before_the_day()
    {
        List<PersonProfile> people = [.. Enumerable.Range(0, 300).Select(i => American(Western(i, i + 1))), Western(7, 301) with { BirthDate = "3/4/1980" }, Western(7, 302) with { BirthDate = "1980-03-04" }];
        var result = Run(people);
        result.Model.IsMonthFirst.ShouldBeTrue();
        result.Compare(301, 302).LevelOf(LinkageField.BirthDate).ShouldBe(MatchLevel.Exact);

        static PersonProfile American(PersonProfile person) => person with { BirthDate = DateOnly.Parse(person.BirthDate!, CultureInfo.InvariantCulture).ToString("MM/dd/yyyy", CultureInfo.InvariantCulture) };
    }

    /// <summary>The first and the third record state hardly anything in common; each belongs to the second beyond doubt.</summary>
    [Fact]
    public void A_record_that_others_of_its_person_vouch_for_belongs_to_them()
    {
        var whole = People.Person(6_001, 90_002);
        var named = new PersonProfile { Id = 90_001, FullName = whole.FullName, BirthDate = whole.BirthDate, NationalId = whole.NationalId };
        var placed = new PersonProfile { Id = 90_003, Phone = whole.Phone, Street = whole.Street, District = whole.District, Sex = whole.Sex, FullName = whole.FullName![..1] };
        var people = Enumerable.Range(0, 2_000).Select(i => People.Person(i, i + 1)).Concat(Enumerable.Range(0, 500).Select(i => People.Careless(i * 4, 2_001 + i))).ToList();
        Run([.. people, named, whole, placed]).Clusters.ShouldContain(c => c.Members.Count == 3 && c.Members.Contains(90_001L) && c.Members.Contains(90_003L));
    }

    [Fact]
    public void A_patient_who_came_two_hundred_times_is_one_person()
    {
        var person = Western(9_999, 0);
        List<PersonProfile> people = [.. Enumerable.Range(1, Persons).Select(i => Western(i, i)), .. Enumerable.Range(1, 200).Select(i => person with { Id = Persons + i })];
        Run(people).Clusters.ShouldContain(c => c.Members.Count == 200);
    }

    private static PersonProfile Western(int number, long id)
    {
        var random = new Random((int)(NameParts.Mix((ulong)number + 17) & 0x7FFF_FFFF));
        var birth = new DateOnly(1930, 1, 1).AddDays(random.Next(33_000));
        var given = Given[random.Next(Given.Length)];
        var family = Family[random.Next(Family.Length)];
        var town = random.Next(Towns.Length);
        return new PersonProfile
        {
            Id = id,
            GivenName = given,
            FamilyName = family,
            BirthDate = birth.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Email = string.Create(CultureInfo.InvariantCulture, $"{given}.{family}{random.Next(1_000)}@{(random.Next(2) == 0 ? "mail.example" : "post.example")}"),
            City = Towns[town],
            Postcode = string.Create(CultureInfo.InvariantCulture, $"{town + 1}0{random.Next(8)}0"),
            Phone = "07" + random.Next(1_000_000_000).ToString("D9", CultureInfo.InvariantCulture),
        };
    }

    private static PersonProfile Careless(int number, long id)
    {
        var person = Western(number, id);
        return (number / 25 % 4) switch
        {
            0 => person with { GivenName = person.GivenName![1..], Phone = null },
            1 => person with { Email = null, FamilyName = person.FamilyName + "s" },
            2 => person with { BirthDate = person.BirthDate![..8] + (person.BirthDate[8..] == "17" ? "16" : "17") },
            _ => person with { GivenName = person.FamilyName, FamilyName = person.GivenName },
        };
    }

    private static LinkageResult Run(List<PersonProfile> profiles) => RecordLinkage.Run(profiles, new LinkageOptions { Threads = 2 }, CancellationToken.None);
}
