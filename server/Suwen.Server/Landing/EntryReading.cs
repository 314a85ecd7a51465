using System.Globalization;
using Suwen.Server.Node;
using Suwen.Storage;
using Suwen.Storage.Landing;

namespace Suwen.Server.Landing;

/// <summary>Reads landing entries for people to look at.</summary>
internal static class EntryReading
{
    /// <summary>What a drawer of the portal can usefully show; the whole entry can be downloaded.</summary>
    private const int MaxShownBytes = 1 << 20;

    public static bool TryParsePosition(string text, out LandingPosition position)
    {
        position = default;
        var cut = text.IndexOf(':', StringComparison.Ordinal);
        if (cut <= 0
            || !int.TryParse(text.AsSpan(0, cut), NumberStyles.None, CultureInfo.InvariantCulture, out var journal)
            || !long.TryParse(text.AsSpan(cut + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            || sequence >= 1L << 40 || journal >= 1 << 13)
        {
            return false;
        }

        position = new LandingPosition(journal, sequence);
        return true;
    }

    /// <summary>Looks an entry up on a pool thread, since that reads the disk.</summary>
    public static Task<LandedEntry?> FindAsync(SuwenNode node, LandingPosition position, CancellationToken cancellationToken) =>
        Task.Run(() => node.Journal.Find(position), cancellationToken);

    public static async Task<EntryHeader?> HeaderAsync(SuwenNode node, ReadScope scope, LandingPosition position, CancellationToken cancellationToken)
    {
        if (await FindAsync(node, position, cancellationToken) is not { } entry)
        {
            return null;
        }

        var learned = await LearnedAsync(node, scope, position, cancellationToken);
        var dispositions = await node.Warehouse.ReadAsync(
            new SqlStatement(WarehouseReading.Sql("Landing/dispositions.sql"), position.Value),
            scope,
            static (b, r) => new EntryDisposition((int)b[0].Lane(r), (int)b[1].Lane(r), b[2].Text(r), b.TextOrNull(3, r) ?? ""),
            cancellationToken);
        return new EntryHeader(
            position.ToString(), entry.Header.Source, entry.Header.Channel, entry.Header.Format, entry.ReceivedAt, entry.Payload.Length, entry.IsErased, entry.Header.Metadata, learned?.Records, learned?.CharacterSet, learned?.Flag, learned?.Mapping, dispositions);
    }

    public static async Task<EntryBytes?> BytesAsync(SuwenNode node, ReadScope scope, LandingPosition position, int? record, CancellationToken cancellationToken)
    {
        if (await FindAsync(node, position, cancellationToken) is not { } entry)
        {
            return null;
        }

        if (entry.IsErased)
        {
            return new EntryBytes(position.ToString(), record, "application/octet-stream", null, null, 0, false, true);
        }

        var learned = await LearnedAsync(node, scope, position, cancellationToken);
        var charset = learned?.CharacterSet ?? entry.Header.Metadata.GetValueOrDefault("encoding");
        var shown = RecordSlice.Of(entry, record);
        var text = EntryText.Decode(shown.Bytes.Span, charset, MaxShownBytes);
        return new EntryBytes(position.ToString(), shown.IsWhole ? null : record, EntryText.MediaTypeOf(entry.Header.Format), text?.CharacterSet, text?.Text, shown.Bytes.Length, shown.Bytes.Length > MaxShownBytes, false);
    }

    private static async Task<(int? Records, string? CharacterSet, string? Flag, int? Mapping)?> LearnedAsync(SuwenNode node, ReadScope scope, LandingPosition position, CancellationToken cancellationToken)
    {
        var rows = await node.Warehouse.ReadAsync(
            new SqlStatement(WarehouseReading.Sql("Landing/entry.sql"), position.Value),
            scope,
            static (b, r) => ((int?)b.LongOrNull(0, r), b.TextOrNull(1, r), b.TextOrNull(2, r), (int?)b.LongOrNull(3, r)),
            cancellationToken);
        return rows.Count == 0 ? null : rows[0];
    }
}
