using System.Runtime.CompilerServices;

namespace Suwen.Governance.Gate;

/// <summary>
/// Gives every key (a keyed 128-bit hash of source, kind and source key) its id, in the order of first mention. The truth is
/// table <c>sys.key</c>; this is its working copy: an open-addressing table of 24 bytes a slot. Ids are unique over all kinds and stay below 2^53.
/// </summary>
internal sealed class KeyLedger
{
    private const int InitialCapacity = 1 << 16;
    private UInt128[] hashes = new UInt128[InitialCapacity];
    private long[] ids = new long[InitialCapacity];
    private int mask = InitialCapacity - 1;

    /// <summary>The id that the next new key gets.</summary>
    public long NextId { get; private set; } = 1;

    public int Count { get; private set; }

    /// <summary>Keys added since <see cref="MarkSaved"/>: hash, id, and whether it is a second name for the id.</summary>
    public List<(UInt128 Hash, long Id, bool IsAlias)> Unsaved { get; } = [];

    /// <summary>Takes over a saved key.</summary>
    public void Restore(UInt128 hash, long id)
    {
        Insert(hash, id);
        NextId = Math.Max(NextId, id + 1);
    }

    /// <summary>Id of a key; a new one is given when the key is met for the first time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Resolve(UInt128 hash, out bool isNew)
    {
        var slot = (int)(ulong)hash & mask;
        while (ids[slot] != 0)
        {
            if (hashes[slot] == hash)
            {
                isNew = false;
                return ids[slot];
            }

            slot = (slot + 1) & mask;
        }

        isNew = true;
        return Add(hash);
    }

    public bool TryFind(UInt128 hash, out long id)
    {
        for (var slot = (int)(ulong)hash & mask; ids[slot] != 0; slot = (slot + 1) & mask)
        {
            if (hashes[slot] == hash)
            {
                id = ids[slot];
                return true;
            }
        }

        id = 0;
        return false;
    }

    /// <summary>Gives a further key to an id that is known.</summary>
    public void AddAlias(UInt128 hash, long id)
    {
        Insert(hash, id);
        Unsaved.Add((hash, id, true));
    }

    public void MarkSaved() => Unsaved.Clear();

    private long Add(UInt128 hash)
    {
        var id = NextId++;
        Insert(hash, id);
        Unsaved.Add((hash, id, false));
        return id;
    }

    private void Insert(UInt128 hash, long id)
    {
        // Three quarters full: longer probe chains would cost more than the growth.
        if (Count + 1 > (mask + 1) - ((mask + 1) >> 2))
        {
            Grow();
        }

        var slot = (int)(ulong)hash & mask;
        while (ids[slot] != 0)
        {
            slot = (slot + 1) & mask;
        }

        hashes[slot] = hash;
        ids[slot] = id;
        Count++;
    }

    private void Grow()
    {
        var (oldHashes, oldIds) = (hashes, ids);
        var capacity = checked(oldIds.Length * 2);
        hashes = new UInt128[capacity];
        ids = new long[capacity];
        mask = capacity - 1;
        for (var i = 0; i < oldIds.Length; i++)
        {
            if (oldIds[i] == 0)
            {
                continue;
            }

            var slot = (int)(ulong)oldHashes[i] & mask;
            while (ids[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            hashes[slot] = oldHashes[i];
            ids[slot] = oldIds[i];
        }
    }
}
