using System.Collections.Concurrent;
using System.Security.Claims;
using Suwen.Security;
using Suwen.Security.Grading;
using Suwen.Server.Http;
using Suwen.Server.Node;
using Suwen.Storage;
using Suwen.Storage.Landing;

namespace Suwen.Server.Landing;

/// <summary>
/// Whether a reader may see bytes as they were received. They cannot be masked, so they are of the level of what is in them: 4, since
/// messages name their person, and 5 where a row that was read from them is of a disease of level 5.
/// </summary>
internal static class SensitiveBytes
{
    private static readonly ConcurrentDictionary<bool, string> Texts = new();

    /// <summary>True when the reader's level for the purpose reaches what the record, or any record of the entry, holds.</summary>
    public static async Task<bool> MayReadAsync(SuwenNode node, ClaimsPrincipal user, string purpose, LandingPosition position, int? record, CancellationToken cancellationToken)
    {
        var reach = Authorisation.Policy.ReachOf(user, Permission.LandingRead, purpose);
        return reach.Clear switch
        {
            DataLevel.Minimal => true,
            < DataLevel.Narrow => false,
            _ => !await HoldsLevelFiveAsync(node, position, record, cancellationToken),
        };
    }

    private static async Task<bool> HoldsLevelFiveAsync(SuwenNode node, LandingPosition position, int? record, CancellationToken cancellationToken)
    {
        var text = Texts.GetOrAdd(record is not null, StatementFor);
        var statement = record is { } number ? new SqlStatement(text, position.Value, (long)number) : new SqlStatement(text, position.Value);
        var rows = await node.Warehouse.ReadAsync(statement, Authorisation.ForPlatform("grade-of-bytes"), static (b, r) => b[0].Lane(r), cancellationToken);
        return rows.Count > 0;
    }

    /// <summary>The tables with such rows and their predicates are the platform's own content; position and record are bound.</summary>
    private static string StatementFor(bool hasRecord) => string.Join(
        " union all ",
        SensitiveRows.Tables.Select(t => $"select entry_position from cdr.\"{t}\" where entry_position = $1{(hasRecord ? " and record_number = $2" : "")} and not ({SensitiveRows.OrdinaryRowsOf(t)})")
            .Append($"select entry_position from cdr.cn_variant where entry_position = $1{(hasRecord ? " and record_number = $2" : "")}")) + " limit 1";

    /// <summary>The answer to a reader whose level does not reach.</summary>
    public static ProblemAnswer Refused() =>
        new(new Problem(StatusCodes.Status403Forbidden, "Level not reached", "caller", "The bytes hold data of a level that your roles do not reach for this purpose.", "position", "Ask someone whose role reaches that level, or ask the data-security officer."));
}
