using System.Globalization;
using Suwen.Server.Landing;
using Suwen.Server.Node;
using Suwen.Storage;
using Suwen.Storage.Landing;

namespace Suwen.Server.Quarantine;

/// <summary>The place in the list after which a page begins.</summary>
internal sealed record QuarantineCursor(LandingPosition Position, int RecordNumber)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Position}:{RecordNumber}");

    public static QuarantineCursor? TryParse(string text)
    {
        var cut = text.LastIndexOf(':');
        return cut > 0
            && EntryReading.TryParsePosition(text[..cut], out var position)
            && int.TryParse(text.AsSpan(cut + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var record)
            ? new QuarantineCursor(position, record)
            : null;
    }
}

/// <summary>Reads what was set aside.</summary>
internal static class QuarantineQueries
{
    public static async Task<QuarantinePage> ListAsync(SuwenNode node, ReadScope scope, string? source, string? reason, string? status, QuarantineCursor? after, int limit, CancellationToken cancellationToken)
    {
        var statement = new SqlStatement(WarehouseReading.Sql("Quarantine/list.sql"), source, reason, after?.Position.Value, after?.RecordNumber, limit + 1L, status);
        var items = await node.Warehouse.ReadAsync(
            statement,
            scope,
            static (b, r) => new QuarantinedRecord(
                new LandingPosition(b[0].Lane(r)).ToString(), (int)b[1].Lane(r), b.TextOrNull(2, r) ?? "", b[3].Text(r), b.Instant(4, r), b[5].Text(r), b.TextOrNull(6, r) ?? "", b.TextOrNull(7, r) ?? "", b.TextOrNull(8, r) ?? "source", b.TextOrNull(9, r) ?? "open", DecisionOf(b, r), b[14].Lane(r), b[15].Text(r)),
            cancellationToken);
        if (items.Count <= limit)
        {
            return new QuarantinePage(items, null);
        }

        items.RemoveAt(limit);
        var last = items[^1];
        return new QuarantinePage(items, last.Position + ":" + last.RecordNumber.ToString(CultureInfo.InvariantCulture));
    }

    public static async Task<IReadOnlyList<QuarantineReason>> ReasonsAsync(SuwenNode node, ReadScope scope, CancellationToken cancellationToken) =>
        await node.Warehouse.ReadAsync(
            WarehouseReading.Sql("Quarantine/reasons.sql"),
            scope,
            static (b, r) => new QuarantineReason(b[0].Text(r), b[1].Text(r), b.TextOrNull(2, r) ?? "source", b[3].Lane(r), b[4].Lane(r), b[5].Lane(r)),
            cancellationToken);

    private static QuarantineDecisionState? DecisionOf(ColumnBatch batch, int row) => batch.LongOrNull(10, row) is { } position
        ? new QuarantineDecisionState(new LandingPosition(position).ToString(), batch.TextOrNull(11, row) ?? "", batch.Instant(12, row), batch.TextOrNull(13, row) ?? "")
        : null;
}
