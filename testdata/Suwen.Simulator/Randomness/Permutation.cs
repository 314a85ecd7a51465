namespace Suwen.Simulator.Randomness;

/// <summary>
/// A keyed one-to-one shuffle of the numbers 0 … Count−1 (a four-round Feistel network with cycle walking): record numbers that look unordered, need no table, and lead back to their resident.
/// </summary>
public readonly struct Permutation
{
    private readonly ulong _key;
    private readonly int _halfBits;

    /// <param name="seed">Seed of the run.</param>
    /// <param name="key">Which permutation: one per institution and kind of number.</param>
    /// <param name="count">How many numbers, from 1.</param>
    public Permutation(ulong seed, long key, long count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Count = count;
        _key = new RandomStream(seed, RandomPurpose.Permutation, key).Next();
        var bits = 2;
        while (1L << bits < count) bits += 2;
        _halfBits = bits / 2;
    }

    public long Count { get; }

    /// <summary>Where <paramref name="value"/> goes.</summary>
    public long Apply(long value)
    {
        do value = Rounds(value, forward: true); while (value >= Count);
        return value;
    }

    /// <summary>Where <paramref name="value"/> came from.</summary>
    public long Invert(long value)
    {
        do value = Rounds(value, forward: false); while (value >= Count);
        return value;
    }

    private long Rounds(long value, bool forward)
    {
        var mask = (1UL << _halfBits) - 1;
        var left = (ulong)value >> _halfBits;
        var right = (ulong)value & mask;
        for (var i = 0; i < 4; i++)
        {
            if (forward) (left, right) = (right, left ^ (Round(right, i) & mask));
            else (left, right) = (right ^ (Round(left, 3 - i) & mask), left);
        }
        return (long)((left << _halfBits) | right);
    }

    private ulong Round(ulong half, int round)
    {
        var z = half * 0x9E3779B97F4A7C15UL + _key + (ulong)round * 0xD1B54A32D192ED03UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
