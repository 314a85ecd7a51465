using Suwen.Storage.Keys;
using Suwen.Storage.Landing;

namespace Suwen.Sources.Tests.Compliance;

/// <summary>A landing journal of its own for one test, in a folder that is deleted after it.</summary>
public sealed class TestJournal : IAsyncDisposable
{
    private readonly string folder;

    private TestJournal(string folder, LandingJournal journal)
    {
        this.folder = folder;
        Journal = journal;
    }

    public LandingJournal Journal { get; }

    public static Task<TestJournal> OpenAsync()
    {
        var folder = Directory.CreateTempSubdirectory("suwen-journal-").FullName;
        var journal = LandingJournal.Open(Path.Combine(folder, "landing"), new LandingOptions(), FileKeyRing.Open(Path.Combine(folder, "keys")), TimeProvider.System);
        return Task.FromResult(new TestJournal(folder, journal));
    }

    /// <summary>Everything that landed, in landing order.</summary>
    public Task<IReadOnlyList<LandedEntry>> EntriesAsync() => Task.FromResult<IReadOnlyList<LandedEntry>>([.. Journal.Read(LandingPosition.Start)]);

    public async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
