namespace Suwen.Storage.Landing;

/// <content>Sealing, compressing.</content>
public sealed partial class LandingJournal
{
    /// <summary>Ends the segment that is being written; the next append begins a new one.</summary>
    public async Task SealAsync(CancellationToken cancellationToken)
        => await EnqueueAsync(new PendingAppend([]), cancellationToken).ConfigureAwait(false);

    private void CompressInBackground()
    {
        _ = _maintenance;
    }
}
