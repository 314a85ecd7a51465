using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Suwen.Server.Node;

namespace Suwen.Server.CommandLine;

/// <summary>A command handed to a server.</summary>
internal sealed record CommandRequest(IReadOnlyList<string> Args, string WorkingDirectory, bool ShowsProgress);

/// <summary>Hands a command to the server on the data folder and copies what it writes.</summary>
internal static class RemoteCommand
{
    public const string Path = "/api/local/command";
    public const string TokenHeader = "X-Suwen-Local-Token";

    public static async Task<int> RunAsync(ServerDescription server, IReadOnlyList<string> args, string workingDirectory, bool showsProgress, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, token) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(server.Socket), token);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://localhost" + Path);
        request.Headers.Add(TokenHeader, server.Token);
        request.Content = new StringContent(JsonSerializer.Serialize(new CommandRequest(args, workingDirectory, showsProgress), JsonSerializerOptions.Web), Encoding.UTF8, "application/json");
        try
        {
            // Disposing the response when the caller presses Ctrl-C closes the connection, which cancels the command in the server.
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw Refused(server);
            }

            await using var frames = await response.Content.ReadAsStreamAsync(cancellationToken);
            await using var output = Console.OpenStandardOutput();
            await using var error = Console.OpenStandardError();
            return await CommandFrames.CopyAsync(frames, output, error, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or EndOfStreamException or HttpIOException)
        {
            throw new SuwenFault(ExitCode.Fault, "platform", "The server went away before the command had ended.", server.Socket, "See why the server stopped; what was acknowledged is safe. Run the command again.", e);
        }
    }

    private static SuwenFault Refused(ServerDescription server) =>
        new(ExitCode.Fault, "platform", "The server on the data folder refused the command.", server.Socket, "Stop the server and start it again: its description does not fit it.");
}
