namespace Suwen.Analysis.Tests.Comorbidity;

/// <summary>
/// Expected values: tables 1 and 2 of Quan et al. 2005 code by code (Oracle/*.csv, written from the tests of the R package
/// comorbidities.icd10, which took them from the authors' own SAS programs), and weights of the papers named.
/// </summary>
public sealed class ComorbidityTests
{
    private const string Folder = "Comorbidity/Oracle/";

    [Theory]
    [InlineData("charlson")]
    [InlineData("elixhauser")]
    public async Task Each_code_of_Quan_2005_belongs_to_its_category_and_to_no_other(string index)
    {
        var expected = Oracle.Read($"{Folder}{index}-codes.csv");
        var ofCode = expected.GroupBy(static r => r["code"]).ToDictionary(static g => g.Key, static g => g.Select(static r => r["category"]).ToHashSet());
        var csv = "person,code\n" + string.Concat(ofCode.Keys.Select(static c => $"{c},{c}\n"));
        var run = await OperatorRun.OnTextAsync(index, csv, "person=person", "code=code");
        run.Rows().Count.ShouldBe(ofCode.Count);
        foreach (var row in run.Rows())
        {
            var code = (string)row["person"]!;
            var belongs = ofCode.Where(c => code.StartsWith(c.Key, StringComparison.Ordinal)).SelectMany(static c => c.Value).ToHashSet();
            row.Where(static c => c.Value is true).Select(static c => c.Key).ToHashSet().ShouldBe(belongs, ignoreOrder: true, code);
        }
    }

    [Fact]
    public async Task Every_category_has_codes_in_the_reference()
    {
        foreach (var (index, count) in new[] { ("charlson", 17), ("elixhauser", 31) })
        {
            var run = await OperatorRun.OnTextAsync(index, "person,code\n1,I10\n", "person=person", "code=code");
            run.Rows("categories").Select(static r => (string)r["category"]!).ShouldBe(Oracle.Read($"{Folder}{index}-codes.csv").Select(static r => r["category"]).Distinct(), ignoreOrder: true);
            run.Rows("categories").Count.ShouldBe(count);
        }
    }

    [Theory]
    [InlineData("E11.900x001", 1, 0)]
    [InlineData("e11.9", 1, 0)]
    [InlineData("I50.9†", 1, 2)]
    [InlineData("C80.x00", 6, 6)]
    [InlineData("K72.1 ", 3, 4)]
    [InlineData("B24.x01", 6, 4)]
    [InlineData("\uFF25\uFF11\uFF11\uFF0E\uFF19", 1, 0)]
    [InlineData("I10.x00x002", 0, 0)]
    public async Task Codes_with_national_extensions_and_signs_are_found_by_their_beginning(string code, long score, long updated)
    {
        var run = await OperatorRun.OnTextAsync("charlson", $"person,code\n1,{code}\n", "person=person", "code=code");
        run.Rows()[0]["score"].ShouldBe(score);
        run.Rows()[0]["score_updated"].ShouldBe(updated);
    }

    [Fact]
    public async Task Of_mild_and_severe_only_the_graver_counts_and_the_flags_tell_both()
    {
        const string Csv = "person,diagnoses\n1,K73.2|I85.0\n2,E11.9|E11.2\n3,C50.9|C78.0\n4,\n";
        var run = await OperatorRun.OnTextAsync("charlson", Csv, "person=person", "diagnoses=diagnoses");
        run.Rows().Select(static r => r["score"]).ShouldBe([3L, 2L, 6L, 0L]);
        run.Rows()[0]["mild_liver_disease"].ShouldBe(true);
        var both = await OperatorRun.OnTextAsync("charlson", Csv, "person=person", "diagnoses=diagnoses", "hierarchy=false");
        both.Rows().Select(static r => r["score"]).ShouldBe([4L, 3L, 8L, 0L]);
    }

    [Fact]
    public async Task The_score_of_van_Walraven_takes_its_weights()
    {
        // van Walraven 2009: heart failure 7, drug abuse -7, metastatic cancer 12 (solid tumour then 0), liver disease 11, obesity -4.
        var run = await OperatorRun.OnTextAsync("elixhauser", "person,code\n1,I50.9\n1,E66.9\n2,C34.9\n2,C79.3\n3,F11.2\n3,K74.6\n", "person=person", "code=code");
        run.Rows().Select(static r => r["score"]).ShouldBe([3L, 12L, 4L]);
    }

    [Fact]
    public async Task Age_adds_points_and_gives_ten_year_survival()
    {
        // Charlson 1987 and 1994: a point per decade from 50; 0.983^exp(0.9 × score) is 0.9587, 0.9015, 0.7748 and 0.5339 for scores 1 to 4.
        var run = await OperatorRun.OnTextAsync("charlson", "person,code,age\n1,I21.0,49\n2,I21.0,50\n3,I21.0,69.9\n4,I21.0,75\n5,I21.0,95\n", "person=person", "code=code", "age=age");
        run.Rows().Select(static r => r["age_score"]).ShouldBe([1L, 2L, 3L, 4L, 5L]);
        run.Number("survival_10_years", 0).ShouldBe(0.9587, 0.00005);
        run.Number("survival_10_years", 3).ShouldBe(0.5339, 0.00005);
    }

    [Fact]
    public async Task Codes_that_are_no_ICD_10_are_counted_in_a_note_and_refused_where_there_are_only_such()
    {
        var run = await OperatorRun.OnTextAsync("elixhauser", "person,code\n1,410\n1,I50.9\n", "person=person", "code=code");
        run.Notes.ShouldContain(static n => n.En == "1 of 2 different codes are not written as ICD-10 and were not counted.");
        (await Should.ThrowAsync<OperatorException>(() => OperatorRun.OnTextAsync("elixhauser", "person,code\n1,410\n1,250.0\n", "person=person", "code=code"))).Message.ShouldContain("None of the 2 different codes");
        (await Should.ThrowAsync<OperatorException>(() => OperatorRun.OnTextAsync("elixhauser", "person,code\n1,I50\n", "person=person"))).Message.ShouldContain("Neither code nor diagnoses");
    }
}
