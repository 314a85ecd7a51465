using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Suwen.Server.Tests.Demo;

/// <summary>The synthetic region through the real program: what the simulation says it sent is what the platform says it received.</summary>
public sealed class DemoTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_region_written_to_files_is_taken_in_whole()
    {
        await SuccessAsync("simulate", "--residents", "300", "--seed", "11", "--from", "2025-11-01", "--to", "2025-12-31", "--out", folder["region"]);
        Directory.CreateDirectory(folder["data"]);
        File.Copy(folder["region/suwen.json"], folder["data/suwen.json"]);
        string[] sources = [.. Directory.GetDirectories(folder["region/sources"])];
        sources.Length.ShouldBe(10);
        foreach (var source in sources)
        {
            // A folder may hold a file of which all rows are damaged on purpose, but none that is refused.
            await SuccessAsync("ingest", source, "--data", folder["data"]);
        }

        (await SuccessAsync("simulate", "check", folder["region/ledger.csv"], "--data", folder["data"])).ShouldContain("Every source: what was sent was received");
        await SuccessAsync("verify", "--data", folder["data"]);
    }

    /// <summary>A file that the platform never saw must not go unnoticed.</summary>
    [Fact]
    public async Task What_was_not_received_is_found()
    {
        await SuccessAsync("simulate", "--residents", "100", "--seed", "12", "--from", "2025-12-01", "--to", "2025-12-31", "--out", folder["region"]);
        await SuccessAsync("ingest", folder["region/sources/population"], "--data", folder["data"]);
        var result = await SuwenProcess.RunAsync(folder.Path, "simulate", "check", folder["region/ledger.csv"], "--data", folder["data"]);
        result.Code.ShouldBe(1, result.ToString());
        result.Out.ShouldContain("PROBLEM");
        result.Out.Split('\n').Single(l => l.StartsWith("population", StringComparison.Ordinal)).ShouldEndWith("ok");
    }

    [Fact]
    public async Task The_demo_goes_on_where_it_was_killed_and_nothing_is_lost_or_doubled()
    {
        var data = folder["data"];
        using (var first = StartDemo(data))
        {
            await WaitAsync(first, () => MonthsDone(data) >= 3);
            first.Kill();
            await first.WaitForExitAsync();
        }

        var months = MonthsDone(data);
        months.ShouldBeLessThan(25);
        using (var second = StartDemo(data))
        {
            await WaitAsync(second, () => Clock(data) is not null);
            using var terminate = Process.Start("kill", ["-TERM", second.Id.ToString(CultureInfo.InvariantCulture)]);
            await second.WaitForExitAsync();
            second.ExitCode.ShouldBe(0);
        }

        // Files that were dropped and not taken yet are taken by the next server.
        await using (await ServerProcess.StartAsync(data))
        {
            for (var waited = Stopwatch.StartNew(); Waiting(data) > 0 && waited.Elapsed < TimeSpan.FromMinutes(1);) await Task.Delay(200);
        }

        Waiting(data).ShouldBe(0);
        (await SuccessAsync("simulate", "check", Path.Combine(data, "demo", "ledger.csv"), "--data", data)).ShouldContain("Every source: what was sent was received");
        await SuccessAsync("verify", "--data", data);
    }

    [Theory]
    [InlineData("--residents", "0", "100 to 10,000,000")]
    [InlineData("--residents", "-5", "100 to 10,000,000")]
    [InlineData("--region", "9999", "9999")]
    [InlineData("--to", "2019-01-01", "ends")]
    public async Task Options_that_make_no_region_are_the_callers_fault(string option, string value, string told)
    {
        var result = await SuwenProcess.RunAsync(folder.Path, "simulate", option, value, "--out", folder["region"]);
        result.Code.ShouldBe(3, result.ToString());
        result.Error.ShouldStartWith("caller: ");
        result.Error.ShouldContain(told);
        result.Error.ShouldContain("what to do: ");
        Directory.Exists(folder["region"]).ShouldBeFalse();
    }

    [Fact]
    public async Task A_demo_is_not_mixed_with_other_data()
    {
        Directory.CreateDirectory(folder["data/landing"]);
        var result = await SuwenProcess.RunAsync(folder.Path, "demo", "--data", folder["data"], "--port", "0", "--mllp-port", "0");
        result.Code.ShouldBe(3, result.ToString());
        result.Error.ShouldContain("holds other data");
    }

    private static Process StartDemo(string data)
    {
        var process = SuwenProcess.Start(Path.GetDirectoryName(data)!, "demo", "--residents", "150", "--seed", "5", "--pace", "3600", "--data", data, "--port", "0", "--mllp-port", FreePort().ToString(CultureInfo.InvariantCulture));
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        return process;
    }

    private static async Task WaitAsync(Process process, Func<bool> until)
    {
        for (var waited = Stopwatch.StartNew(); !until(); await Task.Delay(50))
        {
            process.HasExited.ShouldBeFalse();
            waited.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(3));
        }
    }

    private static int MonthsDone(string data) => State(data) is { } state ? state.GetProperty("months").GetArrayLength() : 0;

    private static string? Clock(string data) => State(data) is { } state && state.GetProperty("clock").ValueKind == JsonValueKind.String ? state.GetProperty("clock").GetString() : null;

    private static JsonElement? State(string data)
    {
        var path = Path.Combine(data, "demo", "state.json");
        return File.Exists(path) ? JsonDocument.Parse(File.ReadAllBytes(path)).RootElement : null;
    }

    /// <summary>Files in the drop folder that are not taken yet.</summary>
    private static int Waiting(string data)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden };
        return Directory.EnumerateFiles(Path.Combine(data, "inbox"), "*", options).Count(f => !f.EndsWith("mapping.yaml", StringComparison.Ordinal));
    }

    private async Task<string> SuccessAsync(params string[] args)
    {
        var result = await SuwenProcess.RunAsync(folder.Path, args);
        result.Code.ShouldBe(0, string.Join(' ', args) + "\n" + result);
        return result.Out;
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
