using System.Diagnostics;
using System.Globalization;

namespace Suwen.Server.Tests.Repository;

/// <summary>The published program stands alone: the native library and the portal are in it, not in some node_modules beside the sources.</summary>
public sealed class PublishedProgramTests
{
    [Fact]
    public async Task The_published_program_answers_sql_and_serves_the_portal_without_node_modules()
    {
        (await RunAsync("bash", RepositoryRoot.At("eng", "build"), "--quiet")).Code.ShouldBe(0);
        using var folder = new TemporaryFolder();
        CopyFolder(RepositoryRoot.At("artifacts", "suwen"), folder["program"]);
        var program = folder[Path.Combine("program", "suwen.dll")];
        var hidden = Hide(RepositoryRoot.At("web", "node_modules"), RepositoryRoot.At("storage", "Suwen.Storage", "DuckDb", "native", "node_modules"));
        try
        {
            var sql = await RunAsync("dotnet", program, "sql", "select 1 as one", "--format", "csv", "--data", folder["data"]);
            sql.ToString().ShouldStartWith("exit code 0");
            sql.Out.ReplaceLineEndings("\n").ShouldBe("one\n1\n");
            await ShouldServeThePortalAsync(program, folder["data"]);
        }
        finally
        {
            foreach (var (from, to) in hidden)
            {
                Directory.Move(to, from);
            }
        }
    }

    private static async Task ShouldServeThePortalAsync(string program, string data)
    {
        using var server = Process.Start(new ProcessStartInfo("dotnet", [program, "serve", "--port", "0", "--data", data]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            var address = await AddressAsync(server, data);
            using var client = new HttpClient();
            var page = await client.GetStringAsync(new Uri(address, "/"));
            page.ShouldContain("<div id=\"root\"");
            page.ShouldContain(".js\"");
        }
        finally
        {
            server.Kill();
        }
    }

    private static async Task<Uri> AddressAsync(Process server, string data)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromMinutes(1) && !server.HasExited; await Task.Delay(50))
        {
            if (ServerProcess.TryRead(Path.Combine(data, "server.json"), server.Id) is { } address)
            {
                return address;
            }
        }

        throw new TimeoutException("The published server did not start: " + (server.HasExited ? await server.StandardError.ReadToEndAsync() : "no answer"));
    }

    private static List<(string From, string To)> Hide(params string[] folders)
    {
        var hidden = new List<(string, string)>();
        foreach (var folder in folders.Where(Directory.Exists))
        {
            var to = folder + ".hidden-" + Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
            Directory.Move(folder, to);
            hidden.Add((folder, to));
        }

        return hidden;
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private static async Task<CommandResult> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return new CommandResult(process.ExitCode, await output, await error);
    }
}
