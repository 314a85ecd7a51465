using System.Buffers;
using System.Net.Sockets;

namespace Suwen.Bench;

/// <summary>One MLLP connection that sends a message and reads its acknowledgement, as a hospital's interface engine does.</summary>
internal sealed class MllpSender : IDisposable
{
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] buffer = new byte[64 * 1024];
    private int filled;

    public static async Task<MllpSender> ConnectAsync(int port, CancellationToken cancellationToken)
    {
        var sender = new MllpSender();
        try
        {
            await sender.socket.ConnectAsync("127.0.0.1", port, cancellationToken);
            return sender;
        }
        catch
        {
            sender.Dispose();
            throw;
        }
    }

    /// <summary>Sends a message; answers its acknowledgement code (MSA-1).</summary>
    public async Task<string> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        var frame = ArrayPool<byte>.Shared.Rent(message.Length + 3);
        frame[0] = 0x0B;
        message.Span.CopyTo(frame.AsSpan(1));
        frame[message.Length + 1] = 0x1C;
        frame[message.Length + 2] = 0x0D;
        for (var sent = 0; sent < message.Length + 3;)
        {
            sent += await socket.SendAsync(frame.AsMemory(sent, message.Length + 3 - sent), cancellationToken);
        }

        ArrayPool<byte>.Shared.Return(frame);
        return await ReadCodeAsync(cancellationToken);
    }

    /// <summary>Sends bytes as they are, closes the sending side and reads to the end; answers how many acknowledgements came.</summary>
    public async Task<int> SendAllAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var acknowledgements = ReadToEndAsync(cancellationToken);
        try
        {
            while (!bytes.IsEmpty)
            {
                bytes = bytes[await socket.SendAsync(bytes, cancellationToken)..];
            }

            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The listener has closed the connection, as it may when what comes is no MLLP: what it answered before is counted.
        }

        return await acknowledgements;
    }

    public void Dispose() => socket.Dispose();

    private async Task<int> ReadToEndAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        try
        {
            for (int read; (read = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken)) > 0;)
            {
                count += buffer.AsSpan(0, read).Count((byte)0x1C);
            }
        }
        catch (SocketException)
        {
            // As above.
        }

        return count;
    }

    private async Task<string> ReadCodeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var end = buffer.AsSpan(0, filled).IndexOf((byte)0x1C);
            if (end >= 0 && end + 1 < filled)
            {
                var msa = buffer.AsSpan(0, end).IndexOf("MSA|"u8);
                var code = msa < 0 ? "?" : System.Text.Encoding.ASCII.GetString(buffer, msa + 4, 2);
                buffer.AsSpan(end + 2, filled - end - 2).CopyTo(buffer);
                filled -= end + 2;
                return code;
            }

            var read = await socket.ReceiveAsync(buffer.AsMemory(filled), cancellationToken);
            if (read == 0)
            {
                throw new IOException("The listener closed the connection.");
            }

            filled += read;
        }
    }
}
