using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using Suwen.Server.Node;

namespace Suwen.Server.CommandLine;

/// <summary>How a command finds the server on a data folder: <c>server.json</c>, readable by the folder's owner only.</summary>
/// <param name="ProcessId">The server's process.</param>
/// <param name="Socket">Path of its Unix domain socket.</param>
/// <param name="Token">What a command shows on the socket.</param>
/// <param name="Urls">Where it answers HTTP.</param>
/// <param name="MllpPort">Port of its HL7 v2 listener; null where it has none.</param>
internal sealed record ServerDescription(int ProcessId, string Socket, string Token, IReadOnlyList<string> Urls, int? MllpPort = null)
{
    /// <summary>sockaddr_un.sun_path holds 104 bytes on macOS and 108 on Linux, with the closing zero.</summary>
    private const int MaxSocketPathBytes = 100;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The socket in the folder, or one in the temporary folder where the folder's path is too long for a socket.</summary>
    public static string SocketFor(DataFolder folder)
    {
        var inside = Path.Combine(folder.Root, "suwen.sock");
        return System.Text.Encoding.UTF8.GetByteCount(inside) <= MaxSocketPathBytes
            ? inside
            : Path.Combine(Path.GetTempPath(), $"suwen-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}.sock");
    }

    public static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>The server that answers on the folder; null when there is none. A description left by a server that died is passed over.</summary>
    public static async Task<ServerDescription?> FindAsync(DataFolder folder, CancellationToken cancellationToken)
    {
        if (!File.Exists(folder.ServerDescription))
        {
            return null;
        }

        try
        {
            var found = JsonSerializer.Deserialize<ServerDescription>(await File.ReadAllTextAsync(folder.ServerDescription, cancellationToken), Json);
            return found is not null && await AnswersAsync(found.Socket, cancellationToken) ? found : null;
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new SuwenFault(ExitCode.Fault, "caller", "A server runs on this data folder, and its token may be read by the folder's owner only.", folder.ServerDescription, "Run the command as the user who runs the server.", e);
        }
    }

    public void Write(DataFolder folder)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var temporary = folder.ServerDescription + ".tmp";
        File.Delete(temporary);
        using (var file = new FileStream(temporary, options))
        {
            JsonSerializer.Serialize(file, this, Json);
        }

        File.Move(temporary, folder.ServerDescription, overwrite: true);
    }

    private static async Task<bool> AnswersAsync(string socket, CancellationToken cancellationToken)
    {
        if (!File.Exists(socket))
        {
            return false;
        }

        try
        {
            using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await probe.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
