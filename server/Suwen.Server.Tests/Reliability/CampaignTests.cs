namespace Suwen.Server.Tests.Reliability;

/// <summary>The campaigns of <c>suwen bench</c>, short and with a fixed seed; a long one is run by command.</summary>
public sealed class CampaignTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Five rounds: three servers at work, one command that has the folder for itself, one server that starts.</summary>
    [Fact]
    public async Task Kill_9_in_the_middle_of_ingestion_from_every_door_loses_and_doubles_nothing()
    {
        var result = await SuwenProcess.RunAsync(folder.Path, "bench", "kill", "--rounds", "5", "--folder", "work");
        result.Code.ShouldBe(0, result.ToString());
        result.Out.ShouldContain("rounds 5, verify exit code 0");
    }

    /// <summary>12,000 here and 2,000 for each of the four connectors in the compliance suite are the 20,000 of every run.</summary>
    [Fact]
    public async Task Damaged_messages_resources_and_files_neither_stop_the_server_nor_get_lost()
    {
        var result = await SuwenProcess.RunAsync(folder.Path, "bench", "mutate", "--rounds", "12000", "--folder", "work");
        result.Code.ShouldBe(0, result.ToString());
        result.Out.ShouldContain("verify exit code 0, server exit code 0");
    }
}
