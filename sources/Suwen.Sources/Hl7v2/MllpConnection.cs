using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;
using Suwen.Storage.Landing;

namespace Suwen.Sources.Hl7v2;

/// <summary>
/// One connection. A loop reads frames and hands each to the journal without waiting for it; a second loop waits for the journal in the
/// order of arrival and answers.
/// </summary>
internal sealed class MllpConnection : IAsyncDisposable
{
    /// <summary>Bytes of one connection that may wait for the journal; a single message may be larger.</summary>
    private const long MaxBytesInFlight = 32L << 20;

    private readonly ConnectionContext connection;
    private readonly LandingJournal journal;
    private readonly MllpOptions options;
    private readonly MllpMetrics metrics;
    private readonly MllpSourceNames names;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Channel<Pending> pending;
    private readonly ITimer timer;
    private MllpFrames frames;
    private MllpSourceNames.Last lastSender;
    private ReadOnlySequence<byte> oversized;
    private long bytesInFlight;
    private long lastActivity;
    private long refused;
    private volatile bool isOpenFrame;
    private volatile bool isTimedOut;
    private volatile bool isStopping;

    public MllpConnection(ConnectionContext connection, LandingJournal journal, MllpOptions options, MllpMetrics metrics, MllpSourceNames names, TimeProvider time, ILogger logger)
    {
        this.connection = connection;
        this.journal = journal;
        this.options = options;
        this.metrics = metrics;
        this.names = names;
        this.time = time;
        this.logger = logger;
        pending = Channel.CreateBounded<Pending>(new BoundedChannelOptions(options.MaxInFlight) { SingleReader = true, SingleWriter = true, AllowSynchronousContinuations = true, FullMode = BoundedChannelFullMode.Wait });
        lastActivity = time.GetTimestamp();
        var period = TimeSpan.FromTicks(Math.Clamp(Math.Min(options.IdleTimeout.Ticks, options.MessageTimeout.Ticks) / 2, TimeSpan.TicksPerMillisecond * 10, TimeSpan.TicksPerMinute));
        timer = time.CreateTimer(static state => ((MllpConnection)state!).CheckTime(), this, period, period);
    }

    private readonly record struct Pending(byte[] Buffer, int Length, ValueTask<LandingPosition> Append, MllpOutcome Outcome);

    public async Task RunAsync()
    {
        var answering = AnswerAsync();
        await using var stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested.UnsafeRegister(static state => ((MllpConnection)state!).Stop(), this) ?? default;
        try
        {
            await ReceiveAsync();
        }
        catch (IOException)
        {
            // The sender went away: what it sent whole is landed, and it will send again what was not answered.
        }
        catch (OperationCanceledException)
        {
            metrics.Closed("stopped");
        }
        finally
        {
            pending.Writer.TryComplete();
            await answering;
        }
    }

    public ValueTask DisposeAsync() => timer.DisposeAsync();

    private async Task ReceiveAsync()
    {
        var input = connection.Transport.Input;
        while (true)
        {
            // Not cancelled by ConnectionClosed: that is raised as soon as the sender closes its side, while messages that it sent whole
            // still wait in the pipe. The transport completes the pipe when the connection ends, however it ends.
            var result = await input.ReadAsync(CancellationToken.None);
            Volatile.Write(ref lastActivity, time.GetTimestamp());
            if (!await TryTakeFramesAsync(result))
            {
                await RefuseTooLargeAsync();
                return;
            }

            if (isTimedOut || isStopping || result.IsCompleted)
            {
                metrics.Closed(isTimedOut ? "timeout" : isStopping ? "stopped" : "sender");
                if (isTimedOut)
                {
                    MllpLog.TimedOut(logger, connection.ConnectionId, isOpenFrame);
                }

                return;
            }
        }
    }

    /// <summary>Takes all whole frames; false where one is larger than is accepted.</summary>
    private async ValueTask<bool> TryTakeFramesAsync(ReadResult result)
    {
        var received = result.Buffer;
        var strayBefore = frames.StrayBytes;
        FrameState state;
        while ((state = frames.Read(ref received, out var message)) == FrameState.Complete)
        {
            if (message.Length > options.MaxMessageBytes)
            {
                oversized = message;
                return false;
            }

            await LandAsync(message);
        }

        if (frames.StrayBytes > strayBefore)
        {
            metrics.Stray(frames.StrayBytes - strayBefore);
        }

        isOpenFrame = state == FrameState.Open;
        if (received.Length > options.MaxMessageBytes)
        {
            oversized = received;
            return false;
        }

        connection.Transport.Input.AdvanceTo(received.Start, result.Buffer.End);
        return true;
    }

    private async ValueTask LandAsync(ReadOnlySequence<byte> message)
    {
        var length = (int)message.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(length, 1));
        message.CopyTo(buffer);
        metrics.Received(length);
        var bytes = buffer.AsMemory(0, length);
        var outcome = MllpAcknowledgement.IsReadable(bytes.Span) ? MllpOutcome.Accepted : MllpOutcome.Unreadable;
        ValueTask<LandingPosition> append;
        try
        {
            // Once received whole a message lands, whether its sender still waits or not.
            append = journal.AppendForAcknowledgementAsync(names.HeaderFor(bytes.Span, ref lastSender), bytes);
        }
        catch (LandingException exception)
        {
            append = ValueTask.FromException<LandingPosition>(exception);
        }

        Interlocked.Add(ref bytesInFlight, length);
        await pending.Writer.WriteAsync(new Pending(buffer, length, append, outcome));
        while (Interlocked.Read(ref bytesInFlight) > MaxBytesInFlight && pending.Reader.Count > 0)
        {
            await Task.Delay(1);
        }
    }

    private async Task RefuseTooLargeAsync()
    {
        metrics.Closed("too-large");
        MllpLog.TooLarge(logger, connection.ConnectionId, options.MaxMessageBytes);
        var head = oversized.Slice(0, Math.Min(oversized.Length, 4096)).ToArray();
        var start = head[0] == MllpFrames.Begin ? 1 : 0;
        var buffer = ArrayPool<byte>.Shared.Rent(head.Length);
        head.AsSpan(start).CopyTo(buffer);
        await pending.Writer.WriteAsync(new Pending(buffer, head.Length - start, default, MllpOutcome.TooLarge));
    }

    private async Task AnswerAsync()
    {
        var output = connection.Transport.Output;
        var isWritable = true;
        while (await pending.Reader.WaitToReadAsync())
        {
            while (pending.Reader.TryRead(out var next))
            {
                var (outcome, position) = await CompleteAsync(next);
                if (isWritable)
                {
                    WriteAnswer(next, outcome, position, output);
                }

                Interlocked.Add(ref bytesInFlight, -next.Length);
                ArrayPool<byte>.Shared.Return(next.Buffer);
            }

            isWritable = isWritable && await FlushAsync(output);
        }
    }

    private async ValueTask<(MllpOutcome Outcome, LandingPosition Position)> CompleteAsync(Pending next)
    {
        if (next.Outcome == MllpOutcome.TooLarge)
        {
            return (MllpOutcome.TooLarge, default);
        }

        try
        {
            return (next.Outcome, await next.Append);
        }
        catch (LandingException exception)
        {
            // Too large is the sender's fault and would be so again; anything else is Suwen's, and the sender is to try again.
            MllpLog.NotLanded(logger, connection.ConnectionId, exception.Fault);
            return (exception.Fault == LandingFault.Caller ? MllpOutcome.TooLarge : MllpOutcome.NotLanded, default);
        }
        catch (ObjectDisposedException)
        {
            return (MllpOutcome.NotLanded, default);
        }
    }

    private void WriteAnswer(Pending next, MllpOutcome outcome, LandingPosition position, PipeWriter output)
    {
        // The acknowledgement's control id is the place where the message landed: unique, and of use to who looks for it.
        Span<byte> id = stackalloc byte[48];
        var isLanded = outcome is MllpOutcome.Accepted or MllpOutcome.Unreadable;
        id[0] = isLanded ? (byte)'S' : (byte)'E';
        var number = isLanded ? position.Value : time.GetUtcNow().UtcTicks + (++refused);
        number.TryFormat(id[1..], out var length, provider: CultureInfo.InvariantCulture);
        MllpAcknowledgement.Write(next.Buffer.AsSpan(0, next.Length), outcome, id[..(length + 1)], time.GetUtcNow().ToOffset(TimeSpan.FromMinutes(options.OffsetMinutes)), output, metrics);
    }

    private static async ValueTask<bool> FlushAsync(PipeWriter output)
    {
        try
        {
            var flushed = await output.FlushAsync();
            return !flushed.IsCompleted && !flushed.IsCanceled;
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>The host stops: what was received whole is landed and answered, then the connection ends.</summary>
    private void Stop()
    {
        isStopping = true;
        connection.Transport.Input.CancelPendingRead();
    }

    private void CheckTime()
    {
        var quiet = time.GetElapsedTime(Volatile.Read(ref lastActivity));
        if (quiet > (isOpenFrame ? options.MessageTimeout : options.IdleTimeout))
        {
            isTimedOut = true;
            connection.Transport.Input.CancelPendingRead();
        }
    }
}

/// <summary>What MLLP listeners write to the log. No value of a message.</summary>
internal static partial class MllpLog
{
    [LoggerMessage(3101, LogLevel.Warning, "MLLP connection {Connection}: a message exceeds {MaxBytes} bytes; it is refused and the connection closed. Raise the limit, or let the sender send the document as a file.")]
    public static partial void TooLarge(ILogger logger, string connection, int maxBytes);

    [LoggerMessage(3102, LogLevel.Error, "MLLP connection {Connection}: the landing journal did not accept a message ({Fault}); the sender was told to send it again.")]
    public static partial void NotLanded(ILogger logger, string connection, LandingFault fault);

    [LoggerMessage(3103, LogLevel.Information, "MLLP connection {Connection} was quiet for too long and is closed (inside a message: {InsideMessage}).")]
    public static partial void TimedOut(ILogger logger, string connection, bool insideMessage);
}
