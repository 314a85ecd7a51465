using System.Net;
using System.Text.Json.Serialization;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;
using Suwen.Security.Audit;
using Suwen.Security.Users;
using Suwen.Security;
using Suwen.Server.Analyses;
using Suwen.Server.Catalogue;
using Suwen.Server.Cleaning;
using Suwen.Server.Cohorts;
using Suwen.Server.Collection;
using Suwen.Server.CommandLine;
using Suwen.Server.Deidentification;
using Suwen.Server.Fhir;
using Suwen.Server.Grading;
using Suwen.Server.Health;
using Suwen.Server.Ingest;
using Suwen.Server.Landing;
using Suwen.Server.Lineage;
using Suwen.Server.MasterIndex;
using Suwen.Server.Node;
using Suwen.Server.Overview.Region;
using Suwen.Server.Overview;
using Suwen.Server.Payment;
using Suwen.Server.Persons;
using Suwen.Server.Packs;
using Suwen.Server.Pipelines;
using Suwen.Server.Quality;
using Suwen.Server.Quarantine;
using Suwen.Server.Session;
using Suwen.Server.Sql;
using Suwen.Server.Terms;
using Suwen.Sources.Fhir;

namespace Suwen.Server.Http;

/// <summary>The HTTP side of the host: services, pipeline and endpoints.</summary>
internal static class WebHost
{
    /// <summary>The server on an open node.</summary>
    public static WebApplication Create(SuwenNode node, ServeOptions options, LocalSocket socket)
    {
        var builder = NewBuilder();
        builder.Services.AddSingleton(node);
        builder.Services.AddSingleton(node.Users);
        builder.Services.AddSingleton(node.Audit);
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddScoped(services => FhirNode.BackendOf(node, services.GetRequiredService<IHttpContextAccessor>().HttpContext!.User));
        builder.Services.AddSingleton<RegionCache>();
        builder.Services.AddSingleton<CollectionWatch>();
        builder.Services.AddSingleton<QualityWatch>();
        builder.Services.AddSingleton<CatalogueDesk>();
        builder.Services.AddSingleton<AnalysisDesk>();
        builder.Services.AddSingleton<CohortShelf>();
        builder.Services.AddSingleton<PaymentDesk>();
        builder.Services.AddHostedService(static services => services.GetRequiredService<RegionCache>());
        builder.Services.AddHostedService(static services => services.GetRequiredService<CollectionWatch>());
        builder.Services.AddSingleton(IdentityCases.Open(node));
        builder.Services.AddSingleton<IdentityIndex>();
        builder.Services.AddSingleton<IdentityQueue>();
        builder.Services.AddHostedService(static services => services.GetRequiredService<IdentityIndex>());
        builder.Services.AddHostedService<Inbox>();
        builder.Services.AddSingleton(node.Pipelines);
        builder.Services.AddHostedService<PipelineScheduler>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(options.ListenAny ? IPAddress.Any : IPAddress.Loopback, options.Port);
            socket.Listen(kestrel);
            MllpListener.Listen(kestrel, options);
        });
        MllpListener.AddServices(builder.Services, node);
        builder.WebHost.UseKestrelHttpsConfiguration();
        var app = builder.Build();
        Configure(app, socket);
        if (EndpointPermissions.Undeclared(EndpointsOf(app)) is { Count: > 0 } faults)
        {
            throw new SuwenFault(ExitCode.Fault, "platform", "The server does not start: " + string.Join(" ", faults), "endpoints", "This build is defective; use another.");
        }

        return app;
    }

    /// <summary>The same endpoints without a data folder, to look at what they declare.</summary>
    public static WebApplication CreateWithoutNode()
    {
        var builder = NewBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<SuwenNode>(static _ => throw new InvalidOperationException("No data folder is open."));
        builder.Services.AddSingleton<UserStore>(static _ => throw new InvalidOperationException("No data folder is open."));
        builder.Services.AddSingleton<AuditLog>(static _ => throw new InvalidOperationException("No data folder is open."));
        builder.Services.AddSingleton<RegionCache>();
        builder.Services.AddSingleton<CollectionWatch>();
        builder.Services.AddSingleton<QualityWatch>();
        builder.Services.AddSingleton<CatalogueDesk>();
        builder.Services.AddSingleton<AnalysisDesk>();
        builder.Services.AddSingleton<CohortShelf>();
        builder.Services.AddSingleton<PaymentDesk>();
        builder.Services.AddSingleton<IdentityCases>(static _ => throw new InvalidOperationException("No data folder is open."));
        builder.Services.AddSingleton<IdentityIndex>();
        builder.Services.AddSingleton<IdentityQueue>();
        builder.Services.AddSingleton<FhirBackend>(static _ => throw new InvalidOperationException("No data folder is open."));
        var app = builder.Build();
        Configure(app, new LocalSocket("", ""));
        return app;
    }

    public static IReadOnlyList<Endpoint> EndpointsOf(WebApplication app) => app.Services.GetRequiredService<EndpointDataSource>().Endpoints;

    private static WebApplicationBuilder NewBuilder()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Suwen", LogLevel.Information);

        // A build without the portal says so by answering 404; the framework's warning adds nothing.
        builder.Logging.AddFilter("Microsoft.AspNetCore.StaticFiles", LogLevel.Error);

        // That the server could not start is said in words on standard error; the host's stack trace helps nobody.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Services.Configure<ConsoleLoggerOptions>(static o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.AddSimpleConsole(static o =>
        {
            o.SingleLine = true;
            o.TimestampFormat = "yyyy-MM-ddTHH:mm:ssZ ";
            o.UseUtcTimestamp = true;
        });
        AddServices(builder.Services);
        return builder;
    }

    private static void AddServices(IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options =>
        {
            // Numbers are numbers: the default of the web also reads them from strings, which would make every number of the API "integer or string".
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        });
        // The core only: the rest of ASP.NET's authentication keeps keys of its own in the user's home, which nothing here needs.
        services.AddAuthenticationCore(static o => o.DefaultScheme = SessionAuthentication.SchemeName);
        services.AddWebEncoders();

        // The slim host knows no pattern constraint, which the portal's fallback route needs.
        services.AddRouting();
        services.AddSingleton(TimeProvider.System);
        new AuthenticationBuilder(services)
            .AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionAuthentication.SchemeName, null);
        services.AddLoginLimit();
        services.AddApiDocument();

        // The slim host leaves it out; the portal's fall-back needs it.
        services.Configure<RouteOptions>(static o => o.SetParameterPolicy<RegexInlineRouteConstraint>("regex"));

        // A bad parameter becomes an exception that RequestGuard puts into words, instead of an empty answer.
        services.Configure<RouteHandlerOptions>(static o => o.ThrowOnBadRequest = true);
    }

    private static void Configure(WebApplication app, LocalSocket socket)
    {
        app.UseMiddleware<RequestGuard>();
        app.UseSecurityHeaders();
        app.UsePortalFiles();
        app.UseRouting();
        app.UseRateLimiter();
        app.UseAuthentication();
        socket.Use(app);
        app.UsePermissions();
        MapEndpoints(app);
        app.UseEndpoints(static _ => { });
    }

    /// <summary>Every endpoint of the host, one line per area.</summary>
    private static void MapEndpoints(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api");
        api.MapHealthApi();
        api.MapSessionApi();
        api.MapOverviewApi();
        api.MapCollectionApi();
        api.MapQuarantineApi();
        api.MapCleaningApi();
        api.MapQualityApi();
        api.MapPersonsApi();
        api.MapMasterIndexApi();
        api.MapLandingApi();
        api.MapSqlApi();
        api.MapCohortsApi();
        api.MapAnalysesApi();
        api.MapDeidentificationApi();
        api.MapIngestApi();
        api.MapCatalogueApi();
        api.MapLineageApi();
        api.MapGradesApi();
        api.MapExportsApi();
        api.MapTermsApi();
        api.MapPipelinesApi();
        api.MapPacksApi();
        api.MapPaymentApi();
        app.MapFhirApi();
        app.MapFhirMatch();
        app.MapLocalCommandApi();
        app.MapPortal();
    }
}
