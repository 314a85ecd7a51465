namespace Suwen.Storage.DuckDb;

/// <summary>
/// Interrupts the running statement of a connection when a token is cancelled, and never one that comes after it.
/// DuckDB clears its flag when a statement starts, so one interrupt that arrives a moment too early would be lost; it is repeated until the statement has ended.
/// </summary>
internal sealed class InterruptGuard : IDisposable
{
    private static readonly TimeSpan RepeatEvery = TimeSpan.FromMilliseconds(20);

    private readonly Lock gate = new();
    private readonly nint connection;
    private readonly CancellationTokenRegistration registration;
    private Timer? timer;
    private bool ended;

    private InterruptGuard(nint connection, CancellationToken cancellationToken)
    {
        this.connection = connection;
        registration = cancellationToken.Register(Start);
    }

    /// <summary>Null for a token that cannot be cancelled.</summary>
    public static InterruptGuard? Watch(nint connection, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return cancellationToken.CanBeCanceled ? new InterruptGuard(connection, cancellationToken) : null;
    }

    public void Dispose()
    {
        lock (gate)
        {
            ended = true;
            timer?.Dispose();
        }

        registration.Dispose();
    }

    private void Start()
    {
        lock (gate)
        {
            if (!ended)
            {
                timer = new Timer(_ => Interrupt(), null, TimeSpan.Zero, RepeatEvery);
            }
        }
    }

    private void Interrupt()
    {
        lock (gate)
        {
            if (!ended)
            {
                NativeMethods.duckdb_interrupt(connection);
            }
        }
    }
}
