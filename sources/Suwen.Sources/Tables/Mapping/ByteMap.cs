namespace Suwen.Sources.Tables.Mapping;

/// <summary>A fixed map from UTF-8 texts to UTF-8 texts, looked up by the bytes of a cell without making a string.</summary>
internal sealed class ByteMap
{
    private readonly (byte[] Key, byte[] Value)?[] slots;

    public ByteMap(IReadOnlyCollection<(byte[] Key, byte[] Value)> entries)
    {
        var size = 4;
        while (size < entries.Count * 2)
        {
            size *= 2;
        }

        slots = new (byte[], byte[])?[size];
        foreach (var entry in entries)
        {
            var at = Hash(entry.Key) & (size - 1);
            while (slots[at] is { } taken && !taken.Key.AsSpan().SequenceEqual(entry.Key))
            {
                at = (at + 1) & (size - 1);
            }

            slots[at] ??= entry;
        }
    }

    public bool TryFind(ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        var at = Hash(key) & (slots.Length - 1);
        while (slots[at] is { } slot)
        {
            if (key.SequenceEqual(slot.Key))
            {
                value = slot.Value;
                return true;
            }

            at = (at + 1) & (slots.Length - 1);
        }

        value = default;
        return false;
    }

    private static int Hash(ReadOnlySpan<byte> key)
    {
        var hash = 2_166_136_261U;
        foreach (var part in key)
        {
            hash = (hash ^ part) * 16_777_619U;
        }

        return (int)(hash ^ (hash >> 15));
    }
}
