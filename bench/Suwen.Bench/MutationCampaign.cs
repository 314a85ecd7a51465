using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Suwen.Bench.Mutation;

namespace Suwen.Bench;

/// <summary>
/// Sends damaged messages, resources and files through every door of a running server: it must neither end nor hang nor answer with a
/// fault of its own, every record must have a disposition, and its memory must stay as it is.
/// </summary>
internal sealed class MutationCampaign : IBench
{
    private const int DefaultInputs = 20_000;
    private const int Seed = 20_261_121;
    private const int Portion = 10_000;
    private const int PeakLimitMegabytes = 2048;

    public string Name => "mutate";

    public string Description => "Damaged messages, resources and files through every door: no crash, no hang, each loaded or set aside (--rounds N)";

    public async Task<bool> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        var total = context.Rounds > 0 ? context.Rounds : DefaultInputs;
        var data = context.PathOf("data");
        var token = await HttpSender.NewTokenAsync(context, data, "mutate", cancellationToken);
        await using var server = await ServedFolder.StartAsync(context, data, cancellationToken);
        var doors = new MutationDoors(context, server, data, token, new MutationInput(Seed));
        var clock = Stopwatch.StartNew();
        context.Say($"| inputs | seconds | inputs/s | resident MB | peak MB |");
        context.Say($"|---|---|---|---|---|");
        for (var from = 0; from < total && doors.Faults.IsEmpty; from += Portion)
        {
            var until = Math.Min(total, from + Portion);
            await doors.SendAsync(from, until, cancellationToken);
            if (until == total || until % (Math.Max(1, total / Portion / 10) * Portion) == 0)
            {
                context.Say($"| {until} | {clock.Elapsed.TotalSeconds:F0} | {until / clock.Elapsed.TotalSeconds:F0} | {server.ResidentMegabytes:F0} | {server.PeakMegabytes:F0} |");
            }
        }

        var verify = await SuwenProcess.RunAsync(context, cancellationToken, "verify", "--data", data);
        var peak = server.PeakMegabytes;
        var end = await server.StopAsync(cancellationToken);
        await doors.CheckAsync(cancellationToken);
        context.Say($"HL7 v2: {doors.Messages} messages, {doors.Acknowledgements} acknowledgements. HTTP: {doors.Accepted} taken, {doors.Refused} refused. Files: {doors.Files}.");
        context.Say($"verify exit code {verify.ExitCode}, server exit code {end.ExitCode}, peak {peak:F0} MB, seed {Seed}");
        if (verify.ExitCode != 0)
        {
            await context.Output.WriteLineAsync(verify.Output + verify.Errors);
        }

        foreach (var fault in doors.Faults)
        {
            await context.Output.WriteLineAsync("fault: " + fault);
        }

        if (!doors.Faults.IsEmpty)
        {
            foreach (var line in end.Output.Split('\n').Where(l => l.Contains(" fail: ", StringComparison.Ordinal)).Take(20))
            {
                await context.Output.WriteLineAsync(line);
            }
        }

        return doors.Faults.IsEmpty && verify.ExitCode == 0 && end.ExitCode == 0 && peak < PeakLimitMegabytes;
    }
}
