using Suwen.Storage.Landing;

namespace Suwen.Sources.Tests.Compliance;

/// <summary>A landing journal of its own for one test.</summary>
public sealed class TestJournal : IAsyncDisposable
{
    private TestJournal(LandingJournal journal) => Journal = journal;

    public LandingJournal Journal { get; }

    public static Task<TestJournal> OpenAsync() => Task.FromResult(new TestJournal(new LandingJournal()));

    /// <summary>Everything that landed, in landing order.</summary>
    public Task<IReadOnlyList<LandedEntry>> EntriesAsync() => Task.FromResult<IReadOnlyList<LandedEntry>>([.. Journal.Landed]);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
