using Suwen.Governance.Gate;
using Suwen.Security;
using Suwen.Storage;
using Suwen.Storage.Landing;

namespace Suwen.Server.Node;

/// <content>Rebuilding the warehouse.</content>
internal sealed partial class SuwenNode
{
    private static readonly string[] WarehouseSchemas = ["cdm", "history", "cdr", "sys"];

    /// <summary>
    /// Makes the warehouse again from the landing area. With DuckDB the new one is built in a file beside the old one, which answers
    /// until the moment of the exchange; with PostgreSQL the schemas are made anew in place. Doors go on landing meanwhile.
    /// </summary>
    public async Task RebuildAsync(CancellationToken cancellationToken)
    {
        await maintenance.WaitAsync(cancellationToken);
        try
        {
            await StopLoadingAsync();
            try
            {
                if (Settings.Warehouse is null)
                {
                    await RebuildFileAsync(cancellationToken);
                }
                else
                {
                    await RebuildInPlaceAsync(cancellationToken);
                }
            }
            finally
            {
                await Gate.DisposeAsync();
                Gate = await OpenGateAsync(warehouse, Journal, Keys, Settings, Folder, Time, logger, CancellationToken.None);
                StartLoading();
            }

            await WaitUntilLoadedAsync(Journal.End, cancellationToken);
        }
        finally
        {
            maintenance.Release();
        }
    }

    private async Task RebuildFileAsync(CancellationToken cancellationToken)
    {
        DeleteDatabase(Folder.RebuiltWarehouse);
        var fresh = await OpenWarehouseAsync(Folder.RebuiltWarehouse, Settings, cancellationToken);
        try
        {
            await LoadAllAsync(fresh, cancellationToken);
        }
        catch
        {
            await fresh.DisposeAsync();
            DeleteDatabase(Folder.RebuiltWarehouse);
            throw;
        }

        await fresh.DisposeAsync();
        await warehouse.ReplaceAsync(() =>
        {
            // A write-ahead log of the old file must not be taken for one of the new file.
            File.Delete(Folder.Warehouse + ".wal");
            File.Move(Folder.RebuiltWarehouse, Folder.Warehouse, overwrite: true);
            return OpenWarehouseAsync(Folder.Warehouse, Settings, CancellationToken.None);
        });
    }

    private async Task RebuildInPlaceAsync(CancellationToken cancellationToken)
    {
        await using (var transaction = await warehouse.BeginAsync(cancellationToken))
        {
            foreach (var schema in WarehouseSchemas)
            {
                await transaction.ExecuteAsync($"drop schema if exists {schema} cascade", cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
        }

        await Migrations.MigrateAsync(warehouse, cancellationToken);
    }

    private async Task LoadAllAsync(IWarehouse fresh, CancellationToken cancellationToken)
    {
        await using var gate = await OpenGateAsync(fresh, Journal, Keys, Settings, Folder, Time, logger, cancellationToken);
        await gate.DrainAsync(cancellationToken);
    }

    private static void DeleteDatabase(string file)
    {
        File.Delete(file);
        File.Delete(file + ".wal");
    }
}
