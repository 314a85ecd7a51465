using FsCheck;
using FsCheck.Fluent;
using Suwen.Security.Deidentification;

namespace Suwen.Security.Tests.Deidentification.Text;

public sealed class TextDetectorTests
{
    private static readonly TextDetector Detector = new();

    [Theory]
    [InlineData("labelled-zh.txt")]
    [InlineData("labelled-en.txt")]
    public void Every_identifier_of_the_hand_labelled_texts_is_covered_and_nothing_else_is_found(string file)
    {
        // The marks were set by hand, by reading; the negatives are words that look like names, dates and numbers and are none.
        var wrong = new List<string>();
        var score = new DetectionScore();
        foreach (var text in HandLabelled.Read(file))
        {
            score.Add(text, Find(text.Text), (error, at, start, length, kind) => wrong.Add($"{at.Name} {error} {kind}: {at.Text.Substring(start, length)}"));
        }

        score.Labelled.ShouldBeGreaterThan(30);
        wrong.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("labelled-zh.txt")]
    [InlineData("labelled-en.txt")]
    public void Identifiers_of_the_hand_labelled_texts_are_called_what_they_are(string file)
    {
        var score = new DetectionScore();
        foreach (var text in HandLabelled.Read(file))
        {
            text.Spans.ShouldAllBe(s => s.Kind != null);
            score.Add(text, Find(text.Text));
        }

        score.ByLabel.Values.Sum(k => k.OfSameKind).ShouldBeGreaterThanOrEqualTo((int)(score.Labelled * 0.97));
    }

    /// <summary>
    /// Texts written to be hard, before their author saw the detectors; the detectors were mended on the one half only. Measured on 2026-11-22:
    /// develop 0.92 (0.67 before), report 0.75 (0.69 before); what is missed are names spelled like words, above all. The bounds lie just below.
    /// </summary>
    [Theory]
    [InlineData("adversarial-develop.jsonl", 0.91, 0.98)]
    [InlineData("adversarial-report.jsonl", 0.75, 0.97)]
    public void Adversarial_texts_are_found_as_well_as_was_measured(string file, double recall, double precision)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, file);
        using (var resource = typeof(TextDetectorTests).Assembly.GetManifestResourceStream(file)!)
        using (var target = File.Create(path))
        {
            resource.CopyTo(target);
        }

        var reader = new LabelledTextReader(KindNames.With([], out _), OffsetUnit.CodePoint);
        var score = new DetectionScore();
        foreach (var text in reader.Read(path))
        {
            score.Add(text, Find(text.Text));
        }

        reader.Faults.ShouldBeEmpty();
        score.Labelled.ShouldBeGreaterThan(90);
        ((double)score.ByLabel.Values.Sum(k => k.Covered) / score.Labelled).ShouldBeGreaterThanOrEqualTo(recall);
        ((double)score.ByFound.Values.Sum(k => k.Right) / score.ByFound.Values.Sum(k => k.Found)).ShouldBeGreaterThanOrEqualTo(precision);
    }

    [Theory]
    [InlineData("11010519491231002X")]
    [InlineData("440524188001010014")]
    public void The_examples_of_GB_11643_are_found_without_a_label(string number)
    {
        // Annex A of GB 11643-1999 computes the check characters of these two numbers.
        var spans = Find("已核对" + number + "无误");
        spans.ShouldBe([new IdentifierSpan(3, 18, IdentifierKind.NationalId, IdentifierEvidence.Form)]);
    }

    [Fact]
    public void A_card_number_is_found_by_the_check_digit_of_ISO_7812()
    {
        // 4111 1111 1111 1111 is the test number that card networks publish.
        Find("扣款 4111 1111 1111 1111 成功").ShouldContain(s => s.Kind == IdentifierKind.BankCard && s.Start == 3 && s.Length == 19);
    }

    [Fact]
    public void A_name_of_a_rare_character_outside_the_basic_plane_is_covered_whole()
    {
        var text = "姓名：王𠮷　性别：男";
        Find(text).ShouldBe([new IdentifierSpan(3, 3, IdentifierKind.PersonName, IdentifierEvidence.Label)]);
    }

    [Fact]
    public void Full_width_numbers_and_letters_are_read_like_narrow_ones()
    {
        Find("电话：１３８００１３８０００").ShouldContain(s => s.Kind == IdentifierKind.Phone && s.Length == 11);
    }

    [Fact]
    public void A_name_found_by_its_label_is_found_again_where_nothing_betrays_it()
    {
        var spans = Find("姓名：高明\n术后恢复可，高明今晨下床活动。");
        spans.Count(s => s.Kind == IdentifierKind.PersonName).ShouldBe(2);
    }

    [Fact]
    public void Known_values_are_found_in_other_spellings()
    {
        var context = DetectionContext.Of(
        [
            new(IdentifierKind.PersonName, "安静"),
            new(IdentifierKind.PersonName, "An Jing"),
            new(IdentifierKind.Phone, "13800138000"),
            new(IdentifierKind.NationalId, "110105491231002"),
        ]);
        var spans = new List<IdentifierSpan>();
        Detector.Find("病室安静，AN JING，138 0013-8000，11010519491231002X", context, spans);
        spans.Where(s => s.Evidence == IdentifierEvidence.Known).Select(s => (s.Start, s.Length)).ShouldBe([(2, 2), (5, 7), (13, 13), (27, 18)]);
    }

    [Fact]
    public void A_known_number_inside_a_longer_one_is_not_taken()
    {
        var context = DetectionContext.Of([new(IdentifierKind.RecordNumber, "1234")]);
        var spans = new List<IdentifierSpan>();
        Detector.Find("血小板 91234 个", context, spans);
        spans.ShouldBeEmpty();
    }

    [Fact]
    public void Spans_lie_inside_any_text_sorted_and_apart()
    {
        var pieces = Gen.Elements(
            "患者", "姓名：", "王建国", "，", "。", "\n", " ", "13800138000", "2024年3月5日", "2024-", "3/5", "医院", "嘉兴市", "中山路", "128号", "室", "Dr. ", "Smith, John", "@example.com", "http://", "+86 ", "(", ")", "·", "买买提", "岁", "浙A", "12345",
            "\uD842", "\uDFB7", "\uD800", "\0", "〇", "之女", "住院号:", "MRN:", "一二三四年", "月", "日", "-", "/", "：", "１２３", "🩺", "e\u0301", "１９２.168.1.1", "QQ", "公司", "Main Street", "Apt", "X");
        var random = ArbMap.Default.GeneratorFor<string>().Where(s => s is not null);
        var texts = Gen.OneOf(random, pieces.ListOf().Select(string.Concat)).ToArbitrary();
        Prop.ForAll(texts, static text =>
        {
            var end = 0;
            foreach (var span in Find(text))
            {
                if (span.Start < end || span.Length < 1 || span.End > text.Length)
                {
                    return false;
                }

                end = span.End;
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Fact]
    public void Surrounding_text_of_its_own_lines_changes_nothing()
    {
        foreach (var text in HandLabelled.Read("labelled-zh.txt"))
        {
            const string Before = "一般情况可，继续观察。\n";
            var alone = Find(text.Text + "\n").Select(s => (s.Start, s.Length));
            var within = Find(Before + text.Text + "\n病情平稳。\n").Select(s => (s.Start - Before.Length, s.Length));
            within.ShouldBe(alone, text.Name);
        }
    }

    [Fact]
    public void A_detector_gives_each_thread_the_same_answer()
    {
        var texts = HandLabelled.Read("labelled-zh.txt");
        var expected = texts.ConvertAll(t => Find(t.Text));
        Parallel.For(0, 64, i => Find(texts[i % texts.Count].Text).ShouldBe(expected[i % texts.Count]));
    }

    private static List<IdentifierSpan> Find(string text)
    {
        var spans = new List<IdentifierSpan>();
        Detector.Find(text, DetectionContext.None, spans);
        return spans;
    }
}
