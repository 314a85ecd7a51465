using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Suwen.Bench;

/// <summary>A Suwen process beside this one, with its time and peak memory.</summary>
internal sealed class SuwenProcess : IDisposable
{
    private readonly Process process;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly Task<string> output;
    private readonly Task<string> errors;
    private readonly Task watching;

    private SuwenProcess(Process process)
    {
        this.process = process;
        output = process.StandardOutput.ReadToEndAsync();
        errors = process.StandardError.ReadToEndAsync();
        watching = Task.Run(WatchMemoryAsync);
    }

    /// <summary>Largest resident size seen, in megabytes: the kernel's own high-water mark where there is one.</summary>
    public double PeakMegabytes { get; private set; }

    /// <summary>Resident size now, in megabytes.</summary>
    public double ResidentMegabytes => ReadStatus("VmRSS:");

    public bool HasExited => process.HasExited;

    public static SuwenProcess Start(BenchContext context, params string[] arguments)
    {
        var start = new ProcessStartInfo(context.Program[0]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in context.Program.Skip(1).Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        return new SuwenProcess(Process.Start(start) ?? throw new InvalidOperationException("The Suwen process did not start."));
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<ProcessResult> RunAsync(BenchContext context, CancellationToken cancellationToken, params string[] arguments)
    {
        using var process = Start(context, arguments);
        return await process.WaitAsync(cancellationToken);
    }

    public async Task<ProcessResult> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Kill();
            throw;
        }

        var seconds = clock.Elapsed.TotalSeconds;
        await watching;
        return new ProcessResult(process.ExitCode, seconds, PeakMegabytes, await output, await errors);
    }

    /// <summary>Kills the process at once (SIGKILL on Unix).</summary>
    public void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            Kill();
        }

        process.Dispose();
    }

    /// <summary>Asks the process to end, as Ctrl-C does; the signal of Ctrl-C itself is ignored in what a shell runs in the background.</summary>
    public void AskToEnd()
    {
        if (!process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            kill.WaitForExit();
        }
    }

    /// <summary>Waits until the server has described itself, so that commands find it instead of opening the folder beside it.</summary>
    public async Task WaitUntilDescribedAsync(string description, CancellationToken cancellationToken)
    {
        while (!process.HasExited && !Describes(description))
        {
            await Task.Delay(20, cancellationToken);
        }
    }

    private bool Describes(string description)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(description));
            return json.RootElement.GetProperty("processId").GetInt32() == process.Id;
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return false;
        }
    }

    private async Task WatchMemoryAsync()
    {
        while (!process.HasExited)
        {
            PeakMegabytes = Math.Max(PeakMegabytes, ReadStatus("VmHWM:"));
            await Task.Delay(50);
        }
    }

    private double ReadStatus(string field)
    {
        try
        {
            foreach (var line in File.ReadLines($"/proc/{process.Id}/status"))
            {
                if (line.StartsWith(field, StringComparison.Ordinal))
                {
                    return double.Parse(line.AsSpan(6).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) / 1024;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No such file system, or the process has just ended.
        }

        return 0;
    }
}

/// <summary>How a process ended.</summary>
internal sealed record ProcessResult(int ExitCode, double Seconds, double PeakMegabytes, string Output, string Errors)
{
    public ProcessResult MustSucceed(string what) =>
        ExitCode == 0 ? this : throw new InvalidOperationException($"{what} ended with exit code {ExitCode}: {Errors}{Output}");
}
