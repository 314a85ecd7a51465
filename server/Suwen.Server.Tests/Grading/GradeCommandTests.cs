using Suwen.Server.Tests.Commands;

namespace Suwen.Server.Tests.Grading;

/// <summary>The command, once opening the folder itself and once beside a server on it.</summary>
public sealed class GradeCommandTests(SampleFolders folders) : IClassFixture<SampleFolders>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Grades_are_listed_proposed_decided_and_reported(bool besideServer)
    {
        (await folders.RunAsync(besideServer, "grade", "list", "--table", "cn_source_person", "--level", "4")).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Error), r => r.Out.ShouldContain("full_name"), r => r.Out.ShouldNotContain("year_of_birth"));
        (await folders.RunAsync(besideServer, "grade", "propose", "--table", "measurement")).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Error), r => r.Out.ShouldContain("1 tables looked at"));
        (await folders.RunAsync(besideServer, "grade", "confirm", "measurement.unit_source_value", "--level", "2", "--why", "units only")).Out.ShouldBe("measurement.unit_source_value  level 2\n");
        (await folders.RunAsync(besideServer, "grade", "show", "measurement.unit_source_value")).Out.ShouldContain("units only");
        (await folders.RunAsync(besideServer, "grade", "report")).Out.ShouldContain("clinician");
    }

    [Fact]
    public async Task What_does_not_exist_is_the_callers_fault()
    {
        (await folders.RunAsync(false, "grade", "show", "measurement.nothing")).Code.ShouldBe(3);
        (await folders.RunAsync(false, "grade", "propose", "--table", "nothing")).Code.ShouldBe(3);
        (await folders.RunAsync(false, "grade", "confirm", "measurement.unit_source_value")).Code.ShouldBe(2);
    }
}
