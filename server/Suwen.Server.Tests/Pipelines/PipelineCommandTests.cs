using Suwen.Server.Tests.Commands;

namespace Suwen.Server.Tests.Pipelines;

/// <summary>The command, once opening the folder itself and once beside a server on it.</summary>
public sealed class PipelineCommandTests(SampleFolders folders) : IClassFixture<SampleFolders>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_pipeline_is_listed_run_and_its_log_read(bool besideServer)
    {
        (await folders.RunAsync(besideServer, "pipeline", "list")).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Error), r => r.Out.ShouldContain("nightly"));
        var run = await folders.RunAsync(besideServer, "pipeline", "run", "nightly");
        run.Code.ShouldBe(0, run.Error + run.Out);
        run.Out.ShouldEndWith("succeeded\n");
        var id = run.Out.Split('\n')[0]["run ".Length..];
        (await folders.RunAsync(besideServer, "pipeline", "log", id)).Out.ShouldContain("tables looked at");
        (await folders.RunAsync(besideServer, "pipeline", "history", "nightly")).Out.ShouldContain(id);
        (await folders.RunAsync(besideServer, "pipeline", "cancel", id)).Code.ShouldBe(3);
        (await folders.RunAsync(besideServer, "pipeline", "resume", id)).Code.ShouldBe(3);
    }

    [Fact]
    public async Task What_does_not_exist_is_the_callers_fault()
    {
        (await folders.RunAsync(false, "pipeline", "run", "nobody")).Code.ShouldBe(3);
        (await folders.RunAsync(false, "pipeline", "log", "nobody")).Code.ShouldBe(3);
        (await folders.RunAsync(false, "pipeline", "show", "nightly")).Code.ShouldBe(0);
    }
}
