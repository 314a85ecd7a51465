using System.Globalization;
using Suwen.Security;
using Suwen.Storage;

namespace Suwen.Server.Node;

/// <content>Copying the warehouse for a backup.</content>
internal sealed partial class SuwenNode
{
    /// <summary>Copies the warehouse to a new file, as one committed state, and answers how many persons it holds.</summary>
    /// <remarks>A PostgreSQL warehouse is backed up by that server's own means; the landing area alone rebuilds it too.</remarks>
    public async Task<long> CopyWarehouseAsync(string file, CancellationToken cancellationToken)
    {
        await maintenance.WaitAsync(cancellationToken);
        try
        {
            if (Settings.Warehouse is null)
            {
                await CopyFileAsync(file, cancellationToken);
            }
        }
        finally
        {
            maintenance.Release();
        }

        var persons = await warehouse.ReadAsync("select count(*) from cdr.person", Authorisation.ForPlatform("backup"), static (b, r) => b[0].Lane(r), cancellationToken);
        return persons[0];
    }

    /// <summary>ATTACH and COPY FROM DATABASE in transactions of the one writer, so that the copy is one committed state.</summary>
    private async Task CopyFileAsync(string file, CancellationToken cancellationToken)
    {
        const string copy = "suwen_backup";
        var current = await warehouse.ReadAsync("select current_database()", Authorisation.ForPlatform("backup"), static (b, r) => b[0].Text(r), cancellationToken);
        await ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"attach '{file.Replace("'", "''", StringComparison.Ordinal)}' as {copy}"), cancellationToken);
        try
        {
            await ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"copy from database \"{current[0].Replace("\"", "\"\"", StringComparison.Ordinal)}\" to {copy}"), cancellationToken);
        }
        finally
        {
            await ExecuteAsync($"detach {copy}", CancellationToken.None);
        }
    }

    private async Task ExecuteAsync(string statement, CancellationToken cancellationToken)
    {
        await using var transaction = await warehouse.BeginAsync(cancellationToken);
        await transaction.ExecuteAsync(statement, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
