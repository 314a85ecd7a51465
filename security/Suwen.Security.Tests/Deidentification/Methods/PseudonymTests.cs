using FsCheck;
using FsCheck.Fluent;
using Suwen.Security.Deidentification;
using Suwen.Security.Deidentification.Methods;
using Suwen.Standards.Identity;

namespace Suwen.Security.Tests.Deidentification.Methods;

public sealed class PseudonymTests
{
    private static readonly (KeptRegion, KeptBirth)[] Province = [(KeptRegion.Province, KeptBirth.None)];
    private readonly Pseudonyms pseudonyms = new(KnownKeys.Project());

    [Theory]
    [InlineData("12345")]
    [InlineData("A100031")]
    [InlineData("0001234567")]
    [InlineData("98765432109876543210")]
    [InlineData("MRN-2024-000123")]
    [InlineData("3f2504e0-4f89-11d3-9a0c-0305e82c3301")]
    [InlineData("AbC12345xYz")]
    public void A_number_keeps_its_form_and_leads_back(string value)
    {
        var pseudonym = Text(output => pseudonyms.Identifier(value, output));
        pseudonym.ShouldNotBe(value);
        pseudonyms.Reverse(pseudonym, Province).ShouldContain(value);
        if (value.Length > 5)
        {
            Form(pseudonym).ShouldBe(Form(value));
        }
    }

    [Fact]
    public void No_two_numbers_get_one_pseudonym()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var number = 0; number < 20_000; number++)
        {
            seen.Add(Text(output => pseudonyms.Identifier(number.ToString(System.Globalization.CultureInfo.InvariantCulture), output)));
        }

        seen.Count.ShouldBe(20_000);
    }

    [Fact]
    public void Any_printable_identifier_leads_back()
    {
        const string alphabet = "0123456789abcxyzABCXYZ-/ ";
        var cases = from length in Gen.Choose(8, 30) from letters in Gen.ArrayOf(Gen.Elements(alphabet.ToCharArray()), length) select new string(letters).Trim();
        Prop.ForAll(cases.Where(c => c.Count(char.IsAsciiLetterOrDigit) >= 7).ToArbitrary(), value =>
        {
            var pseudonym = Text(output => pseudonyms.Identifier(value, output));
            return pseudonyms.Reverse(pseudonym, []).Contains(value);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Another_project_has_other_pseudonyms()
    {
        var other = new Pseudonyms(KnownKeys.Project("other"));
        Text(output => other.Identifier("A100031", output)).ShouldNotBe(Text(output => pseudonyms.Identifier("A100031", output)));
        Text(output => other.Token("A100031", output)).ShouldNotBe(Text(output => pseudonyms.Token("A100031", output)));
    }

    /// <summary>The numbers are invented; their check characters are right by GB 11643-1999 (ISO 7064 MOD 11-2).</summary>
    [Theory]
    [InlineData("330106198501300316")]
    [InlineData("33010619400915024X")]
    [InlineData("330182195803120030")]
    public void An_id_number_becomes_a_valid_one_of_the_same_province_and_sex(string number)
    {
        var method = new MethodSpec(DeidMethod.Pseudonym) { Region = KeptRegion.Province };
        var pseudonym = Text(output => pseudonyms.NationalId(number, method, output));
        pseudonym.ShouldNotBe(number);
        NationalId.TryNormalise(pseudonym, out _).ShouldBeTrue();
        pseudonym[..2].ShouldBe(number[..2]);
        (pseudonym[16] % 2).ShouldBe(number[16] % 2);
        pseudonyms.Reverse(pseudonym, Province).ShouldContain(number);
    }

    [Fact]
    public void The_old_form_of_an_id_number_gets_the_pseudonym_of_the_new()
    {
        // 15 positions: 33010685013003 1 → 330106 19850130 031 and the check character 6.
        var method = new MethodSpec(DeidMethod.Pseudonym);
        Text(output => pseudonyms.NationalId("330106850130031", method, output)).ShouldBe(Text(output => pseudonyms.NationalId("330106198501300316", method, output)));
    }

    [Theory]
    [InlineData("13800138000", "13")]
    [InlineData("+86 139-0571-8888", "+86 13")]
    [InlineData("0573-82220000", "0573-")]
    public void A_telephone_number_keeps_its_punctuation_and_prefix(string number, string prefix)
    {
        var pseudonym = Text(output => pseudonyms.Phone(number, output));
        pseudonym.ShouldStartWith(prefix);
        pseudonym.Length.ShouldBe(number.Length);
        pseudonym.ShouldNotBe(number);
    }

    [Fact]
    public void A_telephone_number_is_the_same_however_it_is_written()
    {
        var plain = Text(output => pseudonyms.Phone("13905718888", output));
        Text(output => pseudonyms.Phone("+86 139-0571-8888", output)).Replace("+86", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).Trim().ShouldBe(plain);
    }

    [Fact]
    public void A_name_has_one_surrogate_in_parts_and_whole_and_keeps_the_sex()
    {
        var (family, given) = pseudonyms.Name("张", "建国", PersonSex.Male);
        Text(output => pseudonyms.Name("张建国", PersonSex.Male, output)).ShouldBe(family + given);
        pseudonyms.Name("张", "建国", PersonSex.Female).Given.ShouldNotBe(given);
        given.Length.ShouldBe(2);
        Text(output => pseudonyms.Name("Smith, John", PersonSex.Male, output)).Split(", ").Order().ShouldBe(Text(output => pseudonyms.Name("John Smith", PersonSex.Male, output)).Split(' ').Order());
    }

    [Fact]
    public void A_card_number_keeps_a_right_check_digit()
    {
        // 4111111111111111 is the example number of card schemes.
        var pseudonym = Text(output => pseudonyms.BankCard("4111111111111111", output));
        var sum = pseudonym.Reverse().Select((c, i) => (c - '0') * (i % 2 == 0 ? 1 : 2)).Sum(d => d > 9 ? d - 9 : d);
        (sum % 10).ShouldBe(0);
    }

    [Fact]
    public void Identifiers_that_dicom_defines_stay_and_others_are_of_the_root_for_uuids()
    {
        Text(output => pseudonyms.Uid("1.2.840.10008.5.1.4.1.1.2", output)).ShouldBe("1.2.840.10008.5.1.4.1.1.2");
        Text(output => pseudonyms.Uid("1.3.6.1.4.1.5962.1.1.1", output)).ShouldStartWith("2.25.");
    }

    private static string Form(string text) => string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) ? 'x' : c));

    private static string Text(Action<CharBuffer> write)
    {
        var buffer = new CharBuffer();
        write(buffer);
        return buffer.ToString();
    }
}
