using System.Globalization;

namespace Suwen.Server.Tests.Commands;

/// <summary><c>suwen op</c>, once with a folder of its own and once beside a server.</summary>
public sealed class OpCommandTests(SampleFolders folders) : IClassFixture<SampleFolders>, IDisposable
{
    private readonly string place = Directory.CreateTempSubdirectory("suwen-op-").FullName;

    public void Dispose() => Directory.Delete(place, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_is_analysed_and_the_result_written_whole(bool besideServer)
    {
        // R 4.2: t.test(extra ~ group, data = sleep) gives t = -1.8608, df = 17.776, p-value = 0.07939.
        var input = Write("sleep.csv", "extra,group\n0.7,1\n-1.6,1\n-0.2,1\n-1.2,1\n-0.1,1\n3.4,1\n3.7,1\n0.8,1\n0,1\n2,1\n1.9,2\n0.8,2\n1.1,2\n0.1,2\n-0.1,2\n4.4,2\n5.5,2\n1.6,2\n4.6,2\n3.4,2\n");
        var output = Path.Combine(place, "t.csv");
        var run = await folders.RunAsync(besideServer, "op", "t-test", "--in", input, "--set", "outcome=extra", "group=group", "--out", output);
        run.Code.ShouldBe(0, run.Error);
        var lines = await File.ReadAllLinesAsync(output);
        var row = lines[0].Split(',').Zip(lines[1].Split(',')).ToDictionary(p => p.First, p => p.Second);
        double.Parse(row["statistic"], CultureInfo.InvariantCulture).ShouldBe(-1.8608, 5e-5);
        double.Parse(row["p_value"], CultureInfo.InvariantCulture).ShouldBe(0.07939, 5e-6);
        Directory.GetFiles(place, "*.part").ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_query_over_the_folder_is_an_input(bool besideServer)
    {
        var run = await folders.RunAsync(besideServer, "op", "describe", "--sql", "select year_of_birth from person", "--set", "columns=year_of_birth");
        run.Code.ShouldBe(0, run.Error);
        run.Out.ShouldContain("year_of_birth");
    }

    [Fact]
    public async Task Methods_are_listed_and_explained()
    {
        var list = await folders.RunAsync(false, "op", "list");
        foreach (var name in new[] { "kaplan-meier", "cox", "describe", "ears", "farrington", "k-means", "drg-group", "prr", "ror", "predict" })
        {
            list.Out.ShouldContain(name);
        }

        var help = await folders.RunAsync(false, "op", "kaplan-meier", "--help");
        help.Out.ShouldContain("event (column, required)");
        help.Out.ShouldContain("R survival");
    }

    [Fact]
    public async Task Every_fault_of_the_parameters_is_told_at_once_with_exit_code_2()
    {
        var input = Write("x.csv", "a,b\n1,2\n");
        var run = await folders.RunAsync(false, "op", "kaplan-meier", "--in", input, "--set", "time=c", "confidence=3", "speed=1");
        run.Code.ShouldBe(2);
        run.Error.ShouldContain("names the column \"c\", which x.csv does not have");
        run.Error.ShouldContain("confidence is \"3\"");
        run.Error.ShouldContain("no parameter speed");
        run.Error.ShouldContain("parameter event is missing");
    }

    [Fact]
    public async Task Data_that_do_not_allow_the_method_are_exit_code_3_and_leave_no_file()
    {
        var input = Write("x.csv", "t,e\n1,0\n2,0\n");
        var output = Path.Combine(place, "out.csv");
        var run = await folders.RunAsync(false, "op", "cox", "--in", input, "--set", "time=t", "event=e", "covariates=t", "--out", output);
        run.Code.ShouldBe(3);
        run.Error.ShouldStartWith("source: ");
        Directory.GetFiles(place).ShouldBe([input]);
        (await folders.RunAsync(false, "op", "cox", "--in", Path.Combine(place, "absent.csv"), "--set", "time=t", "event=e", "covariates=t")).Code.ShouldBe(3);
    }

    [Fact]
    public async Task A_model_is_written_and_applied()
    {
        var input = Write("m.csv", "x,y\n1,0\n2,0\n3,1\n4,0\n5,1\n6,1\n");
        var model = Path.Combine(place, "model.json");
        (await folders.RunAsync(false, "op", "logistic-regression", "--in", input, "--set", "outcome=y", "covariates=x", "--model-out", model)).Code.ShouldBe(0);
        var run = await folders.RunAsync(false, "op", "predict", "--in", input, "--model", model);
        run.Code.ShouldBe(0, run.Error);
        run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(7);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(place, name);
        File.WriteAllText(path, text);
        return path;
    }
}
