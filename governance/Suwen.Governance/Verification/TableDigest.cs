using Suwen.Storage;
using Suwen.Storage.Keys;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Verification;

/// <summary>
/// Number of rows of a table and a digest that does not depend on their order, made outside the engine so that two warehouses
/// can be compared whatever engine they run on. Load ids are left out: they tell when a row was written, not what it says.
/// </summary>
public sealed record TableDigest(string Table, long Rows, UInt128 Digest)
{
    /// <summary>Digests every table that records load, and what is made of the persons in them.</summary>
    public static async Task<IReadOnlyList<TableDigest>> OfWarehouseAsync(IWarehouse warehouse, ReadScope scope, CancellationToken cancellationToken)
    {
        var digests = new List<TableDigest>();
        foreach (var table in CanonicalModel.Tables.Where(t => t.IsLoaded || t.Name is "cn_golden_person" or "cn_person_alias"))
        {
            digests.Add(await OfTableAsync(warehouse, table, scope, cancellationToken));
        }

        return digests;
    }

    private static async Task<TableDigest> OfTableAsync(IWarehouse warehouse, Table table, ReadScope scope, CancellationToken cancellationToken)
    {
        var hash = new KeyedHash(new byte[16]);
        var names = table.Columns.Where(c => c.Name != "load_id").Select(c => $"\"{c.Name}\"");
        await using var result = await warehouse.QueryAsync($"select {string.Join(", ", names)} from {table.Schema}.\"{table.Name}\"", scope, cancellationToken);
        var bytes = new System.Buffers.ArrayBufferWriter<byte>(4096);
        long rows = 0;
        UInt128 sum = 0;
        while (await result.NextAsync(cancellationToken) is { } batch)
        {
            for (var i = 0; i < batch.RowCount; i++)
            {
                bytes.ResetWrittenCount();
                for (var c = 0; c < batch.Columns.Count; c++)
                {
                    WriteValue(bytes, batch[c], i);
                }

                sum += hash.Compute(bytes.WrittenSpan);
            }

            rows += batch.RowCount;
        }

        return new TableDigest(table.Name, rows, sum);
    }

    private static void WriteValue(System.Buffers.ArrayBufferWriter<byte> target, ColumnVector vector, int row)
    {
        var isNull = vector.IsNull(row);
        var value = isNull || !vector.IsBytes ? default : vector.Bytes(row);
        var span = target.GetSpan(9 + value.Length);
        span[0] = isNull ? (byte)0 : (byte)1;
        System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(span[1..], isNull ? 0 : vector.IsBytes ? value.Length : vector.Lane(row));
        value.CopyTo(span[9..]);
        target.Advance(9 + value.Length);
    }
}
