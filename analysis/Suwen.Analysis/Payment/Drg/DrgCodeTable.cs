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
    private readonly List<byte[]> texts = [];
    private readonly List<DrgCodeFlags> flags = [];
    private readonly List<int> targets = [];
    private int[] slots = new int[1 << 18];
    private ulong[] lists = [];

    /// <summary>Words of 64 lists each per code.</summary>
    public int Words { get; private set; }

    public int Count => texts.Count;

    public ReadOnlySpan<byte> Text(int code) => texts[code];

    public DrgCodeFlags Flags(int code) => flags[code];

    /// <summary>The code of the scheme's edition to which a code of the other edition leads: itself, another, or -1 where there is none.</summary>
    public int Target(int code) => targets[code];

    /// <summary>The lists that a code is in, one bit each.</summary>
    public ReadOnlySpan<ulong> Lists(int code) => lists.AsSpan(code * Words, Words);

    public bool IsIn(int code, int list) => (lists[(code * Words) + (list >> 6)] & (1UL << (list & 63))) != 0;

    /// <summary>The number of a code; -1 when it is not known.</summary>
    public int Find(ReadOnlySpan<byte> text)
    {
        var mask = slots.Length - 1;
        for (var slot = (int)Hash(text) & mask; slots[slot] != 0; slot = (slot + 1) & mask)
        {
            if (text.SequenceEqual(texts[slots[slot] - 1]))
            {
                return slots[slot] - 1;
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

        if (texts.Count * 2 >= slots.Length)
        {
            Grow();
        }

        texts.Add(bytes);
        flags.Add(flag);
        targets.Add(texts.Count - 1);
        Place(texts.Count - 1);
        return texts.Count - 1;
    }

    public void SetTarget(int code, int target) => targets[code] = target;

    /// <summary>Gives every code its lists, once all codes are there.</summary>
    public void SetLists(int listCount, IReadOnlyList<(int List, int Code)> members)
    {
        Words = Math.Max(1, (listCount + 63) >> 6);
        lists = new ulong[texts.Count * Words];
        foreach (var (list, code) in members)
        {
            lists[(code * Words) + (list >> 6)] |= 1UL << (list & 63);
        }
    }

    private void Grow()
    {
        slots = new int[slots.Length * 2];
        for (var i = 0; i < texts.Count; i++)
        {
            Place(i);
        }
    }

    private void Place(int code)
    {
        var mask = slots.Length - 1;
        var slot = (int)Hash(texts[code]) & mask;
        while (slots[slot] != 0)
        {
            slot = (slot + 1) & mask;
        }

        slots[slot] = code + 1;
    }

    private static uint Hash(ReadOnlySpan<byte> text)
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
        return (uint)(hash >> 32);
    }
}
