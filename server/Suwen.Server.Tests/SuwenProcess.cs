using System.Diagnostics;
using System.Text;

namespace Suwen.Server.Tests;

/// <summary>What a command wrote, and its exit code.</summary>
public sealed record CommandResult(int Code, string Out, string Error)
{
    public override string ToString() => $"exit code {Code}\n{Out}\n{Error}";
}

/// <summary>Runs the command line as a process of its own, as people do.</summary>
internal static class SuwenProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "suwen.dll");

    private static string Dotnet { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    public static string ShellCommand => $"'{Dotnet}' '{Program}'";

    public static async Task<CommandResult> RunAsync(string workingDirectory, params string[] args)
    {
        using var process = Start(workingDirectory, args);
        using var limit = new CancellationTokenSource(Limit);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return new CommandResult(process.ExitCode, await output, await error);
    }

    public static Process Start(string workingDirectory, params string[] args)
    {
        var start = new ProcessStartInfo(Dotnet, [Program, .. args])
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };

        // Commands must not depend on the machine's clock zone.
        start.Environment["TZ"] = "Asia/Shanghai";
        start.Environment.Remove("SUWEN_WAREHOUSE");
        return Process.Start(start)!;
    }
}
