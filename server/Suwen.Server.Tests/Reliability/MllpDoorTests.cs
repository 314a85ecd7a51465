using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Suwen.Server.Tests.Reliability;

public sealed class MllpDoorTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>RFC 9293 §3.6: closing says "I have no more data to send"; what was sent before it is still to be received.</summary>
    [Fact]
    public async Task A_sender_that_sends_and_closes_its_side_has_every_message_landed_and_answered()
    {
        const int messages = 2000;
        var port = ServerPorts.Free();
        await using var server = await ServerProcess.StartAsync(folder["data"], "--mllp-port", port.ToString(CultureInfo.InvariantCulture));
        using var client = new TcpClient("127.0.0.1", port);
        await using var stream = client.GetStream();
        var sent = new StringBuilder();
        for (var i = 0; i < messages; i++)
        {
            sent.Append(CultureInfo.InvariantCulture, $"\u000BMSH|^~\\&|HIS|CLOSING|SUWEN|REGION|20260301080000||ADT^A08|C{i}|P|2.5\rPID|1||P{i}^^^CLOSING^MR||示例^患者||19500101|F\r\u001C\r");
        }

        await stream.WriteAsync(Encoding.UTF8.GetBytes(sent.ToString()));
        client.Client.Shutdown(SocketShutdown.Send);
        using var reader = new StreamReader(stream);
        var answers = await reader.ReadToEndAsync();
        answers.Split("MSA|AA|").Length.ShouldBe(messages + 1);
        var counted = await SuwenProcess.RunAsync(folder.Path, "sql", "select count(*) as n from sys.entry where channel = 'mllp'", "--format", "csv", "--data", "data");
        counted.Out.ShouldBe($"n\n{messages}\n");
    }
}

internal static class ServerPorts
{
    /// <summary>A port that was free a moment ago.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
