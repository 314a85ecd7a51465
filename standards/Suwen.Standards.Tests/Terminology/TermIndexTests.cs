using Suwen.Standards.Terminology;

namespace Suwen.Standards.Tests.Terminology;

public sealed class TermIndexTests
{
    private static readonly Lazy<TermIndex> Built = new(() => new TermIndex(BuiltInTerms.Systems.SelectMany(s => BuiltInTerms.Terms(s.Id))));

    /// <summary>The wording is the issue's own example; ICD-10 classes type 2 diabetes as E11 (WHO).</summary>
    [Theory]
    [InlineData("2型糖尿病伴血糖控制不佳", "E11")]
    [InlineData("II型糖尿病伴血糖控制不佳", "E11")]
    [InlineData("Ⅱ型糖尿病", "E11")]
    [InlineData("T2DM", "E11")]
    [InlineData("COPD", "J44")]
    [InlineData("慢阻肺急性加重", "J44")]
    [InlineData("ＡＭＩ", "I21")]
    [InlineData("房颤", "I48")]
    [InlineData("高血压病3级 很高危", "I10")]
    [InlineData("脑梗塞", "I63")]
    [InlineData("冠心病", "I25")]
    [InlineData("甲亢", "E05")]
    [InlineData("急性上呼吸道感染并支气管炎", "J06")]
    [InlineData("乙肝", "B18")]
    [InlineData("糖尿病腎病", "E14")]
    public void A_local_wording_finds_its_category_among_the_first_five(string text, string category)
    {
        var found = Search(text, "icd10-gl2", 5);
        found.ShouldContain(m => m.Term.Code.StartsWith(category, StringComparison.Ordinal), string.Join(" · ", found.Select(m => m.Term.Code + " " + m.Term.Name)));
    }

    [Theory]
    [InlineData("E11.900", "E11.900")]
    [InlineData("e11.9", "E11.9")]
    [InlineData("J18", "J18")]
    public void A_code_finds_itself_first(string text, string code)
    {
        var first = Search(text, "icd10-gl2", 5)[0];
        (first.Term.Code, first.Score, first.Kind).ShouldBe((code, 1, TermMatchKind.Code));
    }

    [Theory]
    [InlineData("gxy", "高血压")]
    [InlineData("mxzqgy", "慢性支气管炎")]
    [InlineData("tnb", "糖尿病")]
    public void Initials_find_names(string initials, string part)
    {
        Search(initials, "icd10-gl2", 20).ShouldContain(m => m.Kind == TermMatchKind.Initials && m.Term.Name.Contains(part, StringComparison.Ordinal));
    }

    [Fact]
    public void A_synonym_finds_its_term()
    {
        // GB/T 15657-2021 gives 上感 as another name of 感冒 (A01.01.01).
        Search("上感", "tcm-disease-gb15657", 5)[0].Term.Code.ShouldBe("A01.01.01");
    }

    [Fact]
    public void A_search_as_of_a_day_leaves_out_what_does_not_hold_then()
    {
        Term[] terms =
        [
            new("site", "1", "肾衰竭", null, 1, [], null, null, new DateOnly(2024, 12, 31)),
            new("site", "2", "肾衰竭", null, 2, [], null, new DateOnly(2025, 1, 1)),
        ];
        var index = new TermIndex(terms);
        index.Search(new TermQuery("肾衰竭", null, new DateOnly(2024, 12, 31))).Select(m => m.Term.Code).ShouldBe(["1"]);
        index.Search(new TermQuery("肾衰竭", null, new DateOnly(2025, 1, 1))).Select(m => m.Term.Code).ShouldBe(["2"]);
        index.Search(new TermQuery("肾衰竭")).Count.ShouldBe(2);
    }

    /// <summary>
    /// The map of 国临 to 医保 2.0 (OpenDRG) as the truth: the name in the one edition leads to the code in the other, though the code is
    /// another one. Measured 2026-11-22 over all: see docs/terminology.md. The limits are below what was measured, so that a loss shows.
    /// </summary>
    [Fact]
    public void Names_of_one_edition_lead_to_their_codes_in_the_other()
    {
        var map = BuiltInMaps.All.Single(m => m.From == "icd10-gl2");
        var (asked, first, five) = (0, 0, 0);
        foreach (var (from, to) in map.Listed.Where(p => p.Value.Length > 0).Where((_, i) => i % 8 == 0))
        {
            var found = Search(BuiltInTerms.Find("icd10-gl2", from)!.Name, "icd10-yb2", 5);
            asked++;
            first += found.Count > 0 && found[0].Term.Code == to ? 1 : 0;
            five += found.Any(m => m.Term.Code == to) ? 1 : 0;
        }

        asked.ShouldBeGreaterThan(500);
        ((double)first / asked).ShouldBeGreaterThan(0.30);
        ((double)five / asked).ShouldBeGreaterThan(0.45);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("!!!")]
    [InlineData("\uD800")]
    public void Nothing_to_search_for_finds_nothing(string text) => Search(text, "icd10-gl2", 5).ShouldBeEmpty();

    [Theory]
    [InlineData("Ⅱ型", "2型")]
    [InlineData("二型", "2型")]
    [InlineData("III期", "3期")]
    [InlineData("ＣＯＰＤ（急性）", "copd急性")]
    [InlineData("糖尿病腎病", "糖尿病肾病")]
    public void Wordings_are_brought_to_one_form(string text, string form) => TermText.Normalise(text).ShouldBe(form);

    private static IReadOnlyList<TermMatch> Search(string text, string system, int limit) => Built.Value.Search(new TermQuery(text, [system], null, limit));
}
