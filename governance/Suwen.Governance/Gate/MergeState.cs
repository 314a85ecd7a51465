using System.Buffers.Binary;
using Suwen.Storage;

namespace Suwen.Governance.Gate;

/// <summary>
/// What a merged row remembers so that it is the same whatever the order of arrival: for each column the version order of the
/// statement that set it last. Stored in <c>merge_state</c> as pairs of version order and column mask, 16 bytes a pair;
/// a row stated by few messages has few pairs. This makes the row a last-writer-wins map, a fold over all its versions.
/// </summary>
internal static class MergeState
{
    /// <summary>Writes the state of a row stated by one message.</summary>
    public static void Write(ColumnVector target, long order, long present)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, order);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], present);
        target.Append(bytes);
    }

    /// <summary>Spreads a stored state over <paramref name="orders"/>, one entry per column bit; columns never set keep <see cref="long.MinValue"/>.</summary>
    public static void Read(ReadOnlySpan<byte> state, Span<long> orders)
    {
        orders.Fill(long.MinValue);
        for (; state.Length >= 16; state = state[16..])
        {
            var order = BinaryPrimitives.ReadInt64LittleEndian(state);
            for (var mask = (ulong)BinaryPrimitives.ReadInt64LittleEndian(state[8..]); mask != 0; mask &= mask - 1)
            {
                orders[System.Numerics.BitOperations.TrailingZeroCount(mask)] = order;
            }
        }
    }

    /// <summary>Writes the orders back as pairs, in ascending order of version so that equal states have equal bytes.</summary>
    public static void Write(ColumnVector target, ReadOnlySpan<long> orders)
    {
        Span<byte> bytes = stackalloc byte[64 * 16];
        var length = 0;
        var previous = long.MinValue;
        while (true)
        {
            var next = long.MaxValue;
            foreach (var order in orders)
            {
                if (order > previous && order < next)
                {
                    next = order;
                }
            }

            if (next == long.MaxValue)
            {
                break;
            }

            long mask = 0;
            for (var i = 0; i < orders.Length; i++)
            {
                if (orders[i] == next)
                {
                    mask |= 1L << i;
                }
            }

            BinaryPrimitives.WriteInt64LittleEndian(bytes[length..], next);
            BinaryPrimitives.WriteInt64LittleEndian(bytes[(length + 8)..], mask);
            length += 16;
            previous = next;
        }

        target.Append(bytes[..length]);
    }
}
