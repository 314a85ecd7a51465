using Suwen.Security.Deidentification;

namespace Suwen.Security.Tests.Deidentification.Certificates;

public sealed class CertificateTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_certificate_holds_and_a_changed_one_does_not()
    {
        using var folder = new TemporaryFolder();
        var input = Path.Combine(folder.Path, "a.csv");
        File.WriteAllText(input, "姓名,病案号,性别\n王小明,A100031,男\n");
        var keys = KnownKeys.Project();
        var policy = BuiltInPolicies.Find("research-cn")!;
        var output = Path.Combine(folder.Path, "b.csv");
        var result = new DeidRun(policy, keys, new DateOnly(2026, 11, 22)).Run(input, output, null, CancellationToken.None);
        var text = Certificate.Sign(Certificate.Of(result, policy, keys, "tester", "Suwen", Now, []), new KnownKeys());
        text.ShouldNotContain("王小明");
        text.ShouldNotContain("A100031");

        var (body, isGenuine) = Certificate.Verify(text, new KnownKeys());
        isGenuine.ShouldBeTrue();
        body!.PolicyHash.ShouldBe(policy.Hash);
        body.Fields.Single(f => f.Place == "姓名").Removed.ShouldBe(1);
        Certificate.Differing(body, folder.Path).ShouldBeEmpty();
        Certificate.Verify(text.Replace("\"removed\": 1", "\"removed\": 0", StringComparison.Ordinal), new KnownKeys()).IsGenuine.ShouldBeFalse();
        File.AppendAllText(output, "x");
        Certificate.Differing(body, folder.Path).ShouldBe(["b.csv: changed since"]);
        Certificate.Markdown(body).ShouldContain("| csv | a.csv | 姓名 | person-name | suppress |");
    }

    [Fact]
    public void Text_that_is_no_certificate_is_said_to_be_none() => Certificate.Verify("{}", new KnownKeys()).Body.ShouldBeNull();
}
