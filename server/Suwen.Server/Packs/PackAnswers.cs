using Suwen.Scenarios;
using Suwen.Security;
using Suwen.Security.Grading;
using Suwen.Server.Http;
using Suwen.Server.Node;
using Suwen.Server.Sql;
using Suwen.Storage;

namespace Suwen.Server.Packs;

/// <summary>Rows of a pack, or why there are none.</summary>
internal sealed record PackAnswer(PackRows? Rows, ProblemAnswer? Refusal);

/// <summary>Reads rows of packs for a viewer, as the API, the portal and exports show them.</summary>
internal static class PackAnswers
{
    public static async Task<PackAnswer> ReadAsync(SuwenNode node, Pack pack, PackRowsRequest request, ReadScope scope, int limit, CancellationToken cancellationToken)
    {
        var set = SetOf(node, pack);
        var standing = await node.Packs.StandingAsync(pack.Id, cancellationToken);
        var asOf = standing.Values.Select(static s => s.AsOf).FirstOrDefault(static a => a.Length > 0);
        if (PackQuery.Of(pack, request, c => PackParameters.Condition(pack, c, set, asOf, node.Warehouse.Dialect), limit + 1) is not { } query)
        {
            return new PackAnswer(null, ProblemAnswer.NotFound("The pack has no such view, rule or result.", "view"));
        }

        if (query.Fault is { } fault)
        {
            return new PackAnswer(null, ProblemAnswer.BadRequest(fault, "filters", "The columns are those of the result."));
        }

        if (standing.GetValueOrDefault(query.Result.Name) is not { } stands)
        {
            return new PackAnswer(new PackRows(query.Result.Name, [.. query.Columns.Select(PackViews.ColumnOf)], [], false, [], null, "never-run", (int)DataLevel.Public), null);
        }

        return await RunAsync(pack, query, scope, stands.AsOf, stands.StaleReason, limit, node, cancellationToken);
    }

    /// <summary>The site's values of parameters; the pack's own where the site's do not fit.</summary>
    public static IReadOnlyDictionary<string, string> SetOf(SuwenNode node, Pack pack)
    {
        try
        {
            return node.Packs.ParametersOf(pack);
        }
        catch (SuwenFault)
        {
            return new Dictionary<string, string>();
        }
    }

    private static async Task<PackAnswer> RunAsync(Pack pack, PackQuery query, ReadScope scope, string asOf, string? stale, int limit, SuwenNode node, CancellationToken cancellationToken)
    {
        var masks = scope.Tables!.GetValueOrDefault($"{pack.Schema}.{query.Result.Name}")?.Masks;
        try
        {
            var rows = new List<IReadOnlyList<object?>>();
            await using var answer = await UserSql.RunAsync(node.Warehouse, query.Statement, scope, UserSqlLimits.Default, cancellationToken);
            while (rows.Count <= limit && await answer.NextAsync(cancellationToken) is { } batch)
            {
                for (var row = 0; row < batch.RowCount; row++)
                {
                    rows.Add([.. Enumerable.Range(0, batch.Columns.Count).Select(c => UserQuestions.JsonValueOf(batch[c].Value(row)))]);
                }
            }

            var isTruncated = rows.Count > limit;
            return new PackAnswer(
                new PackRows(
                    query.Result.Name, [.. query.Columns.Select(PackViews.ColumnOf)], isTruncated ? rows[..limit] : rows, isTruncated,
                    [.. query.Columns.Select(static c => c.Name).Where(c => masks?.ContainsKey(c) == true)], asOf, stale,
                    (int)UserQuestions.LevelOf(node, scope, query.Statement.Text)),
                null);
        }
        catch (WarehouseException e) when (e.Fault is WarehouseFault.Statement or WarehouseFault.Limit)
        {
            return new PackAnswer(null, new ProblemAnswer(new Problem(400, "The rows cannot be read", "caller", e.Message, query.Result.Name, "Run the pack again; narrow the filters.")));
        }
    }
}
