using System.Net;
using System.Net.Http.Headers;

namespace Suwen.Bench;

/// <summary>A system that sends resources to the FHIR door over HTTP, with a token of its own.</summary>
internal sealed class HttpSender : IDisposable
{
    private readonly HttpClient client;

    private HttpSender(HttpClient client)
    {
        this.client = client;
    }

    /// <summary>Makes a token by <c>suwen token</c> and a client that shows it.</summary>
    public static async Task<string> NewTokenAsync(BenchContext context, string data, string name, CancellationToken cancellationToken, string role = "sender") =>
        (await SuwenProcess.RunAsync(context, cancellationToken, "token", "add", name, "--role", role, "--data", data)).MustSucceed("suwen token").Output.Trim();

    public static HttpSender Open(int port, string token)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(FormattableString.Invariant($"http://127.0.0.1:{port}")), Timeout = TimeSpan.FromSeconds(60) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new HttpSender(client);
    }

    /// <summary>Sends a body; answers the status.</summary>
    public async Task<HttpStatusCode> SendAsync(HttpMethod method, string path, byte[] body, string type, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var answer = await client.SendAsync(request, cancellationToken);
        await answer.Content.LoadIntoBufferAsync(cancellationToken);
        return answer.StatusCode;
    }

    /// <summary>Sends JSON, or nothing, and reads the answer whole.</summary>
    public async Task<(HttpStatusCode Status, byte[] Body)> ReadAsync(HttpMethod method, string path, byte[]? json, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
        {
            request.Content = new ByteArrayContent(json);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        }

        using var answer = await client.SendAsync(request, cancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellationToken));
    }

    public void Dispose() => client.Dispose();
}
