using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Suwen.Security;
using Suwen.Server.Http;
using Suwen.Server.Node;

namespace Suwen.Server.Sql;

/// <summary>A question in SQL.</summary>
/// <param name="Sql">One SELECT statement over the catalogue's tables.</param>
/// <param name="Limit">At most so many rows are answered; 1,000 where not given, 10,000 at most.</param>
internal sealed record SqlRequest([property: Required] string Sql, int? Limit);

/// <summary>A column of an answer.</summary>
internal sealed record SqlColumn(string Name, string Type);

/// <summary>The answer to a question in SQL.</summary>
/// <param name="Columns">Its columns.</param>
/// <param name="Rows">Its rows; whole numbers beyond 2^53 are strings, times are ISO 8601, bytes are Base64.</param>
/// <param name="IsTruncated">True when there are more rows than were answered.</param>
/// <param name="ElapsedMilliseconds">Time that the engine took.</param>
/// <param name="Level">Level, 1 to 5, of what the statement reads; from 4 on the answer leaves the platform only as an approved export.</param>
internal sealed record SqlAnswer(IReadOnlyList<SqlColumn> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows, bool IsTruncated, double ElapsedMilliseconds, int Level);

/// <summary>SQL written by users, within what they may read.</summary>
internal static class SqlApi
{
    private const int DefaultLimit = 1000;
    private const int MaxLimit = 10_000;

    public static void MapSqlApi(this IEndpointRouteBuilder api) =>
        api.MapPost("/sql", RunAsync).WithName("runSql").WithTags("sql")
            .RequirePermission(Permission.SqlQuery, "sql")
            .WithProblems(400, 401, 403);

    private static async Task<Results<Ok<SqlAnswer>, ProblemAnswer>> RunAsync(SqlRequest request, HttpContext context, SuwenNode node, CancellationToken cancellationToken)
    {
        var limit = request.Limit ?? DefaultLimit;
        if (limit is < 1 or > MaxLimit)
        {
            return ProblemAnswer.BadRequest($"limit must be 1 to {MaxLimit}.", "limit", "Ask for fewer rows, or aggregate in SQL.");
        }

        var scope = Authorisation.ScopeFor(context.User, Permission.SqlQuery, Purpose.Research);
        return await UserQuestions.AnswerAsync(node, scope, request.Sql, limit, cancellationToken);
    }
}
