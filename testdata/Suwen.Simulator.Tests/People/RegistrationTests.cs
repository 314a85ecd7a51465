using System.Globalization;
using Suwen.Simulator.Answers;
using Suwen.Simulator.People;

namespace Suwen.Simulator.Tests.People;

public class RegistrationTests
{
    [Fact]
    public void Every_record_number_leads_back_to_its_resident_at_every_institution()
    {
        var population = PeopleSamples.Small;
        foreach (var institution in PeopleSamples.Institutions)
        {
            var owner = new Dictionary<string, int>();
            for (var i = 0; i < population.Count; i += 3)
            {
                var answers = new List<Answer>();
                var recorded = population.RegisterAt(new ResidentId(i), institution, i, PeopleSamples.Midway, answers);
                recorded.Truth.ShouldBe(new ResidentId(i));
                var isBorrowed = answers.Any(answer => answer.Variety == "borrowed-card");
                var whose = population.TrueResident(institution, recorded.RecordNumber).Value;
                (whose == i).ShouldBe(!isBorrowed);
                if (owner.TryGetValue(recorded.RecordNumber, out var before)) before.ShouldBe(whose);
                owner[recorded.RecordNumber] = whose;
            }

            population.TrueResident(institution, "no number").IsNone.ShouldBeTrue();
        }
    }

    [Fact]
    public void Every_kind_of_duplicate_is_planted_and_answered_with_the_other_number()
    {
        var population = PeopleSamples.Large;
        var institution = PeopleSamples.Institutions[0];
        var answers = new List<Answer>();
        for (var i = 0; i < population.Count; i++)
        {
            population.RegisterAt(new ResidentId(i), institution, i * 7L, PeopleSamples.Midway, answers);
        }

        answers.Select(answer => answer.Variety).Distinct().Order().ShouldBe(
            ["borrowed-card", "fifteen-digit-id", "homophone", "lunar-birth-date", "married-name", "missing-id", "newborn-without-id", "phone-changed", "twins", "typo", "variant-character"]);
        foreach (var answer in answers)
        {
            answer.Kind.ShouldBe("duplicate-identity");
            answer.Source.ShouldBe("first-hospital");
            var truth = answer.Truth.ToDictionary(pair => pair.Name, pair => pair.Value);
            var resident = int.Parse(truth["resident"], CultureInfo.InvariantCulture);
            var here = population.TrueResident(institution, answer.Number).Value;
            var other = population.TrueResident(institution, truth["other_number"]).Value;
            answer.Number.ShouldNotBe(truth["other_number"]);
            truth["differs"].ShouldNotBeEmpty();
            (here == other).ShouldBe(truth["same_person"] == "true");
            (answer.Variety == "borrowed-card" ? other : here).ShouldBe(resident);
        }

        // The named rates, thinned by the share of visits that go to the second number: 0.006 × 0.4 of 200,000 and its like.
        answers.Count(answer => answer.Variety == "homophone").ShouldBeInRange(300, 600);
        answers.Count(answer => answer.Variety == "missing-id").ShouldBeInRange(450, 850);
    }

    [Fact]
    public void The_same_visit_is_registered_in_the_same_way_again()
    {
        var population = PeopleSamples.Small;
        var again = PeopleSamples.Make(PeopleSamples.Options);
        foreach (var institution in PeopleSamples.Institutions)
        {
            for (var i = 0; i < population.Count; i += 41)
            {
                var (first, second) = (new List<Answer>(), new List<Answer>());
                var id = new ResidentId(i);
                again.RegisterAt(id, institution, i, PeopleSamples.Midway, second).ShouldBe(population.RegisterAt(id, institution, i, PeopleSamples.Midway, first));
                first.Count.ShouldBe(second.Count);
            }
        }
    }

    [Fact]
    public void A_second_record_is_written_the_same_at_every_visit()
    {
        var population = PeopleSamples.Small;
        var institution = PeopleSamples.Institutions[1];
        var found = 0;
        for (var i = 0; i < population.Count; i++)
        {
            var answers = new List<Answer>();
            var id = new ResidentId(i);
            for (var visit = 0; visit < 6; visit++) population.RegisterAt(id, institution, i * 100L + visit, PeopleSamples.Midway, answers);
            var slips = answers.Where(answer => answer.Truth.Any(pair => pair is ("same_person", "true")) && answer.Variety is not "newborn-without-id").ToList();
            if (slips.Count < 2) continue;
            found++;
            slips.Select(answer => answer.Number + string.Join('|', answer.Truth)).Distinct().Count().ShouldBe(1);
        }

        found.ShouldBeGreaterThan(100);
    }

    /// <summary>1 January 1990 was the fifth day of the twelfth month of the year 1989 by the lunar calendar (Purple Mountain Observatory's tables).</summary>
    [Fact]
    public void The_lunar_birthday_is_the_calendar_s()
    {
        var details = PeopleSamples.Small.Details(new ResidentId(0), PeopleSamples.Midway) with { BirthDate = new DateOnly(1990, 1, 1) };
        var stream = default(Randomness.RandomStream);
        IdentitySlips.Apply(details, IdentitySlip.LunarBirthDate, ref stream)!.BirthDate.ShouldBe(new DateOnly(1989, 12, 5));
    }

    [Fact]
    public void The_old_number_lacks_century_and_check_character()
    {
        var details = PeopleSamples.Small.Details(new ResidentId(0), PeopleSamples.Midway) with { BirthDate = new DateOnly(1949, 12, 31), NationalId = "11010519491231002X" };
        var stream = default(Randomness.RandomStream);
        // The example of GB 11643-1999.
        IdentitySlips.Apply(details, IdentitySlip.FifteenDigitId, ref stream)!.NationalId.ShouldBe("110105491231002");
    }
}
