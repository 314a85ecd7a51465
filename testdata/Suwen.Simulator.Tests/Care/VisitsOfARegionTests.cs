using Suwen.Simulator.Care;
using Suwen.Simulator.Care.Catalogue;
using Suwen.Simulator.People;

namespace Suwen.Simulator.Tests.Care;

/// <summary>What holds of every visit of a small region over its two years.</summary>
public sealed class VisitsOfARegionTests
{
    private static World World => CareWorld.World;

    private static List<VisitSeed> Seeds => CareWorld.Seeds;

    [Fact]
    public void Keys_are_unique_and_numbers_are_unique_in_their_institution()
    {
        Seeds.Select(seed => seed.Key).Distinct().Count().ShouldBe(Seeds.Count);
        var numbers = new HashSet<(int, string)>();
        CareWorld.ForEach(visit => numbers.Add((visit.Institution.Index, visit.Number)).ShouldBeTrue(visit.Number));
    }

    [Fact]
    public void Nobody_is_seen_outside_life_and_residence()
    {
        foreach (var seed in Seeds)
        {
            var resident = World.Population[new ResidentId(seed.Resident)];
            resident.IsPresent(DateOnly.FromDateTime(seed.Start)).ShouldBeTrue();
            if (seed.Kind == VisitKind.Inpatient) DateOnly.FromDateTime(seed.End).ShouldBeLessThanOrEqualTo(resident.DeathDate);
            seed.End.ShouldBeGreaterThan(seed.Start);
        }
    }

    [Fact]
    public void Whoever_lies_in_hospital_is_seen_nowhere_else()
    {
        var checkedStays = 0;
        foreach (var person in Seeds.GroupBy(seed => seed.Resident))
        {
            var all = person.ToList();
            foreach (var stay in all.Where(seed => seed.Kind == VisitKind.Inpatient && VisitDetail.Unpack(seed.Detail).Reason != VisitReason.HangingBed))
            {
                checkedStays++;
                all.ShouldAllBe(other => other.Key == stay.Key || other.Start >= stay.End || other.End <= stay.Start);
            }
        }
        checkedStays.ShouldBeGreaterThan(300);
    }

    [Fact]
    public void What_happens_at_a_visit_lies_within_it_and_in_order()
    {
        CareWorld.ForEach(visit =>
        {
            bool Within(DateTime at) => at >= visit.Start && at <= visit.End;
            foreach (var order in visit.Orders) Within(order.At).ShouldBeTrue("order");
            foreach (var report in visit.LabReports)
            {
                Within(report.CollectedAt).ShouldBeTrue("collected");
                report.ReportedAt.ShouldBeGreaterThanOrEqualTo(report.CollectedAt);
                visit.Orders.ShouldContain(order => order.Number == report.OrderNumber && order.At <= report.CollectedAt);
            }
            foreach (var exam in visit.Exams) { Within(exam.PerformedAt).ShouldBeTrue("exam"); exam.ReportedAt.ShouldBeGreaterThanOrEqualTo(exam.PerformedAt); }
            foreach (var procedure in visit.Procedures) { Within(procedure.Start).ShouldBeTrue("procedure"); procedure.End.ShouldBeGreaterThanOrEqualTo(procedure.Start); }
            foreach (var vital in visit.Vitals) Within(vital.At).ShouldBeTrue("vital");
            foreach (var note in visit.Notes) Within(note.At).ShouldBeTrue("note");
            foreach (var move in visit.Moves) Within(move.At).ShouldBeTrue("move");
        });
    }

    [Fact]
    public void Values_are_such_as_living_people_have()
    {
        CareWorld.ForEach(visit =>
        {
            foreach (var vital in visit.Vitals)
            {
                vital.TemperatureC.ShouldBeInRange(35, 41.5);
                vital.OxygenSaturation.ShouldBeInRange(70, 100);
                if (vital.Systolic > 0) vital.Systolic.ShouldBeGreaterThan(vital.Diastolic);
                if (!double.IsNaN(vital.HeightCm)) vital.WeightKg.ShouldBeInRange(1, 160);
            }
            foreach (var result in visit.LabReports.SelectMany(report => report.Results))
            {
                if (result.Text is not null) continue;
                var above = !double.IsNaN(result.High) && result.Number.Value > result.High;
                var below = !double.IsNaN(result.Low) && result.Number.Value < result.Low;
                result.Flag.ShouldBe(above ? "H" : below ? "L" : "");
            }
        });
    }

    [Fact]
    public void Bills_add_up_to_the_fen()
    {
        var settled = 0;
        CareWorld.ForEach(visit =>
        {
            foreach (var fee in visit.Fees) fee.AmountFen.ShouldBe(fee.UnitPriceFen * fee.QuantityThousandths / 1000);
            var sum = visit.Fees.Sum(fee => fee.AmountFen);
            if (visit.Settlement is { } settlement)
            {
                settled++;
                settlement.TotalFen.ShouldBe(sum);
                (settlement.FundFen + settlement.SelfPayFen).ShouldBe(sum);
                (settlement.AccountFen + settlement.CashFen).ShouldBe(settlement.SelfPayFen);
                Math.Min(settlement.CashFen, Math.Min(settlement.FundFen, settlement.AccountFen)).ShouldBeGreaterThanOrEqualTo(0);
            }
            else sum.ShouldBe(0);
            if (visit.FrontPage is not { } page) return;
            page.CostFen["总费用"].ShouldBe(sum);
            page.CostFen.Where(cost => cost.Key is not ("总费用" or "自付金额" or "抗菌药物费用")).Sum(cost => cost.Value).ShouldBe(sum);
        });
        settled.ShouldBeGreaterThan(10_000);
    }

    [Fact]
    public void Only_women_are_pregnant_and_only_newborns_have_a_birth_weight()
    {
        CareWorld.ForEach(visit =>
        {
            if (visit.Disease?.Kind == DiseaseKind.Pregnancy)
            {
                visit.Resident.Sex.ShouldBe(Sex.Female);
                visit.Resident.Age(DateOnly.FromDateTime(visit.Start)).ShouldBeInRange(14, 56);
            }
            if (visit.FrontPage is { NewbornBirthWeightG: > 0 }) visit.Resident.AgeDays(DateOnly.FromDateTime(visit.Start)).ShouldBeLessThan(28);
        });
    }

    [Fact]
    public void A_stay_has_the_notes_that_the_rules_of_medical_records_ask_for()
    {
        CareWorld.ForEach(visit =>
        {
            if (visit.Kind != VisitKind.Inpatient || visit.Notes.Count == 0 || visit.Notes.All(note => note.Kind is NoteKind.Admission or NoteKind.FirstProgress)) return;
            var hours = (visit.End - visit.Start).TotalHours;
            // 病历书写基本规范: admission note within 24 h, first progress note within 8 h.
            (visit.Notes.Single(note => note.Kind == NoteKind.Admission).At - visit.Start).TotalHours.ShouldBeLessThanOrEqualTo(Math.Min(24, hours));
            (visit.Notes.Single(note => note.Kind == NoteKind.FirstProgress).At - visit.Start).TotalHours.ShouldBeLessThanOrEqualTo(8);
            visit.Notes.Count(note => note.Kind == (visit.Died ? NoteKind.DeathRecord : NoteKind.Discharge)).ShouldBe(1);
            visit.Notes.Count(note => note.Kind == NoteKind.Operation).ShouldBe(visit.Procedures.Count(procedure => procedure.Level > 0));
        });
    }

    [Fact]
    public void Clinics_are_quiet_on_sundays_and_holidays()
    {
        var clinic = Seeds.Where(seed => seed.Kind == VisitKind.Outpatient).ToList();
        var byDay = clinic.GroupBy(seed => DateOnly.FromDateTime(seed.Start)).ToDictionary(day => day.Key, day => day.Count());
        var ordinary = byDay.Where(day => !MonthCalendar.IsHoliday(day.Key)).ToList();
        double Mean(DayOfWeek week) => ordinary.Where(day => day.Key.DayOfWeek == week).Average(day => day.Value);
        (Mean(DayOfWeek.Sunday) / Mean(DayOfWeek.Tuesday)).ShouldBeLessThan(0.6);
        // Spring festival 2024 began on 10 February, national day 2025 with mid-autumn on 6 October.
        MonthCalendar.IsHoliday(new DateOnly(2024, 2, 10)).ShouldBeTrue();
        MonthCalendar.IsHoliday(new DateOnly(2025, 1, 28)).ShouldBeTrue();
        MonthCalendar.IsHoliday(new DateOnly(2025, 5, 31)).ShouldBeTrue();
        MonthCalendar.IsHoliday(new DateOnly(2024, 3, 12)).ShouldBeFalse();
        byDay.Where(day => MonthCalendar.IsHoliday(day.Key)).Average(day => day.Value).ShouldBeLessThan(ordinary.Average(day => day.Value) * 0.7);
    }

    [Fact]
    public void Equal_seeds_give_equal_visits_in_any_order()
    {
        var other = new CareModel(World);
        var again = new List<VisitSeed>();
        other.VisitsBeginningIn(2025, 6, again);
        again.Sort(VisitSeed.ByStart);
        var first = Seeds.Where(seed => seed.Start.Year == 2025 && seed.Start.Month == 6).Order(Comparer<VisitSeed>.Create(VisitSeed.ByStart)).ToList();
        again.ShouldBe(first);
        Visit forward = new(), backward = new();
        for (var i = 0; i < 400; i++) other.Fill(again[^(i + 1)], backward);
        for (var i = 0; i < 400; i++)
        {
            new CareModel(World).Fill(again[i], forward);
            other.Fill(again[i], backward);
            CareWorld.Describe(forward).ShouldBe(CareWorld.Describe(backward));
        }
    }
}
