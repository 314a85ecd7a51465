using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Suwen.Standards.Text;

namespace Suwen.Standards.Tests.Text;

public sealed class CharacterSetsTests
{
    /// <summary>Characters whose second byte in GBK is a delimiter of HL7 (<c>|</c> 7C, <c>^</c> 5E, <c>~</c> 7E, <c>\</c> 5C); bytes by GB 18030-2005.</summary>
    public static TheoryData<string, string> Vectors => new()
    {
        { "D6D0", "中" },
        { "B9FA", "国" },
        { "D57C", "諀" },
        { "815E", "乛" },
        { "A2E3", "€" },
        { "81308130", "\u0080" },
        { "8431A439", "\uFFFF" },
        { "90308130", "\U00010000" },
        { "95328236", "\U00020000" },
        { "E3329A35", "\U0010FFFF" },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Bytes_of_GB18030_become_the_characters_of_the_standard(string bytes, string text)
    {
        // Mapping as glibc's iconv and the Python codec gb18030 give it.
        var input = Convert.FromHexString(bytes);
        CharacterSets.Gb18030.IsValid(input).ShouldBeTrue();
        Transcode(CharacterSets.Gb18030, input).ShouldBe(text);
    }

    [Theory]
    [InlineData("80")]
    [InlineData("FF")]
    [InlineData("D6")]
    [InlineData("D67F")]
    [InlineData("D6FF")]
    [InlineData("D62F")]
    [InlineData("813081")]
    [InlineData("8130813A")]
    [InlineData("81308030")]
    [InlineData("8431A530")]
    [InlineData("E3329A36")]
    [InlineData("FE39FE39")]
    public void Bytes_outside_GB18030_are_refused(string bytes)
    {
        var input = Convert.FromHexString(bytes);
        CharacterSets.Gb18030.IsValid(input).ShouldBeFalse();
        Transcode(CharacterSets.Gb18030, input).ShouldBeNull();
        CharacterSets.Gb18030.IsValid([.. "姓名"u8.ToArray(), .. input]).ShouldBeFalse();
    }

    [Fact]
    public void Every_two_byte_code_of_GB18030_is_a_character_and_comes_back_from_it()
    {
        // GB 18030-2005 assigns all 126 × 190 codes; the way back goes through the framework's encoder.
        var framework = CodePagesEncodingProvider.Instance.GetEncoding(54936)!;
        var count = 0;
        for (var lead = 0x81; lead <= 0xFE; lead++)
        {
            for (var trail = 0x40; trail <= 0xFE; trail++)
            {
                if (trail != 0x7F)
                {
                    byte[] bytes = [(byte)lead, (byte)trail];
                    var text = Transcode(CharacterSets.Gb18030, bytes).ShouldNotBeNull();
                    framework.GetBytes(text).ShouldBe(bytes);
                    count++;
                }
            }
        }

        count.ShouldBe(23_940);
    }

    [Fact]
    public void Text_written_by_the_frameworks_encoder_reads_back_as_it_was() =>
        Prop.ForAll<string>(text =>
        {
            var clean = new string([.. (text ?? "").EnumerateRunes().SelectMany(r => r.ToString())]);
            var bytes = CodePagesEncodingProvider.Instance.GetEncoding(54936)!.GetBytes(clean);
            return Transcode(CharacterSets.Gb18030, bytes) == clean && CharacterSets.Gb18030.IsValid(bytes);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Validity_and_transcoding_agree_on_any_bytes() =>
        Prop.ForAll<byte[]>(bytes => new[] { CharacterSets.Ascii, CharacterSets.Utf8, CharacterSets.Gb18030, CharacterSets.Utf16BigEndian, Find("8859/5"), Find("BIG-5") }
            .All(set => set.IsValid(bytes) == (Transcode(set, bytes) is not null))).QuickCheckThrowOnFailure();

    [Fact]
    public void A_byte_order_mark_decides_then_strict_UTF8_then_strict_GB18030()
    {
        Name([0xEF, 0xBB, 0xBF, .. "张"u8]).ShouldBe("UTF-8");
        Name([0xFF, 0xFE, 0x20, 0x5F]).ShouldBe("UTF-16LE");
        Name([0xFE, 0xFF, 0x5F, 0x20]).ShouldBe("UTF-16BE");
        Name("plain"u8.ToArray()).ShouldBe("UTF-8");
        Name("张三"u8.ToArray()).ShouldBe("UTF-8");
        Name(Gb("张三")).ShouldBe("GB18030");
        Name([0xC3, 0x28, 0xFF]).ShouldBe("none");
        Name([0xEF, 0xBB, 0xBF, 0xC3, 0x28]).ShouldBe("none");
    }

    [Fact]
    public void One_byte_that_is_not_UTF8_makes_the_whole_input_GB18030()
    {
        // 一 is D2 BB in GBK, which UTF-8 reads as a Cyrillic letter; a word beside it shows what it is.
        Name(Gb("一")).ShouldBe("UTF-8");
        Name(Gb("一院张三")).ShouldBe("GB18030");
    }

    [Fact]
    public void The_probe_gives_the_same_answer_block_by_block() =>
        Prop.ForAll<byte[], int>((bytes, seed) =>
        {
            byte[][] inputs = [bytes, Gb("张伟住院" + seed), [.. "王芳"u8, .. bytes], [0xFF, 0xFE, .. bytes], [0xEF, 0xBB, 0xBF, .. "李"u8]];
            return inputs.All(input => Probe(input, seed) == Name(input));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("UNICODE UTF-8", "UTF-8")]
    [InlineData("utf-8", "UTF-8")]
    [InlineData("GB 18030-2000", "GB18030")]
    [InlineData("GBK", "GB18030")]
    [InlineData("gb2312", "GB18030")]
    [InlineData("ASCII", "ASCII")]
    [InlineData("8859/1", "ISO-8859-1")]
    [InlineData("ISO-8859-15", "ISO-8859-15")]
    [InlineData("UNICODE UTF-16", "UTF-16LE")]
    [InlineData("BIG-5", "BIG-5")]
    public void Names_of_HL7_table_0211_and_of_the_field_are_known(string name, string set)
    {
        CharacterSets.TryFind(name, out var found).ShouldBeTrue();
        found!.Name.ShouldBe(set);
    }

    [Theory]
    [InlineData("")]
    [InlineData("8859/12")]
    [InlineData("8859/99")]
    [InlineData("中文")]
    [InlineData("a name that is much too long to be the name of any set")]
    public void Other_names_are_unknown(string name) => CharacterSets.TryFind(name, out _).ShouldBeFalse();

    [Fact]
    public void Latin_1_does_not_hold_control_bytes_of_another_set()
    {
        Transcode(Find("8859/1"), [0x4D, 0xFC, 0x6C, 0x6C, 0x65, 0x72]).ShouldBe("Müller");
        Find("8859/1").IsValid([0x4D, 0x81]).ShouldBeFalse();
    }

    private static CharacterSet Find(string name)
    {
        CharacterSets.TryFind(name, out var set).ShouldBeTrue();
        return set!;
    }

    private static byte[] Gb(string text) => CodePagesEncodingProvider.Instance.GetEncoding(54936)!.GetBytes(text);

    private static string Name(byte[] bytes) => CharacterSets.Detect(bytes, out _)?.Name ?? "none";

    private static string Probe(byte[] bytes, int seed)
    {
        var probe = new CharacterSetProbe();
        var random = new Random(seed);
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Min(bytes.Length - at, random.Next(1, 6));
            probe.Add(bytes.AsSpan(at, length));
            at += length;
        }

        return probe.Decide(out _)?.Name ?? "none";
    }

    private static string? Transcode(CharacterSet set, ReadOnlySpan<byte> bytes)
    {
        var utf8 = new byte[set.MaxUtf8Length(bytes.Length)];
        return set.TryTranscode(bytes, utf8, out var written) ? Encoding.UTF8.GetString(utf8, 0, written) : null;
    }
}
