using Shouldly;
using Suwen.Analysis.Payment.FrontPage;

namespace Suwen.Analysis.Tests.Payment.FrontPage;

/// <summary>How clinical words are meant. Sentences are as residents write them (病历书写基本规范, 2010); what is expected is what a reader takes from them.</summary>
public sealed class FrontPageTextTests
{
    [Theory]
    [InlineData("查体：双肺底可闻及湿啰音。", "湿啰音", "Finding")]
    [InlineData("两肺呼吸音清，未闻及湿啰音。", "湿啰音", "Negated")]
    [InlineData("否认高血压病、糖尿病、肝炎、结核病史。", "糖尿病", "Negated")]
    [InlineData("无发热，有湿啰音。", "湿啰音", "Finding")]
    [InlineData("移动性浊音阴性，湿啰音未闻及。", "湿啰音", "Negated")]
    [InlineData("既往2型糖尿病病史14年。", "糖尿病", "History")]
    [InlineData("父亲患糖尿病。", "糖尿病", "Family")]
    [InlineData("需与肺炎相鉴别。", "肺炎", "Uncertain")]
    [InlineData("预防肺炎，加强翻身。", "肺炎", "Uncertain")]
    [InlineData("出院诊断：1.支气管肺炎；2.2型糖尿病；3.高血压3级", "糖尿病", "Statement")]
    [InlineData("诊断：急性心肌梗死、心功能Ⅲ级", "心肌梗死", "Statement")]
    [InlineData("予无创呼吸机，肺炎较前吸收。", "肺炎", "Finding")]
    public void A_word_is_read_by_the_words_around_it(string text, string word, string expected)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(word);
        var at = text.IndexOf(word, StringComparison.Ordinal);
        FrontPageText.MentionAt(text, at, word.Length).ToString().ShouldBe(expected);
    }

    [Fact]
    public void Every_word_is_found_where_it_stands()
    {
        var found = new List<(int, int)>();
        new FrontPageText(["肺炎", "支气管肺炎", "湿啰音"]).Find("支气管肺炎。湿啰音", (word, _, at) => found.Add((word, at)));
        found.ShouldBe([(1, 0), (0, 3), (2, 6)]);
    }

    [Fact]
    public void A_snippet_shows_the_words_around_a_place_and_not_the_whole_note()
    {
        var text = new string('甲', 100) + "湿啰音" + new string('乙', 100);
        var snippet = FrontPageText.Snippet(text, 100);
        snippet.ShouldContain("湿啰音");
        snippet.Length.ShouldBeLessThan(60);
    }

    [Theory]
    [InlineData("", "血清肌酐测定", "creatinine")]
    [InlineData("", "肌酐Cr", "creatinine")]
    [InlineData("", "钾(K)", "potassium")]
    [InlineData("2823-3", "whatever", "potassium")]
    [InlineData("", "血红蛋白量", "hemoglobin")]
    [InlineData("", "葡萄糖（空腹）", "glucose")]
    public void A_test_is_recognised_by_its_code_or_by_the_names_that_laboratories_use(string code, string name, string expected) =>
        FrontPageTests.All[FrontPageTests.Find(code, name)].Name.ShouldBe(expected);

    [Theory]
    [InlineData("平均红细胞血红蛋白浓度(MCHC)")]
    [InlineData("尿白蛋白肌酐比值")]
    [InlineData("尿葡萄糖")]
    [InlineData("尿酸碱度")]
    [InlineData("糖")]
    public void A_test_of_something_else_is_not_taken_for_it(string name) => FrontPageTests.Find("", name).ShouldBe(-1);

    [Fact]
    public void Values_are_brought_to_the_unit_of_the_threshold_and_slips_are_left_out()
    {
        // Creatinine: 1 mg/dL is 88.4 μmol/L (SI conversion of the molar mass 113.12 g/mol).
        var creatinine = FrontPageTests.IndexOf("creatinine");
        FrontPageTests.InUnit(creatinine, 1, "mg/dL").ShouldBe(88.4);
        FrontPageTests.InUnit(creatinine, 1, "furlong").ShouldBeNull();
        FrontPageTests.InUnit(FrontPageTests.IndexOf("potassium"), 77.04, "mmol/L").ShouldBeNull();
    }
}
