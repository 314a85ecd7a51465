using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Suwen.Bench.Inputs;

namespace Suwen.Bench;

/// <summary>
/// Kills processes (SIGKILL) at random moments while messages, resources and files come in, starts them again, and at the end holds what
/// was acknowledged against what is there: nothing acknowledged lost, nothing doubled, <c>suwen verify</c> clean.
/// </summary>
internal sealed class KillCampaign : IBench
{
    private const int DefaultRounds = 20;
    private const int MllpConnections = 6;
    private const int HttpConnections = 4;
    private const int FileRecords = 3000;
    private const string FileSource = "kill-file";

    public string Name => "kill";

    public string Description => "Kill −9 at random moments during ingestion, then check that nothing acknowledged is lost or doubled (--rounds N)";

    public async Task<bool> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        var rounds = context.Rounds > 0 ? context.Rounds : DefaultRounds;
        var campaign = new Campaign(context, context.PathOf("data"), context.PathOf("Observation.ndjson"));
        await File.WriteAllTextAsync(campaign.File, Observations(), cancellationToken);
        campaign.Token = await HttpSender.NewTokenAsync(context, campaign.Data, "kill", cancellationToken);
        var random = new Random(20261121);
        for (var round = 0; round < rounds; round++)
        {
            // One round in five kills a command that has the folder for itself, one a server while it starts, the others a server at work.
            switch (round % 5)
            {
                case 3:
                    await campaign.KillCommandAsync(random.Next(100, 3000), cancellationToken);
                    break;
                case 4:
                    await campaign.KillStartAsync(random.Next(100, 2000), cancellationToken);
                    break;
                default:
                    await campaign.KillServerAsync(random.Next(50, 2500), cancellationToken);
                    break;
            }
        }

        (await campaign.IngestAsync(cancellationToken)).MustSucceed("suwen ingest after the last kill");
        return await campaign.CheckAsync(rounds, cancellationToken);
    }

    private static string Observations()
    {
        var text = new StringBuilder();
        for (var i = 0; i < FileRecords; i++)
        {
            text.Append(Observation("o", i, "4548-4")).Append('\n');
        }

        return text.ToString();
    }

    private static string Observation(string prefix, long number, string code) => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"resourceType":"Observation","id":"{{{prefix}}}{{{number}}}","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"{{{code}}}"}]},"subject":{"reference":"Patient/p{{{number % 100}}}"},"effectiveDateTime":"2026-03-01T08:00:00+08:00","valueQuantity":{"value":{{{number}}},"unit":"1"}}""");

    /// <summary>The folder under attack, and what it has acknowledged so far.</summary>
    private sealed class Campaign(BenchContext context, string data, string file)
    {
        private const string MllpCode = "SEQ";
        private const string HttpCode = "HTTP-SEQ";
        private readonly ConcurrentBag<long> messages = [];
        private readonly ConcurrentBag<long> resources = [];
        private long next;
        private int finishedFiles;
        private int unfinishedFiles;

        public string Data => data;

        public string File => file;

        public string Token { get; set; } = "";

        public Task<ProcessResult> IngestAsync(CancellationToken cancellationToken) =>
            SuwenProcess.RunAsync(context, cancellationToken, "ingest", file, "--source", FileSource, "--data", data);

        public async Task KillServerAsync(int afterMilliseconds, CancellationToken cancellationToken)
        {
            await using var server = await ServedFolder.StartAsync(context, data, cancellationToken);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var senders = Enumerable.Range(0, MllpConnections).Select(_ => SendMessagesAsync(server.MllpPort, stop.Token))
                .Concat(Enumerable.Range(0, HttpConnections).Select(_ => SendResourcesAsync(server.HttpPort, stop.Token))).ToList();
            var ingesting = IngestAsync(cancellationToken);
            await Task.Delay(afterMilliseconds, cancellationToken);
            await server.KillAsync(cancellationToken);
            await stop.CancelAsync();
            await Task.WhenAll(senders);
            Count((await ingesting).ExitCode == 0);
        }

        public async Task KillCommandAsync(int afterMilliseconds, CancellationToken cancellationToken)
        {
            using var command = SuwenProcess.Start(context, "ingest", file, "--source", FileSource, "--data", data);
            await Task.Delay(afterMilliseconds, cancellationToken);
            command.Kill();
            Count((await command.WaitAsync(cancellationToken)).ExitCode == 0);
        }

        public async Task KillStartAsync(int afterMilliseconds, CancellationToken cancellationToken)
        {
            using var server = SuwenProcess.Start(context, "serve", "--data", data, "--port", "0");
            await Task.Delay(afterMilliseconds, cancellationToken);
            server.Kill();
            await server.WaitAsync(cancellationToken);
        }

        public async Task<bool> CheckAsync(int rounds, CancellationToken cancellationToken)
        {
            var verify = await SuwenProcess.RunAsync(context, cancellationToken, "verify", "--data", data);
            var mllp = await HoldAsync(messages, MllpCode, cancellationToken);
            var http = await HoldAsync(resources, HttpCode, cancellationToken);
            var records = (await AskAsync($"select count(*) as n from measurement m join sys.source s on m.source_id = s.source_id where s.source_name = '{FileSource}'", cancellationToken))[0];
            context.Say($"| door | acknowledged | stored | lost | doubled |");
            context.Say($"|---|---|---|---|---|");
            context.Say($"| HL7 v2 over MLLP | {mllp.Acknowledged} | {mllp.Stored} | {mllp.Lost} | {mllp.Doubled} |");
            context.Say($"| FHIR over HTTP | {http.Acknowledged} | {http.Stored} | {http.Lost} | {http.Doubled} |");
            context.Say($"| file, {FileRecords} records | {finishedFiles} times, {unfinishedFiles} times killed | {records} | | |");
            context.Say($"rounds {rounds}, verify exit code {verify.ExitCode}");
            if (verify.ExitCode != 0)
            {
                await context.Output.WriteLineAsync(verify.Output + verify.Errors);
            }

            return mllp.IsWhole && http.IsWhole && verify.ExitCode == 0 && records == FileRecords.ToString(CultureInfo.InvariantCulture);
        }

        private void Count(bool finished) => _ = finished ? finishedFiles++ : unfinishedFiles++;

        private async Task SendMessagesAsync(int port, CancellationToken cancellationToken)
        {
            try
            {
                using var sender = await MllpSender.ConnectAsync(port, cancellationToken);
                while (true)
                {
                    var number = Interlocked.Increment(ref next);
                    if (await sender.SendAsync(Hl7Input.Result("KILL", number), cancellationToken) == "AA")
                    {
                        messages.Add(number);
                    }
                }
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // The server was killed: what it had not acknowledged may or may not be there.
            }
        }

        private async Task SendResourcesAsync(int port, CancellationToken cancellationToken)
        {
            using var sender = HttpSender.Open(port, Token);
            try
            {
                while (true)
                {
                    var number = Interlocked.Increment(ref next);
                    var status = await sender.SendAsync(HttpMethod.Put, FormattableString.Invariant($"/fhir/Observation/h{number}"), Encoding.UTF8.GetBytes(Observation("h", number, HttpCode)), "application/fhir+json", cancellationToken);
                    if ((int)status is >= 200 and < 300)
                    {
                        resources.Add(number);
                    }
                    else
                    {
                        throw new InvalidOperationException($"A valid resource was answered with {(int)status}.");
                    }
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
            {
                // As above.
            }
        }

        private async Task<Holding> HoldAsync(ConcurrentBag<long> acknowledged, string code, CancellationToken cancellationToken)
        {
            var stored = new Dictionary<long, long>();
            foreach (var line in await AskAsync($"select cast(value_as_number as bigint) as n, count(*) as c from measurement where measurement_source_value = '{code}' group by 1", cancellationToken))
            {
                var fields = line.Split(',');
                stored[long.Parse(fields[0], CultureInfo.InvariantCulture)] = long.Parse(fields[1], CultureInfo.InvariantCulture);
            }

            return new Holding(acknowledged.Count, stored.Count, acknowledged.Count(n => !stored.ContainsKey(n)), stored.Count(s => s.Value > 1));
        }

        private async Task<string[]> AskAsync(string sql, CancellationToken cancellationToken)
        {
            var answer = (await SuwenProcess.RunAsync(context, cancellationToken, "sql", sql, "--format", "csv", "--data", data)).MustSucceed("suwen sql");
            return answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..];
        }
    }

    private sealed record Holding(int Acknowledged, int Stored, int Lost, int Doubled)
    {
        /// <summary>A campaign in which nothing was acknowledged would show nothing.</summary>
        public bool IsWhole => Acknowledged > 0 && Lost == 0 && Doubled == 0;
    }
}
