using Suwen.Governance.Grading;

namespace Suwen.Governance.Tests.Grading;

public sealed class ValueDetectorsTests
{
    /// <summary>The citizen number is the example that GB 11643-1999 itself prints; a changed check character must not pass.</summary>
    [Theory]
    [InlineData("national-id", "11010519491231002X", true)]
    [InlineData("national-id", "备注：身份证11010519491231002X，电话已核", true)]
    [InlineData("national-id", "110105194912310021", false)]
    [InlineData("national-id", "20240101123456789012", false)]
    [InlineData("phone", "联系 19900000000", true)]
    [InlineData("phone", "12345678901", false)]
    [InlineData("phone", "199000000001", false)]
    [InlineData("email", "a.b@example.org", true)]
    [InlineData("email", "5 @ 3.5", false)]
    [InlineData("address", "示例省示例市示例区人民路12号", true)]
    [InlineData("address", "市第一人民医院", false)]
    [InlineData("address", "肺炎", false)]
    [InlineData("person-name", "张建国", true)]
    [InlineData("person-name", "高血压", false)]
    [InlineData("person-name", "阿莫西林胶囊", false)]
    [InlineData("person-name", "患者张建国今日复诊，血压平稳，继续原方案治疗", false)]
    public void A_detector_tells_what_identifies_from_what_looks_like_it(string detector, string value, bool found) =>
        ValueDetectors.All.Single(d => d.Name == detector).Finds(value).ShouldBe(found);
}
