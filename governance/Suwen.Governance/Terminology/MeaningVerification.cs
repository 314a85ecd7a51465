using System.Globalization;
using Suwen.Governance.Verification;
using Suwen.Storage;

namespace Suwen.Governance.Terminology;

/// <summary>Checks that every concept on a row is what the decisions and tables of today say of its code.</summary>
internal static class MeaningVerification
{
    public static async Task<VerificationCheck> CheckAsync(IWarehouse warehouse, ReadScope scope, CancellationToken cancellationToken)
    {
        var meanings = await CodeMeanings.ReadAsync(statement => warehouse.QueryAsync(statement, scope, cancellationToken), cancellationToken);
        var names = await SourceNamesAsync(warehouse, scope, cancellationToken);
        long stale = 0, rows = 0;
        var first = "";
        foreach (var coded in CodedColumns.All)
        {
            await using var result = await warehouse.QueryAsync(TerminologySql.AllCodedRows(coded), scope, cancellationToken);
            while (await result.NextAsync(cancellationToken) is { } batch)
            {
                for (var i = 0; i < batch.RowCount; i++)
                {
                    var standing = CodedRows.Read(batch, i);
                    rows += standing.Rows;
                    var source = names.GetValueOrDefault(standing.Source, "");
                    if (standing.Today(meanings, source, coded.Stem) != (standing.Concept, standing.SourceConcept))
                    {
                        stale += standing.Rows;
                        first = first.Length > 0 ? first : string.Create(CultureInfo.InvariantCulture, $" First: {coded.Table.Name} of {source}, {standing.Rows:N0} rows of one code of {(standing.Code.Vocabulary.Length == 0 ? "no vocabulary" : standing.Code.Vocabulary)}. Run suwen rebuild.");
                    }
                }
            }
        }

        return new VerificationCheck("concepts.current", stale == 0, stale, rows, "Every concept on a row is what the mappings of today say of its code, or what its source has stated." + first);
    }

    private static async Task<Dictionary<int, string>> SourceNamesAsync(IWarehouse warehouse, ReadScope scope, CancellationToken cancellationToken)
    {
        var names = new Dictionary<int, string>();
        await using var result = await warehouse.QueryAsync("select source_id, source_name from sys.source", scope, cancellationToken);
        while (await result.NextAsync(cancellationToken) is { } batch)
        {
            for (var i = 0; i < batch.RowCount; i++)
            {
                names[(int)batch[0].Lane(i)] = batch[1].Text(i);
            }
        }

        return names;
    }
}
