using Suwen.Simulator.Answers;
using Suwen.Simulator.Care;
using Suwen.Simulator.People;

namespace Suwen.Simulator.Writing;

public enum Door : byte { Mllp, FhirHttp, Folder }

/// <summary>One stream of records from an institution to the platform: its HL7 v2 interface, its FHIR API, one of its tables.</summary>
/// <param name="Source">The institution's source name.</param>
/// <param name="Name">Name of the stream, such as "adt", "fhir", "lab-results".</param>
/// <param name="Door">How it comes in when it is sent live.</param>
/// <param name="Extension">"hl7", "ndjson", "csv", "xlsx", "dcm", "vcf".</param>
/// <param name="Period">What a file of it holds.</param>
/// <param name="IsLoadable">False for files that the platform has no door for (access logs, DICOM, VCF): written beside the others, and not part of what is sent.</param>
public sealed record FeedChannel(string Source, string Name, Door Door, string Extension, FilePeriod Period, bool IsLoadable = true);

public enum FilePeriod : byte { Day, Month, Once, PerRecord }

/// <summary>Takes what feeds write. Records of one channel come in the order in which the channel is to send them.</summary>
public interface IFeedSink
{
    /// <summary>A record of a channel: one HL7 message (without MLLP frame), one FHIR resource (one line), one table row with its line end.</summary>
    /// <param name="kind">HL7 message type, FHIR resource type or name of the table: what the ledger counts by.</param>
    /// <param name="at">When the sender sends it.</param>
    /// <param name="fault">How the platform must end up treating it if it was damaged on purpose.</param>
    void Record(FeedChannel channel, string kind, DateTime at, ReadOnlySpan<byte> bytes, ExpectedFate fault = ExpectedFate.Loaded);

    /// <summary>Takes a truth that the feed itself planted in what it wrote: a data error, a local term, an unusual access. Each comes once.</summary>
    void Plant(Answer answer);
}

/// <summary>What must become of a record.</summary>
public enum ExpectedFate : byte { Loaded, Quarantined, Duplicate }

/// <summary>Writes one day of one institution. Made once per worker, holds buffers, no state from one day to the next.</summary>
public interface IFeed
{
    IReadOnlyList<FeedChannel> Channels { get; }

    /// <summary>Whether the visit is of interest (its own institution's visits; for disease control those with a card; for insurance those with a settlement).</summary>
    bool Wants(Visit visit);

    /// <summary>Writes what the visit gave rise to on this day (a stay is shown on each of its days, each day its own messages; tables are written on the day the visit ends).</summary>
    void Write(Visit visit, DateOnly day, IFeedSink sink);

    /// <summary>After the day's visits: what hangs on no visit (device readings, register events).</summary>
    void WriteDay(DateOnly day, IFeedSink sink);

    /// <summary>Whether it writes a visit only when it has ended; otherwise each day of it.</summary>
    bool IsAtEnd => false;

    /// <summary>Whether notes are in what it writes.</summary>
    bool HasNotes => false;

    /// <summary>What stands at the beginning of each file of a channel: the header row of a table with its line end; empty for other formats. Of a workbook the row goes into the sheet.</summary>
    ReadOnlySpan<byte> Header(FeedChannel channel) => default;

    /// <summary>The mapping that goes beside the files of a table as NAME.mapping.yaml; null where none is needed or the table is not loaded.</summary>
    string? Mapping(FeedChannel channel) => null;
}
