using System.Globalization;
using System.Text.Json.Nodes;
using Suwen.Analysis.Payment.Dip;
using Suwen.Analysis.Payment.Drg;

namespace Suwen.Analysis.Tests.Payment.Dip;

/// <summary>DIP on small libraries whose means, scores and settlements are worked out by hand.</summary>
public sealed class DipTests
{
    private const string LibraryHeader = "case_id,diagnoses,procedures,cost\n";
    private const string City = "seq,dip_group_code,disease_code,main_procedure_code,other_procedure_code,group_type,score\n1,I25.1:,I25.1,,,二级核心病种,500\n2,I25.1:36.0601/36.0700,I25.1,36.0601/36.0700,,二级核心病种,3000\n3,I25.1:36.0601_88.5500+88.5600,I25.1,36.0601,88.5500/88.5501+88.5600,二级核心病种,4000\n4,I25:37.3401,I25,37.3401,,三级核心病种,2500\n5,P07.101:,P07.101,,,一级核心病种,751\n";

    // Twenty strokes without procedure at 100, twenty with thrombolysis at 400, one with a rare procedure at 700: overall mean (2000 + 8000 + 700) / 41.
    private static string Library() => LibraryHeader
        + Rows(20, "I63.900", "", 100) + Rows(20, "I63.901", "99.1008", 400) + Rows(1, "I63.900", "51.2300", 700);

    [Fact]
    public async Task Core_groups_are_combinations_with_enough_cases_and_the_rest_is_comprehensive()
    {
        var run = await OperatorRun.OnTextAsync("dip-build", Library());

        var mean = 10700.0 / 41;
        run.Rows().Select(static r => r["dip_code"]).ShouldBe(["I63.9:", "I63.9:99.1008", "I63:surgical"]);
        run.Rows().Select(static r => r["type"]).ShouldBe(["core", "core", "comprehensive"]);
        run.Number("score", 0).ShouldBe(100 / mean * 1000, 1e-9);
        run.Number("score", 1).ShouldBe(400 / mean * 1000, 1e-9);
        run.Number("score", 2).ShouldBe(700 / mean * 1000, 1e-9);
        run.Number("cv", 0).ShouldBe(0, 1e-9);
        run.Rows()[2]["cv"].ShouldBeNull();
        run.Rows()[0]["basic"].ShouldBe(true);
        run.Rows()[1]["basic"].ShouldBe(false);
        run.Rows("level2").Select(static r => r["level2"]).ShouldBe(["I63.9:conservative", "I63.9:therapeutic"]);
        run.Number("mean_cost", 0, "level1").ShouldBe(mean, 1e-9);
    }

    [Fact]
    public async Task The_order_of_procedures_makes_no_other_combination_and_the_threshold_is_a_parameter()
    {
        var csv = LibraryHeader + Rows(2, "I25.103", "36.0601|88.5500", 10) + Rows(1, "I25.103", "88.5500|36.0601|36.0601", 40);

        var run = await OperatorRun.OnTextAsync("dip-build", csv, "threshold=3", "factor=100");

        run.Rows().ShouldHaveSingleItem()["dip_code"].ShouldBe("I25.1:36.0601+88.5500");
        run.Number("n").ShouldBe(3);
        run.Number("score").ShouldBe(100, 1e-9);
    }

    [Fact]
    public async Task Years_are_weighted_one_two_seven()
    {
        var csv = "case_id,diagnoses,procedures,cost,year\n1,J18.900,,100,2022\n2,J18.900,,200,2023\n3,J18.900,,300,2024\n4,J18.900,,500,2024\n5,J18.900,,9999,2021\n";

        var run = await OperatorRun.OnTextAsync("dip-build", csv, "threshold=1");

        // (1 x 100 + 2 x 200 + 7 x 400) / 10; 2021 is before the three years.
        run.Number("mean_cost").ShouldBe(330, 1e-9);
    }

    [Fact]
    public async Task Auxiliary_catalogues_say_how_much_dearer_a_feature_is()
    {
        // 15 without secondary diagnosis at 100, 15 with heart failure (index 1, a major complication) at 300: mean 200, coefficients 0.5 and 1.5.
        var run = await OperatorRun.OnTextAsync("dip-build", LibraryHeader + Rows(15, "J18.900", "", 100) + Rows(15, "J18.900|I50.900x002", "", 300));

        var rows = run.Rows("auxiliary");
        rows.Select(static r => $"{r["kind"]}={r["value"]}:{((double)r["coefficient"]!).ToString("F1", CultureInfo.InvariantCulture)}")
            .ShouldBe(["cci=0:0.5", "cci=1-2:1.5", "severity=plain:0.5", "severity=severe:1.5", "secondary_diagnoses=none:0.5", "secondary_diagnoses=1-2:1.5"]);
    }

    [Theory]
    [InlineData("sd", 20, 100)]
    [InlineData("percentile", 20, 100)]
    [InlineData("none", 21, 100 * 25 / 21.0)]
    public async Task Cases_of_extreme_cost_can_be_left_out_of_the_library(string trim, long n, double mean)
    {
        // Twenty at 100 and one at 500: mean 119.05, standard deviation 87.3, so 500 lies beyond two; the first percentile is 100, the 99th 420.
        var run = await OperatorRun.OnTextAsync("dip-build", LibraryHeader + Rows(20, "J18.900", "", 100) + Rows(1, "J18.900", "", 500), "trim=" + trim);

        run.Number("n").ShouldBe(trim == "none" ? n : 20);
        run.Number("mean_cost").ShouldBe(mean, 1e-9);
        run.Notes.Any(static t => t.En.StartsWith("Left out for their extreme cost", StringComparison.Ordinal)).ShouldBe(trim != "none");
    }

    [Fact]
    public async Task Codes_of_the_clinical_edition_are_mapped_as_by_the_DRG_grouper()
    {
        const DrgCodeFlags Editions = DrgCodeFlags.InEdition | DrgCodeFlags.InOtherEdition | DrgCodeFlags.InScheme;
        var table = DrgSchemeReader.Find("chs-drg-1.1", null).Procedures;
        var code = Enumerable.Range(0, table.Count).First(c => (table.Flags(c) & Editions) == DrgCodeFlags.InOtherEdition && table.Target(c) >= 0 && table.Target(c) != c);
        var (clinical, insurance) = (System.Text.Encoding.UTF8.GetString(table.Text(code)), System.Text.Encoding.UTF8.GetString(table.Text(table.Target(code))));
        var csv = LibraryHeader + Rows(10, "K80.100", clinical, 100) + Rows(10, "K80.100", insurance, 300);

        var mapped = await OperatorRun.OnTextAsync("dip-build", csv, "threshold=15");
        var asWritten = await OperatorRun.OnTextAsync("dip-build", csv, "threshold=10", "map=none");

        mapped.Rows().ShouldHaveSingleItem()["dip_code"].ShouldBe("K80.1:" + insurance);
        mapped.Notes.ShouldContain(static n => n.En.Contains("mapped", StringComparison.Ordinal) && n.En.Contains("10 cases", StringComparison.Ordinal));
        asWritten.Rows().Count.ShouldBe(2);
    }

    [Fact]
    public async Task Cases_that_cannot_be_used_are_counted_in_a_note()
    {
        var run = await OperatorRun.OnTextAsync("dip-build", LibraryHeader + Rows(3, "J18.900", "", 10) + "a,J18,,5\nb,,,5\nc,J18.900,,0\nd,J18.900,,x\n", "threshold=1");

        run.Number("n").ShouldBe(3);
        run.Notes.ShouldHaveSingleItem().En.ShouldStartWith("4 of 7 cases were left out: 2 without a usable main diagnosis");
    }

    [Fact]
    public async Task A_library_without_a_usable_case_is_a_fault() =>
        (await Should.ThrowAsync<OperatorException>(() => OperatorRun.OnTextAsync("dip-build", LibraryHeader + "a,J18,,5\n"))).Message.ShouldContain("No case");

    [Fact]
    public async Task Cases_are_scored_with_deviations_by_the_catalogue_that_was_built()
    {
        var (catalogue, _) = await BuildAsync(Library());

        var run = await GroupAsync(catalogue, null, "case_id,diagnoses,procedures,cost\n1,I63.900,,100\n2,I63.900,,40\n3,I63.900,,300\n4,I63.900,47.0100,700\n5,I63,,1\n6,J18.900,,1\n7,I63.900,,\n");

        var score = 100 / (10700.0 / 41) * 1000;
        var rows = run.Rows();
        rows.Select(static r => r["status"]).ShouldBe(["grouped", "grouped", "grouped", "grouped", "invalid", "ungroupable", "invalid"]);
        rows.Select(static r => r["deviation"]).Take(4).ShouldBe(["normal", "low", "high", "normal"]);
        run.Number("final_score", 0).ShouldBe(score, 1e-9);
        run.Number("final_score", 1).ShouldBe(score * 0.4, 1e-9);
        run.Number("final_score", 2).ShouldBe(score * (3 - 2 + 1), 1e-9);
        rows[3]["dip_code"].ShouldBe("I63:surgical");
        rows[3]["match"].ShouldBe("comprehensive");
        rows[4]["reason"].ShouldBeOfType<string>().ShouldStartWith("missing_main_diagnosis:");
        rows[5]["reason"].ShouldBeOfType<string>().ShouldStartWith("no_group:");
        rows[6]["reason"].ShouldBeOfType<string>().ShouldStartWith("invalid_cost:");
        JsonNode.Parse((string)rows[2]["path"]!)!["formula"]!.GetValue<string>().ShouldContain("(3 - 2 + 1)");
    }

    [Theory]
    [InlineData("max", 1.5)]
    [InlineData("product", 3.375)]
    [InlineData("none", 1)]
    public async Task Auxiliary_coefficients_raise_the_score(string use, double coefficient)
    {
        var (catalogue, auxiliary) = await BuildAsync(LibraryHeader + Rows(15, "J18.900", "", 100) + Rows(15, "J18.900|I50.900x002", "", 300));

        var run = await GroupAsync(catalogue, auxiliary, "case_id,diagnoses,procedures,cost\n1,J18.900|I50.900x002,,300\n", "auxiliary_use=" + use);

        run.Number("coefficient").ShouldBe(coefficient, 1e-9);
        run.Number("final_score").ShouldBe(1000 * coefficient, 1e-9);
    }

    [Theory]
    [InlineData("I25.103", "", "I25.1:", "conservative")]
    [InlineData("I25.103", "36.0700", "I25.1:36.0601/36.0700", "exact")]
    [InlineData("I25.103", "36.0601|99.1000", "I25.1:36.0601/36.0700", "subset")]
    [InlineData("I25.103", "88.5501|36.0601|88.5600", "I25.1:36.0601_88.5500+88.5600", "exact")]
    [InlineData("I25.801", "37.3401", "I25:37.3401", "exact")]
    [InlineData("P07.101", "", "P07.101:", "conservative")]
    public async Task A_citys_table_groups_by_the_most_procedures_that_it_asks_for(string diagnosis, string procedures, string code, string match)
    {
        var run = await GroupAsync(City, null, $"case_id,diagnoses,procedures\n1,{diagnosis},{procedures}\n");

        (run.Rows()[0]["dip_code"], run.Rows()[0]["match"]).ShouldBe((code, match));
    }

    [Fact]
    public async Task A_citys_table_has_no_comprehensive_groups_and_says_so()
    {
        var run = await GroupAsync(City, null, "case_id,diagnoses,procedures\n1,I25.801,\n2,I25.103,36.0601\n");

        run.Rows()[0]["status"].ShouldBe("ungroupable");
        run.Rows()[1]["final_score"].ShouldBe(3000.0);
    }

    // Rows 1 and 1134 of the sample: typhoid A01.4 without procedure has 205 points; I25 with a drug-coated stent, balloon and optical tomography 4086.
    [Fact]
    public async Task The_sample_of_a_city_is_built_in_and_labelled()
    {
        var run = await RunAsync("dip-group", [("", "case_id,diagnoses,procedures\n1,A01.400,\n2,I25.600,36.0700|00.6601|38.2400\n")], "city=meizhou-2024");

        run.Rows().Select(static r => r["final_score"]).ShouldBe([205.0, 4086.0]);
        run.Notes.ShouldContain(static n => n.En.Contains("unofficial", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Neither_or_both_of_catalogue_and_city_are_a_fault()
    {
        await Should.ThrowAsync<OperatorException>(() => RunAsync("dip-group", [("", "case_id,diagnoses,procedures\n1,A01.400,\n")]));
        await Should.ThrowAsync<OperatorException>(() => RunAsync("dip-group", [("", "case_id,diagnoses,procedures\n1,A01.400,\n"), ("catalogue", City)], "city=meizhou-2024"));
    }

    [Fact]
    public async Task Settlement_divides_the_budget_by_weighted_points()
    {
        const string Cases = "case_id,hospital,final_score,cost,patient_paid\n1,A,1000,9000,1000\n2,A,500,6000,500\n3,B,1000,9000,500\n4,B,,1,0\n";

        var run = await RunAsync("dip-settle", [("", Cases), ("hospitals", "hospital,coefficient\nB,0.5\nZ,2\n")], "budget=18000");

        // Points 1500 + 500; (18000 + 2000) / 2000 = 10 per point.
        run.Rows().Select(static r => r["hospital"]).ShouldBe(["A", "B"]);
        run.Number("standard", 0).ShouldBe(15000, 1e-9);
        run.Number("fund_payment", 0).ShouldBe(13500, 1e-9);
        run.Number("balance", 0).ShouldBe(0, 1e-9);
        run.Number("standard", 1).ShouldBe(5000, 1e-9);
        run.Number("fund_payment", 1).ShouldBe(4500, 1e-9);
        run.Number("balance", 1).ShouldBe(-4000, 1e-9);
        (run.Number("fund_payment", 0) + run.Number("fund_payment", 1)).ShouldBe(18000, 1e-9);
        run.Number("balance", 0, "cases").ShouldBe(1000, 1e-9);
        run.Rows("cases").Count.ShouldBe(3);
        run.Notes.ShouldHaveSingleItem().En.ShouldEndWith("left out of the settlement: 1.");
    }

    [Fact]
    public async Task Limits_hold_payments_near_costs()
    {
        const string Cases = "case_id,hospital,final_score,cost\n1,A,1000,5000\n2,B,1000,40000\n";

        var run = await RunAsync("dip-settle", [("", Cases)], "point_value=10", "maximum_ratio=1.1", "minimum_ratio=0.7");

        run.Number("settled", 0).ShouldBe(5500, 1e-9);
        run.Number("settled", 1).ShouldBe(28000, 1e-9);
    }

    [Fact]
    public async Task Neither_or_both_of_budget_and_value_are_a_fault()
    {
        const string Cases = "case_id,hospital,final_score,cost\n1,A,1000,5000\n";

        await Should.ThrowAsync<OperatorException>(() => RunAsync("dip-settle", [("", Cases)]));
        await Should.ThrowAsync<OperatorException>(() => RunAsync("dip-settle", [("", Cases)], "budget=1", "point_value=1"));
    }

    [Theory]
    [InlineData("E11.9|I50.9", 1)]
    [InlineData("X|I50.9|E11.9", 2)]
    [InlineData("X|E11.9|E11.2", 2)]
    [InlineData("X|C34.9|C79.5", 6)]
    [InlineData("X|B18.1|K72.9|N18.5", 5)]
    [InlineData("X|J30.1", 0)]
    public void The_comorbidity_index_counts_each_condition_once_and_the_severe_form_only(string diagnoses, int score)
    {
        var conditions = 0;
        foreach (var code in diagnoses.Split('|').Skip(1))
        {
            var condition = DipPrefixes.Charlson.Find(code);
            conditions |= condition < 0 ? 0 : 1 << condition;
        }

        DipSeverity.Score(conditions).ShouldBe(score);
    }

    [Theory]
    [InlineData("51.2300", "Surgical")]
    [InlineData("51.1000", "Diagnostic")]
    [InlineData("88.5500", "Diagnostic")]
    [InlineData("39.9500", "Therapeutic")]
    [InlineData("99.1008", "Therapeutic")]
    public void A_procedure_has_a_kind_of_treatment_by_its_heading(string code, string kind) => ((DipTreatment)DipPrefixes.Treatments.Find(code)).ToString().ShouldBe(kind);

    private static async Task<(string Catalogue, string Auxiliary)> BuildAsync(string csv)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".csv");
        var outputs = new Dictionary<string, MemoryStream>();
        await File.WriteAllTextAsync(path, csv);
        await using (var sink = new CsvSink("result", name => outputs[name] = new MemoryStream()))
        {
            OperatorCatalogue.TryFind("dip-build", out var found).ShouldBeTrue();
            var inputs = new Dictionary<string, IOperatorTable> { [""] = await CsvTable.OpenAsync(path, CancellationToken.None) };
            await found!.RunAsync(OperatorCall.Create(found.Description, [], inputs, sink), CancellationToken.None);
        }

        File.Delete(path);
        return (System.Text.Encoding.UTF8.GetString(outputs[""].ToArray()), System.Text.Encoding.UTF8.GetString(outputs["auxiliary"].ToArray()));
    }

    private static Task<OperatorRun> GroupAsync(string catalogue, string? auxiliary, string cases, params string[] settings) =>
        RunAsync("dip-group", auxiliary is null ? [("", cases), ("catalogue", catalogue)] : [("", cases), ("catalogue", catalogue), ("auxiliary", auxiliary)], settings);

    private static async Task<OperatorRun> RunAsync(string name, IReadOnlyList<(string Name, string Csv)> tables, params string[] settings)
    {
        var files = new List<(string, string)>();
        foreach (var (table, csv) in tables)
        {
            var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".csv");
            await File.WriteAllTextAsync(path, csv);
            files.Add((table, path));
        }

        try
        {
            return await OperatorRun.OnFilesAsync(name, files, null, settings);
        }
        finally
        {
            files.ForEach(static f => File.Delete(f.Item2));
        }
    }

    private static string Rows(int count, string diagnoses, string procedures, int cost) => string.Concat(Enumerable.Range(0, count).Select(i => $"c{i},{diagnoses},{procedures},{cost}\n"));
}
