using System.Net.Security;
using System.Net.Sockets;

namespace Suwen.Sources.Hl7v2;

/// <summary>A sender of messages over MLLP: for tests, benchmarks and the simulator.</summary>
public sealed class MllpClient : IAsyncDisposable
{
    private readonly Socket socket;
    private readonly Stream stream;
    private byte[] output = new byte[4096];
    private byte[] input = new byte[4096];
    private int filled;

    private MllpClient(Socket socket, Stream stream)
    {
        this.socket = socket;
        this.stream = stream;
    }

    /// <summary>Connects, encrypted when <paramref name="encryption"/> is given.</summary>
    public static async Task<MllpClient> ConnectAsync(string host, int port, SslClientAuthenticationOptions? encryption, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellationToken);
            Stream stream = new NetworkStream(socket, ownsSocket: false);
            if (encryption is not null)
            {
                var encrypted = new SslStream(stream);
                await encrypted.AuthenticateAsClientAsync(encryption, cancellationToken);
                stream = encrypted;
            }

            return new MllpClient(socket, stream);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a message in its frame and waits for one acknowledgement.</summary>
    public async Task<byte[]> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        await WriteAsync(message, cancellationToken);
        return await ReadAsync(cancellationToken) ?? throw new IOException("The listener closed the connection without an acknowledgement.");
    }

    /// <summary>Sends a message in its frame and waits for nothing.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (output.Length < message.Length + 3)
        {
            output = new byte[message.Length + 3];
        }

        output[0] = MllpFrames.Begin;
        message.CopyTo(output.AsMemory(1));
        output[message.Length + 1] = MllpFrames.End;
        output[message.Length + 2] = MllpFrames.AfterEnd;
        await WriteRawAsync(output.AsMemory(0, message.Length + 3), cancellationToken);
    }

    /// <summary>Sends bytes as they are, without a frame.</summary>
    public async Task WriteRawAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(bytes, cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    /// <summary>The next acknowledgement without its frame; null when the listener has closed the connection.</summary>
    public async Task<byte[]?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var end = input.AsSpan(0, filled).IndexOf([MllpFrames.End, MllpFrames.AfterEnd]);
            if (end >= 0)
            {
                var start = input.AsSpan(0, end).IndexOf(MllpFrames.Begin) + 1;
                var message = input.AsSpan(start, end - start).ToArray();
                filled -= end + 2;
                input.AsSpan(end + 2, filled).CopyTo(input);
                return message;
            }

            if (filled == input.Length)
            {
                Array.Resize(ref input, input.Length * 2);
            }

            var read = await stream.ReadAsync(input.AsMemory(filled), cancellationToken);
            if (read == 0)
            {
                return null;
            }

            filled += read;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        socket.Dispose();
    }
}
