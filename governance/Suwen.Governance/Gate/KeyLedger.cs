using System.Runtime.CompilerServices;

namespace Suwen.Governance.Gate;

/// <summary>
/// Gives every key (a keyed 128-bit hash of source, kind and source key) its id, in the order of first mention. The truth is
/// table <c>sys.key</c>, with the whole hash; this is its working copy.
/// </summary>
/// <remarks>
/// Open addressing in 256 segments that grow one at a time, 16 bytes a slot: 64 bits of the hash, and 24 more beside the id.
/// With 88 bits, two of a hundred million keys share a fingerprint with probability 2·10^-11. Ids stay below 2^40.
/// </remarks>
internal sealed class KeyLedger
{
    private const int IdBits = 40;
    private const ulong IdMask = (1UL << IdBits) - 1;
    private readonly Segment[] segments = new Segment[256];

    public KeyLedger()
    {
        for (var i = 0; i < segments.Length; i++)
        {
            segments[i] = new Segment();
        }
    }

    /// <summary>The id that the next new key gets.</summary>
    public long NextId { get; private set; } = 1;

    public int Count { get; private set; }

    /// <summary>Keys added since <see cref="MarkSaved"/>: hash, id, and whether it is a second name for the id.</summary>
    public List<(UInt128 Hash, long Id, bool IsAlias)> Unsaved { get; } = [];

    /// <summary>Takes over a saved key.</summary>
    public void Restore(UInt128 hash, long id)
    {
        SegmentOf(hash).Insert(High(hash), Tag(hash), id);
        Count++;
        NextId = Math.Max(NextId, id + 1);
    }

    /// <summary>Id of a key; a new one is given when the key is met for the first time.</summary>
    public long Resolve(UInt128 hash, out bool isNew)
    {
        var segment = SegmentOf(hash);
        var id = segment.Find(High(hash), Tag(hash));
        isNew = id == 0;
        if (isNew)
        {
            id = NextId++;
            Add(segment, hash, id, isAlias: false);
        }

        return id;
    }

    public bool TryFind(UInt128 hash, out long id)
    {
        id = SegmentOf(hash).Find(High(hash), Tag(hash));
        return id != 0;
    }

    /// <summary>Gives a further key to an id that is known.</summary>
    public void AddAlias(UInt128 hash, long id) => Add(SegmentOf(hash), hash, id, isAlias: true);

    public void MarkSaved() => Unsaved.Clear();

    private void Add(Segment segment, UInt128 hash, long id, bool isAlias)
    {
        segment.Insert(High(hash), Tag(hash), id);
        Count++;
        Unsaved.Add((hash, id, isAlias));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Segment SegmentOf(UInt128 hash) => segments[(byte)((ulong)hash >> 24)];

    private static ulong High(UInt128 hash) => (ulong)(hash >> 64);

    /// <summary>Bits of the low half that neither the slot nor the segment is chosen by.</summary>
    private static ulong Tag(UInt128 hash) => ((ulong)hash & 0xFF_FFFF) << IdBits;

    private sealed class Segment
    {
        private ulong[] fingerprints = new ulong[64];
        private ulong[] tagsAndIds = new ulong[64];
        private int count;

        /// <summary>The key's id; 0 when it is not here.</summary>
        public long Find(ulong fingerprint, ulong tag)
        {
            var mask = fingerprints.Length - 1;
            for (var slot = (int)fingerprint & mask; tagsAndIds[slot] != 0; slot = (slot + 1) & mask)
            {
                if (fingerprints[slot] == fingerprint && (tagsAndIds[slot] & ~IdMask) == tag)
                {
                    return (long)(tagsAndIds[slot] & IdMask);
                }
            }

            return 0;
        }

        public void Insert(ulong fingerprint, ulong tag, long id)
        {
            // Three quarters full: longer probe chains would cost more than the growth.
            if (++count > fingerprints.Length - (fingerprints.Length >> 2))
            {
                Grow();
            }

            Place(fingerprint, tag | (ulong)id);
        }

        private void Place(ulong fingerprint, ulong tagAndId)
        {
            var mask = fingerprints.Length - 1;
            var slot = (int)fingerprint & mask;
            while (tagsAndIds[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            fingerprints[slot] = fingerprint;
            tagsAndIds[slot] = tagAndId;
        }

        private void Grow()
        {
            var (oldFingerprints, oldTagsAndIds) = (fingerprints, tagsAndIds);
            fingerprints = new ulong[oldFingerprints.Length * 2];
            tagsAndIds = new ulong[oldFingerprints.Length * 2];
            for (var i = 0; i < oldTagsAndIds.Length; i++)
            {
                if (oldTagsAndIds[i] != 0)
                {
                    Place(oldFingerprints[i], oldTagsAndIds[i]);
                }
            }
        }
    }
}
