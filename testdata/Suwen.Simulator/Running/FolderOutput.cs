using System.Globalization;
using Suwen.Simulator.Answers;
using Suwen.Simulator.Writing;

namespace Suwen.Simulator.Running;

/// <summary>Writes the records of a month into files below sources/. They bear a suffix until the month is complete.</summary>
internal sealed class FolderOutput : IRegionOutput, IDisposable
{
    public const string Unfinished = ".part";
    private const int BufferBytes = 1 << 17;

    private readonly RegionFolder _folder;
    private readonly DateOnly _month;
    private readonly Func<FeedChannel, IFeed> _feedOf;
    private readonly Dictionary<string, OpenFile> _open = new(StringComparer.Ordinal);
    private readonly List<(string Path, FeedChannel Channel)> _closed = [];
    private readonly FileStream _answers;
    private readonly FileStream _noteAnswers;
    private DateOnly _day;
    private int _ordinal;

    public FolderOutput(RegionFolder folder, DateOnly month, Func<FeedChannel, IFeed> feedOf)
    {
        _folder = folder;
        _month = month;
        _feedOf = feedOf;
        _answers = new FileStream(folder.AnswersOf(month), FileMode.Create, FileAccess.Write, FileShare.Read, BufferBytes);
        _noteAnswers = new FileStream(folder.NoteAnswersOf(month), FileMode.Create, FileAccess.Write, FileShare.Read, BufferBytes);
    }

    private sealed record OpenFile(FileStream Stream, FeedChannel Channel, DateOnly Day);

    public RegionLedger Ledger { get; } = new();

    public ValueTask WriteAsync(UnitOutput unit, CancellationToken cancellationToken)
    {
        if (unit.Day != _day)
        {
            _day = unit.Day;
            CloseDays();
        }

        foreach (var channel in unit.Channels)
        {
            if (channel.Records.Count == 0) continue;
            Ledger.Add(channel);
            Write(channel);
        }

        _answers.Write(AnswerText.Lines(unit.Answers));
        _noteAnswers.Write(unit.NoteAnswers.Bytes.Span);
        return ValueTask.CompletedTask;
    }

    /// <summary>Gives the files their names and notes the month as complete.</summary>
    public void Complete()
    {
        foreach (var file in _open.Values) Close(file);
        _open.Clear();
        _answers.Dispose();
        _noteAnswers.Dispose();
        foreach (var (path, channel) in _closed)
        {
            var target = path[..^Unfinished.Length];
            if (channel.Extension == "xlsx")
            {
                XlsxFile.FromRows(path, target, _feedOf(channel).Header(channel));
                File.Delete(path);
            }
            else
            {
                File.Move(path, target, overwrite: true);
            }
        }

        _closed.Clear();
        _folder.Complete(_month, Ledger);
    }

    public void Dispose()
    {
        foreach (var file in _open.Values) file.Stream.Dispose();
        _open.Clear();
        _answers.Dispose();
        _noteAnswers.Dispose();
    }

    private void Write(ChannelOutput output)
    {
        var channel = output.Channel;
        switch (channel.Extension)
        {
            case "ndjson":
                foreach (var record in output.Records) WriteLine(FileOf(channel, record.Kind), output[record].Span, (byte)'\n');
                break;
            case "hl7":
                var messages = FileOf(channel, "");
                foreach (var record in output.Records) WriteLine(messages, output[record].Span, (byte)'\r');
                break;
            case "csv" or "xlsx":
                var rows = FileOf(channel, "");
                foreach (var record in output.Records) rows.Write(output[record].Span);
                break;
            default:
                foreach (var record in output.Records) WriteAlone(channel, output[record].Span);
                break;
        }
    }

    private static void WriteLine(FileStream file, ReadOnlySpan<byte> bytes, byte end)
    {
        file.Write(bytes);
        if (bytes.Length == 0 || bytes[^1] != end) file.WriteByte(end);
    }

    private void WriteAlone(FeedChannel channel, ReadOnlySpan<byte> bytes)
    {
        var directory = Path.Combine(_folder.PathOf(channel), RegionFolder.Name(_month));
        Directory.CreateDirectory(directory);
        _ordinal++;
        var path = Path.Combine(directory, _ordinal.ToString("D7", CultureInfo.InvariantCulture) + "." + channel.Extension + Unfinished);
        File.WriteAllBytes(path, bytes);
        _closed.Add((path, channel));
    }

    private FileStream FileOf(FeedChannel channel, string kind)
    {
        var name = channel.Period switch
        {
            FilePeriod.Day => _day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            FilePeriod.Once => "all",
            _ => RegionFolder.Name(_month),
        };
        var path = Path.Combine(_folder.PathOf(channel), kind.Length > 0 ? Path.Combine(name, kind) : name) + "." + channel.Extension + Unfinished;
        if (_open.TryGetValue(path, out var open)) return open.Stream;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        open = new OpenFile(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, BufferBytes), channel, channel.Period == FilePeriod.Day ? _day : DateOnly.MaxValue);
        _open.Add(path, open);
        if (channel.Extension == "csv") open.Stream.Write(_feedOf(channel).Header(channel));
        return open.Stream;
    }

    private void CloseDays()
    {
        foreach (var (path, file) in _open.Where(f => f.Value.Day < _day).ToList())
        {
            Close(file);
            _open.Remove(path);
        }
    }

    private void Close(OpenFile file)
    {
        file.Stream.Dispose();
        _closed.Add((file.Stream.Name, file.Channel));
    }
}
