using Suwen.Security.Users;

namespace Suwen.Security.Tests.Users;

public sealed class PasswordHashTests
{
    /// <summary>RFC 7914 §11: PBKDF2-HMAC-SHA-256 (P="passwd", S="salt", c=1, dkLen=64); its first block is the key of 32 bytes.</summary>
    [Fact]
    public void A_stored_hash_made_by_the_published_vector_matches()
    {
        var key = Convert.ToBase64String(Convert.FromHexString("55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"));
        var salt = Convert.ToBase64String("salt"u8);
        PasswordHash.Matches($"pbkdf2-sha256$1${salt}${key}", "passwd").ShouldBeTrue();
        PasswordHash.Matches($"pbkdf2-sha256$2${salt}${key}", "passwd").ShouldBeFalse();
        PasswordHash.Matches($"pbkdf2-sha256$1${salt}${key}", "Passwd").ShouldBeFalse();
    }

    /// <summary>OWASP Password Storage Cheat Sheet (2023): PBKDF2-HMAC-SHA256 with 600,000 iterations.</summary>
    [Fact]
    public void A_new_hash_has_as_many_iterations_as_OWASP_asks_for_and_a_salt_of_its_own()
    {
        var first = PasswordHash.Make("correct horse battery staple");
        var second = PasswordHash.Make("correct horse battery staple");
        first.ShouldStartWith("pbkdf2-sha256$600000$");
        first.ShouldNotBe(second);
        PasswordHash.Matches(first, "correct horse battery staple").ShouldBeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("md5$1$c2FsdA==$YQ==")]
    [InlineData("pbkdf2-sha256$x$c2FsdA==$YQ==")]
    public void A_hash_of_another_kind_matches_nothing(string stored) => PasswordHash.Matches(stored, "plain").ShouldBeFalse();
}
