using System.Text;
using System.Text.Json;
using Suwen.Governance.Gate;
using Suwen.Server.Http;
using Suwen.Server.Landing;
using Suwen.Server.Node;
using Suwen.Sources.Fhir;
using Suwen.Storage;
using Suwen.Storage.Landing;

namespace Suwen.Server.Quarantine;

/// <summary>A corrected record.</summary>
/// <param name="Position">Position of the landing entry that holds the record.</param>
/// <param name="RecordNumber">Its number in the entry.</param>
/// <param name="Text">The whole record as it should have been.</param>
/// <param name="Why">Why and on whose word; without any value of the patient.</param>
internal sealed record FixRequest(string Position, int RecordNumber, string Text, string Why);

/// <summary>A record that is to stay out.</summary>
/// <param name="Position">Position of the landing entry that holds the record.</param>
/// <param name="RecordNumber">Its number in the entry.</param>
/// <param name="Why">Why; without any value of the patient.</param>
internal sealed record DiscardRequest(string Position, int RecordNumber, string Why);

/// <summary>Which open records are to be read once more. Without anything, all.</summary>
/// <param name="Position">The records of one entry.</param>
/// <param name="Source">Those of a source.</param>
/// <param name="ReasonCode">Those of a reason.</param>
internal sealed record ReplayRequest(string? Position = null, string? Source = null, string? ReasonCode = null);

/// <summary>A decision as it landed.</summary>
/// <param name="Position">Its own position.</param>
/// <param name="Disposition">What became of it: loaded; superseded where a newer version has come since; duplicate where the same record is there already.</param>
internal sealed record DecisionOutcome(string Position, string Disposition);

/// <summary>What a replay did.</summary>
/// <param name="Entries">Entries read once more.</param>
/// <param name="Records">Open records in them before.</param>
/// <param name="Released">Those that are no longer set aside.</param>
/// <param name="Remaining">Open records that were not reached, since there are too many for one call.</param>
internal sealed record ReplayOutcome(long Entries, long Records, long Released, long Remaining);

/// <summary>Lands decisions about records in quarantine, and replays them.</summary>
internal static class QuarantineDecisions
{
    private const int MaxWhyLength = 500;
    private const int MaxRecordCharacters = 1 << 20;
    private const long MostEntries = 5_000;

    /// <summary>What parsing a chunk needs and a single record is not: it is no part of the file any more.</summary>
    private static readonly string[] OfTheFile = ["file-id", "chunk", "last", "first_line", "first-message", "batch-messages", "file-batches"];

    public static async Task<(DecisionOutcome? Outcome, ProblemAnswer? Problem)> FixAsync(SuwenNode node, ReadScope scope, string user, FixRequest request, CancellationToken cancellationToken)
    {
        var (record, problem) = await FindAsync(node, scope, request.Position, request.RecordNumber, request.Why, cancellationToken);
        if (record is null)
        {
            return (null, problem);
        }

        if (string.IsNullOrWhiteSpace(request.Text) || request.Text.Length > MaxRecordCharacters)
        {
            return (null, ProblemAnswer.BadRequest("The corrected record is empty or longer than a million characters.", "text", "Send the whole record, corrected. To keep it out, discard it."));
        }

        var slice = RecordSlice.Of(record.Entry, request.RecordNumber);
        if (slice.IsWhole && (record.RecordCount > 1 || record.Entry.Header.Metadata.ContainsKey("workbook")))
        {
            return (null, ProblemAnswer.Conflict("The record cannot be cut out of what landed with it, so it cannot be corrected alone.", "recordNumber", "Correct it at the source and send it again; what is equal is not doubled."));
        }

        if (Encode(record, request) is not { } bytes)
        {
            return (null, ProblemAnswer.BadRequest($"The text holds a character that {record.CharacterSet ?? "utf-8"}, the record's character set, does not have.", "text", "Use characters of that set."));
        }

        var header = HeaderOf(record, Decision(record, QuarantineDecision.Fix, request.RecordNumber, user, request.Why), record.Entry.Header.Format);
        var trial = node.Gate.Try(header, bytes);
        if (trial.Rejections is [var first, ..])
        {
            return (null, ProblemAnswer.BadRequest($"The corrected record would be set aside again ({first.ReasonCode}): {first.Detail}", first.Path, "Correct this place too; nothing has landed."));
        }

        if (trial.Records != 1)
        {
            return (null, ProblemAnswer.BadRequest(trial.Records == 0 ? "The text holds no record." : "The text holds more than one record.", "text", "Send the one record, corrected; send further ones through a door."));
        }

        return (await LandAsync(node, scope, header, bytes, cancellationToken), null);
    }

    public static async Task<(DecisionOutcome? Outcome, ProblemAnswer? Problem)> DiscardAsync(SuwenNode node, ReadScope scope, string user, DiscardRequest request, CancellationToken cancellationToken)
    {
        var (record, problem) = await FindAsync(node, scope, request.Position, request.RecordNumber, request.Why, cancellationToken);
        if (record is null)
        {
            return (null, problem);
        }

        var header = HeaderOf(record, Decision(record, QuarantineDecision.Discard, request.RecordNumber, user, request.Why), QuarantineDecision.Channel);
        var payload = JsonSerializer.SerializeToUtf8Bytes(new { decision = QuarantineDecision.Discard, position = request.Position, record = request.RecordNumber, by = user, why = request.Why.Trim() });
        return (await LandAsync(node, scope, header, payload, cancellationToken), null);
    }

    /// <summary>Reads entries with open records once more, through the parsers and mappings of today.</summary>
    public static async Task<ReplayOutcome> ReplayAsync(SuwenNode node, ReadScope scope, LandingPosition? position, ReplayRequest request, CancellationToken cancellationToken)
    {
        var before = await CountOpenAsync(node, scope, position, request, cancellationToken);
        var entries = await node.Warehouse.ReadAsync(
            new SqlStatement(WarehouseReading.Sql("Quarantine/positions.sql"), request.Source, request.ReasonCode, position?.Value, MostEntries),
            scope,
            static (b, r) => (Position: new LandingPosition(b[0].Lane(r)), Records: b[1].Lane(r)),
            cancellationToken);
        var outcome = await node.Gate.ReprocessAsync([.. entries.Select(e => e.Position)], cancellationToken);
        var after = await CountOpenAsync(node, scope, position, request, cancellationToken);
        var reached = entries.Sum(e => e.Records);
        return new ReplayOutcome(outcome.Entries, reached, Math.Max(0, before - after), Math.Max(0, before - reached));
    }

    private static async Task<long> CountOpenAsync(SuwenNode node, ReadScope scope, LandingPosition? position, ReplayRequest request, CancellationToken cancellationToken)
    {
        var counts = await node.Warehouse.ReadAsync(
            new SqlStatement(WarehouseReading.Sql("Quarantine/open.sql"), request.Source, request.ReasonCode, position?.Value), scope, static (b, r) => b[0].Lane(r), cancellationToken);
        return counts[0];
    }

    private static async Task<(FoundRecord? Record, ProblemAnswer? Problem)> FindAsync(SuwenNode node, ReadScope scope, string position, int number, string why, CancellationToken cancellationToken)
    {
        if (!EntryReading.TryParsePosition(position ?? "", out var place))
        {
            return (null, ProblemAnswer.BadRequest("A position is written journal:sequence, such as 1:42.", "position", "Take the position from the quarantined record."));
        }

        if (string.IsNullOrWhiteSpace(why) || why.Length > MaxWhyLength)
        {
            return (null, ProblemAnswer.BadRequest($"A decision needs its reason, of at most {MaxWhyLength} characters.", "why", "Say why, and on whose word; without any value of the patient."));
        }

        var rows = await node.Warehouse.ReadAsync(
            new SqlStatement(WarehouseReading.Sql("Quarantine/one.sql"), place.Value, number),
            scope,
            static (b, r) => (Status: b[0].Text(r), Records: b[1].Lane(r), CharacterSet: b.TextOrNull(2, r)),
            cancellationToken);
        if (rows is not [var row] || await EntryReading.FindAsync(node, place, cancellationToken) is not { IsErased: false } entry)
        {
            return (null, ProblemAnswer.NotFound("There is no such record in quarantine.", "position, recordNumber"));
        }

        return row.Status == "fixed"
            ? (null, ProblemAnswer.Conflict("The record has been corrected already.", "position, recordNumber", "Look at its correction; what has to change further comes from the source as a new version."))
            : (new FoundRecord(place, entry, row.Records, row.CharacterSet ?? entry.Header.Metadata.GetValueOrDefault("encoding")), null);
    }

    private static QuarantineDecision Decision(FoundRecord record, string kind, int number, string user, string why) =>
        new(kind, record.Position, number, user, why.Trim(), record.Entry.ReceivedAt);

    /// <summary>The decision's header: of the record's own source, with what parsing its bytes needs.</summary>
    private static LandingHeader HeaderOf(FoundRecord record, QuarantineDecision decision, string format)
    {
        var metadata = decision.Kind == QuarantineDecision.Discard ? [] : new Dictionary<string, string>(record.Entry.Header.Metadata, StringComparer.Ordinal);
        foreach (var name in OfTheFile)
        {
            metadata.Remove(name);
        }

        if (metadata.TryGetValue("skip-rows", out var skip) && long.TryParse(skip, System.Globalization.CultureInfo.InvariantCulture, out var rows))
        {
            // A row alone: the first behind the header, which stands in the metadata.
            metadata["first-row"] = (rows + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        decision.AddTo(metadata);
        return new LandingHeader(record.Entry.Header.Source, QuarantineDecision.Channel, format, metadata);
    }

    /// <summary>The text in the character set in which the record came, since that is how it is read; null where that has no place for a character.</summary>
    private static ReadOnlyMemory<byte>? Encode(FoundRecord record, FixRequest request)
    {
        var text = record.Entry.Header.Format == "hl7v2" ? request.Text.ReplaceLineEndings("\r") : request.Text;
        var encoding = EntryText.EncodingOf(record.CharacterSet) ?? new UTF8Encoding(false);
        try
        {
            ReadOnlyMemory<byte> bytes = Encoding.GetEncoding(encoding.WebName, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback).GetBytes(text);
            return record.Entry.Header.Format == "fhir" ? FhirRecordBytes.Correct(record.Entry, request.RecordNumber, bytes) : bytes;
        }
        catch (EncoderFallbackException)
        {
            return null;
        }
    }

    private static async Task<DecisionOutcome> LandAsync(SuwenNode node, ReadScope scope, LandingHeader header, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var landed = await node.Journal.AppendAsync(header, payload, cancellationToken);
        await node.WaitUntilLoadedAsync(landed.Position, cancellationToken);
        var dispositions = await node.Warehouse.ReadAsync(
            new SqlStatement(WarehouseReading.Sql("Quarantine/correction_outcome.sql"), landed.Position.Value), scope, static (b, r) => b[0].Text(r), cancellationToken);
        return new DecisionOutcome(landed.Position.ToString(), dispositions is [var disposition] ? disposition : "kept");
    }

    private sealed record FoundRecord(LandingPosition Position, LandedEntry Entry, long RecordCount, string? CharacterSet);
}
