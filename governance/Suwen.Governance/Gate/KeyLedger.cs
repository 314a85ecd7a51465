using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Suwen.Governance.Gate;

/// <summary>
/// Gives every key (a keyed 128-bit hash of source, kind and source key) its id, in the order of first mention. The truth is
/// table <c>sys.key</c>, with the whole hash; this is its working copy.
/// </summary>
/// <remarks>
/// Open addressing in 256 segments that grow one at a time, 16 bytes a slot, side by side so that a look-up touches one line of the
/// cache: 64 bits of the hash, and 24 more beside the id.
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

    /// <summary>Fetches the place of a key that is looked up soon: a ledger of millions is in no cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(UInt128 hash) => SegmentOf(hash).Prefetch(High(hash));

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

    private readonly struct Slot(ulong fingerprint, ulong tagAndId)
    {
        public readonly ulong Fingerprint = fingerprint;

        /// <summary>0 for an empty slot: ids begin at 1.</summary>
        public readonly ulong TagAndId = tagAndId;
    }

    /// <summary>
    /// Outside of the collector's heap: the slots hold nothing to follow, and what a growth leaves behind is given back at once instead
    /// of at the next full collection. The finaliser frees them where a ledger is dropped for one read anew.
    /// </summary>
    private sealed unsafe class Segment
    {
        private Slot* slots;
        private int capacity = 64;
        private int count;

        public Segment() => slots = Allocate(capacity);

        ~Segment() => NativeMemory.Free(slots);

        /// <summary>The key's id; 0 when it is not here.</summary>
        public long Find(ulong fingerprint, ulong tag)
        {
            var end = slots + capacity;
            for (var slot = slots + Home(fingerprint); slot->TagAndId != 0; slot = Next(slot, end))
            {
                if (slot->Fingerprint == fingerprint && (slot->TagAndId & ~IdMask) == tag)
                {
                    var id = (long)(slot->TagAndId & IdMask);
                    GC.KeepAlive(this);
                    return id;
                }
            }

            GC.KeepAlive(this);
            return 0;
        }

        public void Insert(ulong fingerprint, ulong tag, long id)
        {
            // Four fifths full: longer probe chains would cost more than the growth.
            if (++count > capacity - (capacity / 5))
            {
                Grow();
            }

            Place(new Slot(fingerprint, tag | (ulong)id));
            GC.KeepAlive(this);
        }

        public void Prefetch(ulong fingerprint)
        {
            if (Sse.IsSupported)
            {
                Sse.Prefetch0(slots + Home(fingerprint));
            }
        }

        /// <summary>The fingerprint as a fraction of the table, so that it need not be a power of two and can grow by half.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private nint Home(ulong fingerprint) => (nint)Math.BigMul(fingerprint, (ulong)capacity, out _);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private Slot* Next(Slot* slot, Slot* end) => ++slot == end ? slots : slot;

        private static Slot* Allocate(int capacity) => (Slot*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)sizeof(Slot));

        private void Place(in Slot entry)
        {
            var end = slots + capacity;
            var slot = slots + Home(entry.Fingerprint);
            while (slot->TagAndId != 0)
            {
                slot = Next(slot, end);
            }

            *slot = entry;
        }

        private void Grow()
        {
            var old = slots;
            var oldCapacity = capacity;
            capacity = checked(oldCapacity + (oldCapacity / 2));
            slots = Allocate(capacity);
            for (var i = 0; i < oldCapacity; i++)
            {
                if (old[i].TagAndId != 0)
                {
                    Place(old[i]);
                }
            }

            NativeMemory.Free(old);
        }
    }
}
