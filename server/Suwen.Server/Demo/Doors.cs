using System.Net.Http.Headers;
using Suwen.Simulator.Running;
using Suwen.Simulator.Writing;
using Suwen.Sources.Hl7v2;

namespace Suwen.Server.Demo;

/// <summary>Where the front doors are.</summary>
/// <param name="Http">Address of the FHIR API's host.</param>
/// <param name="MllpPort">Port of the HL7 v2 listener.</param>
/// <param name="NewToken">Makes a token for a source, with the right to send only.</param>
/// <param name="Inbox">The folder that the server watches.</param>
internal sealed record DoorAddresses(Uri Http, int MllpPort, Func<string, CancellationToken, Task<string>> NewToken, string Inbox);

/// <summary>Sends records in through the real front doors: HL7 v2 over MLLP connections, FHIR over HTTP, tables as files dropped in a folder. Returns when the platform has acknowledged.</summary>
internal sealed class Doors : IAsyncDisposable
{
    /// <summary>Connections of one HL7 v2 sender: interface engines keep a few.</summary>
    private const int ConnectionsPerSender = 12;
    private const int MessagesPerConnection = 8;
    private const int ResourcesPerRequest = 250;
    private const int RequestsAtOnce = 4;

    private readonly DoorAddresses _addresses;
    private readonly HttpClient _http;
    private readonly Dictionary<string, string> _tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<MllpClient>> _connections = new(StringComparer.Ordinal);

    public Doors(DoorAddresses addresses)
    {
        _addresses = addresses;
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = addresses.Http, Timeout = TimeSpan.FromMinutes(5) };
    }

    /// <summary>Messages that the listener refused for good (AR): it has landed them, and they are in quarantine.</summary>
    public long Refused { get; private set; }

    /// <summary>Sends messages of one sender, in order as far as several connections keep order.</summary>
    public async Task SendMessagesAsync(string source, IReadOnlyList<ReadOnlyMemory<byte>> messages, CancellationToken cancellationToken)
    {
        var clients = await ConnectAsync(source, Math.Clamp(messages.Count / MessagesPerConnection, 1, ConnectionsPerSender), cancellationToken);
        var next = -1;
        var refused = await Task.WhenAll(clients.Select(async client =>
        {
            long count = 0;
            for (int i; (i = Interlocked.Increment(ref next)) < messages.Count;)
            {
                if (await SendAsync(client, messages[i], cancellationToken)) count++;
            }

            return count;
        }));
        Refused += refused.Sum();
    }

    /// <summary>Sends FHIR resources, a line each.</summary>
    public async Task SendResourcesAsync(string source, IReadOnlyList<ReadOnlyMemory<byte>> resources, CancellationToken cancellationToken)
    {
        if (resources.Count == 0) return;
        var secret = await TokenOfAsync(source, cancellationToken);
        var options = new ParallelOptions { MaxDegreeOfParallelism = RequestsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(resources.Chunk(ResourcesPerRequest), options, async (chunk, token) =>
        {
            var status = await PostAsync(secret, chunk, token);
            if (!IsSuccess(status)) throw new HttpRequestException($"The FHIR API answered {(int)status}.", null, status);
        });
    }

    /// <summary>Sends a resource that was damaged on purpose, alone, since the door refuses a body that is no JSON whole. False when it was refused, and has not landed.</summary>
    public async Task<bool> SendDamagedResourceAsync(string source, ReadOnlyMemory<byte> resource, CancellationToken cancellationToken)
    {
        var status = await PostAsync(await TokenOfAsync(source, cancellationToken), [resource], cancellationToken);
        return IsSuccess(status) || (status == System.Net.HttpStatusCode.BadRequest ? false : throw new HttpRequestException($"The FHIR API answered {(int)status}.", null, status));
    }

    /// <summary>Drops a file: written under another name, then renamed, so that the server never sees half of it.</summary>
    public async Task DropAsync(FeedChannel channel, string name, string? mapping, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(_addresses.Inbox, channel.Source, channel.Name);
        Directory.CreateDirectory(folder);
        if (mapping is not null && !File.Exists(Path.Combine(folder, RegionFolder.MappingFile)))
        {
            await File.WriteAllTextAsync(Path.Combine(folder, RegionFolder.MappingFile), mapping, cancellationToken);
        }

        var path = Path.Combine(folder, name + "." + channel.Extension);
        await File.WriteAllBytesAsync(path + ".part", bytes, cancellationToken);
        File.Move(path + ".part", path, overwrite: true);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _connections.Values.SelectMany(c => c)) await client.DisposeAsync();
        _http.Dispose();
    }

    /// <summary>Sends a message until it is acknowledged; AE means that it has not landed, so it is sent again (HL7 v2.8.2 2.9.2). Answers whether it was refused for good.</summary>
    private static async Task<bool> SendAsync(MllpClient client, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        while (true)
        {
            var answer = await client.SendAsync(message, cancellationToken);
            var code = answer.AsSpan().IndexOf("MSA|"u8);
            if (code < 0 || code + 6 > answer.Length || answer[code + 5] == (byte)'R') return true;
            if (answer[code + 5] == (byte)'A') return false;
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }
    }

    private async Task<List<MllpClient>> ConnectAsync(string source, int count, CancellationToken cancellationToken)
    {
        if (!_connections.TryGetValue(source, out var clients))
        {
            _connections.Add(source, clients = []);
        }

        while (clients.Count < count) clients.Add(await MllpClient.ConnectAsync("localhost", _addresses.MllpPort, null, cancellationToken));
        return clients.Take(count).ToList();
    }

    private async Task<string> TokenOfAsync(string source, CancellationToken cancellationToken)
    {
        if (_tokens.TryGetValue(source, out var known)) return known;
        var token = await _addresses.NewToken(source, cancellationToken);
        _tokens.Add(source, token);
        return token;
    }

    private static bool IsSuccess(System.Net.HttpStatusCode status) => (int)status is >= 200 and < 300;

    private async Task<System.Net.HttpStatusCode> PostAsync(string token, ReadOnlyMemory<byte>[] resources, CancellationToken cancellationToken)
    {
        var body = new byte[resources.Sum(r => r.Length + 1)];
        var at = 0;
        foreach (var resource in resources)
        {
            resource.Span.CopyTo(body.AsSpan(at));
            at += resource.Length;
            if (resource.Length == 0 || resource.Span[^1] != (byte)'\n') body[at++] = (byte)'\n';
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, "/fhir") { Content = new ByteArrayContent(body, 0, at) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/fhir+ndjson");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await _http.SendAsync(request, cancellationToken);
        return response.StatusCode;
    }
}
