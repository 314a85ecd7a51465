using Suwen.Storage;

namespace Suwen.Governance.Terminology;

/// <summary>How often rows have a code that means nothing yet.</summary>
/// <param name="Table">The table of the rows.</param>
/// <param name="Stem">The domain of the code: <c>condition</c>.</param>
/// <param name="Source">The source.</param>
/// <param name="Code">The code.</param>
/// <param name="Name">What the source calls it; empty where it does not say.</param>
/// <param name="Rows">Number of rows.</param>
public sealed record UnmappedCode(string Table, string Stem, string Source, SourceCode Code, string Name, long Rows);

/// <summary>How often rows have a code.</summary>
/// <param name="Code">The code.</param>
/// <param name="Name">What a source calls it; empty where none says.</param>
/// <param name="Rows">Number of rows.</param>
public sealed record UsedCode(SourceCode Code, string Name, long Rows);

/// <summary>How many rows of a source and table have a standard concept.</summary>
/// <param name="Source">The source.</param>
/// <param name="Table">The table.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Mapped">Rows with a standard concept.</param>
public sealed record MappedShare(string Source, string Table, long Rows, long Mapped);

/// <summary>Reads where codes stand on the rows.</summary>
public static class CodeUsage
{
    /// <summary>The codes without a standard concept, the most frequent first; those decided to have no equivalent are not among them.</summary>
    /// <param name="warehouse">The warehouse.</param>
    /// <param name="meanings">What codes mean now.</param>
    /// <param name="source">Only of this source; null for all.</param>
    /// <param name="limit">The most that are answered.</param>
    /// <param name="scope">Who reads.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<IReadOnlyList<UnmappedCode>> UnmappedAsync(IWarehouse warehouse, CodeMeanings meanings, string? source, int limit, ReadScope scope, CancellationToken cancellationToken)
    {
        var codes = new List<UnmappedCode>();
        foreach (var coded in CodedColumns.All)
        {
            await ForEachAsync(warehouse, new SqlStatement(TerminologySql.Unmapped(coded), source), scope, (rows, i) =>
            {
                var code = new UnmappedCode(coded.Table.Name, coded.Stem, rows[0].Text(i), new SourceCode(rows[1].Text(i), rows[2].Text(i)), rows[3].IsNull(i) ? "" : rows[3].Text(i), rows[4].Lane(i));
                if (meanings.MapOf(code.Source, code.Code) is null)
                {
                    codes.Add(code);
                }
            }, cancellationToken);
        }

        codes.Sort(static (a, b) => a.Rows != b.Rows ? b.Rows.CompareTo(a.Rows) : string.CompareOrdinal(a.Source + a.Code, b.Source + b.Code));
        return codes.Count > limit ? codes.GetRange(0, limit) : codes;
    }

    /// <summary>The share of rows with a standard concept, by source and table.</summary>
    public static async Task<IReadOnlyList<MappedShare>> SharesAsync(IWarehouse warehouse, ReadScope scope, CancellationToken cancellationToken)
    {
        var shares = new List<MappedShare>();
        foreach (var coded in CodedColumns.All)
        {
            await ForEachAsync(warehouse, TerminologySql.Shares(coded), scope, (rows, i) => shares.Add(new MappedShare(rows[0].Text(i), coded.Table.Name, rows[1].Lane(i), rows[2].Lane(i))), cancellationToken);
        }

        return shares;
    }

    /// <summary>The codes of some vocabularies that rows have, where the source has not stated the standard concept itself.</summary>
    public static async Task<IReadOnlyList<UsedCode>> UsedAsync(IWarehouse warehouse, Func<string, bool> isWanted, ReadScope scope, CancellationToken cancellationToken)
    {
        var used = new Dictionary<SourceCode, UsedCode>();
        foreach (var coded in CodedColumns.All)
        {
            await ForEachAsync(warehouse, TerminologySql.Used(coded), scope, (rows, i) =>
            {
                if (isWanted(rows[0].Text(i)))
                {
                    var code = new SourceCode(rows[0].Text(i), rows[1].Text(i));
                    var before = used.GetValueOrDefault(code);
                    used[code] = new UsedCode(code, before?.Name is { Length: > 0 } name ? name : rows[2].IsNull(i) ? "" : rows[2].Text(i), (before?.Rows ?? 0) + rows[3].Lane(i));
                }
            }, cancellationToken);
        }

        return [.. used.Values];
    }

    /// <summary>How many rows of some codes got another meaning in a load.</summary>
    public static async Task<long> RemappedAsync(IWarehouse warehouse, IReadOnlySet<SourceCode> codes, long loadId, ReadScope scope, CancellationToken cancellationToken)
    {
        var count = 0L;
        foreach (var coded in CodedColumns.All)
        {
            await ForEachAsync(warehouse, new SqlStatement(TerminologySql.RemappedRows(coded), loadId), scope, (rows, i) =>
                count += codes.Contains(new SourceCode(rows[0].Text(i), rows[1].Text(i))) ? rows[2].Lane(i) : 0, cancellationToken);
        }

        return count;
    }

    /// <summary>Reads what codes mean now.</summary>
    public static Task<CodeMeanings> MeaningsAsync(IWarehouse warehouse, ReadScope scope, CancellationToken cancellationToken) =>
        CodeMeanings.ReadAsync(statement => warehouse.QueryAsync(statement, scope, cancellationToken), cancellationToken);

    private static async Task ForEachAsync(IWarehouse warehouse, SqlStatement statement, ReadScope scope, Action<ColumnBatch, int> take, CancellationToken cancellationToken)
    {
        await using var result = await warehouse.QueryAsync(statement, scope, cancellationToken);
        while (await result.NextAsync(cancellationToken) is { } rows)
        {
            for (var i = 0; i < rows.RowCount; i++)
            {
                take(rows, i);
            }
        }
    }
}
