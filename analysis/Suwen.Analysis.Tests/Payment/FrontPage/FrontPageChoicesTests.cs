using Shouldly;
using Suwen.Analysis.Payment.FrontPage;

namespace Suwen.Analysis.Tests.Payment.FrontPage;

/// <summary>Groups of other codings. Groups expected are those of CHS-DRG 1.1's published lists: I63.9 is in BR2, K80.2 in HU1, an MCC leads to the group that ends with 1.</summary>
public sealed class FrontPageChoicesTests
{
    private static readonly FrontPageGrouper Grouper = new("chs-drg-1.1");

    private static FrontPageCase Page(params string[] diagnoses) => new() { CaseId = "1", Sex = 1, AgeYears = 70, Diagnoses = diagnoses, Cost = 9000 };

    [Fact]
    public void Each_diagnosis_is_tried_as_the_main_one_in_the_order_of_the_page()
    {
        var page = Page("I63.900", "K85.900", "E11.900", "W01.x00");
        var choices = FrontPageChoices.Build(page, null, FrontPageChecker.Check(page, null), Grouper);
        choices.Select(static c => (c.Kind, c.Code)).ShouldBe([("current", null), ("main", "K85.900"), ("main", "E11.900")]);
        choices[0].Group.Mdc.ShouldBe("MDCB");
        choices[1].Group.Mdc.ShouldBe("MDCH");
        choices[2].Group.Mdc.ShouldBe("MDCK");
        choices.ShouldAllBe(static c => c.Support == FrontPageSupport.NotJudged);
    }

    [Fact]
    public void What_lowers_is_shown_as_what_raises_each_with_its_evidence()
    {
        var page = Page("I63.900", "E87.600");
        var record = new FrontPageRecord();
        record.AddTest("2823-3", "钾", 4.4, "mmol/L", new DateTime(2026, 1, 1));
        record.AddTest("2951-2", "钠", 120, "mmol/L", new DateTime(2026, 1, 1));
        var choices = FrontPageChoices.Build(page, record, FrontPageChecker.Check(page, record), Grouper);
        choices.Single(static c => c.Kind == "remove" && c.Code == "E87.600").Support.ShouldBe(FrontPageSupport.Contrary);
        var added = choices.Single(static c => c.Kind == "add");
        added.Code.ShouldBe("E87.102");
        added.Evidence.ShouldHaveSingleItem().Value.ShouldBe("120 mmol/L");
    }

    [Fact]
    public void The_estimate_is_weight_times_rate_against_the_cost()
    {
        var terms = new PaymentTerms(new Dictionary<string, double> { ["BR23"] = 1.2 }, 10_000);
        terms.Of("BR23", 9000).ShouldBe(new PaymentEstimate(1.2, 12_000, 3000, "normal"));
        terms.Of("BR23", 25_000)!.Outlier.ShouldBe("high");
        terms.Of("BR23", 4000)!.Outlier.ShouldBe("low");
        terms.Of("ZZ99", 9000).ShouldBeNull();
    }

    [Fact]
    public void Weights_from_own_costs_pay_what_was_spent()
    {
        (string, double)[] cases = [("A", 1000), ("A", 3000), ("B", 8000), ("B", 8000), ("0000", 99)];
        var terms = PaymentTerms.FromCosts(cases, 1)!;
        terms.Rate.ShouldBe(5000);
        terms.Weights["A"].ShouldBe(0.4);
        terms.Weights["B"].ShouldBe(1.6);
        cases.Sum(c => terms.Of(c.Item1, null)?.Payment ?? 0).ShouldBe(20_000, 1e-6);
        PaymentTerms.FromCosts([], 1).ShouldBeNull();
    }

    [Fact]
    public async Task A_page_has_its_group_of_a_citys_DIP_table()
    {
        // Meizhou 2024 has conservative groups of I63.9; a disease that it does not name has none.
        var dip = await FrontPageDip.CityAsync("meizhou-2024", CancellationToken.None);
        dip.Score(Page("I63.900"))!.Score.ShouldBeGreaterThan(0);
        dip.Score(Page("Q99.900x999")).ShouldBeNull();
    }
}
