using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Suwen.Bench.Inputs;

namespace Suwen.Bench;

/// <summary>
/// Kills the server (SIGKILL) at random moments while messages and files come in, starts it again, and at the end holds what
/// was acknowledged against what is there: nothing acknowledged lost, nothing doubled, <c>suwen verify</c> clean.
/// </summary>
internal sealed class KillCampaign : IBench
{
    private const int DefaultRounds = 20;
    private const int Connections = 8;
    private const int FileRecords = 3000;

    public string Name => "kill";

    public string Description => "Kill −9 at random moments during ingestion, then check that nothing acknowledged is lost or doubled (--rounds N)";

    public async Task<bool> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        var rounds = context.Rounds > 0 ? context.Rounds : DefaultRounds;
        var data = context.PathOf("data");
        var acknowledged = new ConcurrentBag<long>();
        var file = context.PathOf("Observation.ndjson");
        await File.WriteAllTextAsync(file, Observations(), cancellationToken);
        var random = new Random(20261121);
        long next = 0, unfinishedFiles = 0, finishedFiles = 0;
        for (var round = 0; round < rounds; round++)
        {
            await using var server = await ServedFolder.StartAsync(context, data, cancellationToken);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var senders = Enumerable.Range(0, Connections).Select(_ => SendUntilKilledAsync(server, () => Interlocked.Increment(ref next), acknowledged, stop.Token)).ToList();
            var ingesting = SuwenProcess.RunAsync(context, cancellationToken, "ingest", file, "--source", "kill-file", "--data", data);
            await Task.Delay(random.Next(50, 2500), cancellationToken);
            await server.KillAsync(cancellationToken);
            await stop.CancelAsync();
            await Task.WhenAll(senders);
            _ = (await ingesting).ExitCode == 0 ? finishedFiles++ : unfinishedFiles++;
        }

        (await SuwenProcess.RunAsync(context, cancellationToken, "ingest", file, "--source", "kill-file", "--data", data)).MustSucceed("suwen ingest after the last kill");
        return await CheckAsync(context, data, acknowledged, rounds, finishedFiles, unfinishedFiles, cancellationToken);
    }

    private static async Task SendUntilKilledAsync(ServedFolder server, Func<long> next, ConcurrentBag<long> acknowledged, CancellationToken cancellationToken)
    {
        try
        {
            using var sender = await MllpSender.ConnectAsync(server.MllpPort, cancellationToken);
            while (true)
            {
                var number = next();
                if (await sender.SendAsync(Hl7Input.Result("KILL", number), cancellationToken) == "AA")
                {
                    acknowledged.Add(number);
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // The server was killed: what it had not acknowledged may or may not be there.
        }
    }

    private static async Task<bool> CheckAsync(BenchContext context, string data, ConcurrentBag<long> acknowledged, int rounds, long finishedFiles, long unfinishedFiles, CancellationToken cancellationToken)
    {
        var verify = await SuwenProcess.RunAsync(context, cancellationToken, "verify", "--data", data);
        var stored = new Dictionary<long, long>();
        for (long from = 0, most = acknowledged.DefaultIfEmpty(0).Max() + 100; from <= most; from += 1000)
        {
            var answer = (await SuwenProcess.RunAsync(context, cancellationToken, "sql", "--format", "csv", "--data", data, string.Create(CultureInfo.InvariantCulture, $"select cast(value_as_number as bigint) as n, count(*) as c from measurement where measurement_source_value = 'SEQ' and value_as_number >= {from} and value_as_number < {from + 1000} group by 1"))).MustSucceed("suwen sql");
            foreach (var line in answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1))
            {
                var fields = line.Split(',');
                stored[long.Parse(fields[0], CultureInfo.InvariantCulture)] = long.Parse(fields[1], CultureInfo.InvariantCulture);
            }
        }

        var lost = acknowledged.Count(n => !stored.ContainsKey(n));
        var doubled = stored.Count(s => s.Value > 1);
        var files = (await SuwenProcess.RunAsync(context, cancellationToken, "sql", "--format", "csv", "--data", data, "select count(*) as n from measurement m join sys.source s on m.source_id = s.source_id where s.source_name = 'kill-file'")).MustSucceed("suwen sql").Output.Split('\n')[1].Trim();
        context.Say($"| rounds | acknowledged | stored | lost | doubled | file records | files finished / killed | verify |");
        context.Say($"|---|---|---|---|---|---|---|---|");
        context.Say($"| {rounds} | {acknowledged.Count} | {stored.Count} | {lost} | {doubled} | {files} of {FileRecords} | {finishedFiles} / {unfinishedFiles} | exit {verify.ExitCode} |");
        if (verify.ExitCode != 0)
        {
            context.Output.WriteLine(verify.Output);
        }

        return lost == 0 && doubled == 0 && verify.ExitCode == 0 && files == FileRecords.ToString(CultureInfo.InvariantCulture);
    }

    private static string Observations()
    {
        var text = new StringBuilder();
        for (var i = 0; i < FileRecords; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $$$"""{"resourceType":"Observation","id":"o{{{i}}}","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"4548-4"}]},"subject":{"reference":"Patient/p{{{i % 100}}}"},"effectiveDateTime":"2026-03-01T08:00:00+08:00","valueQuantity":{"value":{{{i}}},"unit":"1"}}""").Append('\n');
        }

        return text.ToString();
    }
}
