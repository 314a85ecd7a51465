using Suwen.Simulator.Care;
using Suwen.Simulator.People;

namespace Suwen.Simulator.Tests.Care;

/// <summary>Rates against the catalogue, courses of illness, and the planted truths.</summary>
public sealed class IllnessTests
{
    private static World World => CareWorld.World;

    [Theory]
    [InlineData("hypertension")]
    [InlineData("t2dm")]
    public void As_many_have_a_chronic_disease_on_the_first_day_as_the_catalogue_says(string id)
    {
        var tables = World.Care;
        var disease = World.Catalogue.Disease[id];
        var plan = new LifePlan(tables);
        var (expected, found) = (0.0, 0);
        for (var i = 0; i < World.Population.Count; i++)
        {
            var resident = World.Population[new ResidentId(i)];
            if (!resident.IsPresent(tables.From)) continue;
            plan.Make(resident);
            if (plan.Find(disease.Index, tables.From.DayNumber - 1) >= 0) found++;
            var rate = CareTables.RateOf(disease, "prevalence", CareTables.SexIndex(resident.Sex), resident.Age(tables.From));
            expected += double.IsNaN(rate) ? 0 : rate;
        }
        // Comorbidity is normalised as if risks were independent, which they nearly are: within 8 % and four standard deviations.
        ((double)found).ShouldBeInRange(expected * 0.92 - 4 * Math.Sqrt(expected), expected * 1.08 + 4 * Math.Sqrt(expected));
        expected.ShouldBeGreaterThan(300);
    }

    [Fact]
    public void As_many_fall_ill_with_a_cold_as_the_catalogue_says()
    {
        var tables = World.Care;
        var disease = World.Catalogue.Disease["common-cold"];
        var expected = 0.0;
        for (var i = 0; i < World.Population.Count; i++)
        {
            var resident = World.Population[new ResidentId(i)];
            for (var month = 0; month < 24; month++)
            {
                var day = tables.From.AddMonths(month).AddDays(14);
                if (!resident.IsPresent(day)) continue;
                var rate = CareTables.RateOf(disease, "incidence", CareTables.SexIndex(resident.Sex), CareTables.AgeIndex(resident.Age(day)));
                expected += (double.IsNaN(rate) ? 0 : rate) / 12;
            }
        }
        var found = CareWorld.Seeds.Count(seed => VisitDetail.Unpack(seed.Detail) is { Reason: VisitReason.Acute } detail && detail.Disease == disease.Index);
        // Some fall into a stay and are left out.
        ((double)found).ShouldBeInRange(expected * 0.95, expected * 1.03);
    }

    [Fact]
    public void HbA1c_falls_over_months_when_a_diabetic_takes_the_treatment_and_not_otherwise()
    {
        var tables = World.Care;
        var diabetes = World.Catalogue.Disease["t2dm"].Index;
        var item = tables.Items.Single(one => one.Entry.Item.Id == "hba1c");
        var values = new LabValues(tables);
        var plan = new LifePlan(tables);
        List<double> treated = [], untreated = [];
        for (var i = 0; i < World.Population.Count; i++)
        {
            var resident = World.Population[new ResidentId(i)];
            plan.Make(resident);
            if (plan.Find(diabetes, int.MaxValue) is not (>= 0 and var at)) continue;
            var condition = plan.Conditions[at];
            if (condition.OnsetDay < tables.From.DayNumber || condition.OnsetDay > tables.To.DayNumber - 200) continue;
            var begin = condition.TreatedDay == ChronicCondition.Never ? condition.OnsetDay + 1 : condition.TreatedDay;
            if (begin > tables.To.DayNumber) continue;
            var change = At(begin + 180) - At(begin);
            if (condition.TreatedDay == ChronicCondition.Never) untreated.Add(change);
            else if (condition is { IsAdherent: true, IsControlled: true }) treated.Add(change);

            double At(int day)
            {
                var start = DateOnly.FromDayNumber(day).ToDateTime(new TimeOnly(9, 0));
                var seed = new VisitSeed(start, start.AddHours(1), i, 0, 1);
                values.Begin(resident, seed, new VisitDetail(VisitReason.ChronicFollowUp, diabetes, VisitKind.Outpatient, 0, 0, 0), plan, resident.Age(tables.From));
                var value = values.Measure(item, start, 0).Number.Value;
                values.End();
                return value;
            }
        }
        treated.Count.ShouldBeGreaterThan(10);
        untreated.Count.ShouldBeGreaterThan(10);
        treated.Average().ShouldBeLessThan(-1.0);
        Math.Abs(untreated.Average()).ShouldBeLessThan(0.4);
    }

    [Fact]
    public void C_reactive_protein_falls_over_a_stay_for_pneumonia()
    {
        var model = new CareModel(World);
        var visit = new Visit();
        var pneumonia = World.Catalogue.Disease["pneumonia"].Index;
        List<double> first = [], last = [];
        foreach (var seed in CareWorld.Seeds.Where(seed => seed.Kind == VisitKind.Inpatient && VisitDetail.Unpack(seed.Detail).Disease == pneumonia))
        {
            model.Fill(seed, visit);
            if (visit.Died) continue;
            var values = visit.LabReports.OrderBy(report => report.CollectedAt).SelectMany(report => report.Results).Where(result => result.Item.Id == "crp").Select(result => result.Number.Value).ToList();
            if (values.Count < 2) continue;
            first.Add(values[0]);
            last.Add(values[^1]);
        }
        first.Count.ShouldBeGreaterThan(10);
        last.Average().ShouldBeLessThan(first.Average() / 2);
    }

    [Fact]
    public void An_outbreak_s_cases_live_at_the_place_and_have_its_ages()
    {
        var tables = World.Care;
        tables.Outbreaks.All.Count.ShouldBeGreaterThan(0);
        var cases = CareWorld.Seeds.Where(seed => VisitDetail.Unpack(seed.Detail).Reason == VisitReason.Outbreak).ToList();
        cases.Count.ShouldBeGreaterThan(5);
        var model = new CareModel(World);
        var visit = new Visit();
        foreach (var seed in cases)
        {
            model.Fill(seed, visit);
            var answer = visit.Answers.Single(one => one.Kind == "outbreak");
            var outbreak = tables.Outbreaks.All.Single(one => one.Number == answer.Truth.Single(truth => truth.Name == "outbreak").Value);
            visit.Resident.Community.ShouldBe(outbreak.Place.Community.Index);
            visit.Resident.Age(outbreak.Start).ShouldBeInRange(outbreak.Place.FirstAge, outbreak.Place.LastAge);
            (visit.Start - outbreak.Start.ToDateTime(TimeOnly.MinValue)).TotalDays.ShouldBeInRange(0, 50);
            visit.Number.ShouldBe(answer.Number);
        }
    }

    [Fact]
    public void Planted_bills_and_cards_are_where_their_answers_say()
    {
        Dictionary<string, int> kinds = [];
        CareWorld.ForEach(visit =>
        {
            foreach (var answer in visit.Answers.Where(answer => answer.Kind is "abnormal-billing" or "report-card"))
            {
                kinds[answer.Variety] = kinds.GetValueOrDefault(answer.Variety) + 1;
                string Of(string name) => answer.Truth.Single(truth => truth.Name == name).Value;
                switch (answer.Variety)
                {
                    case "duplicate-charge":
                        var pair = visit.Fees.Where(fee => Of("fee").EndsWith(fee.Number, StringComparison.Ordinal) || Of("duplicate_of").EndsWith(fee.Number, StringComparison.Ordinal)).ToList();
                        pair.Count.ShouldBe(2);
                        pair[0].Item.ShouldBe(pair[1].Item);
                        break;
                    case "charge-without-order": visit.Fees.Single(fee => Of("fee").EndsWith(fee.Number, StringComparison.Ordinal)).OrderNumber.ShouldBeEmpty(); break;
                    case "bed-days-beyond-stay": visit.Fees.Count(fee => fee.Category == "床位费").ShouldBeGreaterThan(visit.LengthOfStayDays); break;
                    case "ghost-visit": (visit.Orders.Count + visit.Notes.Count).ShouldBe(0); break;
                    case "hanging-bed": visit.Nursing.ShouldBeEmpty(); break;
                    case "missed": visit.ReportCard!.IsMissed.ShouldBeTrue(); break;
                    case "late": (visit.ReportCard!.Reported - visit.ReportCard.Diagnosed).TotalHours.ShouldBeGreaterThan(double.Parse(Of("limit_hours"), System.Globalization.CultureInfo.InvariantCulture)); break;
                }
                if (answer.Kind == "abnormal-billing" && answer.Record == "settlement") visit.Settlement!.Number.ShouldBe(answer.Number);
            }
        });
        foreach (var kind in (string[])["duplicate-charge", "charge-without-order", "excessive-quantity", "bed-days-beyond-stay", "ghost-visit", "hanging-bed", "missed", "late"]) kinds.ShouldContainKey(kind);
    }

    [Fact]
    public void Devices_read_what_the_illness_makes_of_their_users_and_the_same_each_time()
    {
        var readings = new List<DeviceReading>();
        new CareModel(World).Readings(new DateOnly(2024, 5, 6), readings);
        var again = new List<DeviceReading>();
        new CareModel(World).Readings(new DateOnly(2024, 5, 6), again);
        again.ShouldBe(readings);
        readings.Select(reading => reading.Number).Distinct().Count().ShouldBe(readings.Count);
        readings.Where(reading => reading.Type == "systolic").Average(reading => reading.Value.Value).ShouldBeInRange(122, 155);
        readings.Where(reading => reading.Type == "glucose").ShouldAllBe(reading => reading.Value.Value >= 2.6 && reading.Value.Value <= 28);
    }

    [Fact]
    public void Ten_institutions_stand_with_departments_that_are_staffed()
    {
        var all = World.Institutions.All;
        all.Select(institution => institution.Source).ShouldBe(["first-hospital", "tcm-hospital", "county-hospital", "second-hospital", "maternal-hospital", "community", "disease-control", "insurance", "population", "wearables"]);
        all.ShouldAllBe(institution => institution.Name.Contains("合成", StringComparison.Ordinal) && institution.Code.Length == 12);
        foreach (var institution in all.Where(institution => institution.IsProvider))
        {
            institution.Departments.Count.ShouldBeGreaterThan(5);
            institution.Departments.ShouldAllBe(department => department.Staff.Count(person => !person.IsNurse) >= 3 && department.Staff.Any(person => person.IsNurse));
            institution.Departments.SelectMany(department => department.Staff).Select(person => person.Number).Distinct().Count().ShouldBe(institution.Departments.Sum(department => department.Staff.Count));
        }
        all[0].Beds.ShouldBeGreaterThan(all[1].Beds / 2);
    }
}
