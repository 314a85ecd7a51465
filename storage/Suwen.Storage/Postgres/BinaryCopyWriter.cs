using System.Buffers;
using System.Buffers.Binary;
using Suwen.Storage.Schema;

namespace Suwen.Storage.Postgres;

/// <summary>Writes batches in PostgreSQL's binary COPY format (documentation of COPY, "Binary Format") straight from their lanes.</summary>
internal sealed class BinaryCopyWriter : IDisposable
{
    private const int BufferSize = 256 * 1024;

    // Signature, flags, length of the header extension.
    private static ReadOnlySpan<byte> Header => [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly Stream stream;
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private int used;

    public BinaryCopyWriter(Stream stream)
    {
        this.stream = stream;
    }

    public async Task WriteAsync(ColumnBatch rows, CancellationToken cancellationToken)
    {
        Check(rows);
        Header.CopyTo(buffer);
        used = Header.Length;
        var row = 0;
        while (row < rows.RowCount)
        {
            row = Fill(rows, row);
            await stream.WriteAsync(buffer.AsMemory(0, used), cancellationToken).ConfigureAwait(false);
            used = 0;
        }

        await stream.WriteAsync(new byte[] { 0xFF, 0xFF }, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }

    /// <summary>What the server would refuse with the value in its message is refused here, by the name of the column.</summary>
    private static void Check(ColumnBatch rows)
    {
        for (var i = 0; i < rows.Columns.Count; i++)
        {
            var vector = rows[i];
            if (vector.Type is not (ColumnType.Text or ColumnType.Json) || vector.Count == 0)
            {
                continue;
            }

            if (vector.Heap.Contains((byte)0))
            {
                throw new WarehouseException(WarehouseFault.Statement, $"PostgreSQL cannot hold the character U+0000, which a value of column {rows.Columns[i].Name} has.");
            }

            if (!TextCheck.IsUtf8(vector.Heap, 0, vector.Lanes))
            {
                throw TextCheck.NotUtf8(rows.Columns[i].Name);
            }
        }
    }

    /// <summary>Fills the buffer with whole rows, at least one, and answers the first row that did not go in.</summary>
    private int Fill(ColumnBatch rows, int row)
    {
        var width = rows.Columns.Count;
        for (; row < rows.RowCount && used < BufferSize / 2; row++)
        {
            BinaryPrimitives.WriteInt16BigEndian(Room(2), (short)width);
            used += 2;
            for (var i = 0; i < width; i++)
            {
                Write(rows[i], row);
            }
        }

        return row;
    }

    private void Write(ColumnVector vector, int row)
    {
        if (vector.IsNull(row))
        {
            Length(-1);
            return;
        }

        switch (vector.Type)
        {
            case ColumnType.Boolean:
                Length(1);
                Room(1)[0] = (byte)vector.Lane(row);
                used++;
                break;
            case ColumnType.Int32:
                Int32((int)vector.Lane(row));
                break;
            case ColumnType.Date:
                Int32((int)vector.Lane(row) - PostgresParameters.EpochDays);
                break;
            case ColumnType.Int64 or ColumnType.Double:
                Int64(vector.Lane(row));
                break;
            case ColumnType.Timestamp or ColumnType.TimestampTz:
                Int64(vector.Lane(row) - PostgresParameters.EpochMicroseconds);
                break;
            case ColumnType.Decimal:
                Numeric(vector.Lane(row));
                break;
            default:
                var bytes = vector.Bytes(row);
                Length(bytes.Length);
                bytes.CopyTo(Room(bytes.Length));
                used += bytes.Length;
                break;
        }
    }

    private void Int32(int value)
    {
        Length(4);
        BinaryPrimitives.WriteInt32BigEndian(Room(4), value);
        used += 4;
    }

    private void Int64(long value)
    {
        Length(8);
        BinaryPrimitives.WriteInt64BigEndian(Room(8), value);
        used += 8;
    }

    /// <summary>
    /// PostgreSQL's numeric is a row of digits in base 10,000; a lane is the value times 10,000, so the lane's digits in that
    /// base are the value's, and the last of them is the fraction.
    /// </summary>
    private void Numeric(long lane)
    {
        Span<short> digits = stackalloc short[5];
        var count = 0;
        for (var rest = Int128.Abs(lane); rest > 0; rest /= 10_000)
        {
            digits[count++] = (short)(rest % 10_000);
        }

        Length(8 + (2 * count));
        var room = Room(8 + (2 * count));
        BinaryPrimitives.WriteInt16BigEndian(room, (short)count);
        BinaryPrimitives.WriteInt16BigEndian(room[2..], (short)(count - 2));
        BinaryPrimitives.WriteUInt16BigEndian(room[4..], (ushort)(lane < 0 ? 0x4000 : 0));
        BinaryPrimitives.WriteInt16BigEndian(room[6..], 4);
        for (var i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteInt16BigEndian(room[(8 + (2 * i))..], digits[count - 1 - i]);
        }

        used += 8 + (2 * count);
    }

    private void Length(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(Room(4), value);
        used += 4;
    }

    private Span<byte> Room(int length)
    {
        if (buffer.Length - used < length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(checked(used + Math.Max(length, buffer.Length)));
            buffer.AsSpan(0, used).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }

        return buffer.AsSpan(used, length);
    }
}
