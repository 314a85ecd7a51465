using System.IO.Pipelines;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Suwen.Server.CommandLine;

namespace Suwen.Server.Tests.CommandLine;

public sealed class CommandFramesTests
{
    [Fact]
    public void Whatever_is_written_comes_out_again_in_its_channel_with_the_exit_code() =>
        Prop.ForAll<(bool, NonNull<string>)[], byte>(static (writes, code) => RoundTripAsync(writes, code).GetAwaiter().GetResult()).QuickCheckThrowOnFailure();

    [Fact]
    public async Task A_server_that_goes_away_is_noticed()
    {
        using var frames = new MemoryStream([CommandFrames.Out, 0, 0, 0, 9, (byte)'x']);
        await Should.ThrowAsync<EndOfStreamException>(() => CommandFrames.CopyAsync(frames, Stream.Null, Stream.Null, default));
    }

    [Fact]
    public async Task Something_that_is_not_a_frame_is_refused()
    {
        using var frames = new MemoryStream("HTTP/1.1 200 OK"u8.ToArray());
        await Should.ThrowAsync<InvalidDataException>(() => CommandFrames.CopyAsync(frames, Stream.Null, Stream.Null, default));
    }

    private static async Task<bool> RoundTripAsync((bool ToError, NonNull<string> Text)[] writes, byte code)
    {
        using var stream = new MemoryStream();
        var pipe = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        using var turn = new SemaphoreSlim(1, 1);
        await using var output = new FrameWriter(pipe, CommandFrames.Out, turn);
        await using var error = new FrameWriter(pipe, CommandFrames.Error, turn);
        foreach (var (toError, text) in writes)
        {
            await (toError ? error : output).WriteAsync(text.Get);
        }

        await output.FlushAsync();
        await error.FlushAsync();
        CommandFrames.Append(pipe, CommandFrames.Exit, [code]);
        await pipe.CompleteAsync();
        stream.Position = 0;
        using var outSeen = new MemoryStream();
        using var errorSeen = new MemoryStream();
        var exit = await CommandFrames.CopyAsync(stream, outSeen, errorSeen, default);
        return exit == code && Same(outSeen, writes, false) && Same(errorSeen, writes, true);
    }

    private static bool Same(MemoryStream seen, (bool ToError, NonNull<string> Text)[] writes, bool toError) =>
        seen.ToArray().AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(string.Concat(writes.Where(w => w.ToError == toError).Select(w => w.Text.Get))));
}
