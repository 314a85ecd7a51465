using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authentication;
using Suwen.Security;
using Suwen.Security.Users;
using Suwen.Server.Health;
using Suwen.Server.Ingest;
using Suwen.Server.Landing;
using Suwen.Server.Overview;
using Suwen.Server.Persons;
using Suwen.Server.Quarantine;
using Suwen.Server.Session;
using Suwen.Server.Sql;

namespace Suwen.Server.Http;

/// <summary>The HTTP side of the host: services, pipeline and endpoints.</summary>
internal static class WebHost
{
    /// <summary>Services that do not depend on a data folder.</summary>
    public static void AddHttp(IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options =>
        {
            // Numbers are numbers: the default of the web also reads them from strings, which would make every number of the API "integer or string".
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        });
        services.AddAuthentication(SessionAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionAuthentication.SchemeName, null);
        services.AddLoginLimit();
        services.AddApiDocument();
    }

    /// <summary>Every endpoint of the host, one line per area.</summary>
    public static void MapEndpoints(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api");
        api.MapHealthApi();
        api.MapSessionApi();
        api.MapOverviewApi();
        api.MapQuarantineApi();
        api.MapPersonsApi();
        api.MapLandingApi();
        api.MapSqlApi();
        api.MapIngestApi();
    }
}
