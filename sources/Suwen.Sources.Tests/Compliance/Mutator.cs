namespace Suwen.Sources.Tests.Compliance;

/// <summary>
/// Damages bytes in the ways that wires, disks and careless programs do, reproducibly: the same seed and number give the same bytes.
/// </summary>
public sealed class Mutator(IReadOnlyList<byte[]> samples, byte[] delimiters, int seed)
{
    /// <summary>Control bytes that framing and text formats give a meaning to, and bytes that no UTF-8 text holds.</summary>
    private static readonly byte[] Specials = [0x00, 0x0A, 0x0B, 0x0D, 0x1A, 0x1C, 0x22, 0x27, 0x5C, 0x7F, 0x80, 0xC0, 0xED, 0xF4, 0xFE, 0xFF];

    /// <summary>The <paramref name="number"/>-th mutation, with the sample it began from.</summary>
    public byte[] Next(int number, out int sample)
    {
        var random = new Random(unchecked((seed * 1_000_003) + number));
        sample = random.Next(samples.Count);
        var bytes = (byte[])samples[sample].Clone();
        for (var times = random.Next(1, 5); times > 0; times--)
        {
            bytes = Mutate(bytes, random);
        }

        return bytes;
    }

    private byte[] Mutate(byte[] bytes, Random random)
    {
        if (bytes.Length == 0)
        {
            return [Specials[random.Next(Specials.Length)]];
        }

        var at = random.Next(bytes.Length);
        var length = Math.Min(bytes.Length - at, 1 + random.Next(1 << random.Next(0, 9)));
        switch (random.Next(9))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 2:
                return [.. bytes.AsSpan(0, at), .. bytes.AsSpan(at + length)];
            case 3:
                return bytes[..at];
            case 4:
                return [.. bytes.AsSpan(0, at), .. bytes.AsSpan(at, length), .. bytes.AsSpan(at)];
            case 5:
                return Insert(bytes, at, delimiters.Length == 0 ? (byte)'|' : delimiters[random.Next(delimiters.Length)], random.Next(1, 4));
            case 6:
                return Insert(bytes, at, Specials[random.Next(Specials.Length)], 1);
            case 7:
                var other = samples[random.Next(samples.Count)];
                return [.. bytes.AsSpan(0, at), .. other.AsSpan(random.Next(other.Length + 1))];
            default:
                return Swap(bytes, at, random.Next(bytes.Length), Math.Min(length, 32));
        }
    }

    private static byte[] Insert(byte[] bytes, int at, byte value, int times)
    {
        var inserted = new byte[times];
        Array.Fill(inserted, value);
        return [.. bytes.AsSpan(0, at), .. inserted, .. bytes.AsSpan(at)];
    }

    private static byte[] Swap(byte[] bytes, int from, int to, int length)
    {
        for (var i = 0; i < length && from + i < bytes.Length && to + i < bytes.Length; i++)
        {
            (bytes[from + i], bytes[to + i]) = (bytes[to + i], bytes[from + i]);
        }

        return bytes;
    }
}
