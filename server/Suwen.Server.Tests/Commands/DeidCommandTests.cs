namespace Suwen.Server.Tests.Commands;

/// <summary><c>suwen deid evaluate</c>, alone and beside a server. The people are invented.</summary>
public sealed class DeidCommandTests(SampleFolders folders) : IClassFixture<SampleFolders>
{
    public static TheoryData<bool> BesideServer => [false, true];

    [Theory]
    [MemberData(nameof(BesideServer))]
    public async Task Evaluate_prints_one_line_of_figures_and_lists_errors_without_words(bool besideServer)
    {
        using var folder = new TemporaryFolder();
        var input = Path.Combine(folder.Path, "notes.jsonl");
        var errors = Path.Combine(folder.Path, "errors.csv");
        // Two marks, of which the second, a blood pressure, is marked by mistake; nothing else is to be found.
        await File.WriteAllTextAsync(input, """{"text":"姓名：王建国，血压120/80mmHg","spans":[{"start":3,"end":6,"kind":"name"},{"start":9,"end":15,"kind":"pressure"}]}""" + "\n");
        var result = await folders.RunAsync(besideServer, "deid", "evaluate", "--in", input, "--errors", errors);
        result.Code.ShouldBe(0, result.Error);
        result.Out.ShouldStartWith("precision 1.0000 recall 0.5000 f1 0.6667 spans 2 text_mb ");
        (await File.ReadAllTextAsync(errors)).ShouldBe("text,error,kind,start,length\nnotes.jsonl:1,missed,pressure,9,6\n");
    }

    [Fact]
    public async Task Evaluate_says_what_is_wrong_with_its_input()
    {
        using var folder = new TemporaryFolder();
        (await folders.RunAsync(false, "deid", "evaluate", "--in", Path.Combine(folder.Path, "absent.jsonl"))).Code.ShouldBe(3);
        (await folders.RunAsync(false, "deid", "evaluate", "--in", folder.Path)).Code.ShouldBe(3);
        (await folders.RunAsync(false, "deid", "evaluate")).Code.ShouldBe(2);
        var input = Path.Combine(folder.Path, "notes.jsonl");
        await File.WriteAllTextAsync(input, """{"text":"无特殊","spans":[]}""" + "\n{broken\n");
        (await folders.RunAsync(false, "deid", "evaluate", "--in", input, "--kinds", "A=nothing")).Code.ShouldBe(2);
        var result = await folders.RunAsync(false, "deid", "evaluate", "--in", input);
        result.Code.ShouldBe(1);
        result.Error.ShouldContain("notes.jsonl:2");
    }
}
