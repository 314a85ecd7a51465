using Suwen.Security;
using Suwen.Server.Http;
using Suwen.Server.Tests.Repository;

namespace Suwen.Server.Tests.Http;

public sealed class ApiDocumentTests
{
    /// <summary>The portal's client is generated from the committed document: a change of the API is a change of that file, reviewed like code.</summary>
    [Fact]
    public async Task The_committed_document_is_that_of_the_endpoints()
    {
        await using var app = WebHost.CreateWithoutNode();
        var made = await ApiDocument.WriteAsync(app.Services, default);
        made.ShouldBe(await File.ReadAllTextAsync(RepositoryRoot.At("server", "openapi.json")), "Run ./suwen openapi --out server/openapi.json and review the change.");
    }

    [Fact]
    public async Task Every_endpoint_declares_the_permission_it_needs()
    {
        await using var app = WebHost.CreateWithoutNode();
        var endpoints = WebHost.EndpointsOf(app);
        endpoints.Count.ShouldBeGreaterThan(20);
        EndpointPermissions.Undeclared(endpoints).ShouldBeEmpty();
    }

    /// <summary>What anyone may call is listed here too, so that an addition is seen twice.</summary>
    [Fact]
    public async Task Few_endpoints_may_be_called_by_anyone()
    {
        await using var app = WebHost.CreateWithoutNode();
        WebHost.EndpointsOf(app)
            .Where(e => e.Metadata.GetMetadata<AnonymousDeclaration>() is not null)
            .Select(EndpointPermissions.NameOf)
            .Order()
            .ShouldBe(["GET /api/health", "GET /fhir/metadata", "GET|HEAD ", "GET|HEAD {*path:regex(^(?!api/|fhir/|fhir$|api$).*$):nonfile}", "POST /api/session"]);
    }
}
