using System.Diagnostics;
using System.Text.Json;

namespace Suwen.Server.Tests;

/// <summary>A server on a data folder, as a process of its own on a free port.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> error;

    private ServerProcess(Process process)
    {
        this.process = process;
        output = process.StandardOutput.ReadToEndAsync();
        error = process.StandardError.ReadToEndAsync();
    }

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public int ProcessId => process.Id;

    public static async Task<ServerProcess> StartAsync(string data, params string[] more)
    {
        var server = new ServerProcess(SuwenProcess.Start(Path.GetDirectoryName(data)!, ["serve", "--port", "0", "--data", data, .. more]));
        var description = Path.Combine(data, "server.json");
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromMinutes(1); await Task.Delay(50))
        {
            if (server.process.HasExited)
            {
                throw new InvalidOperationException($"The server ended with {server.process.ExitCode}: {await server.error}");
            }

            if (File.Exists(description) && TryRead(description, server.ProcessId) is { } address)
            {
                server.Address = address;
                return server;
            }
        }

        server.process.Kill();
        throw new TimeoutException("The server did not start: " + await server.error);
    }

    /// <summary>Stops the process as power loss would, without any chance to tidy up.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Asks the server to end, and answers its exit code and what it wrote.</summary>
    public async Task<CommandResult> StopAsync()
    {
        if (!process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            await process.WaitForExitAsync(limit.Token);
        }

        return new CommandResult(process.ExitCode, await output, await error);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        process.Dispose();
    }

    internal static Uri? TryRead(string description, int processId)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(description));
            return json.RootElement.GetProperty("processId").GetInt32() == processId ? new Uri(json.RootElement.GetProperty("urls")[0].GetString()!) : null;
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            return null;
        }
    }
}
