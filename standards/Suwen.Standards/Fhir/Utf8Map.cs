using System.Text;

namespace Suwen.Standards.Fhir;

/// <summary>A fixed map from short UTF-8 texts to values, looked up by bytes without making a string. Immutable and thread-safe.</summary>
public sealed class Utf8Map<T>
{
    private readonly byte[]?[] names;
    private readonly T[] values;
    private readonly int mask;

    public Utf8Map(IEnumerable<KeyValuePair<string, T>> pairs)
    {
        var list = pairs.ToList();
        var size = 16;
        while (size < list.Count * 4)
        {
            size *= 2;
        }

        mask = size - 1;
        names = new byte[size][];
        values = new T[size];
        foreach (var (name, value) in list)
        {
            var bytes = Encoding.UTF8.GetBytes(name);
            var slot = SlotOf(bytes);
            while (names[slot] is not null)
            {
                slot = (slot + 1) & mask;
            }

            names[slot] = bytes;
            values[slot] = value;
        }
    }

    /// <summary>Finds the value of a text; false when the map does not hold it.</summary>
    public bool TryFind(ReadOnlySpan<byte> text, out T value)
    {
        var slot = SlotOf(text);
        while (names[slot] is { } name)
        {
            if (text.SequenceEqual(name))
            {
                value = values[slot];
                return true;
            }

            slot = (slot + 1) & mask;
        }

        value = default!;
        return false;
    }

    // The map's own texts decide its shape, not the input: a weak hash is enough, since a probe sequence is never longer than the map's worst cluster.
    private int SlotOf(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return 0;
        }

        var length = text.Length;
        var hash = (uint)length;
        hash = (hash * 31) + text[0];
        hash = (hash * 31) + text[length - 1];
        hash = (hash * 31) + text[length >> 1];
        hash = (hash * 31) + text[length >> 2];
        hash = (hash * 31) + text[length - (length >> 2) - 1];
        return (int)((hash ^ (hash >> 9)) & (uint)mask);
    }
}
