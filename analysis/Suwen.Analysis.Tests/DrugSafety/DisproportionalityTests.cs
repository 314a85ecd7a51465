namespace Suwen.Analysis.Tests.DrugSafety;

/// <summary>Expected values: the papers' formulas in base R (Oracle/drug-safety.R), and published numbers where a test says so.</summary>
public sealed class DisproportionalityTests
{
    private const string Folder = "DrugSafety/Oracle/";
    private static readonly string[] Counts = ["drug=drug", "event=event", "count=count"];

    [Fact]
    public async Task All_measures_agree_with_their_formulas()
    {
        var run = await OperatorRun.OnFileAsync("disproportionality", Folder + "counts.csv", Counts);
        Oracle.ShouldAgree(run.Rows(), Folder + "signals.csv", 1e-8, 1e-9);
    }

    [Fact]
    public async Task The_prior_and_EBGM_agree_with_maximum_likelihood_in_R()
    {
        var run = await OperatorRun.OnFileAsync("ebgm", Folder + "counts.csv", Counts);
        Oracle.ShouldAgree(run.Rows("prior"), Folder + "prior.csv", 1e-4);
        run.Number("loglik", 0, "prior").ShouldBe(double.Parse(Oracle.Read(Folder + "prior.csv")[0]["loglik"], System.Globalization.CultureInfo.InvariantCulture), 1e-6);
        Oracle.ShouldAgree(run.Rows(), Folder + "ebgm.csv", 1e-5, 1e-6);
    }

    [Fact]
    public async Task The_prior_with_pairs_never_reported_agrees_with_R()
    {
        var run = await OperatorRun.OnFileAsync("ebgm", Folder + "counts.csv", [.. Counts, "zeros=true"]);
        Oracle.ShouldAgree(run.Rows("prior"), Folder + "prior-zeros.csv", 1e-4);
    }

    [Fact]
    public async Task A_given_prior_is_used()
    {
        var run = await OperatorRun.OnFileAsync("ebgm", Folder + "counts.csv", [.. Counts, "prior=0.2,0.06,1.4,1.8,0.1"]);
        Oracle.ShouldAgree(run.Rows(), Folder + "ebgm-given.csv", 1e-8, 1e-12);
    }

    [Fact]
    public async Task The_neural_network_of_1998_agrees_with_its_formulas()
    {
        var run = await OperatorRun.OnFileAsync("ic", Folder + "counts.csv", [.. Counts, "method=bcpnn"]);
        Oracle.ShouldAgree(run.Rows(), Folder + "bcpnn.csv", 1e-9, 1e-10);
    }

    [Fact]
    public async Task Strata_give_the_ratio_of_Mantel_and_Haenszel()
    {
        var run = await OperatorRun.OnFileAsync("ror", Folder + "strata.csv", "drug=drug", "event=event", "case_id=case", "strata=sex");
        Oracle.ShouldAgree(run.Rows(), Folder + "strata-ror.csv", 1e-9);
    }

    [Fact]
    public async Task Rifabutin_and_uveitis_are_the_signal_of_Evans_2001()
    {
        // The paper's example: 41 reports of uveitis among 55 of rifabutin, 754 of uveitis and 591,958 of other events with all other drugs:
        // PRR 586, chi-squared (without correction) 22,740.
        const string Csv = "drug,event,count\nrifabutin,uveitis,41\nrifabutin,other,14\nothers,uveitis,754\nothers,other,591958\n";
        var run = await OperatorRun.OnTextAsync("prr", Csv, [.. Counts, "yates=false"]);
        var row = run.Rows().Single(static r => (string)r["drug"]! == "rifabutin" && (string)r["event"]! == "uveitis");
        ((double)row["estimate"]!).ShouldBe(586, 1);
        ((double)row["statistic"]!).ShouldBe(22740, 1);
        row["signal"].ShouldBe(true);
    }

    [Fact]
    public async Task A_case_with_several_rows_counts_once()
    {
        const string Csv = "case,drug,event\n1,A,x\n1,A,x\n1,B,x\n1,A,y\n2,A,x\n3,B,y\n4,C,z\n";
        var run = await OperatorRun.OnTextAsync("ror", Csv, "drug=drug", "event=event", "case_id=case");
        var row = run.Rows().Single(static r => (string)r["drug"]! == "A" && (string)r["event"]! == "x");
        (row["n"], row["n_drug"], row["n_event"], row["n_total"]).ShouldBe((2.0, 2.0, 2.0, 4.0));
    }

    [Fact]
    public async Task An_event_of_one_drug_only_has_an_infinite_ratio_without_limits()
    {
        var run = await OperatorRun.OnTextAsync("prr", "drug,event,count\nA,x,5\nA,y,5\nB,y,90\n", Counts);
        var row = run.Rows()[0];
        row["estimate"].ShouldBe(double.PositiveInfinity);
        row["conf_low"].ShouldBeNull();
        row["signal"].ShouldBe(true);
        run.Notes.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("drug,event,count\nA,x,5\nA,y,2\n", "1 drugs and 2 events")]
    [InlineData("drug,event,count\nA,x,0\nB,y,0\n", "there are no reports")]
    [InlineData("drug,event,count\nA,x,1.5\nB,y,2\n", "Row 1 has a count")]
    [InlineData("drug,event,count\nA,x,-1\nB,y,2\n", "Row 1 has a count")]
    [InlineData("drug,event,count\nA,x,many\nB,y,2\n", "something else than a number")]
    public async Task Bad_data_are_named(string csv, string what)
    {
        var fault = await Should.ThrowAsync<OperatorException>(() => OperatorRun.OnTextAsync("disproportionality", csv, Counts));
        fault.Message.ShouldContain(what);
    }

    [Fact]
    public async Task Too_few_pairs_for_a_prior_leave_EBGM_out_with_a_note()
    {
        var run = await OperatorRun.OnTextAsync("disproportionality", "drug,event,count\nA,x,20\nA,y,5\nB,x,10\nB,y,90\n", Counts);
        run.Rows()[0]["ebgm"].ShouldBeNull();
        run.Rows()[0]["signal_prr"].ShouldBe(true);
        run.Notes.ShouldContain(static n => n.En.StartsWith("EBGM was not computed", StringComparison.Ordinal));
    }
}
