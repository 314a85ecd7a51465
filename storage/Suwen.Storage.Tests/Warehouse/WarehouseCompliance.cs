using System.Globalization;
using System.Text;
using Suwen.Storage.Schema;

namespace Suwen.Storage.Tests.Warehouse;

/// <summary>What every engine must do alike. One class per engine inherits it; see the partial files for its parts.</summary>
public abstract partial class WarehouseCompliance : IAsyncLifetime
{
    internal static readonly ReadScope Everything = new("tests", "test", null);

    protected static CancellationToken None => CancellationToken.None;

    protected IWarehouse Warehouse { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Warehouse = await OpenAsync();
    }

    public virtual async Task DisposeAsync() => await Warehouse.DisposeAsync();

    /// <summary>An empty database of its own, with schema cdr.</summary>
    protected abstract Task<IWarehouse> OpenAsync();

    protected async Task Execute(params string[] statements)
    {
        await using var transaction = await Warehouse.BeginAsync(None);
        foreach (var statement in statements)
        {
            await transaction.ExecuteAsync(statement, None);
        }

        await transaction.CommitAsync(None);
    }

    protected Task<object?> Scalar(string sql, params object?[] parameters) => Scalar(Warehouse, sql, parameters);

    protected static async Task<object?> Scalar(IWarehouse warehouse, string sql, params object?[] parameters)
    {
        var rows = await Rows(warehouse, sql, parameters);
        return rows.ShouldHaveSingleItem()[0];
    }

    protected Task<List<object?[]>> Rows(string sql, params object?[] parameters) => Rows(Warehouse, sql, parameters);

    protected static async Task<List<object?[]>> Rows(IWarehouse warehouse, string sql, params object?[] parameters)
    {
        await using var result = await warehouse.QueryAsync(new SqlStatement(sql, parameters), Everything, None);
        return await Read(result);
    }

    protected static async Task<List<object?[]>> Read(IQueryResult result)
    {
        var rows = new List<object?[]>();
        while (await result.NextAsync(None) is { } batch)
        {
            for (var row = 0; row < batch.RowCount; row++)
            {
                var values = new object?[result.Columns.Count];
                for (var column = 0; column < values.Length; column++)
                {
                    values[column] = batch[column].Value(row);
                }

                rows.Add(values);
            }
        }

        return rows;
    }

    /// <summary>A table with one column of every type, made by hand so that the model's own tables need not be there.</summary>
    internal static Table EveryType { get; } = new(0, "cdr", "every_type", "test",
    [
        .. Enum.GetValues<ColumnType>().Select((type, i) => new Column("c_" + type.ToString().ToLower(CultureInfo.InvariantCulture), type, ColumnRole.Value, false, null, false, 1) { Ordinal = i }),
    ]);

    protected Task CreateEveryType() => Execute(
        $"create table cdr.every_type ({string.Join(", ", EveryType.Columns.Select(c => $"{SqlName.Quote(c.Name)} {SqlName.Of(c.Type, Warehouse.Dialect)}"))})");

    protected static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
