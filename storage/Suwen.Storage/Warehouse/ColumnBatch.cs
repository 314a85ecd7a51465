using System.Runtime.CompilerServices;
using System.Text;
using Suwen.Storage.Schema;

namespace Suwen.Storage;

/// <summary>Name and type of a column of a batch or a result.</summary>
public readonly record struct ResultColumn(string Name, ColumnType Type);

/// <summary>
/// One column of a batch. Fixed-width types hold one 64-bit lane per value (see <see cref="ColumnType"/> for its meaning);
/// text, blob and JSON hold bytes in one heap with an end offset per value. Not thread-safe.
/// </summary>
public sealed class ColumnVector
{
    private long[] lanes;
    private byte[] heap;
    private ulong[] valid;

    public ColumnVector(ColumnType type, int capacity = 256)
    {
        Type = type;
        lanes = new long[capacity];
        heap = IsBytes ? new byte[capacity * 8] : [];
        valid = new ulong[(capacity >> 6) + 1];
    }

    public ColumnType Type { get; }

    public int Count { get; private set; }

    /// <summary>True for text, blob and JSON.</summary>
    public bool IsBytes => Type >= ColumnType.Text;

    /// <summary>Lanes of a fixed-width column; undefined where null. For a column of bytes: the end offset of each value.</summary>
    public Span<long> Lanes => lanes.AsSpan(0, Count);

    /// <summary>Bytes of all values of a column of bytes, one after another.</summary>
    public ReadOnlySpan<byte> Heap => heap.AsSpan(0, HeapLength);

    public int HeapLength => Count == 0 || !IsBytes ? 0 : (int)lanes[Count - 1];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNull(int row) => (valid[row >> 6] & (1UL << (row & 63))) == 0;

    /// <summary>True when no value is other than null.</summary>
    public bool IsAllNull
    {
        get
        {
            var words = Validity;
            var last = (Count & 63) == 0 ? ulong.MaxValue : (1UL << (Count & 63)) - 1;
            return words.IsEmpty || (words[..^1].IndexOfAnyExcept(0UL) < 0 && (words[^1] & last) == 0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(long lane)
    {
        if (Count == lanes.Length)
        {
            Grow();
        }

        valid[Count >> 6] |= 1UL << (Count & 63);
        lanes[Count++] = lane;
    }

    public void Append(double value) => Append(BitConverter.DoubleToInt64Bits(value));

    public void AppendNull()
    {
        if (Count == lanes.Length)
        {
            Grow();
        }

        lanes[Count] = IsBytes && Count > 0 ? lanes[Count - 1] : 0;
        valid[Count >> 6] &= ~(1UL << (Count & 63));
        Count++;
    }

    public void AppendNulls(int count)
    {
        if (count <= 0)
        {
            return;
        }

        EnsureRoom(count);
        lanes.AsSpan(Count, count).Fill(IsBytes && Count > 0 ? lanes[Count - 1] : 0);
        SetValidity(count, isValid: false);
        Count += count;
    }

    /// <summary>Appends the same lane several times.</summary>
    public void AppendRepeated(long lane, int count)
    {
        EnsureRoom(count);
        lanes.AsSpan(Count, count).Fill(lane);
        SetValidity(count, isValid: true);
        Count += count;
    }

    /// <summary>Adds values that are not null to a fixed-width column at once; the caller fills the lanes that this answers.</summary>
    public Span<long> Extend(int count)
    {
        EnsureRoom(count);
        SetValidity(count, isValid: true);
        Count += count;
        return lanes.AsSpan(Count - count, count);
    }

    /// <summary>Appends the same bytes several times.</summary>
    public void AppendRepeated(scoped ReadOnlySpan<byte> bytes, int count)
    {
        EnsureRoom(count);
        Reserve(checked(bytes.Length * count));
        SetValidity(count, isValid: true);
        var end = Count == 0 ? 0 : (int)lanes[Count - 1];
        for (var i = 0; i < count; i++)
        {
            bytes.CopyTo(heap.AsSpan(end));
            end += bytes.Length;
            lanes[Count++] = end;
        }
    }

    private void EnsureRoom(int count)
    {
        EnsureCapacity(Count + count);
    }

    private void SetValidity(int count, bool isValid)
    {
        for (int row = Count, end = Count + count; row < end;)
        {
            // Whole words where there are any.
            var bits = Math.Min(64 - (row & 63), end - row);
            var mask = bits == 64 ? ulong.MaxValue : ((1UL << bits) - 1) << (row & 63);
            valid[row >> 6] = isValid ? valid[row >> 6] | mask : valid[row >> 6] & ~mask;
            row += bits;
        }
    }

    public void Append(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Commit(bytes.Length);
    }

    public void Append(string text)
    {
        var span = Reserve(Encoding.UTF8.GetMaxByteCount(text.Length));
        Commit(Encoding.UTF8.GetBytes(text, span));
    }

    /// <summary>Room for the next value's bytes; <see cref="Commit"/> ends the value.</summary>
    public Span<byte> Reserve(int length)
    {
        if (Count == lanes.Length)
        {
            Grow();
        }

        var start = Count == 0 ? 0 : (int)lanes[Count - 1];
        if (heap.Length - start < length)
        {
            Array.Resize(ref heap, Math.Max(checked(start + length), heap.Length + (heap.Length >> 1)));
        }

        return heap.AsSpan(start, heap.Length - start);
    }

    public void Commit(int length)
    {
        var start = Count == 0 ? 0 : lanes[Count - 1];
        valid[Count >> 6] |= 1UL << (Count & 63);
        lanes[Count++] = start + length;
    }

    public ReadOnlySpan<byte> Bytes(int row)
    {
        var start = row == 0 ? 0 : (int)lanes[row - 1];
        return heap.AsSpan(start, (int)lanes[row] - start);
    }

    public long Lane(int row) => lanes[row];

    public double Double(int row) => BitConverter.Int64BitsToDouble(lanes[row]);

    public string Text(int row) => Encoding.UTF8.GetString(Bytes(row));

    /// <summary>Appends one value of another vector of the same type.</summary>
    public void AppendFrom(ColumnVector other, int row)
    {
        if (other.IsNull(row))
        {
            AppendNull();
        }
        else if (IsBytes)
        {
            Append(other.Bytes(row));
        }
        else
        {
            Append(other.lanes[row]);
        }
    }

    /// <summary>Drops the values from <paramref name="count"/> on.</summary>
    public void Truncate(int count)
    {
        Count = Math.Min(Count, count);
    }

    /// <summary>Value of a row boxed for display and JSON: bool, int, long, double, decimal, DateOnly, DateTime, DateTimeOffset, string, byte[], or null. A time outside of the years 1 to 9999 is the text "infinity" or "-infinity".</summary>
    public object? Value(int row)
    {
        if (IsNull(row))
        {
            return null;
        }

        return Type switch
        {
            ColumnType.Boolean => lanes[row] != 0,
            ColumnType.Int32 => (int)lanes[row],
            ColumnType.Int64 => lanes[row],
            ColumnType.Double => Double(row),
            ColumnType.Decimal => new decimal(lanes[row]) / 10_000m,
            ColumnType.Date => Date(lanes[row]),
            ColumnType.Timestamp => Time(lanes[row]) is { } wallClock ? wallClock : Infinity(lanes[row]),
            ColumnType.TimestampTz => Time(lanes[row]) is { } utc ? new DateTimeOffset(utc, TimeSpan.Zero) : Infinity(lanes[row]),
            ColumnType.Blob => Bytes(row).ToArray(),
            _ => Text(row),
        };
    }

    /// <summary>1970-01-01 as <see cref="DateOnly.DayNumber"/>.</summary>
    public const int UnixEpochDay = 719_162;

    /// <summary>One bit per value, set where it is not null; bits past the last value are undefined.</summary>
    internal ReadOnlySpan<ulong> Validity => valid.AsSpan(0, (Count + 63) >> 6);

    internal ReadOnlyMemory<byte> HeapMemory => heap.AsMemory(0, HeapLength);

    /// <summary>Adds values at once; the caller fills the lanes that this answers. A null pointer of validity words means all valid.</summary>
    internal unsafe Span<long> Extend(int count, ulong* validity)
    {
        EnsureCapacity(Count + count);
        CopyValidity(validity, count);
        var start = Count;
        Count += count;
        return lanes.AsSpan(start, count);
    }

    /// <summary>Room in the heap behind <paramref name="used"/> bytes, for readers that fill many values at once through <see cref="Extend(int, ulong*)"/>.</summary>
    internal Span<byte> HeapRoom(int used, int length)
    {
        if (heap.Length - used < length)
        {
            Array.Resize(ref heap, Math.Max(checked(used + length), (int)Math.Min(Array.MaxLength, heap.Length * 2L)));
        }

        return heap.AsSpan(used);
    }

    private static object Date(long days) =>
        days >= -UnixEpochDay && days <= DateOnly.MaxValue.DayNumber - UnixEpochDay ? DateOnly.FromDayNumber((int)days + UnixEpochDay) : Infinity(days);

    private static DateTime? Time(long microseconds)
    {
        const long First = -62_135_596_800_000_000;
        const long Last = 253_402_300_799_999_999;
        return microseconds is >= First and <= Last ? new DateTime((microseconds - First) * TimeSpan.TicksPerMicrosecond) : null;
    }

    private static string Infinity(long lane) => lane < 0 ? "-infinity" : "infinity";

    private unsafe void CopyValidity(ulong* source, int count)
    {
        if ((Count & 63) == 0)
        {
            var words = valid.AsSpan(Count >> 6, (count + 63) >> 6);
            if (source == null)
            {
                words.Fill(ulong.MaxValue);
            }
            else
            {
                new ReadOnlySpan<ulong>(source, words.Length).CopyTo(words);
            }

            return;
        }

        for (var i = 0; i < count; i++)
        {
            var target = Count + i;
            var bit = 1UL << (target & 63);
            if (source == null || (source[i >> 6] & (1UL << (i & 63))) != 0)
            {
                valid[target >> 6] |= bit;
            }
            else
            {
                valid[target >> 6] &= ~bit;
            }
        }
    }

    private void EnsureCapacity(int size)
    {
        if (size > lanes.Length)
        {
            size = Math.Max(size, lanes.Length * 2);
            Array.Resize(ref lanes, size);
            Array.Resize(ref valid, (size >> 6) + 1);
        }
    }

    private void Grow() => EnsureCapacity(lanes.Length + 1);
}

/// <summary>Rows held column by column: what is loaded into a table, and what a query answers.</summary>
public sealed class ColumnBatch
{
    private readonly ColumnVector[] vectors;

    public ColumnBatch(IReadOnlyList<ResultColumn> columns, int capacity = 256)
    {
        Columns = columns;
        vectors = new ColumnVector[columns.Count];
        for (var i = 0; i < vectors.Length; i++)
        {
            vectors[i] = new ColumnVector(columns[i].Type, capacity);
        }
    }

    /// <summary>A batch with all columns of a table, in the table's order.</summary>
    public ColumnBatch(Table table, int capacity = 256)
        : this([.. table.Columns.Select(c => new ResultColumn(c.Name, c.Type))], capacity)
    {
    }

    public IReadOnlyList<ResultColumn> Columns { get; }

    public int RowCount => vectors.Length == 0 ? 0 : vectors[0].Count;

    public ColumnVector this[int column] => vectors[column];

    public void Truncate(int rows)
    {
        foreach (var vector in vectors)
        {
            vector.Truncate(rows);
        }
    }

    public void Clear() => Truncate(0);
}
