namespace Suwen.Server.Collection;

/// <summary>A source and the door through which it sends.</summary>
/// <param name="Source">Name of the sending system.</param>
/// <param name="DisplayName">Its name for people.</param>
/// <param name="Kind">What it is, as suwen.json says.</param>
/// <param name="IsSynthetic">True where suwen.json says that everybody in it is invented.</param>
/// <param name="Channel">The door: mllp, http, file.</param>
/// <param name="State">receiving: something came within a minute; quiet: within what is expected; silent: for longer; unknown: nothing says what to expect.</param>
/// <param name="LastReceived">When its newest entry was received.</param>
/// <param name="PerSecond">Entries a second over the last ten seconds.</param>
/// <param name="LastHour">Entries by minute, the running minute last.</param>
/// <param name="LastDay">Entries by quarter of an hour, the running one last.</param>
/// <param name="EntriesLastDay">Entries of the last 24 hours.</param>
/// <param name="RecordsLastDay">Records in them, as far as loaded.</param>
/// <param name="QuarantinedLastDay">Records of them that were set aside.</param>
/// <param name="Waiting">Entries received since the server started that are not loaded yet.</param>
/// <param name="LagSeconds">How long the oldest of them has waited.</param>
/// <param name="ExpectedWithinSeconds">The longest that it is expected to be quiet; null where nothing says.</param>
/// <param name="ExpectedFrom">configured: suwen.json says so; learned: one and a half times the longest quiet of the last seven days, and at least five minutes.</param>
internal sealed record FeedState(
    string Source,
    string DisplayName,
    string? Kind,
    bool IsSynthetic,
    string Channel,
    string State,
    DateTimeOffset LastReceived,
    double PerSecond,
    IReadOnlyList<int> LastHour,
    IReadOnlyList<int> LastDay,
    long EntriesLastDay,
    long RecordsLastDay,
    long QuarantinedLastDay,
    long Waiting,
    double? LagSeconds,
    double? ExpectedWithinSeconds,
    string? ExpectedFrom);

/// <summary>Something that somebody should look at.</summary>
/// <param name="Kind">silent, lag, quarantine, disk, or loading.</param>
/// <param name="Source">The feed's source; null where it concerns the platform.</param>
/// <param name="DisplayName">The source's name for people.</param>
/// <param name="Channel">The feed's door.</param>
/// <param name="Since">Since when.</param>
/// <param name="Value">What was measured: seconds, a share, or bytes.</param>
/// <param name="Threshold">What it is held against.</param>
internal sealed record CollectionAlert(string Kind, string? Source, string? DisplayName, string? Channel, DateTimeOffset Since, double Value, double Threshold);

/// <summary>How far loading is behind receiving.</summary>
/// <param name="End">Position of the newest entry that is durable.</param>
/// <param name="LoadedThrough">Position up to which everything is loaded.</param>
/// <param name="WaitingEntries">Entries between the two.</param>
/// <param name="LagSeconds">How long the oldest of them has waited; 0 when nothing waits.</param>
/// <param name="Trend">growing, shrinking or steady, against half a minute ago.</param>
/// <param name="Samples">Lag in seconds every five seconds of the last quarter of an hour, the newest last.</param>
/// <param name="LoadedPerSecond">Entries loaded a second since the sample before.</param>
/// <param name="Fault">What keeps the gate from loading; null when all is well.</param>
internal sealed record LoadingState(string End, string LoadedThrough, long WaitingEntries, double LagSeconds, string Trend, IReadOnlyList<double> Samples, double LoadedPerSecond, string? Fault);

/// <summary>The data folder's disk.</summary>
internal sealed record DiskState(long FreeBytes, long TotalBytes);

/// <summary>The collection at this moment.</summary>
internal sealed record CollectionState(DateTimeOffset AsOf, LoadingState Loading, DiskState Disk, IReadOnlyList<FeedState> Feeds, IReadOnlyList<CollectionAlert> Alerts);
