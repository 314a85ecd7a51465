using System.Globalization;
using Suwen.Simulator.Care;
using Suwen.Simulator.Notes;
using Suwen.Simulator.People;

namespace Suwen.Simulator.Tests.Care;

/// <summary>Planted truths show in the visit itself.</summary>
public sealed class PlantedTruthTests
{
    private static World World => CareWorld.World;

    private static IEnumerable<(VisitSeed Seed, VisitDetail Detail)> Of(params VisitReason[] reasons) =>
        CareWorld.Seeds.Select(seed => (seed, VisitDetail.Unpack(seed.Detail))).Where(s => reasons.Contains(s.Item2.Reason));

    private static void ForBills(string variety, int least, Action<Visit, Func<string, string>> check)
    {
        var found = 0;
        CareWorld.ForEach(visit =>
        {
            foreach (var answer in visit.Answers.Where(a => a.Kind == "abnormal-billing" && a.Variety == variety))
            {
                found++;
                check(visit, name => answer.Truth.Single(truth => truth.Name == name).Value);
            }
        });
        found.ShouldBeGreaterThanOrEqualTo(least);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [Fact]
    public void A_split_stay_is_two_stays_of_one_person_and_house_a_day_apart()
    {
        var pairs = Of(VisitReason.SplitFirst, VisitReason.SplitSecond).GroupBy(s => (s.Seed.Resident, s.Detail.Disease)).ToList();
        pairs.Count.ShouldBeGreaterThan(2);
        var whole = pairs.Where(pair => pair.Count() == 2).Select(pair => pair.OrderBy(s => s.Seed.Start).ToList()).ToList();
        whole.Count.ShouldBeGreaterThan(2);
        foreach (var pair in whole)
        {
            (pair[1].Seed.Start.Date - pair[0].Seed.End.Date).Days.ShouldBe(1);
            pair[1].Detail.Institution.ShouldBe(pair[0].Detail.Institution);
        }
    }

    [Fact]
    public void An_unbundled_panel_is_charged_item_by_item_and_for_more() => ForBills("unbundling", 5, (visit, of) =>
    {
        var items = visit.Fees.Where(fee => fee.OrderNumber == of("order") && fee.Category == "化验费").ToList();
        items.Count.ShouldBeGreaterThanOrEqualTo(Number(of("items")));
        items.Sum(fee => fee.AmountFen).ShouldBeGreaterThan(Number(of("package_fen")));
    });

    [Fact]
    public void An_upcoded_stay_has_a_graver_main_diagnosis_and_the_true_one_behind_it() => ForBills("upcoded-diagnosis", 5, (visit, of) =>
    {
        visit.Diagnoses[0].Standard.Code.ShouldBe(of("coded"));
        visit.Diagnoses[0].Role.ShouldBe(DiagnosisRole.Main);
        visit.Diagnoses.Count(diagnosis => diagnosis.Role == DiagnosisRole.Main && diagnosis.System == CodeSystem.Icd10).ShouldBe(1);
        visit.Diagnoses.ShouldContain(diagnosis => diagnosis.Standard.Code == of("true") && diagnosis.Role == DiagnosisRole.Other);
    });

    [Fact]
    public void An_item_of_the_other_sex_is_charged() => ForBills("sex-mismatched-item", 3, (visit, of) =>
    {
        of("sex").ShouldBe(visit.Resident.Sex == Sex.Male ? "男" : "女");
        var item = visit.Fees.Single(fee => of("fee").EndsWith(fee.Number, StringComparison.Ordinal)).Item.Name;
        item.ShouldBe(of("item"));
        new[] { "妇", "阴道", "乳", "子宫", "产", "前列腺", "睾", "阴囊", "精" }.ShouldContain(word => item.Contains(word, StringComparison.Ordinal), item);
    });

    [Fact]
    public void A_stockpiler_gets_one_drug_at_several_houses_within_weeks()
    {
        var model = new CareModel(World);
        var visit = new Visit();
        var all = Of(VisitReason.Stockpile).GroupBy(s => s.Seed.Resident).ToList();
        all.Count.ShouldBeGreaterThan(2);
        foreach (var person in all.Where(person => person.Count() == VisitPlanner.StockpileVisits))
        {
            var drugs = new HashSet<string>();
            foreach (var (seed, _) in person)
            {
                model.Fill(seed, visit);
                var answer = visit.Answers.Single(a => a.Variety == "drug-stockpiling");
                drugs.Add(answer.Truth.Single(t => t.Name == "drug").Value);
                visit.Orders.ShouldContain(order => order.Item.Name == drugs.First() && order.Days == 30);
            }

            drugs.Count.ShouldBe(1);
            person.Select(s => s.Detail.Institution).Distinct().Count().ShouldBeGreaterThan(1);
            (person.Max(s => s.Seed.Start) - person.Min(s => s.Seed.Start)).TotalDays.ShouldBeLessThan(45);
        }
    }

    [Fact]
    public void A_ghost_visit_is_charged_for_more_than_the_registration() => ForBills("ghost-visit", 10, (visit, _) => visit.Fees.Count.ShouldBeGreaterThan(1));

    [Fact]
    public void Those_who_take_a_drug_of_a_signal_show_its_reaction_more_often_than_others()
    {
        var signals = World.Catalogue.AdverseSignals.Where(s => s.ReactionKind != "lab").ToList();
        var (exposed, others, reacted, background) = (0L, 0L, 0.0, 0.0);
        CareWorld.ForEach(visit =>
        {
            if (visit.Disease is null || visit.Diagnoses.Count == 0 || visit.Kind is VisitKind.Vaccination or VisitKind.FollowUp) return;
            foreach (var signal in signals)
            {
                var shows = signal.ReactionKind == "diagnosis" ? visit.Diagnoses.Any(d => d.Standard.Code == signal.ReactionId) : visit.ChiefComplaint.Contains("伴" + signal.NameZh, StringComparison.Ordinal);
                if (visit.Orders.Any(order => order.Item.Code == signal.DrugId)) { exposed++; if (shows) reacted++; }
                else { others++; if (shows) background++; }
            }
        });
        exposed.ShouldBeGreaterThan(2000);
        // Relative risks from 4 to 6 were planted; some of the reactions are diseases of their own besides.
        (reacted / exposed / (background / others)).ShouldBeGreaterThan(2.5);
    }

    [Fact]
    public void A_value_that_a_drug_moves_is_out_of_range()
    {
        var found = 0;
        CareWorld.ForEach(visit =>
        {
            foreach (var answer in visit.Answers.Where(a => a.Kind == "adverse-drug-signal" && a.Truth.Any(t => t is ("reaction_kind", "lab"))))
            {
                found++;
                var item = answer.Truth.Single(t => t.Name == "reaction").Value;
                visit.LabReports.SelectMany(report => report.Results).ShouldContain(result => result.Item.Id == item && result.Flag.Length > 0);
            }
        });
        found.ShouldBeGreaterThan(5);
    }

    [Theory]
    [InlineData(NoteSet.A)]
    [InlineData(NoteSet.B)]
    public void A_symptom_that_a_drug_brings_about_stands_in_the_note(NoteSet set)
    {
        var writer = WriterOf(set);
        var found = 0;
        CareWorld.ForEach(visit =>
        {
            if (visit.Reactions.Count == 0 || visit.Notes.Count == 0) return;
            found++;
            writer.Write(visit);
            var note = visit.Notes[0];
            foreach (var reaction in visit.Reactions)
            {
                note.Facts.ShouldContain(fact => fact.Kind == "symptom" && fact.Assertion == NoteAssertion.Present && (fact.Name.Contains(reaction, StringComparison.Ordinal) || reaction.Contains(fact.Name, StringComparison.Ordinal)), note.Text);
                note.Facts.ShouldNotContain(fact => fact.Name == reaction && fact.Assertion == NoteAssertion.Absent, note.Text);
            }
        });
        found.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void Illness_of_the_family_is_no_past_of_the_patient_and_drugs_to_take_home_stand_in_the_discharge_note()
    {
        var writer = WriterOf(NoteSet.A);
        var (family, home, told) = (0, 0, 0);
        CareWorld.ForEach(visit =>
        {
            if (visit.Kind != VisitKind.Inpatient && visit.Key % 4 != 0) return;
            writer.Write(visit);
            foreach (var note in visit.Notes)
            {
                foreach (var fact in note.Facts.Where(fact => fact.Name.Contains("家族史", StringComparison.Ordinal)))
                {
                    family++;
                    fact.Assertion.ShouldBe(NoteAssertion.Family);
                }

                if (note.Kind != NoteKind.Discharge) continue;
                foreach (var order in visit.Orders.Where(order => order is { Kind: OrderKind.Drug, Days: > 0, IsLongTerm: false, Stop: null } && order.At > visit.End.AddHours(-2)))
                {
                    home++;
                    if (note.Facts.Any(fact => fact.Kind == "drug" && fact.Name == order.Item.Name)) told++;
                }
            }
        });
        family.ShouldBeGreaterThan(20);
        home.ShouldBeGreaterThan(200);
        // A wording of the hurried kind may leave the drugs out.
        ((double)told / home).ShouldBeGreaterThan(0.6);
    }

    private static NoteWriter WriterOf(NoteSet set) => new(new World { Options = World.Options with { Notes = set }, Map = World.Map, Population = World.Population, Institutions = World.Institutions, Catalogue = World.Catalogue });
}
