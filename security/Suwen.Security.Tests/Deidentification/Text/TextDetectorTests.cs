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
    /// Texts that others wrote before they saw the detectors, to be hard (adversarial) or like those of practice (blind); all people are invented. The
    /// detectors were mended on the halves called develop, from a second round on those called report too; the pair blind2 was not opened. The bounds lie just below what docs/deidentification.md says was measured.
    /// </summary>
    [Theory]
    [InlineData("adversarial-develop.jsonl", 0.95, 0.98)]
    [InlineData("adversarial-report.jsonl", 0.83, 0.97)]
    [InlineData("blind-zh-develop.jsonl", 0.87, 0.98)]
    [InlineData("blind-zh-report.jsonl", 0.86, 0.98)]
    [InlineData("blind-en-develop.jsonl", 0.87, 0.98)]
    [InlineData("blind-en-report.jsonl", 0.86, 0.98)]
    [InlineData("blind2-zh.jsonl", 0.91, 0.97)]
    [InlineData("blind2-en.jsonl", 0.77, 0.97)]
    public void Texts_of_other_authors_are_found_as_well_as_was_measured(string file, double recall, double precision)
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

    /// <summary>
    /// Words of grammar as first character of a community, village and road (向塘社区, 于湾村): in the chain of an address they are part of its name. The
    /// addresses are composed here, so where each begins and ends is known.
    /// </summary>
    [Fact]
    public void A_part_of_an_address_may_begin_with_any_word_of_grammar()
    {
        var wrong = new List<string>();
        foreach (var first in "到在于至由往赴转从去回与及或为是曾因拟今又再已并被把将就送来遂的了对以同跟请让诉称入出向经系他她你您我患者予查虑有无址住")
        {
            foreach (var address in (string[])[$"浙江省嘉兴市南湖区新兴街道{first}塘社区学府路399号4幢2单元102室", $"河南省周口市太康县老冢镇{first}湾村4组12号", $"嘉兴市南湖区{first}溪小区12幢502室", $"湖南省岳阳市湘阴县岭北镇{first}坡村"])
            {
                foreach (var (before, behind) in ((string, string)[])[("患者家住", "，因发热2天入院。"), ("其母住", "。"), ("于", "被发现昏迷。")])
                {
                    if (!Find(before + address + behind).Exists(s => s.Start <= before.Length && s.End >= before.Length + address.Length))
                    {
                        wrong.Add(before + address);
                    }
                }
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("由嘉兴市南湖区转入我院治疗。")]
    [InlineData("嘉兴市南湖区到农村务农多年。")]
    [InlineData("嘉兴市南湖区在路边被发现。")]
    [InlineData("嘉兴市南湖区去社区医院就诊。")]
    [InlineData("嘉兴市南湖区与村民发生口角。")]
    [InlineData("嘉兴市南湖区因病回当地小区休养。")]
    public void What_is_said_behind_an_address_is_no_part_of_it(string text)
    {
        Find(text).Where(s => s.Kind == IdentifierKind.Address).Select(s => text.Substring(s.Start, s.Length)).ShouldBe(["嘉兴市南湖区"]);
    }

    /// <summary>The Hundred Family Surnames (百家姓, Song dynasty), those of one character.</summary>
    [Fact]
    public void Every_surname_of_the_hundred_family_surnames_is_known()
    {
        const string Surnames = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴郁胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍郤璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公";
        var wrong = new List<string>();
        foreach (var surname in Surnames)
        {
            foreach (var (before, name, behind) in ((string, string, string)[])[("姓名：", surname + "秀英", "，女，67岁。"), ("患者", surname + "志刚", "，男，45岁，因咳嗽入院。"), ("", surname + "桂兰", "，女，32岁，工人。"), ("主治医师：", surname + "文涛", "")])
            {
                if (!Find(before + name + behind).Exists(s => s.Start <= before.Length && s.End >= before.Length + name.Length))
                {
                    wrong.Add(before + name + behind);
                }
            }
        }

        wrong.ShouldBeEmpty();
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
