using Suwen.Security;
using Suwen.Storage;

namespace Suwen.Server.Node;

/// <summary>Brings the names of sources in the warehouse to what suwen.json says, so that packs and SQL show the same as the portal. A source that it does not name goes by its own.</summary>
internal static class SourceNameSync
{
    public static async Task RunAsync(IWarehouse warehouse, NodeSettings settings, CancellationToken cancellationToken)
    {
        var wrong = new List<(string Source, string Name)>();
        await using (var rows = await warehouse.QueryAsync("select source_name, display_name from sys.source", Authorisation.ForPlatform("source names"), cancellationToken))
        {
            while (await rows.NextAsync(cancellationToken) is { } batch)
            {
                for (var row = 0; row < batch.RowCount; row++)
                {
                    var source = batch[0].Text(row);
                    var name = settings.SourceNames.GetValueOrDefault(source) ?? source;
                    if (batch[1].IsNull(row) || batch[1].Text(row) != name)
                    {
                        wrong.Add((source, name));
                    }
                }
            }
        }

        if (wrong.Count == 0)
        {
            return;
        }

        await using var transaction = await warehouse.BeginAsync(cancellationToken);
        foreach (var (source, name) in wrong)
        {
            await transaction.ExecuteAsync(new SqlStatement("update sys.source set display_name = $2 where source_name = $1", source, name), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }
}
