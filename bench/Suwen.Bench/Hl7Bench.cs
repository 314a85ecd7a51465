using System.Diagnostics;
using Suwen.Bench.Inputs;

namespace Suwen.Bench;

/// <summary>HL7 v2 over MLLP: messages per second that are durable before their acknowledgement, with 50 connections.</summary>
internal sealed class Hl7Bench : IBench
{
    private const int Connections = 50;
    private const int DefaultMessages = 400_000;

    public string Name => "hl7";

    public string Description => "HL7 v2 over MLLP with 50 connections, durable before the acknowledgement";

    public async Task<bool> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        await using var server = await ServedFolder.StartAsync(context, context.PathOf("data"), cancellationToken);
        var total = (int)(DefaultMessages * context.Scale);
        var messages = new byte[total][];
        for (var i = 0; i < total; i++)
        {
            messages[i] = Hl7Input.Result("BENCH", i);
        }

        var latencies = new double[total];
        var clock = Stopwatch.StartNew();
        var refused = await MllpCrowd.SendAsync(server.MllpPort, Connections, messages, latencies, cancellationToken);
        var acknowledged = clock.Elapsed.TotalSeconds;
        var verified = await SuwenProcess.RunAsync(context, cancellationToken, "verify", "--data", context.PathOf("data"));
        var loaded = clock.Elapsed.TotalSeconds;
        Array.Sort(latencies);
        context.Say($"| what | messages | seconds | messages/s | p50 ms | p99 ms |");
        context.Say($"|---|---|---|---|---|---|");
        context.Say($"| acknowledged (durable), {Connections} connections | {total} | {acknowledged:F2} | {total / acknowledged:F0} | {latencies[total / 2]:F2} | {latencies[(int)(total * 0.99)]:F2} |");
        context.Say($"| loaded and verified | {total} | {loaded:F2} | {total / loaded:F0} | | |");
        context.Say($"refused {refused}, {total * (long)messages[0].Length / 1e6 / acknowledged:F1} MB/s, peak memory of the server {server.PeakMegabytes:F0} MB, verify exit code {verified.ExitCode}");
        return refused == 0 && verified.ExitCode == 0;
    }
}
