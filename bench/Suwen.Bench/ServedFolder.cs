using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Suwen.Bench;

/// <summary>A Suwen server on a data folder, with ports of its own.</summary>
internal sealed class ServedFolder : IAsyncDisposable
{
    private readonly SuwenProcess process;

    private ServedFolder(SuwenProcess process, int httpPort, int mllpPort)
    {
        this.process = process;
        HttpPort = httpPort;
        MllpPort = mllpPort;
    }

    public int HttpPort { get; }

    public int MllpPort { get; }

    public double PeakMegabytes => process.PeakMegabytes;

    /// <summary>Resident size now, in megabytes.</summary>
    public double ResidentMegabytes => process.ResidentMegabytes;

    public bool HasExited => process.HasExited;

    public static async Task<ServedFolder> StartAsync(BenchContext context, string folder, CancellationToken cancellationToken)
    {
        var (http, mllp) = (FreePort(), FreePort());
        var process = SuwenProcess.Start(context, "serve", "--data", folder, "--port", http.ToString(CultureInfo.InvariantCulture), "--mllp-port", mllp.ToString(CultureInfo.InvariantCulture));
        var served = new ServedFolder(process, http, mllp);
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var probe = await MllpSender.ConnectAsync(mllp, cancellationToken);
                await process.WaitUntilDescribedAsync(Path.Combine(folder, "server.json"), cancellationToken);
                return served;
            }
            catch (SocketException) when (tries < 600 && !process.HasExited)
            {
                await Task.Delay(100, cancellationToken);
            }
            catch (SocketException)
            {
                process.Kill();
                var ended = await process.WaitAsync(cancellationToken);
                throw new InvalidOperationException($"The server did not start: {ended.Errors}{ended.Output}");
            }
        }
    }

    /// <summary>Kills the server at once and waits until it is gone.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        process.Kill();
        await process.WaitAsync(cancellationToken);
    }

    /// <summary>Asks the server to end in order, and waits for it.</summary>
    public async Task<ProcessResult> StopAsync(CancellationToken cancellationToken)
    {
        process.AskToEnd();
        return await process.WaitAsync(cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        process.Dispose();
        return ValueTask.CompletedTask;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
