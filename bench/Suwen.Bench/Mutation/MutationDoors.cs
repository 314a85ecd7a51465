using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Suwen.Bench.Mutation;

/// <summary>Sends numbered damaged inputs through the doors of one server: of ten, five by MLLP, two by HTTP and three as files.</summary>
internal sealed class MutationDoors(BenchContext context, ServedFolder server, string data, string token, MutationInput input)
{
    private const int MllpConnections = 4;
    private const int HttpConnections = 4;
    private const int FramesPerConnection = 50;
    private const int FilesPerCommand = 1000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);
    private long messages;
    private long acknowledgements;
    private long accepted;
    private long refused;
    private long files;

    /// <summary>What was not as promised; empty when all is well.</summary>
    public ConcurrentQueue<string> Faults { get; } = [];

    public long Messages => messages;

    public long Acknowledgements => acknowledgements;

    public long Accepted => accepted;

    public long Refused => refused;

    public long Files => files;

    /// <summary>Sends the inputs of these numbers through their doors, all doors at once.</summary>
    public async Task SendAsync(int from, int until, CancellationToken cancellationToken)
    {
        var numbers = Enumerable.Range(from, until - from).ToLookup(n => (n % 10) switch { < 5 => 0, < 7 => 1, _ => 2 });
        var frames = new ConcurrentQueue<int[]>(numbers[0].Chunk(FramesPerConnection));
        var resources = new ConcurrentQueue<int>(numbers[1]);
        await Task.WhenAll(
            Task.WhenAll(Enumerable.Range(0, MllpConnections).Select(_ => SendMessagesAsync(frames, cancellationToken))),
            Task.WhenAll(Enumerable.Range(0, HttpConnections).Select(_ => SendResourcesAsync(resources, cancellationToken))),
            Task.WhenAll(numbers[2].Chunk(FilesPerCommand).Select(chunk => SendFilesAsync(chunk, cancellationToken))));
        if (server.HasExited)
        {
            Faults.Enqueue($"The server ended while inputs {from} to {until} were sent.");
        }
    }

    /// <summary>Holds what was accepted against what landed, and looks for defects that the gate has set aside.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var landed = await AskAsync("select count(*) as n from sys.entry where channel = 'http'", cancellationToken);
        if (landed.Single() != accepted.ToString(CultureInfo.InvariantCulture))
        {
            Faults.Enqueue($"{accepted} requests were answered as taken, {landed.Single()} landed.");
        }

        foreach (var defect in await AskAsync("select entry_position, record_kind, detail from sys.quarantine where reason_code = 'parser-fault' order by 1 limit 20", cancellationToken))
        {
            Faults.Enqueue("A parser failed at entry, kind: " + defect);
        }
    }

    private async Task SendMessagesAsync(ConcurrentQueue<int[]> frames, CancellationToken cancellationToken)
    {
        while (frames.TryDequeue(out var numbers) && Faults.IsEmpty)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Limit);
            using var bytes = new MemoryStream();
            foreach (var number in numbers)
            {
                bytes.WriteByte(0x0B);
                bytes.Write(input.Message(number));
                bytes.Write([0x1C, 0x0D]);
            }

            try
            {
                using var sender = await MllpSender.ConnectAsync(server.MllpPort, limit.Token);
                Interlocked.Add(ref acknowledgements, await sender.SendAllAsync(bytes.ToArray(), limit.Token));
                Interlocked.Add(ref messages, numbers.Length);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is SocketException or OperationCanceledException)
            {
                Faults.Enqueue($"MLLP, inputs {numbers[0]} to {numbers[^1]}: {e.GetType().Name}: {e.Message}");
            }
        }
    }

    private async Task SendResourcesAsync(ConcurrentQueue<int> resources, CancellationToken cancellationToken)
    {
        using var sender = HttpSender.Open(server.HttpPort, token);
        while (resources.TryDequeue(out var number) && Faults.IsEmpty)
        {
            var body = input.Resource(number);
            var (method, path, type) = AddressOf(body, number);
            try
            {
                var status = (int)await sender.SendAsync(method, path, body, type, cancellationToken);
                switch (status)
                {
                    case >= 200 and < 300:
                        Interlocked.Increment(ref accepted);
                        break;
                    case >= 400 and < 500 and not (401 or 403):
                        Interlocked.Increment(ref refused);
                        break;
                    default:
                        Faults.Enqueue($"HTTP, input {number}: {method} {path} was answered with {status}.");
                        break;
                }
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is HttpRequestException or OperationCanceledException)
            {
                Faults.Enqueue($"HTTP, input {number}: {e.GetType().Name}: {e.Message}");
            }
        }
    }

    /// <summary>The address that the undamaged parts of a body fit, so that most get past the address and are read.</summary>
    private static (HttpMethod Method, string Path, string Type) AddressOf(byte[] body, int number)
    {
        var type = FieldOf(body, "\"resourceType\""u8);
        var id = FieldOf(body, "\"id\""u8);
        if (type is null or "Bundle")
        {
            return (HttpMethod.Post, "/fhir", number % 3 == 0 ? "application/fhir+ndjson" : "application/fhir+json");
        }

        return id is null || number % 2 == 0 ? (HttpMethod.Post, "/fhir/" + type, "application/fhir+json") : (HttpMethod.Put, $"/fhir/{type}/{id}", "application/fhir+json");
    }

    /// <summary>The first value after a name, where it could be a type or an id.</summary>
    private static string? FieldOf(ReadOnlySpan<byte> body, ReadOnlySpan<byte> name)
    {
        var at = body.IndexOf(name);
        if (at < 0)
        {
            return null;
        }

        var rest = body[(at + name.Length)..].TrimStart(": \""u8);
        var end = rest.IndexOf((byte)'"');
        if (end is <= 0 or > 64 || rest[..end].IndexOfAnyExcept(Letters) >= 0)
        {
            return null;
        }

        return System.Text.Encoding.ASCII.GetString(rest[..end]);
    }

    private static readonly System.Buffers.SearchValues<byte> Letters = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-"u8);

    private async Task SendFilesAsync(int[] numbers, CancellationToken cancellationToken)
    {
        var folder = context.PathOf(string.Create(CultureInfo.InvariantCulture, $"files-{numbers[0]}"));
        foreach (var number in numbers)
        {
            var file = input.File(number);
            var place = Directory.CreateDirectory(Path.Combine(folder, number.ToString(CultureInfo.InvariantCulture))).FullName;
            await File.WriteAllBytesAsync(Path.Combine(place, file.Name), file.Bytes, cancellationToken);
            if (file.Mapping is not null)
            {
                await File.WriteAllBytesAsync(Path.Combine(place, file.MappingName!), file.Mapping, cancellationToken);
            }
        }

        var result = await SuwenProcess.RunAsync(context, cancellationToken, "ingest", folder, "--source", "mutate", "--data", data);

        // 0 where every file was taken or passed over, 3 where one was refused; anything else is a fault of Suwen.
        if (result.ExitCode is not (0 or 3))
        {
            Faults.Enqueue($"Files of inputs {numbers[0]} to {numbers[^1]}: exit code {result.ExitCode}: {result.Errors}");
            return;
        }

        Interlocked.Add(ref files, numbers.Length);
        Directory.Delete(folder, recursive: true);
    }

    private async Task<string[]> AskAsync(string sql, CancellationToken cancellationToken)
    {
        var answer = (await SuwenProcess.RunAsync(context, cancellationToken, "sql", sql, "--format", "csv", "--data", data)).MustSucceed("suwen sql");
        return answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..];
    }
}
