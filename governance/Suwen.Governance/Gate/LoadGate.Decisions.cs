using Suwen.Storage;
using Suwen.Storage.Landing;

namespace Suwen.Governance.Gate;

/// <summary>What parsing would make of bytes that have not landed.</summary>
/// <param name="Records">Records in them.</param>
/// <param name="Rejections">Why records would be set aside.</param>
public sealed record ParseTrial(int Records, IReadOnlyList<TrialRejection> Rejections);

/// <summary>Why a record would be set aside.</summary>
public sealed record TrialRejection(string ReasonCode, string Path, string Detail);

/// <content>Corrections of records in quarantine.</content>
public sealed partial class LoadGate
{
    /// <summary>Parses bytes without landing or loading them: a correction is tried before it is landed.</summary>
    public ParseTrial Try(LandingHeader header, ReadOnlyMemory<byte> payload)
    {
        var entry = new LandedEntry(new LandingPosition(journal.End.Value + 1), time.GetUtcNow(), header, payload);
        var sink = new RecordSink(hash, journal.Find);
        sink.BeginEntry(entry);
        if (sources.TryGetValue(header.Format, out var source))
        {
            ParseGuarded(source, entry, sink);
        }

        return new ParseTrial(sink.Records.Count, [.. sink.Rejections.Select(r => new TrialRejection(r.ReasonCode, r.Path, r.Detail))]);
    }

    /// <summary>
    /// Reads entries once more whose corrected record stands although the record itself is no longer set aside: while rebuilding with
    /// parsers newer than those that set it aside, the record was loaded before its correction came. The correction stands.
    /// </summary>
    private async Task SettleFixesAsync(IReadOnlyList<(LandingPosition Position, int Record)> corrected, CancellationToken cancellationToken)
    {
        foreach (var position in corrected.Select(f => f.Position).Distinct().Where(p => p <= LoadedThrough))
        {
            var isLoaded = false;
            foreach (var (_, record) in corrected.Where(f => f.Position == position))
            {
                isLoaded |= await IsLoadedAsync(position, record, cancellationToken);
            }

            if (isLoaded && journal.Find(position) is { } entry)
            {
                await LoadUnitAloneAsync(Parse([entry]), isReprocess: true, cancellationToken);
            }
        }
    }

    private async Task<bool> IsLoadedAsync(LandingPosition position, int record, CancellationToken cancellationToken)
    {
        await using var result = await warehouse.QueryAsync(new SqlStatement(GateSql.DispositionOfRecord, position.Value, record), scope, cancellationToken);
        return await result.NextAsync(cancellationToken) is { RowCount: > 0 } rows && rows[0].Text(0) == UnitLoader.NameOf(Disposition.Loaded);
    }
}
