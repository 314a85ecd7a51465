using System.Numerics;
using System.Runtime.InteropServices;

namespace Suwen.Storage.Keys;

/// <summary>SipHash-2-4 with 128-bit output: a keyed hash, since plain hashes of identifiers can be guessed.</summary>
public sealed class KeyedHash
{
    private readonly ulong k0;
    private readonly ulong k1;

    public KeyedHash(ReadOnlySpan<byte> key16)
    {
        k0 = MemoryMarshal.Read<ulong>(key16);
        k1 = MemoryMarshal.Read<ulong>(key16[8..]);
    }

    public UInt128 Compute(ReadOnlySpan<byte> data) => Compute(0, false, data);

    /// <summary>Hash of the eight bytes of <paramref name="prefix"/> followed by <paramref name="data"/>.</summary>
    public UInt128 Compute(ulong prefix, ReadOnlySpan<byte> data) => Compute(prefix, true, data);

    private UInt128 Compute(ulong prefix, bool hasPrefix, ReadOnlySpan<byte> data)
    {
        var v0 = k0 ^ 0x736f6d6570736575UL;
        var v1 = k1 ^ 0x646f72616e646f6dUL ^ 0xee;
        var v2 = k0 ^ 0x6c7967656e657261UL;
        var v3 = k1 ^ 0x7465646279746573UL;
        var length = (ulong)data.Length + (hasPrefix ? 8UL : 0UL);
        if (hasPrefix)
        {
            v3 ^= prefix;
            Round(ref v0, ref v1, ref v2, ref v3);
            Round(ref v0, ref v1, ref v2, ref v3);
            v0 ^= prefix;
        }

        while (data.Length >= 8)
        {
            var m = MemoryMarshal.Read<ulong>(data);
            v3 ^= m;
            Round(ref v0, ref v1, ref v2, ref v3);
            Round(ref v0, ref v1, ref v2, ref v3);
            v0 ^= m;
            data = data[8..];
        }

        var last = length << 56;
        for (var i = 0; i < data.Length; i++)
        {
            last |= (ulong)data[i] << (8 * i);
        }

        v3 ^= last;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= last;
        v2 ^= 0xee;
        for (var i = 0; i < 4; i++)
        {
            Round(ref v0, ref v1, ref v2, ref v3);
        }

        var low = v0 ^ v1 ^ v2 ^ v3;
        v1 ^= 0xdd;
        for (var i = 0; i < 4; i++)
        {
            Round(ref v0, ref v1, ref v2, ref v3);
        }

        return new UInt128(v0 ^ v1 ^ v2 ^ v3, low);
    }

    private static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v0 += v1;
        v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
        v0 = BitOperations.RotateLeft(v0, 32);
        v2 += v3;
        v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
        v2 = BitOperations.RotateLeft(v2, 32);
    }
}
