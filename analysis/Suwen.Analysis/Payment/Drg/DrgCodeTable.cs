using System.Buffers.Binary;
using System.Text;

namespace Suwen.Analysis.Payment.Drg;

/// <summary>What is known of a code.</summary>
[Flags]
internal enum DrgCodeFlags : byte
{
    None = 0,

    /// <summary>In the edition with which the scheme groups.</summary>
    InEdition = 1,

    /// <summary>In the edition that is mapped to it.</summary>
    InOtherEdition = 2,

    /// <summary>In an earlier edition only.</summary>
    Retired = 4,

    /// <summary>A category, under which the codes to be used stand.</summary>
    Heading = 8,

    /// <summary>In a list of the scheme.</summary>
    InScheme = 16,
}

/// <summary>The codes of one kind (diagnoses or procedures) as numbers, found by their bytes, with the lists each is in. Immutable once built; thread-safe.</summary>
internal sealed class DrgCodeTable
{
    // A slot holds the upper half of a code's hash and its number + 1, so that a code that is not there is seldom compared.
    private ulong[] slots = new ulong[1 << 18];
    private byte[] heap = new byte[1 << 20];
    private int[] ends = new int[1 << 16];
    private DrgCodeFlags[] flags = new DrgCodeFlags[1 << 16];
    private int[] targets = new int[1 << 16];
    private ulong[] lists = [];

    /// <summary>Words of 64 lists each per code.</summary>
    public int Words { get; private set; }

    public int Count { get; private set; }

    public ReadOnlySpan<byte> Text(int code) => code == 0 ? heap.AsSpan(0, ends[0]) : heap.AsSpan(ends[code - 1], ends[code] - ends[code - 1]);

    public DrgCodeFlags Flags(int code) => flags[code];

    /// <summary>The code of the scheme's edition to which a code of the other edition leads: itself, another, or -1 where there is none.</summary>
    public int Target(int code) => targets[code];

    /// <summary>The lists that a code is in, one bit each.</summary>
    public ReadOnlySpan<ulong> Lists(int code) => lists.AsSpan(code * Words, Words);

    public bool IsIn(int code, int list) => (lists[(code * Words) + (list >> 6)] & (1UL << (list & 63))) != 0;

    /// <summary>The number of a code; -1 when it is not known.</summary>
    public int Find(ReadOnlySpan<byte> text)
    {
        var hash = Hash(text);
        var mask = slots.Length - 1;
        for (var slot = (int)hash & mask; slots[slot] != 0; slot = (slot + 1) & mask)
        {
            if (slots[slot] >> 32 == hash >> 32 && text.SequenceEqual(Text((int)(uint)slots[slot] - 1)))
            {
                return (int)(uint)slots[slot] - 1;
            }
        }

        return -1;
    }

    /// <summary>Finds a code that is not written as usual: lower case, spaces, a capital X as filler.</summary>
    public int FindLoosely(ReadOnlySpan<byte> text)
    {
        Span<byte> usual = stackalloc byte[64];
        if (text.Length > usual.Length)
        {
            return -1;
        }

        var length = 0;
        foreach (var b in text)
        {
            if (b == ' ')
            {
                continue;
            }

            var isFirst = length == 0 || usual[length - 1] == '+';
            usual[length++] = b is (byte)'x' or (byte)'X' && !isFirst ? (byte)'x' : b is >= (byte)'a' and <= (byte)'z' ? (byte)(b - 32) : b;
        }

        return Find(usual[..length]);
    }

    /// <summary>Adds a code or more flags to one that is there; answers its number.</summary>
    public int Add(string text, DrgCodeFlags flag)
    {
        var bytes = Encoding.UTF8.GetBytes(text.Trim());
        var code = Find(bytes);
        if (code >= 0)
        {
            flags[code] |= flag;
            return code;
        }

        if (Count == ends.Length)
        {
            Grow();
        }

        var start = Count == 0 ? 0 : ends[Count - 1];
        if (start + bytes.Length > heap.Length)
        {
            Array.Resize(ref heap, heap.Length * 2);
        }

        bytes.CopyTo(heap.AsSpan(start));
        ends[Count] = start + bytes.Length;
        flags[Count] = flag;
        targets[Count] = Count;
        Place(Count);
        return Count++;
    }

    public void SetTarget(int code, int target) => targets[code] = target;

    /// <summary>Gives every code its lists, once all codes are there.</summary>
    public void SetLists(int listCount, IReadOnlyList<(int List, int Code)> members)
    {
        Words = Math.Max(1, (listCount + 63) >> 6);
        lists = new ulong[Count * Words];
        foreach (var (list, code) in members)
        {
            lists[(code * Words) + (list >> 6)] |= 1UL << (list & 63);
        }
    }

    private void Grow()
    {
        Array.Resize(ref ends, ends.Length * 2);
        Array.Resize(ref flags, ends.Length);
        Array.Resize(ref targets, ends.Length);
        slots = new ulong[ends.Length * 4];
        for (var i = 0; i < Count; i++)
        {
            Place(i);
        }
    }

    private void Place(int code)
    {
        var hash = Hash(Text(code));
        var mask = slots.Length - 1;
        var slot = (int)hash & mask;
        while (slots[slot] != 0)
        {
            slot = (slot + 1) & mask;
        }

        slots[slot] = (hash & 0xFFFF_FFFF_0000_0000) | (uint)(code + 1);
    }

    private static ulong Hash(ReadOnlySpan<byte> text)
    {
        const ulong Mixer = 0x9E3779B97F4A7C15;
        var hash = (ulong)text.Length * Mixer;
        while (text.Length >= 8)
        {
            hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(text)) * Mixer;
            hash ^= hash >> 29;
            text = text[8..];
        }

        var rest = 0UL;
        foreach (var b in text)
        {
            rest = (rest << 8) | b;
        }

        hash = (hash ^ rest) * Mixer;
        return hash ^ (hash >> 32);
    }
}
