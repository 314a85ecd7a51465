using FsCheck;
using FsCheck.Fluent;
using Suwen.Security.Deidentification.Methods;

namespace Suwen.Security.Tests.Deidentification.Methods;

/// <summary>The samples of NIST, "Block Cipher Modes of Operation FF1 Method for Format-Preserving Encryption" (examples to SP 800-38G, samples 1 to 9).</summary>
public sealed class Ff1Tests
{
    private const string Key128 = "2B7E151628AED2A6ABF7158809CF4F3C";
    private const string Key192 = Key128 + "EF4359D8D580AA4F";
    private const string Key256 = Key192 + "7F036D6F04FC6A94";
    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";

    [Theory]
    [InlineData(Key128, 10, "", "0123456789", "2433477484")]
    [InlineData(Key128, 10, "39383736353433323130", "0123456789", "6124200773")]
    [InlineData(Key128, 36, "3737373770717273373737", "0123456789abcdefghi", "a9tv40mll9kdu509eum")]
    [InlineData(Key192, 10, "", "0123456789", "2830668132")]
    [InlineData(Key192, 10, "39383736353433323130", "0123456789", "2496655549")]
    [InlineData(Key192, 36, "3737373770717273373737", "0123456789abcdefghi", "xbj3kv35jrawxv32ysr")]
    [InlineData(Key256, 10, "", "0123456789", "6657667009")]
    [InlineData(Key256, 10, "39383736353433323130", "0123456789", "1001623463")]
    [InlineData(Key256, 36, "3737373770717273373737", "0123456789abcdefghi", "xs8a0azh2avyalyzuwd")]
    public void The_samples_of_the_standard_come_out_and_lead_back(string key, int radix, string tweak, string plain, string cipher)
    {
        var ff1 = new Ff1(new AesBlock(Convert.FromHexString(key)));
        var numerals = plain.Select(c => (byte)Digits.IndexOf(c, StringComparison.Ordinal)).ToArray();
        ff1.Encrypt(numerals, radix, Convert.FromHexString(tweak));
        string.Concat(numerals.Select(n => Digits[n])).ShouldBe(cipher);
        ff1.Decrypt(numerals, radix, Convert.FromHexString(tweak));
        string.Concat(numerals.Select(n => Digits[n])).ShouldBe(plain);
    }

    [Fact]
    public void Every_string_of_every_radix_leads_back()
    {
        var ff1 = new Ff1(new AesBlock(new byte[32]));
        var cases = from radix in Gen.Choose(2, 62) from length in Gen.Choose(2, Ff1.MaxLength) from numerals in Gen.ArrayOf(Gen.Choose(0, radix - 1), length) select (radix, numerals);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var numerals = c.numerals.Select(n => (byte)n).ToArray();
            ff1.Encrypt(numerals, c.radix, [1, 2, 3]);
            var isInRadix = Array.TrueForAll(numerals, n => n < c.radix);
            ff1.Decrypt(numerals, c.radix, [1, 2, 3]);
            return isInRadix && numerals.Select(n => (int)n).SequenceEqual(c.numerals);
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>RFC 5297, appendix A.1.</summary>
    [Fact]
    public void Synthetic_vectors_are_those_of_the_request_for_comments()
    {
        var siv = new AesSiv(Convert.FromHexString("fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"));
        var associated = Convert.FromHexString("101112131415161718191a1b1c1d1e1f2021222324252627");
        var plain = Convert.FromHexString("112233445566778899aabbccddee");
        var sealedBytes = siv.Seal(plain, associated);
        Convert.ToHexStringLower(sealedBytes).ShouldBe("85632d07c6e8f37f950acd320a2ecc9340c02b9690c4dc04daef7f6afe5c");
        siv.Open(sealedBytes, associated).ShouldBe(plain);
        sealedBytes[3] ^= 1;
        siv.Open(sealedBytes, associated).ShouldBeNull();
    }
}
