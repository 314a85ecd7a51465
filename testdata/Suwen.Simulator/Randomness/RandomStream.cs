using System.Numerics;

namespace Suwen.Simulator.Randomness;

/// <summary>
/// Random numbers for one decision about one subject: xoshiro256** (Blackman and Vigna, 2018), its state filled by SplitMix64 from seed, purpose and subject.
/// Nothing but integers and the four operations of IEEE 754, so the same on every machine. A stream is made where it is needed, in any order and on any thread.
/// </summary>
public struct RandomStream
{
    private ulong _a, _b, _c, _d;

    /// <param name="seed">The seed of the run.</param>
    /// <param name="purpose">The decision.</param>
    /// <param name="subject">Whom or what it is about: a resident, a day …</param>
    /// <param name="part">A further distinction, such as the number of the visit.</param>
    public RandomStream(ulong seed, RandomPurpose purpose, long subject, long part = 0)
    {
        var state = Mix(seed + 0x9E3779B97F4A7C15UL * (ulong)purpose);
        state = Mix(state ^ (ulong)subject);
        state = Mix(state + 0xD1B54A32D192ED03UL * (ulong)part + 0x9E3779B97F4A7C15UL);
        _a = SplitMix(ref state);
        _b = SplitMix(ref state);
        _c = SplitMix(ref state);
        _d = SplitMix(ref state);
    }

    /// <summary>From a state, for the comparison with published vectors.</summary>
    internal RandomStream(ulong a, ulong b, ulong c, ulong d) => (_a, _b, _c, _d) = (a, b, c, d);

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>A whole number from 0 up to, without, <paramref name="end"/> (Lemire's multiplication; its bias is below 2⁻³²).</summary>
    public int Below(int end) => (int)(((Next() >> 32) * (ulong)(uint)end) >> 32);

    /// <summary>A whole number from <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    public int Between(int first, int last) => first + Below(last - first + 1);

    /// <summary>A number in [0, 1), a multiple of 2⁻⁵³.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True with the probability given.</summary>
    public bool Chance(double probability) => Unit() < probability;

    /// <summary>Standard normal, as the sum of twelve 16-bit uniforms (Irwin–Hall): no tail beyond ±6, fourth moment 2.9 instead of 3, good enough for body measures and laboratory values.</summary>
    public double Normal()
    {
        var sum = 0UL;
        for (var i = 0; i < 3; i++)
        {
            var bits = Next();
            sum += (bits & 0xFFFF) + ((bits >> 16) & 0xFFFF) + ((bits >> 32) & 0xFFFF) + (bits >> 48);
        }
        return (sum + 6.0) / 65536.0 - 6.0;
    }

    /// <summary>Normal with mean and standard deviation, kept within ±4 standard deviations.</summary>
    public double Normal(double mean, double deviation) => mean + deviation * Math.Clamp(Normal(), -4, 4);

    /// <summary>Log-normal given by its median and the standard deviation of its logarithm.</summary>
    public double LogNormal(double median, double sigma) => median * FixedMath.Exp(sigma * Math.Clamp(Normal(), -4, 4));

    /// <summary>Exponential with the mean given.</summary>
    public double Exponential(double mean) => -mean * FixedMath.Log(1.0 - Unit());

    /// <summary>Poisson; by inversion, and for means above 30 by the rounded normal.</summary>
    public int Poisson(double mean)
    {
        if (mean <= 0) return 0;
        if (mean > 30) return Math.Max(0, (int)Math.Floor(Normal(mean, Math.Sqrt(mean)) + 0.5));
        var product = FixedMath.Exp(-mean);
        var cumulative = product;
        var unit = Unit();
        var count = 0;
        while (unit > cumulative && count < 200)
        {
            count++;
            product *= mean / count;
            cumulative += product;
        }
        return count;
    }

    /// <summary>Index drawn by weight; weights need not add up to one. An empty or all-zero list gives 0.</summary>
    public int Weighted(ReadOnlySpan<double> weights)
    {
        var total = 0.0;
        foreach (var weight in weights) total += weight;
        var left = Unit() * total;
        for (var i = 0; i < weights.Length; i++)
        {
            left -= weights[i];
            if (left < 0) return i;
        }
        return Math.Max(0, weights.Length - 1);
    }

    /// <summary>Index drawn from running totals (the last is the whole); binary search.</summary>
    public int Cumulative(ReadOnlySpan<int> totals)
    {
        var at = Below(totals[^1]);
        int low = 0, high = totals.Length - 1;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (at < totals[middle]) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    /// <summary>One of the list, all alike.</summary>
    public T Pick<T>(ReadOnlySpan<T> choices) => choices[Below(choices.Length)];

    /// <summary>One of the list, all alike.</summary>
    public T Pick<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    internal static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15UL;
        return Mix(state);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
