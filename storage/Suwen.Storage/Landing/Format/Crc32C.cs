using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Suwen.Storage.Landing.Format;

/// <summary>CRC-32C (Castagnoli), as in RFC 3720 appendix B.4: initial value and final xor are all ones. One CPU instruction per eight bytes.</summary>
internal static class Crc32C
{
    public const uint Initial = 0xFFFFFFFF;

    public static uint Compute(ReadOnlySpan<byte> data) => ~Update(Initial, data);

    public static uint Update(uint crc, ReadOnlySpan<byte> data)
    {
        ref var p = ref MemoryMarshal.GetReference(data);
        var whole = data.Length & ~7;
        for (nint i = 0; i < whole; i += 8)
        {
            var word = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref p, i));
            crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        }

        for (var i = whole; i < data.Length; i++)
        {
            crc = BitOperations.Crc32C(crc, data[i]);
        }

        return crc;
    }
}
