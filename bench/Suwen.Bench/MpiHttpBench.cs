using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Suwen.Bench.Inputs;
using Suwen.Governance.MasterIndex.Linkage;

namespace Suwen.Bench;

/// <summary>
/// The whole way of an online question: a server process that holds a million persons is asked over HTTP at a fixed rate, whether it has answered the question before or not, so that
/// waiting counts. Loading and linking go through the ordinary commands.
/// </summary>
internal sealed class MpiHttpBench : IBench
{
    private const int Persons = 1_000_000, QuestionsPerSecond = 200, WarmUp = 1_000;
    private const double DuplicateShare = 0.05, AskedP99Milliseconds = 10;

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Name => "mpi-http";

    public string Description => "Master index over HTTP: 1 M persons in a server, 200 questions/s to /api/mpi/match and to FHIR $match";

    public async Task<bool> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        var people = new LinkagePeople((int)(Persons * context.Scale / (1 - DuplicateShare)));
        var data = context.PathOf("mpi-data");
        var token = await TokenAsync(context, people, data, cancellationToken);
        var starting = Stopwatch.GetTimestamp();
        await using var server = await ServedFolder.StartAsync(context, data, cancellationToken);
        using var client = HttpSender.Open(server.HttpPort, token);
        var filled = await WaitUntilFilledAsync(client, people.Count, starting, cancellationToken);
        context.Say($"| filled after s | resident MB | door | questions | rate/s | p50 ms | p99 ms | p99.9 ms | worst ms | beyond 10 ms | without candidate | errors |");
        context.Say($"|---|---|---|---|---|---|---|---|---|---|---|---|");

        // At least twenty seconds each: a pause that comes once in some seconds must show.
        var questions = QuestionsPerSecond * Math.Max(20, context.Rounds);
        var passed = true;
        foreach (var (path, bodyOf, isFound) in Doors())
        {
            await AskAsync(client, path, bodyOf, isFound, people, 0, WarmUp, cancellationToken);
            var load = await AskAsync(client, path, bodyOf, isFound, people, WarmUp, questions, cancellationToken);
            Array.Sort(load.Milliseconds);
            var late = load.Milliseconds.Length - Array.FindIndex([.. load.Milliseconds, double.MaxValue], static t => t > AskedP99Milliseconds);
            context.Say($"| {filled:F1} | {server.ResidentMegabytes:F0} | {path} | {questions} | {questions / load.Seconds:F0} | {At(load, 0.5):F2} | {At(load, 0.99):F2} | {At(load, 0.999):F2} | {load.Milliseconds[^1]:F2} | {late} | {load.Unfound} | {load.Errors} |");
            passed &= load.Errors == 0;
        }

        await server.StopAsync(cancellationToken);
        return passed;
    }

    private static double At(Load load, double share) => load.Milliseconds[Math.Min(load.Milliseconds.Length - 1, (int)(load.Milliseconds.Length * share))];

    private static (string Path, Func<PersonProfile, byte[]> BodyOf, Func<JsonElement, bool> IsFound)[] Doors() =>
    [
        ("/api/mpi/match", BodyOfMatch, static a => a.GetProperty("candidates").GetArrayLength() > 0),
        ("/fhir/Patient/$match", BodyOfFhir, static a => a.GetProperty("total").GetInt32() > 0),
    ];

    /// <summary>The token of the questions. It is written last, so that a folder which has it (<c>--folder</c>) holds the persons of an earlier bench and is measured again.</summary>
    private static async Task<string> TokenAsync(BenchContext context, LinkagePeople people, string data, CancellationToken cancellationToken)
    {
        var kept = context.PathOf("token");
        if (!File.Exists(kept))
        {
            await PrepareAsync(context, people, data, cancellationToken);
            await File.WriteAllTextAsync(kept, await HttpSender.NewTokenAsync(context, data, "bench", cancellationToken, role: "steward"), cancellationToken);
        }

        return await File.ReadAllTextAsync(kept, cancellationToken);
    }

    /// <summary>Loads the persons by the command, and links them so that there is a model.</summary>
    private static async Task PrepareAsync(BenchContext context, LinkagePeople people, string data, CancellationToken cancellationToken)
    {
        var csv = context.PathOf("registry.csv");
        await WriteAsync(csv, people, cancellationToken);
        await File.WriteAllTextAsync(context.PathOf("registry.mapping.yaml"), Mapping, cancellationToken);
        Directory.CreateDirectory(data);
        await File.WriteAllTextAsync(Path.Combine(data, "suwen.json"), Settings, cancellationToken);
        var loaded = (await SuwenProcess.RunAsync(context, cancellationToken, "ingest", csv, "--source", "registry", "--data", data)).MustSucceed("suwen ingest");
        File.Delete(csv);
        var linked = (await SuwenProcess.RunAsync(context, cancellationToken, "mpi", "link", "--data", data)).MustSucceed("suwen mpi link");
        context.Say($"| persons of sources | load s | link s | link peak MB |");
        context.Say($"|---|---|---|---|");
        context.Say($"| {people.Count} | {loaded.Seconds:F1} | {linked.Seconds:F1} | {linked.PeakMegabytes:F0} |");
        context.Say($"");
    }

    private static async Task WriteAsync(string path, LinkagePeople people, CancellationToken cancellationToken)
    {
        await using var file = new StreamWriter(path, false, new UTF8Encoding(false), 1 << 20);
        await file.WriteAsync("id,name,birth,sex,national_id,phone,address,county,insurance\n");
        foreach (var p in people)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await file.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"R{p.Id},{p.FullName},{p.BirthDate},{p.Sex},{p.NationalId},{p.Phone},{p.Street},{p.District},{p.InsuranceNo}\n"));
        }
    }

    private static async Task<double> WaitUntilFilledAsync(HttpSender client, int persons, long since, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (status, body) = await client.ReadAsync(HttpMethod.Get, "/api/mpi", null, cancellationToken);
            using var state = JsonDocument.Parse(body);
            if (status == HttpStatusCode.OK && state.RootElement.GetProperty("online").GetInt64() >= persons)
            {
                return Stopwatch.GetElapsedTime(since).TotalSeconds;
            }

            await Task.Delay(500, cancellationToken);
        }
    }

    /// <summary>Sends each question when it is due. Its time counts from then until the answer is read whole.</summary>
    private static async Task<Load> AskAsync(
        HttpSender client, string path, Func<PersonProfile, byte[]> bodyOf, Func<JsonElement, bool> isFound, LinkagePeople people, int first, int count, CancellationToken cancellationToken)
    {
        var (times, errors, unfound) = (new double[count], 0, 0);
        var asked = new Task[count];
        var begin = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            var due = i / (double)QuestionsPerSecond;
            var body = bodyOf(LinkagePeople.Careless((int)((uint)(first + i) * 2_654_435_761u % (uint)people.Persons)));
            while (Stopwatch.GetElapsedTime(begin).TotalSeconds is var now && now < due)
            {
                Thread.Sleep((int)Math.Max(0, (due - now) * 1000));
            }

            asked[i] = OneAsync(i, due, body);
        }

        await Task.WhenAll(asked);
        return new Load(times, Stopwatch.GetElapsedTime(begin).TotalSeconds, errors, unfound);

        async Task OneAsync(int number, double due, byte[] body)
        {
            try
            {
                var (status, answer) = await client.ReadAsync(HttpMethod.Post, path, body, cancellationToken);
                times[number] = (Stopwatch.GetElapsedTime(begin).TotalSeconds - due) * 1000;
                using var json = status == HttpStatusCode.OK ? JsonDocument.Parse(answer) : null;
                Interlocked.Add(ref errors, json is null ? 1 : 0);
                Interlocked.Add(ref unfound, json is null || isFound(json.RootElement) ? 0 : 1);
            }
            catch (HttpRequestException)
            {
                times[number] = (Stopwatch.GetElapsedTime(begin).TotalSeconds - due) * 1000;
                Interlocked.Increment(ref errors);
            }
        }
    }

    private static byte[] BodyOfMatch(PersonProfile p) => JsonSerializer.SerializeToUtf8Bytes(
        new { fullName = p.FullName, birthDate = p.BirthDate, sex = p.Sex, nationalId = p.NationalId, phone = p.Phone, address = p.Street, countyCode = p.District, insuranceNo = p.InsuranceNo, limit = 5 }, Json);

    private static byte[] BodyOfFhir(PersonProfile p) => JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            resourceType = "Parameters",
            parameter = new object[]
            {
                new
                {
                    name = "resource",
                    resource = new
                    {
                        resourceType = "Patient",
                        identifier = p.NationalId is null ? [] : new[] { new { system = "urn:oid:2.16.156.10011.1.3", value = p.NationalId } },
                        name = new[] { new { text = p.FullName } },
                        telecom = p.Phone is null ? [] : new[] { new { system = "phone", value = p.Phone } },
                        gender = p.Sex == "男" ? "male" : "female",
                        birthDate = p.BirthDate,
                        address = p.Street is null ? [] : new[] { new { text = p.Street, district = p.District } },
                    },
                },
                new { name = "count", valueInteger = 5 },
            },
        },
        Json);

    /// <summary>A register of a million persons in one file takes more than the 768 MB that the engine has unless told otherwise.</summary>
    private const string Settings = """{ "warehouseMemoryMegabytes": 3072 }""";

    private const string Mapping =
        """
        record: person
        key: id
        person: id
        rows:
          - table: cn_source_person
            columns:
              person_source_value: id
              full_name: name
              gender_source_value: sex
              gender_concept_id: { column: sex, values: { 男: 8507, 女: 8532 }, otherwise: 0 }
              birth_date: { column: birth, format: yyyy-MM-dd }
              national_id: national_id
              phone: phone
              address: address
              county_code: county
              insurance_no: insurance
        """;

    private sealed record Load(double[] Milliseconds, double Seconds, int Errors, int Unfound);
}
