namespace Suwen.Sources.Hl7v2;

/// <summary>How an MLLP listener works.</summary>
public sealed record MllpOptions
{
    /// <summary>The source of everything this listener receives; null to name it by each message's sender.</summary>
    public string? Source { get; init; }

    /// <summary>Sources by sender, <c>MSH-4|MSH-3</c> as sent (first components). A sender not listed is named <c>msh-4.msh-3</c>.</summary>
    public IReadOnlyDictionary<string, string> Sources { get; init; } = new Dictionary<string, string>();

    /// <summary>The largest message accepted. A larger one is refused and its connection closed, since its end cannot be waited for.</summary>
    public int MaxMessageBytes { get; init; } = 64 << 20;

    /// <summary>A connection on which nothing comes for this long is closed. Senders keep connections open between messages for hours.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromHours(12);

    /// <summary>A message whose rest does not come for this long is given up, and its connection closed.</summary>
    public TimeSpan MessageTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Messages of one connection that may wait for the journal; the connection is not read further beyond it.</summary>
    public int MaxInFlight { get; init; } = 64;

    /// <summary>Offset from UTC in the times of acknowledgements; China's.</summary>
    public int OffsetMinutes { get; init; } = 480;
}
