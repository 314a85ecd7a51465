using System.Net;
using System.Net.Sockets;

namespace Suwen.Server.Tests.Commands;

/// <summary>What goes wrong is said with who is at fault, what, where and what to do, and by the exit code.</summary>
public sealed class CommandFaultTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData]
    [InlineData("nonsense")]
    [InlineData("ingest")]
    [InlineData("sql", "select 1", "--format", "xml")]
    [InlineData("serve", "--port", "70000")]
    [InlineData("ingest", "x", "--as", "carrier-pigeon")]
    public async Task Wrong_usage_is_answered_by_its_own_exit_code(params string[] args)
    {
        var result = await RunAsync(args);
        result.Code.ShouldBe(2);
        result.Error.ShouldContain("--help");
        Directory.Exists(folder["data"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Help_and_version_succeed()
    {
        (await RunAsync("--help")).Code.ShouldBe(0);
        (await RunAsync("--version")).Code.ShouldBe(0);
        (await RunAsync("bench")).Code.ShouldBe(0);
        (await RunAsync("bench", "no-such-bench")).Code.ShouldBe(2);
    }

    [Fact]
    public async Task A_path_that_is_not_there_is_bad_input() => Expect(await RunAsync("ingest", "no-such-file"), 3, "caller", "no-such-file");

    [Fact]
    public async Task An_empty_file_is_refused()
    {
        folder.Write("empty.json", "");
        Expect(await RunAsync("ingest", "empty.json"), 3, "refused", "The file is empty");
    }

    [Fact]
    public async Task A_file_of_another_kind_is_refused_with_the_kinds_that_there_are()
    {
        File.WriteAllBytes(folder["picture.png"], [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]);
        Expect(await RunAsync("ingest", "picture.png"), 3, "refused", "--as: ");
    }

    [Fact]
    public async Task A_file_of_another_kind_among_others_is_passed_over()
    {
        folder.Write("mixed/bundle.json", Sample.OtherInstitution);
        folder.Write("mixed/LICENSE", "Permission is granted");
        Expect(await RunAsync("ingest", "mixed"), 0, "passed over", "LICENSE");
    }

    [Fact]
    public async Task A_data_folder_that_is_a_file_is_refused()
    {
        folder.Write("data", "x");
        Expect(await RunAsync("verify"), 3, "caller", "is a file");
    }

    [Fact]
    public async Task A_data_folder_below_a_file_is_refused()
    {
        folder.Write("data", "x");
        Expect(await SuwenProcess.RunAsync(folder.Path, "verify", "--data", "data/below"), 4, "platform", "below");
    }

    [Fact]
    public async Task A_warehouse_of_another_kind_is_named_and_left_alone()
    {
        folder.Write("data/warehouse.duckdb", "this is no database, and it is longer than any header would be");
        Expect(await RunAsync("verify"), 4, "platform", "warehouse.duckdb");
        (await File.ReadAllTextAsync(folder["data/warehouse.duckdb"])).ShouldStartWith("this is no database");
    }

    [Fact]
    public async Task Application_state_of_another_kind_is_named()
    {
        folder.Write("data/app.db", new string('x', 8192));
        Expect(await RunAsync("verify"), 4, "platform", "app.db");
    }

    [Fact]
    public async Task Settings_that_cannot_be_read_are_the_callers_fault()
    {
        folder.Write("data/suwen.json", "{ \"warehose\": \"Host=x\" }");
        Expect(await RunAsync("verify"), 3, "caller", "suwen.json");
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Expect(await RunAsync("serve", "--port", port), 4, "caller", "port " + port);
        (await RunAsync("verify")).Code.ShouldBe(0);
    }

    [Fact]
    public async Task A_description_left_by_a_server_that_died_is_passed_over()
    {
        await using (var server = await ServerProcess.StartAsync(folder["data"]))
        {
            await server.KillAsync();
        }

        File.Exists(folder["data/server.json"]).ShouldBeTrue();
        (await RunAsync("verify")).Code.ShouldBe(0);
        await using var next = await ServerProcess.StartAsync(folder["data"]);
        (await RunAsync("verify")).Code.ShouldBe(0);
    }

    [Fact]
    public async Task A_server_ends_in_order_when_asked_to()
    {
        var server = await ServerProcess.StartAsync(folder["data"]);
        var result = await server.StopAsync();
        result.Code.ShouldBe(0, result.Error);
        result.Out.ShouldContain("First login: admin / ");
        File.Exists(folder["data/server.json"]).ShouldBeFalse();
        File.Exists(folder["data/suwen.sock"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Kill_9_while_a_server_loads_leaves_a_folder_that_opens_again_with_everything_acknowledged()
    {
        folder.Write("hospital-b/bundle.json", Sample.Bundle);
        await using (var server = await ServerProcess.StartAsync(folder["data"]))
        {
            (await RunAsync("ingest", "hospital-b")).Code.ShouldBe(0);
            folder.Write("hospital-b/more.ndjson", string.Join('\n', Enumerable.Range(1, 50_000).Select(i => $$$"""{"resourceType":"Patient","id":"q{{{i}}}","name":[{"text":"示例{{{i}}}"}],"gender":"male"}""")));
            var landed = Landed();
            var ingesting = RunAsync("ingest", "hospital-b");
            while (Landed() == landed && !ingesting.IsCompleted)
            {
                await Task.Delay(5);
            }

            await server.KillAsync();
            (await ingesting).Code.ShouldBe(4);
        }

        (await RunAsync("verify")).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Out));
        (await RunAsync("ingest", "hospital-b")).Code.ShouldBe(0);
        (await RunAsync("sql", "select count(*) as n from cn_source_person", "--format", "csv")).Out.ShouldBe("n\n50002\n");
        (await RunAsync("verify")).Code.ShouldBe(0);
    }

    /// <summary>Bytes of the landing journal: they grow when the server has begun to take what is sent.</summary>
    private long Landed() => new DirectoryInfo(folder["data/landing"]).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length);

    private Task<CommandResult> RunAsync(params string[] args) => SuwenProcess.RunAsync(folder.Path, args);

    private static void Expect(CommandResult result, int code, string who, string what)
    {
        result.Code.ShouldBe(code, result.ToString());
        result.Error.ShouldStartWith(who);
        result.Error.ShouldContain(what);
        result.Error.ShouldContain("what to do:");
        result.Error.ShouldNotContain("   at Suwen");
    }
}
