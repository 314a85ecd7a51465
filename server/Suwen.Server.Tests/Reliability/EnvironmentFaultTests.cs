using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Suwen.Storage.DuckDb;

namespace Suwen.Server.Tests.Reliability;

/// <summary>What the machine does to a data folder: each fault is said in words, with its exit code, and nothing acknowledged is lost.</summary>
public sealed class EnvironmentFaultTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>
    /// A small file system of its own, in a mount namespace that ends with the script. Where no namespace may be made, the limit on
    /// the size of files stands in for it.
    /// </summary>
    [Fact]
    public async Task A_full_disk_is_said_and_after_freeing_space_the_same_command_completes()
    {
        folder.Write("in/Observation.ndjson", Observations(20_000));
        var result = await ShellAsync($$"""
            suwen() { {{SuwenProcess.ShellCommand}} "$@"; }
            scenario() {
              suwen ingest in --source big --data small/data; echo "full $?"
              suwen verify --data small/data >verify.txt; echo "still-full $?"
            }
            if [ "$1" = mounted ]; then
              mkdir small && mount -t tmpfs -o size=60m tmpfs small && head -c 48M /dev/zero >small/ballast
              scenario
              rm small/ballast
              suwen ingest in --source big --data small/data >again.txt; echo "again $?"
              suwen sql 'select count(*) as n from measurement' --format csv --data small/data
              suwen verify --data small/data >verify.txt; echo "verify $?"
              exit
            fi
            for namespace in 'unshare -m' 'unshare -Urm'; do
              if $namespace mount -t tmpfs tmpfs /mnt 2>/dev/null; then exec $namespace bash "$0" mounted; fi
            done
            mkdir small
            # An ignored signal stays ignored in the program started, so that writing answers EFBIG; the runtime's own shared memory must not fall under the limit.
            (trap '' XFSZ; export DOTNET_EnableWriteXorExecute=0; ulimit -f 6000; scenario)
            suwen ingest in --source big --data small/data >again.txt; echo "again $?"
            suwen sql 'select count(*) as n from measurement' --format csv --data small/data
            suwen verify --data small/data >verify.txt; echo "verify $?"
            """);
        result.Out.ShouldContain("full 4\n", Case.Sensitive, result.ToString());
        result.Out.ShouldEndWith("again 0\nn\n20000\nverify 0\n", Case.Sensitive, result.ToString());
        result.Error.ShouldContain("platform: ");
        result.Error.ShouldContain("what to do: ");
        result.Error.ShouldNotContain("   at Suwen");
    }

    /// <summary>root may write where modes forbid it; a read-only mount and /proc refuse root too.</summary>
    [Fact]
    public async Task A_folder_that_cannot_be_written_is_said()
    {
        var result = await ShellAsync($$"""
            suwen() { {{SuwenProcess.ShellCommand}} "$@"; }
            if [ "$1" = mounted ]; then
              mkdir fixed && mount -t tmpfs -o ro tmpfs fixed
              suwen verify --data fixed/data; echo "code $?"
              exit
            fi
            for namespace in 'unshare -m' 'unshare -Urm'; do
              if $namespace mount -t tmpfs tmpfs /mnt 2>/dev/null; then exec $namespace bash "$0" mounted; fi
            done
            suwen verify --data /proc/self/suwen; echo "code $?"
            """);
        result.Out.ShouldContain("code 4\n", Case.Sensitive, result.ToString());
        result.Error.ShouldStartWith("platform: ");
        result.Error.ShouldContain("what to do: ");
        result.Error.ShouldNotContain("   at Suwen");
    }

    [Theory]
    [InlineData("libduckdb.so", "libduckdb")]
    [InlineData("libe_sqlite3.so", "e_sqlite3")]
    public async Task A_missing_native_library_is_named(string library, string named)
    {
        CopyProgram(folder["program"], library);
        var result = await ShellAsync($"'{Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet"}' program/suwen.dll verify --data data; echo \"code $?\"");
        result.Out.ShouldEndWith("code 4\n", Case.Sensitive, result.ToString());
        result.Error.ShouldStartWith("platform: ");
        result.Error.ShouldContain(named);
        result.Error.ShouldContain("what to do: ");
        result.Error.ShouldNotContain("   at Suwen");
    }

    [Fact]
    public async Task A_data_folder_of_a_newer_version_is_left_alone()
    {
        (await RunAsync("verify")).Code.ShouldBe(0);
        await using (var warehouse = DuckDbWarehouse.Open(folder["data/warehouse.duckdb"]))
        {
            await using var transaction = await warehouse.BeginAsync(CancellationToken.None);
            await transaction.ExecuteAsync("insert into sys.migration values (999, current_timestamp, 'of the future')", CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
        }

        var result = await RunAsync("verify");
        result.Code.ShouldBe(4, result.ToString());
        result.Error.ShouldStartWith("platform: ");
        result.Error.ShouldContain("migration 999");
        result.Error.ShouldContain("newer version");
    }

    [Fact]
    public async Task A_port_in_use_for_hl7_is_named_and_the_folder_stays_free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        var result = await RunAsync("serve", "--port", "0", "--mllp-port", port);
        result.Code.ShouldBe(4, result.ToString());
        result.Error.ShouldContain(port);
        result.Error.ShouldContain("what to do: ");
        (await RunAsync("verify")).Code.ShouldBe(0);
    }

    /// <summary>SIGTERM goes the way of Ctrl-C, and is not ignored where a shell runs the tests in the background.</summary>
    [Fact]
    public async Task Ctrl_C_in_the_middle_of_a_file_ends_in_order_and_the_same_command_completes_it()
    {
        const int records = 400_000;
        folder.Write("in/Observation.ndjson", Observations(records));
        using (var process = SuwenProcess.Start(folder.Path, "ingest", "in", "--source", "big", "--data", "data"))
        {
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEndAsync();
            while (!process.HasExited && Landed() < 4 << 20)
            {
                await Task.Delay(10);
            }

            using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await process.WaitForExitAsync();
            process.ExitCode.ShouldBe(4, await output);
            (await error).ShouldEndWith("Cancelled.\n");
        }

        (await RunAsync("verify")).Code.ShouldBe(0);
        (await RunAsync("ingest", "in", "--source", "big")).Code.ShouldBe(0);
        (await RunAsync("sql", "select count(*) as n from measurement", "--format", "csv")).Out.ShouldBe($"n\n{records}\n");
        (await RunAsync("verify")).Code.ShouldBe(0);
    }

    [Fact]
    public async Task Two_ingestions_at_once_beside_a_server_both_complete()
    {
        folder.Write("one/Observation.ndjson", Observations(5000));
        folder.Write("two/Observation.ndjson", Observations(7000));
        await using var server = await ServerProcess.StartAsync(folder["data"]);
        var results = await Task.WhenAll(RunAsync("ingest", "one"), RunAsync("ingest", "two"));
        results.ShouldAllBe(r => r.Code == 0);
        results[0].Out.ShouldMatch(@"total +5,000 +5,000 +0 +0 +0 +0 +0\n");
        results[1].Out.ShouldMatch(@"total +7,000 +7,000 +0 +0 +0 +0 +0\n");
        (await RunAsync("sql", "select count(*) as n from measurement", "--format", "csv")).Out.ShouldBe("n\n12000\n");
        (await RunAsync("verify")).Code.ShouldBe(0);
    }

    [Fact]
    public async Task A_restore_that_was_killed_leaves_no_folder_that_could_be_taken_for_a_whole_one()
    {
        folder.Write("in/Observation.ndjson", Observations(20_000));
        (await RunAsync("ingest", "in")).Code.ShouldBe(0);
        (await RunAsync("backup", "backup")).Code.ShouldBe(0);
        using (var process = SuwenProcess.Start(folder.Path, "restore", "backup", "--data", "restored"))
        {
            while (!process.HasExited && !File.Exists(folder["restored/restore-unfinished"]))
            {
                await Task.Delay(1);
            }

            process.Kill();
            await process.WaitForExitAsync();
        }

        var opened = await SuwenProcess.RunAsync(folder.Path, "verify", "--data", "restored");
        opened.Code.ShouldBe(3, opened.ToString());
        opened.Error.ShouldContain("was broken off");
        Directory.Delete(folder["restored"], recursive: true);
        (await SuwenProcess.RunAsync(folder.Path, "restore", "backup", "--data", "restored")).Code.ShouldBe(0);
        (await SuwenProcess.RunAsync(folder.Path, "sql", "select count(*) as n from measurement", "--format", "csv", "--data", "restored")).Out.ShouldBe("n\n20000\n");
    }

    [Fact]
    public async Task A_backup_is_not_written_over_other_files()
    {
        folder.Write("mine/letter.txt", "x");
        var result = await RunAsync("backup", "mine");
        result.Code.ShouldBe(3, result.ToString());
        result.Error.ShouldStartWith("caller: The folder for the backup is not empty.");
        Directory.EnumerateFiles(folder["mine"]).Count().ShouldBe(1);
    }

    private long Landed() => !Directory.Exists(folder["data/landing"]) ? 0 : new DirectoryInfo(folder["data/landing"]).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length);

    private static string Observations(int count) => string.Concat(Enumerable.Range(1, count).Select(i =>
        $$$"""{"resourceType":"Observation","id":"o{{{i}}}","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"4548-4"}]},"subject":{"reference":"Patient/p{{{i % 100}}}"},"effectiveDateTime":"2026-03-01T08:00:00+08:00","valueQuantity":{"value":{{{i}}},"unit":"1"}}""" + "\n"));

    /// <summary>Copies the program without one native library; the tests' own assemblies are left out.</summary>
    private static void CopyProgram(string target, string without)
    {
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(AppContext.BaseDirectory, file);
            var isNative = name.StartsWith("runtimes", StringComparison.Ordinal);
            if (Path.GetFileName(name) != without && (isNative ? name.Contains("linux", StringComparison.Ordinal) : !name.Contains(Path.DirectorySeparatorChar)))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(target, name))!);
                File.Copy(file, Path.Combine(target, name));
            }
        }
    }

    private Task<CommandResult> RunAsync(params string[] args) => SuwenProcess.RunAsync(folder.Path, [.. args, "--data", "data"]);

    private async Task<CommandResult> ShellAsync(string script)
    {
        folder.Write("scenario.sh", script);
        var start = new ProcessStartInfo("bash", ["scenario.sh", ""]) { WorkingDirectory = folder.Path, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("SUWEN_WAREHOUSE");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await process.WaitForExitAsync(limit.Token);
        return new CommandResult(process.ExitCode, await output, await error);
    }
}
