using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text;

namespace Suwen.Server.CommandLine;

/// <summary>
/// What a server sends back of a command that it runs for a caller: frames of one byte channel, four bytes length (big endian) and
/// the payload, flushed as they come; the last one carries the exit code.
/// </summary>
internal static class CommandFrames
{
    public const byte Out = 1;
    public const byte Error = 2;
    public const byte Exit = 3;
    public const int HeadBytes = 5;
    public const int MaxPayloadBytes = 1 << 20;

    public static void Append(PipeWriter pipe, byte channel, ReadOnlySpan<byte> payload)
    {
        var span = pipe.GetSpan(HeadBytes + payload.Length);
        span[0] = channel;
        BinaryPrimitives.WriteInt32BigEndian(span[1..], payload.Length);
        payload.CopyTo(span[HeadBytes..]);
        pipe.Advance(HeadBytes + payload.Length);
    }

    /// <summary>Copies frames to the caller's own streams until the exit code comes.</summary>
    /// <exception cref="EndOfStreamException">The server went away before the command ended.</exception>
    public static async Task<int> CopyAsync(Stream frames, Stream output, Stream error, CancellationToken cancellationToken)
    {
        var head = new byte[HeadBytes];
        var payload = new byte[64 << 10];
        while (true)
        {
            await frames.ReadExactlyAsync(head, cancellationToken);
            var length = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1));
            if (length is < 0 or > MaxPayloadBytes)
            {
                throw new InvalidDataException("The server sent something that is not a frame.");
            }

            if (payload.Length < length)
            {
                payload = new byte[length];
            }

            await frames.ReadExactlyAsync(payload.AsMemory(0, length), cancellationToken);
            if (head[0] == Exit)
            {
                return payload[0];
            }

            var target = head[0] == Out ? output : error;
            await target.WriteAsync(payload.AsMemory(0, length), cancellationToken);
            await target.FlushAsync(cancellationToken);
        }
    }
}

/// <summary>A writer whose text travels as frames. Text is kept until it is flushed or has grown; only the asynchronous methods send.</summary>
internal sealed class FrameWriter(PipeWriter pipe, byte channel, SemaphoreSlim turn) : TextWriter
{
    private const int FlushChars = 16 << 10;
    private readonly StringBuilder text = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        lock (text)
        {
            text.Append(value);
        }
    }

    public override void Write(string? value)
    {
        lock (text)
        {
            text.Append(value);
        }
    }

    public override async Task WriteAsync(char value)
    {
        Write(value);
        await FlushIfGrownAsync();
    }

    public override async Task WriteAsync(string? value)
    {
        Write(value);
        await FlushIfGrownAsync();
    }

    public override async Task WriteAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default)
    {
        lock (text)
        {
            text.Append(buffer.Span);
        }

        await FlushIfGrownAsync();
    }

    public override Task WriteLineAsync(string? value) => WriteAsync(value + "\n");

    public override Task WriteLineAsync() => WriteAsync("\n");

    public override async Task FlushAsync()
    {
        string waiting;
        lock (text)
        {
            waiting = text.ToString();
            text.Clear();
        }

        if (waiting.Length == 0)
        {
            return;
        }

        await turn.WaitAsync();
        try
        {
            var bytes = Encoding.GetBytes(waiting);
            for (var at = 0; at < bytes.Length; at += CommandFrames.MaxPayloadBytes)
            {
                CommandFrames.Append(pipe, channel, bytes.AsSpan(at, Math.Min(CommandFrames.MaxPayloadBytes, bytes.Length - at)));
            }

            await pipe.FlushAsync();
        }
        finally
        {
            turn.Release();
        }
    }

    private Task FlushIfGrownAsync() => text.Length >= FlushChars ? FlushAsync() : Task.CompletedTask;
}
