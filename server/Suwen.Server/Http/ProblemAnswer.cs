using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Suwen.Security;

namespace Suwen.Server.Http;

/// <summary>A typed result that answers a <see cref="Security.Problem"/>.</summary>
internal sealed class ProblemAnswer(Problem problem) : IResult, IEndpointMetadataProvider
{
    public Problem Problem => problem;

    public Task ExecuteAsync(HttpContext httpContext) => problem.WriteAsync(httpContext);

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        // The statuses differ from endpoint to endpoint; each states its own by WithProblems.
    }

    public static ProblemAnswer NotFound(string what, string where) =>
        new(new Problem(StatusCodes.Status404NotFound, "Not found", "caller", what, where, "Check the identifier; it may have been mistyped or retired."));

    public static ProblemAnswer Conflict(string what, string where, string whatToDo) =>
        new(new Problem(StatusCodes.Status409Conflict, "Not possible as things stand", "caller", what, where, whatToDo));

    public static ProblemAnswer BadRequest(string what, string where, string whatToDo) =>
        new(new Problem(StatusCodes.Status400BadRequest, "Bad request", "caller", what, where, whatToDo));
}

internal static class ProblemDeclarations
{
    /// <summary>Declares the statuses with which the endpoint answers a problem, for the API's document.</summary>
    public static TBuilder WithProblems<TBuilder>(this TBuilder builder, params int[] statuses)
        where TBuilder : IEndpointConventionBuilder
    {
        foreach (var status in statuses)
        {
            builder.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(Problem), ["application/problem+json"]));
        }

        return builder;
    }
}
