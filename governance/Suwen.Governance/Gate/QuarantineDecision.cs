using System.Globalization;
using Suwen.Storage.Landing;

namespace Suwen.Governance.Gate;

/// <summary>
/// What a person decided about a record in quarantine. A decision changes what stands in the warehouse, so it is itself landed: it is
/// the metadata of an entry. A <see cref="Fix"/> is an entry of the record's own source and format whose payload is the corrected
/// record; a <see cref="Discard"/> is an entry of format <c>decision</c>. Replay and rebuild meet it in landing order like anything else.
/// </summary>
/// <param name="Kind"><see cref="Fix"/> or <see cref="Discard"/>.</param>
/// <param name="Position">The entry that holds the record.</param>
/// <param name="RecordNumber">The record's number in it.</param>
/// <param name="By">Name of the user who decided.</param>
/// <param name="Why">Why, in the user's words; no patient value.</param>
/// <param name="OriginalReceivedAt">When the record was received: a fix takes its place in the order of versions, not that of the day it was made.</param>
public sealed record QuarantineDecision(string Kind, LandingPosition Position, int RecordNumber, string By, string Why, DateTimeOffset OriginalReceivedAt)
{
    /// <summary>The corrected record takes the place of the one in quarantine.</summary>
    public const string Fix = "fix";

    /// <summary>The record stays out: nothing more is to be done about it.</summary>
    public const string Discard = "discard";

    /// <summary>The channel of decisions, and the format of those without a record.</summary>
    public const string Channel = "decision";

    private const string KindKey = "decision";
    private const string PositionKey = "decides-position";
    private const string RecordKey = "decides-record";
    private const string ByKey = "decided-by";
    private const string WhyKey = "decided-why";
    private const string ReceivedKey = "decides-received";

    /// <summary>Names of the metadata, for those who show them.</summary>
    public static IReadOnlyList<string> MetadataKeys { get; } = [KindKey, PositionKey, RecordKey, ByKey, WhyKey, ReceivedKey];

    /// <summary>What <c>sys.quarantine.status</c> becomes.</summary>
    internal string Status => Kind == Fix ? "fixed" : "discarded";

    /// <summary>Adds the decision to the metadata of its entry.</summary>
    public void AddTo(IDictionary<string, string> metadata)
    {
        metadata[KindKey] = Kind;
        metadata[PositionKey] = Position.Value.ToString(CultureInfo.InvariantCulture);
        metadata[RecordKey] = RecordNumber.ToString(CultureInfo.InvariantCulture);
        metadata[ByKey] = By;
        metadata[WhyKey] = Why;
        metadata[ReceivedKey] = Micros(OriginalReceivedAt).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The decision that an entry is; null for an entry that is none.</summary>
    public static QuarantineDecision? Of(LandingHeader header)
    {
        var metadata = header.Metadata;
        return header.Channel == Channel
            && metadata.GetValueOrDefault(KindKey) is Fix or Discard
            && long.TryParse(metadata.GetValueOrDefault(PositionKey), NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            && int.TryParse(metadata.GetValueOrDefault(RecordKey), NumberStyles.None, CultureInfo.InvariantCulture, out var record)
            && long.TryParse(metadata.GetValueOrDefault(ReceivedKey), NumberStyles.None, CultureInfo.InvariantCulture, out var received)
            ? new QuarantineDecision(metadata[KindKey], new LandingPosition(position), record, metadata.GetValueOrDefault(ByKey) ?? "", metadata.GetValueOrDefault(WhyKey) ?? "", DateTimeOffset.UnixEpoch.AddMicroseconds(received))
            : null;
    }

    internal static long Micros(DateTimeOffset instant) => (instant - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}

/// <summary>The decisions that stand, by record: the gate's working copy of <c>sys.quarantine_decision</c>.</summary>
internal sealed class DecisionBook
{
    private readonly Dictionary<(long Position, int Record), (string Kind, long DecisionPosition)> standing = [];

    public int Count => standing.Count;

    public void Add(long position, int record, string kind, long decisionPosition)
    {
        // Of two decisions on one record the later landed stands, in whatever order they are read.
        if (!standing.TryGetValue((position, record), out var earlier) || earlier.DecisionPosition <= decisionPosition)
        {
            standing[(position, record)] = (kind, decisionPosition);
        }
    }

    /// <summary>Forgets what an entry decided, before it is read once more.</summary>
    public void Forget(QuarantineDecision decision, long decisionPosition)
    {
        if (standing.GetValueOrDefault((decision.Position.Value, decision.RecordNumber)).DecisionPosition == decisionPosition)
        {
            standing.Remove((decision.Position.Value, decision.RecordNumber));
        }
    }

    /// <summary>True where a corrected record stands in place of this one.</summary>
    public bool IsFixed(long position, int record) =>
        standing.Count > 0 && standing.TryGetValue((position, record), out var decision) && decision.Kind == QuarantineDecision.Fix;

    public string StatusOf(long position, int record) =>
        standing.Count == 0 || !standing.TryGetValue((position, record), out var decision) ? "open"
        : decision.Kind == QuarantineDecision.Fix ? "fixed" : "discarded";
}
