namespace Suwen.Analysis;

/// <summary>Values that come one by one, in pieces that are freed while the whole is put together: ten million rows take their own size once, not three times.</summary>
internal sealed class ChunkList<T>
{
    private const int ChunkLength = 1 << 16;
    private readonly List<T[]?> chunks = [];
    private int filled = ChunkLength;

    public int Count => ((chunks.Count - 1) * ChunkLength) + filled;

    public void Add(T value)
    {
        if (filled == ChunkLength)
        {
            chunks.Add(new T[ChunkLength]);
            filled = 0;
        }

        chunks[^1]![filled++] = value;
    }

    /// <summary>All values in one array; the list is empty afterwards.</summary>
    public T[] TakeAll()
    {
        var all = new T[Count];
        for (var i = 0; i < chunks.Count; i++)
        {
            chunks[i].AsSpan(0, Math.Min(ChunkLength, all.Length - (i * ChunkLength))).CopyTo(all.AsSpan(i * ChunkLength));
            chunks[i] = null;
        }

        chunks.Clear();
        filled = ChunkLength;
        return all;
    }
}
