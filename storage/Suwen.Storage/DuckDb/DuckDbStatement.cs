using System.Globalization;
using System.Text;

namespace Suwen.Storage.DuckDb;

/// <summary>A prepared statement.</summary>
internal sealed unsafe class DuckDbStatement : IDisposable
{
    private nint handle;

    public DuckDbStatement(nint handle)
    {
        this.handle = handle;
    }

    public NativeStatementType Type => (NativeStatementType)NativeMethods.duckdb_prepared_statement_type(handle);

    public int ColumnCount => (int)NativeMethods.duckdb_prepared_statement_column_count(handle);

    public string ColumnName(int column) => NativeMethods.ToText(NativeMethods.duckdb_prepared_statement_column_name(handle, (ulong)column));

    public NativeType ColumnType(int column) => (NativeType)NativeMethods.duckdb_prepared_statement_column_type(handle, (ulong)column);

    /// <summary>Runs to the end and answers the rows changed.</summary>
    public long Execute(ReadOnlySpan<object?> parameters)
    {
        Bind(parameters);
        var state = NativeMethods.duckdb_execute_prepared(handle, out var result);
        try
        {
            return state == NativeMethods.Success
                ? (long)NativeMethods.duckdb_rows_changed(ref result)
                : throw DuckDbErrors.Create(NativeMethods.ToText(NativeMethods.duckdb_result_error(ref result)));
        }
        finally
        {
            NativeMethods.duckdb_destroy_result(ref result);
        }
    }

    /// <summary>Starts it; rows come chunk by chunk, with a bounded buffer in the engine. The caller destroys the result.</summary>
    public NativeResult Stream(ReadOnlySpan<object?> parameters)
    {
        Bind(parameters);
        if (NativeMethods.duckdb_execute_prepared_streaming(handle, out var result) != NativeMethods.Success)
        {
            var message = NativeMethods.ToText(NativeMethods.duckdb_result_error(ref result));
            NativeMethods.duckdb_destroy_result(ref result);
            throw DuckDbErrors.Create(message);
        }

        return result;
    }

    public void Dispose()
    {
        if (handle != 0)
        {
            NativeMethods.duckdb_destroy_prepare(ref handle);
            handle = 0;
        }
    }

    private void Bind(ReadOnlySpan<object?> parameters)
    {
        var expected = (int)NativeMethods.duckdb_nparams(handle);
        if (expected != parameters.Length)
        {
            throw new WarehouseException(WarehouseFault.Statement, string.Create(CultureInfo.InvariantCulture, $"The statement has {expected} parameters, but {parameters.Length} values were given."));
        }

        for (var i = 0; i < parameters.Length; i++)
        {
            if (Bind((ulong)i + 1, parameters[i]) != NativeMethods.Success)
            {
                throw new WarehouseException(WarehouseFault.Statement, string.Create(CultureInfo.InvariantCulture, $"The value of parameter ${i + 1} could not be bound."));
            }
        }
    }

    private int Bind(ulong index, object? value) => value switch
    {
        null => NativeMethods.duckdb_bind_null(handle, index),
        bool v => NativeMethods.duckdb_bind_boolean(handle, index, v),
        int v => NativeMethods.duckdb_bind_int32(handle, index, v),
        long v => NativeMethods.duckdb_bind_int64(handle, index, v),
        double v => NativeMethods.duckdb_bind_double(handle, index, v),
        decimal v => NativeMethods.duckdb_bind_decimal(handle, index, ToNative(v)),
        DateOnly v => NativeMethods.duckdb_bind_date(handle, index, new NativeDate { Days = v.DayNumber - ColumnVector.UnixEpochDay }),
        DateTime v => NativeMethods.duckdb_bind_timestamp(handle, index, ToNative(v.Ticks)),
        DateTimeOffset v => NativeMethods.duckdb_bind_timestamp_tz(handle, index, ToNative(v.UtcTicks)),
        string v => BindText(index, v),
        byte[] v => BindBlob(index, v),
        _ => throw new ArgumentException($"A parameter cannot be a {value.GetType().Name}; see SqlStatement.", nameof(value)),
    };

    private int BindText(ulong index, string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        fixed (byte* pointer = bytes)
        {
            byte none;
            return NativeMethods.duckdb_bind_varchar_length(handle, index, bytes.Length == 0 ? &none : pointer, (ulong)bytes.Length);
        }
    }

    private int BindBlob(ulong index, byte[] value)
    {
        fixed (byte* pointer = value)
        {
            byte none;
            return NativeMethods.duckdb_bind_blob(handle, index, value.Length == 0 ? &none : pointer, (ulong)value.Length);
        }
    }

    private static NativeTimestamp ToNative(long ticks) =>
        new() { Micros = (ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond };

    private static NativeDecimal ToNative(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var scale = (byte)(bits[3] >> 16);
        var magnitude = ((UInt128)(uint)bits[2] << 64) | ((UInt128)(uint)bits[1] << 32) | (uint)bits[0];
        var signed = bits[3] < 0 ? -(Int128)magnitude : (Int128)magnitude;
        return new NativeDecimal
        {
            Width = Math.Max(Digits(magnitude), scale),
            Scale = scale,
            Lower = (ulong)signed,
            Upper = (long)(signed >> 64),
        };
    }

    private static byte Digits(UInt128 value)
    {
        byte digits = 1;
        for (; value >= 10; value /= 10)
        {
            digits++;
        }

        return digits;
    }
}
