using Microsoft.AspNetCore.Http.HttpResults;
using Suwen.Security;

namespace Suwen.Server.Health;

/// <summary>That the server answers.</summary>
internal sealed record HealthState(string Status, string Version);

/// <summary>For load balancers and scripts that wait for the server.</summary>
internal static class HealthApi
{
    public static void MapHealthApi(this IEndpointRouteBuilder api) =>
        api.MapGet("/health", Get).WithName("getHealth").WithTags("health")
            .AllowAnonymousBecause("It says that the server runs and its version, and nothing of its data.");

    private static Ok<HealthState> Get() => TypedResults.Ok(new HealthState("ok", ProductVersion.Text));
}
