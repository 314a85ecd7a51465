using System.Buffers;
using Suwen.Storage.Schema;

namespace Suwen.Storage.DuckDb;

/// <summary>Bulk-loads a batch through data chunks, whose vectors are filled from the batch's lanes.</summary>
internal sealed unsafe class DuckDbAppender : IDisposable
{
    private const int ChunkRows = 2048;

    private readonly ColumnBatch rows;

    /// <summary>Columns that hold a value. The others are left out, which the engine takes for null: many columns of a wide table are.</summary>
    private readonly int[] stated;
    private readonly nint[] types;
    private readonly MemoryHandle[] heaps;
    private nint appender;
    private nint chunk;

    private DuckDbAppender(nint appender, ColumnBatch rows)
    {
        this.appender = appender;
        this.rows = rows;
        stated = Stated(rows);
        types = new nint[stated.Length];
        heaps = new MemoryHandle[stated.Length];
    }

    /// <summary>Appends all rows. Inside a transaction only: outside one the engine would commit every 204,800 rows.</summary>
    public static void Append(DuckDbConnection connection, string? catalog, string schema, string table, ColumnBatch rows, CancellationToken cancellationToken)
    {
        if (rows.RowCount == 0)
        {
            return;
        }

        var state = NativeMethods.duckdb_appender_create_ext(connection.Handle, catalog, schema, table, out var handle);
        using var appender = new DuckDbAppender(handle, rows);
        try
        {
            Check(state, handle);
            appender.Start();
            for (var start = 0; start < rows.RowCount; start += ChunkRows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                appender.AppendChunk(start, Math.Min(ChunkRows, rows.RowCount - start));
            }

            Check(NativeMethods.duckdb_appender_close(handle), handle);
        }
        catch
        {
            // Otherwise destroying it would write what it still holds.
            _ = NativeMethods.duckdb_appender_clear(handle);
            throw;
        }
    }

    public void Dispose()
    {
        _ = NativeMethods.duckdb_appender_destroy(ref appender);
        if (chunk != 0)
        {
            NativeMethods.duckdb_destroy_data_chunk(ref chunk);
        }

        for (var i = 0; i < types.Length; i++)
        {
            heaps[i].Dispose();
            if (types[i] != 0)
            {
                NativeMethods.duckdb_destroy_logical_type(ref types[i]);
            }
        }
    }

    private static int[] Stated(ColumnBatch rows)
    {
        var columns = new List<int>(rows.Columns.Count);
        for (var i = 0; i < rows.Columns.Count; i++)
        {
            if (!rows[i].IsAllNull)
            {
                columns.Add(i);
            }
        }

        // Rows of nothing but nulls still are rows.
        return columns.Count > 0 ? [.. columns] : [0];
    }

    private void Start()
    {
        foreach (var column in stated)
        {
            if (NativeMethods.duckdb_appender_add_column(appender, rows.Columns[column].Name) != NativeMethods.Success)
            {
                throw new WarehouseException(WarehouseFault.Statement, $"The table has no column {rows.Columns[column].Name}.");
            }
        }

        for (var i = 0; i < types.Length; i++)
        {
            types[i] = NativeMethods.duckdb_appender_column_type(appender, (ulong)i);
            CheckType((NativeType)NativeMethods.duckdb_get_type_id(types[i]), types[i], rows.Columns[stated[i]]);
            if (rows[stated[i]].IsBytes)
            {
                heaps[i] = rows[stated[i]].HeapMemory.Pin();
            }
        }

        fixed (nint* pointer = types)
        {
            chunk = NativeMethods.duckdb_create_data_chunk(pointer, (ulong)types.Length);
        }
    }

    private void AppendChunk(int start, int count)
    {
        NativeMethods.duckdb_data_chunk_reset(chunk);
        for (var i = 0; i < types.Length; i++)
        {
            Fill(NativeMethods.duckdb_data_chunk_get_vector(chunk, (ulong)i), i, start, count);
        }

        NativeMethods.duckdb_data_chunk_set_size(chunk, (ulong)count);
        Check(NativeMethods.duckdb_append_data_chunk(appender, chunk), appender);
    }

    private void Fill(nint vector, int column, int start, int count)
    {
        var source = rows[stated[column]];
        var allValid = CopyValidity(vector, source, start, count);
        var data = NativeMethods.duckdb_vector_get_data(vector);
        switch (source.Type)
        {
            case ColumnType.Boolean:
                Narrow(source.Lanes.Slice(start, count), new Span<byte>(data, count));
                break;
            case ColumnType.Int32 or ColumnType.Date:
                Narrow(source.Lanes.Slice(start, count), new Span<int>(data, count));
                break;
            case ColumnType.Text or ColumnType.Blob or ColumnType.Json:
                FillBytes((NativeString*)data, column, start, count, allValid);
                break;
            default:
                source.Lanes.Slice(start, count).CopyTo(new Span<long>(data, count));
                break;
        }
    }

    private static bool CopyValidity(nint vector, ColumnVector source, int start, int count)
    {
        // Chunks start at multiples of 2,048 rows, so whole words can be copied.
        var words = source.Validity.Slice(start >> 6, (count + 63) >> 6);
        var lastMask = (count & 63) == 0 ? ulong.MaxValue : (1UL << (count & 63)) - 1;
        var allValid = words[..^1].IndexOfAnyExcept(ulong.MaxValue) < 0 && (words[^1] & lastMask) == lastMask;
        if (!allValid)
        {
            NativeMethods.duckdb_vector_ensure_validity_writable(vector);
            words.CopyTo(new Span<ulong>(NativeMethods.duckdb_vector_get_validity(vector), words.Length));
        }

        return allValid;
    }

    private static void Narrow(ReadOnlySpan<long> lanes, Span<int> target)
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = (int)lanes[i];
        }
    }

    private static void Narrow(ReadOnlySpan<long> lanes, Span<byte> target)
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = (byte)lanes[i];
        }
    }

    private void FillBytes(NativeString* target, int column, int start, int count, bool allValid)
    {
        var source = rows[stated[column]];
        var ends = source.Lanes.Slice(start, count);
        var first = start == 0 ? 0L : source.Lane(start - 1);
        if (source.Type != ColumnType.Blob && !TextCheck.IsUtf8(source.Heap, (int)first, ends))
        {
            throw TextCheck.NotUtf8(rows.Columns[stated[column]].Name);
        }

        // The engine copies the chunk before append returns, so long values may point into the pinned heap.
        var bytes = (byte*)heaps[column].Pointer;
        for (var i = 0; i < ends.Length; i++)
        {
            if (allValid || !source.IsNull(start + i))
            {
                Assign(target + i, bytes + first, (int)(ends[i] - first));
            }

            first = ends[i];
        }
    }

    private static void Assign(NativeString* target, byte* value, int length)
    {
        *target = default;
        target->Length = (uint)length;
        if (length <= NativeString.InlineLength)
        {
            new ReadOnlySpan<byte>(value, length).CopyTo(new Span<byte>(target->Inlined, NativeString.InlineLength));
        }
        else
        {
            target->Prefix = *(uint*)value;
            target->Pointer = value;
        }
    }

    private static void CheckType(NativeType type, nint logicalType, ResultColumn column)
    {
        var agrees = column.Type switch
        {
            ColumnType.Boolean => type == NativeType.Boolean,
            ColumnType.Int32 => type == NativeType.Integer,
            ColumnType.Int64 => type == NativeType.BigInt,
            ColumnType.Double => type == NativeType.Double,
            ColumnType.Decimal => type == NativeType.Decimal && NativeMethods.duckdb_decimal_width(logicalType) == 18 && NativeMethods.duckdb_decimal_scale(logicalType) == 4,
            ColumnType.Date => type == NativeType.Date,
            ColumnType.Timestamp => type == NativeType.Timestamp,
            ColumnType.TimestampTz => type == NativeType.TimestampTz,
            ColumnType.Blob => type == NativeType.Blob,
            _ => type == NativeType.Varchar,
        };
        if (!agrees)
        {
            throw new WarehouseException(WarehouseFault.Statement, $"Column {column.Name} of the batch is {column.Type}, but {type} in the table.");
        }
    }

    private static void Check(int state, nint appender)
    {
        if (state == NativeMethods.Success)
        {
            return;
        }

        var error = NativeMethods.duckdb_appender_error_data(appender);
        var message = NativeMethods.ToText(NativeMethods.duckdb_error_data_message(error));
        NativeMethods.duckdb_destroy_error_data(ref error);
        throw DuckDbErrors.Create(message);
    }
}
