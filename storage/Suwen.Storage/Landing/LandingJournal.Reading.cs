using System.Runtime.CompilerServices;
using Suwen.Storage.Landing.Format;
using Suwen.Storage.Landing.Segments;

namespace Suwen.Storage.Landing;

/// <content>Reading. Readers share nothing with the writer but the published end, so they neither wait for it nor hinder it.</content>
public sealed partial class LandingJournal
{
    private const int AsyncBatchEntries = 256;
    private const int AsyncBatchBytes = 4 << 20;

    /// <summary>
    /// Everything durable at the time of the call that comes after the position, in order. Damaged places are stepped over and added to
    /// <see cref="Damage"/>. An erased entry is <see cref="LandedEntry.IsErased"/>; its payload is the tombstone (JSON), not data.
    /// </summary>
    public IEnumerable<LandedEntry> Read(LandingPosition after)
    {
        using var reader = NewReader(after);
        while (reader.Next() is { } entry)
        {
            yield return entry;
        }
    }

    /// <summary>As <see cref="Read"/>; the disk is read on pool threads, in batches of bounded size.</summary>
    public async IAsyncEnumerable<LandedEntry> ReadAsync(LandingPosition after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = NewReader(after);
        var batch = new List<LandedEntry>(AsyncBatchEntries);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Run(() => Fill(reader, batch), cancellationToken).ConfigureAwait(false);
            if (batch.Count == 0)
            {
                yield break;
            }

            foreach (var entry in batch)
            {
                yield return entry;
            }

            batch.Clear();
        }
    }

    /// <summary>The entry at the position; null where there is none (beyond the end, or damaged).</summary>
    public LandedEntry? Find(LandingPosition position)
    {
        if (position > End || position.Sequence == 0)
        {
            return null;
        }

        using var reader = NewReader(new LandingPosition(position.Value - 1), position, FrameScanner.LookUpWindow);
        return reader.Next();
    }

    private static void Fill(JournalReader reader, List<LandedEntry> batch)
    {
        var bytes = 0L;
        while (batch.Count < AsyncBatchEntries && bytes < AsyncBatchBytes && reader.Next() is { } entry)
        {
            batch.Add(entry);
            bytes += entry.Payload.Length;
        }
    }

    private JournalReader NewReader(LandingPosition after, LandingPosition? last = null, int windowBytes = FrameScanner.SequentialWindow)
    {
        // The end is read before the list of segments: whatever lies before the end is in the list.
        var end = last ?? End;
        return new JournalReader(_files, _segments, after, end, windowBytes, Report);
    }
}
