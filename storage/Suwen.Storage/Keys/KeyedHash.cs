using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Suwen.Storage.Keys;

/// <summary>
/// SipHash-2-4 with 128-bit output (Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012, and the 128-bit variant of its
/// reference implementation). A plain hash of an identifier can be guessed by hashing every identifier; a keyed one cannot.
/// The little-endian bytes of the result are the bytes that the reference implementation writes. Thread-safe, allocates nothing.
/// </summary>
public sealed class KeyedHash
{
    private readonly ulong _k0;
    private readonly ulong _k1;

    /// <param name="key">At least 16 bytes; the first 16 are the key.</param>
    public KeyedHash(ReadOnlySpan<byte> key)
    {
        _k0 = BinaryPrimitives.ReadUInt64LittleEndian(key);
        _k1 = BinaryPrimitives.ReadUInt64LittleEndian(key[8..]);
    }

    /// <summary>The hash of the bytes.</summary>
    public UInt128 Compute(ReadOnlySpan<byte> data)
    {
        var state = new Sip(_k0, _k1);
        return state.Finish(data, (ulong)data.Length);
    }

    /// <summary>The hash of the eight little-endian bytes of the prefix followed by the data.</summary>
    public UInt128 Compute(ulong prefix, ReadOnlySpan<byte> data)
    {
        var state = new Sip(_k0, _k1);
        state.Word(prefix);
        return state.Finish(data, (ulong)data.Length + 8);
    }

    /// <summary>Begins a hash over parts.</summary>
    public Running Begin() => new(_k0, _k1);

    /// <summary>A hash over parts: the same value as over their concatenation. A mutable value: pass by reference, do not copy.</summary>
    public struct Running
    {
        private Sip _state;
        private ulong _length;
        private ulong _pending;

        internal Running(ulong k0, ulong k1) => _state = new Sip(k0, k1);

        public void Append(ReadOnlySpan<byte> data)
        {
            var held = (int)(_length & 7);
            _length += (ulong)data.Length;
            if (held != 0)
            {
                while (held < 8 && data.Length > 0)
                {
                    _pending |= (ulong)data[0] << (8 * held++);
                    data = data[1..];
                }

                if (held < 8)
                {
                    return;
                }

                _state.Word(_pending);
                _pending = 0;
            }

            data = _state.Words(data);
            for (var i = 0; i < data.Length; i++)
            {
                _pending |= (ulong)data[i] << (8 * i);
            }
        }

        /// <summary>The hash of what was appended. The hash may be continued afterwards.</summary>
        public readonly UInt128 Finish()
        {
            return _state.Last(_pending, _length);
        }
    }

    private struct Sip
    {
        private ulong _v0;
        private ulong _v1;
        private ulong _v2;
        private ulong _v3;

        public Sip(ulong k0, ulong k1)
        {
            // The constants spell "somepseudorandomlygeneratedbytes"; 0xee tells the 128-bit variant apart from the 64-bit one.
            _v0 = 0x736f6d6570736575 ^ k0;
            _v1 = 0x646f72616e646f6d ^ k1 ^ 0xee;
            _v2 = 0x6c7967656e657261 ^ k0;
            _v3 = 0x7465646279746573 ^ k1;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Word(ulong m)
        {
            _v3 ^= m;
            Round(ref _v0, ref _v1, ref _v2, ref _v3);
            Round(ref _v0, ref _v1, ref _v2, ref _v3);
            _v0 ^= m;
        }

        /// <summary>Takes all whole words and answers the rest. The state is held in locals, so that it stays in registers.</summary>
        public ReadOnlySpan<byte> Words(ReadOnlySpan<byte> data)
        {
            ulong v0 = _v0, v1 = _v1, v2 = _v2, v3 = _v3;
            ref var p = ref MemoryMarshal.GetReference(data);
            var whole = data.Length & ~7;
            for (nint i = 0; i < whole; i += 8)
            {
                var m = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref p, i));
                if (!BitConverter.IsLittleEndian)
                {
                    m = BinaryPrimitives.ReverseEndianness(m);
                }

                v3 ^= m;
                Round(ref v0, ref v1, ref v2, ref v3);
                Round(ref v0, ref v1, ref v2, ref v3);
                v0 ^= m;
            }

            (_v0, _v1, _v2, _v3) = (v0, v1, v2, v3);
            return data[whole..];
        }

        public UInt128 Finish(ReadOnlySpan<byte> data, ulong length)
        {
            var rest = Words(data);
            ulong last = 0;
            if (data.Length >= 8 && rest.Length > 0)
            {
                // The rest is the upper end of the last eight bytes.
                last = BinaryPrimitives.ReadUInt64LittleEndian(data[^8..]) >> (64 - (8 * rest.Length));
            }
            else
            {
                for (var i = 0; i < rest.Length; i++)
                {
                    last |= (ulong)rest[i] << (8 * i);
                }
            }

            return Last(last, length);
        }

        /// <summary>The state is held in locals here too: keys are short, so that this is most of their hash.</summary>
        public readonly UInt128 Last(ulong rest, ulong length)
        {
            ulong v0 = _v0, v1 = _v1, v2 = _v2, v3 = _v3;
            var m = (length << 56) | rest;
            v3 ^= m;
            Round(ref v0, ref v1, ref v2, ref v3);
            Round(ref v0, ref v1, ref v2, ref v3);
            v0 ^= m;
            v2 ^= 0xee;
            Round(ref v0, ref v1, ref v2, ref v3);
            Round(ref v0, ref v1, ref v2, ref v3);
            Round(ref v0, ref v1, ref v2, ref v3);
            Round(ref v0, ref v1, ref v2, ref v3);
            var low = v0 ^ v1 ^ v2 ^ v3;
            v1 ^= 0xdd;
            Round(ref v0, ref v1, ref v2, ref v3);
            Round(ref v0, ref v1, ref v2, ref v3);
            Round(ref v0, ref v1, ref v2, ref v3);
            Round(ref v0, ref v1, ref v2, ref v3);
            return new UInt128(v0 ^ v1 ^ v2 ^ v3, low);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
        {
            v0 += v1;
            v2 += v3;
            v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
            v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
            v0 = BitOperations.RotateLeft(v0, 32);
            v2 += v1;
            v0 += v3;
            v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
            v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
            v2 = BitOperations.RotateLeft(v2, 32);
        }
    }
}
