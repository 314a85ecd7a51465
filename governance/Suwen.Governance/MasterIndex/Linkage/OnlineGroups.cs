namespace Suwen.Governance.MasterIndex.Linkage;

/// <summary>Slots of records by the digest of one blocking rule: chained hashing over arrays, sixteen bytes a record.</summary>
internal sealed class OnlineGroups(BlockingKey[] rule)
{
    private const int None = -1;

    // By bucket the first slot of its chain; by slot the next one, and the digest.
    private int[] heads = NewHeads(1024);
    private int[] next = new int[1024];
    private ulong[] digests = new ulong[1024];
    private int count;

    public void Add(PersonRecord record, int slot)
    {
        var digest = BlockingKeys.Of(record, rule);
        if (slot >= next.Length)
        {
            Array.Resize(ref next, Math.Max(slot + 1, next.Length * 2));
            Array.Resize(ref digests, next.Length);
        }

        digests[slot] = digest;
        if (digest == 0)
        {
            return;
        }

        if (++count > heads.Length)
        {
            Rehash(slot);
        }

        var bucket = Bucket(digest);
        next[slot] = heads[bucket];
        heads[bucket] = slot;
    }

    public void Remove(int slot)
    {
        if (slot >= digests.Length || digests[slot] == 0)
        {
            return;
        }

        ref var link = ref heads[Bucket(digests[slot])];
        while (link != slot)
        {
            link = ref next[link];
        }

        link = next[slot];
        digests[slot] = 0;
        count--;
    }

    /// <summary>Adds the slots that agree with a record, the latest first; none of a group that is larger than <paramref name="most"/>.</summary>
    public void Collect(PersonRecord record, int most, HashSet<int> found)
    {
        var digest = BlockingKeys.Of(record, rule);
        if (digest == 0)
        {
            return;
        }

        var size = 0;
        for (var slot = heads[Bucket(digest)]; slot != None && size <= most; slot = next[slot])
        {
            size += digests[slot] == digest ? 1 : 0;
        }

        for (var slot = heads[Bucket(digest)]; slot != None && size <= most; slot = next[slot])
        {
            if (digests[slot] == digest)
            {
                found.Add(slot);
            }
        }
    }

    // The low bit of every digest is set, so that zero can mean none.
    private int Bucket(ulong digest) => (int)(digest >> 1) & (heads.Length - 1);

    /// <summary>Doubles the buckets; the slot being added is not in a chain yet.</summary>
    private void Rehash(int adding)
    {
        heads = NewHeads(heads.Length * 2);
        for (var slot = 0; slot < digests.Length; slot++)
        {
            if (digests[slot] != 0 && slot != adding)
            {
                var bucket = Bucket(digests[slot]);
                next[slot] = heads[bucket];
                heads[bucket] = slot;
            }
        }
    }

    private static int[] NewHeads(int length)
    {
        var heads = new int[length];
        Array.Fill(heads, None);
        return heads;
    }
}
