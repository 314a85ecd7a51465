using System.Globalization;
using Npgsql;
using Suwen.Storage.Schema;

namespace Suwen.Storage.Postgres;

/// <summary>A result streamed from the server: rows beyond the batch stay in the socket.</summary>
internal sealed class PostgresQueryResult : IQueryResult
{
    private const int RowsPerBatch = 4096;
    private const int BytesPerBatch = 8 << 20;

    private readonly NpgsqlCommand command;
    private readonly NpgsqlDataReader reader;
    private readonly Func<ValueTask> released;
    private readonly ResultColumn[] columns;
    private readonly bool[] isNumeric;
    private readonly ColumnBatch batch;
    private bool ended;
    private bool disposed;

    private PostgresQueryResult(NpgsqlCommand command, NpgsqlDataReader reader, Func<ValueTask> released)
    {
        this.command = command;
        this.reader = reader;
        this.released = released;
        columns = new ResultColumn[reader.FieldCount];
        isNumeric = new bool[reader.FieldCount];
        for (var i = 0; i < columns.Length; i++)
        {
            var type = reader.GetDataTypeName(i);
            columns[i] = new ResultColumn(reader.GetName(i), TypeOf(type) ?? ColumnType.Text);
            isNumeric[i] = type.StartsWith("numeric", StringComparison.Ordinal);
        }

        batch = new ColumnBatch(columns, RowsPerBatch);
    }

    public IReadOnlyList<ResultColumn> Columns => columns;

    /// <summary>Starts a query. <paramref name="released"/> is awaited once, when the result is disposed.</summary>
    public static async Task<PostgresQueryResult> StartAsync(NpgsqlConnection connection, SqlStatement statement, Func<ValueTask> released, CancellationToken cancellationToken)
    {
        var command = PostgresWarehouse.Command(connection, statement);
        try
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            if (TextColumns(reader) is { } asText)
            {
                // Intervals, arrays, uuids and the like are asked for once more in the server's own text form.
                await CloseAsync(command, reader, ended: false).ConfigureAwait(false);
                command.UnknownResultTypeList = asText;
                reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            }

            if (reader.FieldCount == 0)
            {
                await CloseAsync(command, reader, ended: true).ConfigureAwait(false);
                throw new WarehouseException(WarehouseFault.Statement, "A query must be a SELECT; statements that change something go through a transaction.");
            }

            return new PostgresQueryResult(command, reader, released);
        }
        catch (Exception e)
        {
            await command.DisposeAsync().ConfigureAwait(false);
            if (PostgresErrors.IsMapped(e))
            {
                throw PostgresErrors.Create(e, cancellationToken);
            }

            throw;
        }
    }

    public async ValueTask<ColumnBatch?> NextAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (ended)
        {
            return null;
        }

        batch.Clear();
        var rows = 0;
        long bytes = 0;
        try
        {
            while (rows < RowsPerBatch && bytes < BytesPerBatch)
            {
                if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    ended = true;

                    // Npgsql reports an error of the end of the statement here only.
                    await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
                    break;
                }

                bytes += ReadRow();
                rows++;
            }
        }
        catch (Exception e) when (PostgresErrors.IsMapped(e))
        {
            throw PostgresErrors.Create(e, cancellationToken);
        }

        return rows == 0 ? null : batch;
    }

    public async ValueTask DisposeAsync()
    {
        if (!disposed)
        {
            disposed = true;
            await CloseAsync(command, reader, ended).ConfigureAwait(false);
            await command.DisposeAsync().ConfigureAwait(false);
            await released().ConfigureAwait(false);
        }
    }

    /// <summary>Without the cancellation, closing would first read every row that is left.</summary>
    private static async Task CloseAsync(NpgsqlCommand command, NpgsqlDataReader reader, bool ended)
    {
        if (!ended)
        {
            command.Cancel();
        }

        try
        {
            await reader.DisposeAsync().ConfigureAwait(false);
        }
        catch (NpgsqlException)
        {
            // The answer to the cancellation, or a connection that is gone; the rows are not wanted any more.
        }
    }

    private static bool[]? TextColumns(NpgsqlDataReader reader)
    {
        bool[]? list = null;
        for (var i = 0; i < reader.FieldCount; i++)
        {
            var type = reader.GetDataTypeName(i);
            if (TypeOf(type) is null || type == "jsonb")
            {
                list ??= new bool[reader.FieldCount];
                list[i] = true;
            }
        }

        return list;
    }

    private static ColumnType? TypeOf(string type) => type switch
    {
        "boolean" => ColumnType.Boolean,
        "smallint" or "integer" => ColumnType.Int32,
        "bigint" => ColumnType.Int64,
        "real" or "double precision" => ColumnType.Double,
        "date" => ColumnType.Date,
        "text" or "name" or "unknown" => ColumnType.Text,
        "bytea" => ColumnType.Blob,
        "json" or "jsonb" => ColumnType.Json,
        _ when type.StartsWith("timestamp", StringComparison.Ordinal) => type.EndsWith("with time zone", StringComparison.Ordinal) ? ColumnType.TimestampTz : ColumnType.Timestamp,
        _ when type.StartsWith("character", StringComparison.Ordinal) => ColumnType.Text,
        _ when type.StartsWith("numeric", StringComparison.Ordinal) => TypeOfNumeric(type),
        _ => null,
    };

    /// <summary>numeric(p,s) with up to four places is the canonical decimal; without a declared scale, as averages are, it is read as double.</summary>
    private static ColumnType TypeOfNumeric(string type)
    {
        var open = type.IndexOf('(', StringComparison.Ordinal);
        if (open < 0)
        {
            return ColumnType.Double;
        }

        var comma = type.IndexOf(',', open);
        var scale = comma < 0 ? 0 : int.Parse(type.AsSpan(comma + 1, type.Length - comma - 2), CultureInfo.InvariantCulture);
        return scale is >= 0 and <= 4 ? ColumnType.Decimal : ColumnType.Double;
    }

    private int ReadRow()
    {
        var bytes = 0;
        for (var i = 0; i < columns.Length; i++)
        {
            var vector = batch[i];
            if (reader.IsDBNull(i))
            {
                vector.AppendNull();
                continue;
            }

            switch (columns[i].Type)
            {
                case ColumnType.Boolean:
                    vector.Append(reader.GetBoolean(i) ? 1L : 0L);
                    break;
                case ColumnType.Int32:
                    vector.Append((long)reader.GetInt32(i));
                    break;
                case ColumnType.Int64:
                    vector.Append(reader.GetInt64(i));
                    break;
                case ColumnType.Double:
                    vector.Append(isNumeric[i] ? (double)reader.GetDecimal(i) : reader.GetDouble(i));
                    break;
                case ColumnType.Decimal:
                    vector.Append(decimal.ToInt64(reader.GetDecimal(i) * 10_000m));
                    break;
                case ColumnType.Date:
                    vector.Append(Infinite(reader.GetFieldValue<int>(i), int.MinValue, int.MaxValue, PostgresParameters.EpochDays));
                    break;
                case ColumnType.Timestamp or ColumnType.TimestampTz:
                    vector.Append(Infinite(reader.GetFieldValue<long>(i), long.MinValue, long.MaxValue, PostgresParameters.EpochMicroseconds));
                    break;
                default:
                    bytes += ReadBytes(vector, i);
                    break;
            }
        }

        return bytes;
    }

    /// <summary>PostgreSQL's infinities are the ends of the range and must not wrap around when the epoch is moved.</summary>
    private static long Infinite(long value, long first, long last, long epoch) =>
        value == first ? -long.MaxValue : value == last ? long.MaxValue : value + epoch;

    private int ReadBytes(ColumnVector vector, int column)
    {
        using var stream = reader.GetStream(column);
        var length = (int)stream.Length;
        stream.ReadExactly(vector.Reserve(length)[..length]);
        vector.Commit(length);
        return length;
    }
}
