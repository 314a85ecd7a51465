using System.Runtime.CompilerServices;
using Suwen.Storage.Schema;

namespace Suwen.Storage.DuckDb;

/// <summary>Copies the vectors of one result column into a <see cref="ColumnVector"/>.</summary>
internal sealed unsafe class VectorReader
{
    private const int DecimalScale = 4;
    private const int DecimalWidth = 18;

    private readonly NativeType type;
    private readonly NativeType storage;
    private readonly int scale;
    private readonly bool sameLanes;

    private VectorReader(NativeType type, NativeType storage, int scale, ColumnType target)
    {
        this.type = type;
        this.storage = storage;
        this.scale = scale;
        sameLanes = storage is NativeType.BigInt or NativeType.Double or NativeType.Timestamp or NativeType.TimestampTz
            && (type != NativeType.Decimal || scale == DecimalScale);
        Target = target;
    }

    public ColumnType Target { get; }

    /// <summary>Null where the type has no lane form (interval, list, struct …) and must be cast to text by the statement.</summary>
    public static VectorReader? For(nint logicalType)
    {
        var type = (NativeType)NativeMethods.duckdb_get_type_id(logicalType);
        if (type == NativeType.Decimal)
        {
            return ForDecimal(logicalType);
        }

        if (!HasLaneForm(type))
        {
            return null;
        }

        return new VectorReader(type, type, 0, TargetOf(type, logicalType));
    }

    public static bool HasLaneForm(NativeType type) => type is
        NativeType.Boolean or NativeType.TinyInt or NativeType.SmallInt or NativeType.Integer or NativeType.BigInt
        or NativeType.UTinyInt or NativeType.USmallInt or NativeType.UInteger or NativeType.UBigInt
        or NativeType.HugeInt or NativeType.UHugeInt or NativeType.Float or NativeType.Double or NativeType.Decimal
        or NativeType.Date or NativeType.Timestamp or NativeType.TimestampTz
        or NativeType.TimestampSeconds or NativeType.TimestampMillis or NativeType.TimestampNanos
        or NativeType.Varchar or NativeType.Blob;

    public void Read(nint vector, int count, ColumnVector target)
    {
        var data = NativeMethods.duckdb_vector_get_data(vector);
        var validity = NativeMethods.duckdb_vector_get_validity(vector);
        if (target.IsBytes)
        {
            ReadBytes((NativeString*)data, validity, count, target);
            return;
        }

        var start = target.Count;
        var lanes = target.Extend(count, validity);
        if (sameLanes)
        {
            new ReadOnlySpan<long>(data, count).CopyTo(lanes);
        }
        else
        {
            Convert(data, lanes, target, start);
        }
    }

    private static VectorReader ForDecimal(nint logicalType)
    {
        var scale = NativeMethods.duckdb_decimal_scale(logicalType);
        var storage = (NativeType)NativeMethods.duckdb_decimal_internal_type(logicalType);

        // The canonical decimal has four places; more of them would be lost, so such results are read as double.
        return new VectorReader(NativeType.Decimal, storage, scale, scale <= DecimalScale ? ColumnType.Decimal : ColumnType.Double);
    }

    private static ColumnType TargetOf(NativeType type, nint logicalType) => type switch
    {
        NativeType.Boolean => ColumnType.Boolean,
        NativeType.TinyInt or NativeType.SmallInt or NativeType.Integer or NativeType.UTinyInt or NativeType.USmallInt => ColumnType.Int32,
        NativeType.UInteger or NativeType.BigInt or NativeType.UBigInt or NativeType.HugeInt or NativeType.UHugeInt => ColumnType.Int64,
        NativeType.Float or NativeType.Double => ColumnType.Double,
        NativeType.Date => ColumnType.Date,
        NativeType.TimestampTz => ColumnType.TimestampTz,
        NativeType.Timestamp or NativeType.TimestampSeconds or NativeType.TimestampMillis or NativeType.TimestampNanos => ColumnType.Timestamp,
        NativeType.Blob => ColumnType.Blob,
        _ => IsJson(logicalType) ? ColumnType.Json : ColumnType.Text,
    };

    private static bool IsJson(nint logicalType)
    {
        var alias = NativeMethods.duckdb_logical_type_get_alias(logicalType);
        var json = NativeMethods.ToText(alias) == "JSON";
        NativeMethods.duckdb_free(alias);
        return json;
    }

    private void Convert(void* data, Span<long> lanes, ColumnVector target, int start)
    {
        for (var i = 0; i < lanes.Length; i++)
        {
            // What lies under a null is undefined and may be out of range.
            lanes[i] = target.IsNull(start + i) ? 0 : type switch
            {
                NativeType.Boolean => ((byte*)data)[i],
                NativeType.Float => BitConverter.DoubleToInt64Bits(((float*)data)[i]),
                NativeType.Date => ((int*)data)[i],
                NativeType.TimestampSeconds => checked(((long*)data)[i] * 1_000_000),
                NativeType.TimestampMillis => checked(((long*)data)[i] * 1_000),
                NativeType.TimestampNanos => FloorDivide(((long*)data)[i], 1_000),
                NativeType.Decimal => ScaleDecimal(Integer(data, i)),
                _ => Narrow(Integer(data, i)),
            };
        }
    }

    private Int128 Integer(void* data, int i) => storage switch
    {
        NativeType.TinyInt => ((sbyte*)data)[i],
        NativeType.SmallInt => ((short*)data)[i],
        NativeType.Integer => ((int*)data)[i],
        NativeType.BigInt => ((long*)data)[i],
        NativeType.UTinyInt => ((byte*)data)[i],
        NativeType.USmallInt => ((ushort*)data)[i],
        NativeType.UInteger => ((uint*)data)[i],
        NativeType.UBigInt => ((ulong*)data)[i],
        NativeType.HugeInt => ((Int128*)data)[i],
        NativeType.UHugeInt => (Int128)((UInt128*)data)[i],
        _ => throw new InvalidOperationException($"DuckDB stores integers as {storage}?"),
    };

    private long ScaleDecimal(Int128 value)
    {
        if (Target == ColumnType.Double)
        {
            return BitConverter.DoubleToInt64Bits((double)value / Math.Pow(10, scale));
        }

        for (var s = scale; s < DecimalScale; s++)
        {
            value *= 10;
        }

        return Narrow(value);
    }

    private static long Narrow(Int128 value) =>
        value >= long.MinValue && value <= long.MaxValue
            ? (long)value
            : throw new WarehouseException(WarehouseFault.Statement, $"A result is outside of bigint or decimal({DecimalWidth},{DecimalScale}); cast the column to double or text.");

    private static long FloorDivide(long value, long divisor) => (value / divisor) - (value % divisor < 0 ? 1 : 0);

    private static void ReadBytes(NativeString* strings, ulong* validity, int count, ColumnVector target)
    {
        var end = target.HeapLength;
        var total = 0L;
        for (var i = 0; i < count; i++)
        {
            if (IsValid(validity, i))
            {
                total += strings[i].Length;
            }
        }

        var room = target.HeapRoom(end, checked((int)total));
        var lanes = target.Extend(count, validity);
        var used = 0;
        for (var i = 0; i < count; i++)
        {
            if (IsValid(validity, i))
            {
                var length = (int)strings[i].Length;
                var source = length <= NativeString.InlineLength ? strings[i].Inlined : strings[i].Pointer;
                new ReadOnlySpan<byte>(source, length).CopyTo(room[used..]);
                used += length;
            }

            lanes[i] = end + used;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsValid(ulong* validity, int row) =>
        validity == null || (validity[row >> 6] & (1UL << (row & 63))) != 0;
}
