namespace Suwen.Storage.Landing;

/// <summary>A frame that waits for its place: the header as encoded by the caller's thread, the payload by reference.</summary>
internal readonly record struct PendingFrame(byte[] Header, ReadOnlyMemory<byte> Payload);

/// <summary>One call that waits for the writer. Without frames it asks for the segment to be sealed.</summary>
internal sealed class PendingAppend
{
    private const int Waiting = 0;
    private const int Taken = 1;
    private const int Withdrawn = 2;
    private readonly TaskCompletionSource _done;
    private int _state;

    public PendingAppend(PendingFrame[] frames, bool hasShortContinuation = false)
    {
        Frames = frames;
        HasShortContinuation = hasShortContinuation;
        _done = new TaskCompletionSource(hasShortContinuation ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>True when what waits for the append runs where it is told so, and must not be told on the writer's thread.</summary>
    public bool HasShortContinuation { get; }

    public PendingFrame[] Frames { get; }

    public bool IsSeal => Frames.Length == 0;

    public LandingPosition First { get; set; }

    public long Received { get; set; }

    public Task Task => _done.Task;

    public bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Waiting) == Waiting;

    public void PutBack() => Interlocked.CompareExchange(ref _state, Waiting, Taken);

    public void TryWithdraw(CancellationToken token)
    {
        if (Interlocked.CompareExchange(ref _state, Withdrawn, Waiting) == Waiting)
        {
            _done.TrySetCanceled(token);
        }
    }

    public void Accept() => _done.TrySetResult();

    public void Refuse(LandingException error) => _done.TrySetException(error);
}
