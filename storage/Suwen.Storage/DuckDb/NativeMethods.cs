using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Suwen.Storage.DuckDb;

#pragma warning disable CA1707, IDE1006 // Functions keep the names of duckdb.h, so that they can be looked up there.

/// <summary>The part of DuckDB's C API (duckdb.h, stable since v1.2.0) that Suwen uses. Strings are UTF-8.</summary>
internal static unsafe partial class NativeMethods
{
    public const string Library = "duckdb";

    public const int Success = 0;

    [LibraryImport(Library)]
    public static partial byte* duckdb_library_version();

    [LibraryImport(Library)]
    public static partial void duckdb_free(void* pointer);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_instance_cache();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int duckdb_get_or_create_from_cache(nint cache, string path, out nint database, nint config, out byte* error);

    [LibraryImport(Library)]
    public static partial void duckdb_close(ref nint database);

    [LibraryImport(Library)]
    public static partial int duckdb_create_config(out nint config);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int duckdb_set_config(nint config, string name, string option);

    [LibraryImport(Library)]
    public static partial void duckdb_destroy_config(ref nint config);

    [LibraryImport(Library)]
    public static partial int duckdb_connect(nint database, out nint connection);

    [LibraryImport(Library)]
    public static partial void duckdb_disconnect(ref nint connection);

    [LibraryImport(Library)]
    public static partial void duckdb_interrupt(nint connection);

    [LibraryImport(Library)]
    public static partial ulong duckdb_extract_statements(nint connection, byte* query, out nint extracted);

    [LibraryImport(Library)]
    public static partial byte* duckdb_extract_statements_error(nint extracted);

    [LibraryImport(Library)]
    public static partial int duckdb_prepare_extracted_statement(nint connection, nint extracted, ulong index, out nint prepared);

    [LibraryImport(Library)]
    public static partial void duckdb_destroy_extracted(ref nint extracted);

    [LibraryImport(Library)]
    public static partial byte* duckdb_prepare_error(nint prepared);

    [LibraryImport(Library)]
    public static partial void duckdb_destroy_prepare(ref nint prepared);

    [LibraryImport(Library)]
    public static partial ulong duckdb_nparams(nint prepared);

    [LibraryImport(Library)]
    public static partial int duckdb_prepared_statement_type(nint prepared);

    [LibraryImport(Library)]
    public static partial ulong duckdb_prepared_statement_column_count(nint prepared);

    [LibraryImport(Library)]
    public static partial byte* duckdb_prepared_statement_column_name(nint prepared, ulong column);

    [LibraryImport(Library)]
    public static partial int duckdb_prepared_statement_column_type(nint prepared, ulong column);

    [LibraryImport(Library)]
    public static partial int duckdb_bind_null(nint prepared, ulong index);

    [LibraryImport(Library)]
    public static partial int duckdb_bind_boolean(nint prepared, ulong index, [MarshalAs(UnmanagedType.U1)] bool value);

    [LibraryImport(Library)]
    public static partial int duckdb_bind_int32(nint prepared, ulong index, int value);

    [LibraryImport(Library)]
    public static partial int duckdb_bind_int64(nint prepared, ulong index, long value);

    [LibraryImport(Library)]
    public static partial int duckdb_bind_double(nint prepared, ulong index, double value);

    [LibraryImport(Library)]
    public static partial int duckdb_bind_decimal(nint prepared, ulong index, NativeDecimal value);

    [LibraryImport(Library)]
    public static partial int duckdb_bind_date(nint prepared, ulong index, NativeDate value);

    [LibraryImport(Library)]
    public static partial int duckdb_bind_timestamp(nint prepared, ulong index, NativeTimestamp value);

    [LibraryImport(Library)]
    public static partial int duckdb_bind_timestamp_tz(nint prepared, ulong index, NativeTimestamp value);

    [LibraryImport(Library)]
    public static partial int duckdb_bind_varchar_length(nint prepared, ulong index, byte* value, ulong length);

    [LibraryImport(Library)]
    public static partial int duckdb_bind_blob(nint prepared, ulong index, byte* value, ulong length);

    [LibraryImport(Library)]
    public static partial int duckdb_execute_prepared(nint prepared, out NativeResult result);

    [LibraryImport(Library)]
    public static partial int duckdb_execute_prepared_streaming(nint prepared, out NativeResult result);

    [LibraryImport(Library)]
    public static partial byte* duckdb_result_error(ref NativeResult result);

    [LibraryImport(Library)]
    public static partial ulong duckdb_rows_changed(ref NativeResult result);

    [LibraryImport(Library)]
    public static partial ulong duckdb_column_count(ref NativeResult result);

    [LibraryImport(Library)]
    public static partial byte* duckdb_column_name(ref NativeResult result, ulong column);

    [LibraryImport(Library)]
    public static partial nint duckdb_column_logical_type(ref NativeResult result, ulong column);

    [LibraryImport(Library)]
    public static partial void duckdb_destroy_result(ref NativeResult result);

    [LibraryImport(Library)]
    public static partial nint duckdb_fetch_chunk(NativeResult result);

    [LibraryImport(Library)]
    public static partial int duckdb_get_type_id(nint type);

    [LibraryImport(Library)]
    public static partial byte* duckdb_logical_type_get_alias(nint type);

    [LibraryImport(Library)]
    public static partial byte duckdb_decimal_width(nint type);

    [LibraryImport(Library)]
    public static partial byte duckdb_decimal_scale(nint type);

    [LibraryImport(Library)]
    public static partial int duckdb_decimal_internal_type(nint type);

    [LibraryImport(Library)]
    public static partial void duckdb_destroy_logical_type(ref nint type);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_data_chunk(nint* types, ulong count);

    [LibraryImport(Library)]
    public static partial void duckdb_destroy_data_chunk(ref nint chunk);

    [LibraryImport(Library)]
    public static partial void duckdb_data_chunk_reset(nint chunk);

    [LibraryImport(Library)]
    public static partial ulong duckdb_data_chunk_get_size(nint chunk);

    [LibraryImport(Library)]
    public static partial void duckdb_data_chunk_set_size(nint chunk, ulong size);

    [LibraryImport(Library)]
    public static partial nint duckdb_data_chunk_get_vector(nint chunk, ulong column);

    [LibraryImport(Library)]
    public static partial void* duckdb_vector_get_data(nint vector);

    [LibraryImport(Library)]
    public static partial ulong* duckdb_vector_get_validity(nint vector);

    [LibraryImport(Library)]
    public static partial void duckdb_vector_ensure_validity_writable(nint vector);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int duckdb_appender_create_ext(nint connection, string? catalog, string? schema, string table, out nint appender);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int duckdb_appender_add_column(nint appender, string name);

    [LibraryImport(Library)]
    public static partial ulong duckdb_appender_column_count(nint appender);

    [LibraryImport(Library)]
    public static partial nint duckdb_appender_column_type(nint appender, ulong column);

    [LibraryImport(Library)]
    public static partial int duckdb_append_data_chunk(nint appender, nint chunk);

    [LibraryImport(Library)]
    public static partial int duckdb_appender_close(nint appender);

    [LibraryImport(Library)]
    public static partial int duckdb_appender_clear(nint appender);

    [LibraryImport(Library)]
    public static partial int duckdb_appender_destroy(ref nint appender);

    [LibraryImport(Library)]
    public static partial nint duckdb_appender_error_data(nint appender);

    [LibraryImport(Library)]
    public static partial byte* duckdb_error_data_message(nint error);

    [LibraryImport(Library)]
    public static partial void duckdb_destroy_error_data(ref nint error);

    /// <summary>Copies a zero-terminated UTF-8 string; null becomes empty.</summary>
    public static string ToText(byte* text) =>
        text == null ? "" : Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
}

#pragma warning restore CA1707, IDE1006

/// <summary><c>duckdb_result</c>: passed by value, so the layout must be exact.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeResult
{
    public ulong ColumnCount;
    public ulong RowCount;
    public ulong RowsChanged;
    public nint Columns;
    public nint ErrorMessage;
    public nint InternalData;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NativeDate
{
    public int Days;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NativeTimestamp
{
    public long Micros;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NativeDecimal
{
    public byte Width;
    public byte Scale;
    public ulong Lower;
    public long Upper;
}

/// <summary><c>duckdb_string_t</c>: up to 12 bytes inside, else a four-byte prefix and a pointer.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct NativeString
{
    public const int InlineLength = 12;

    [FieldOffset(0)]
    public uint Length;

    [FieldOffset(4)]
    public fixed byte Inlined[InlineLength];

    [FieldOffset(4)]
    public uint Prefix;

    [FieldOffset(8)]
    public byte* Pointer;
}

/// <summary><c>duckdb_type</c>.</summary>
internal enum NativeType
{
    Invalid = 0,
    Boolean = 1,
    TinyInt = 2,
    SmallInt = 3,
    Integer = 4,
    BigInt = 5,
    UTinyInt = 6,
    USmallInt = 7,
    UInteger = 8,
    UBigInt = 9,
    Float = 10,
    Double = 11,
    Timestamp = 12,
    Date = 13,
    HugeInt = 16,
    Varchar = 17,
    Blob = 18,
    Decimal = 19,
    TimestampSeconds = 20,
    TimestampMillis = 21,
    TimestampNanos = 22,
    TimestampTz = 31,
    UHugeInt = 32,
    Any = 34,
    SqlNull = 36,
}

/// <summary><c>duckdb_statement_type</c>, as far as Suwen asks for it.</summary>
internal enum NativeStatementType
{
    Select = 1,
    Explain = 4,
}
