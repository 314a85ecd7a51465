using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace Suwen.Security.Tests.Permissions;

public sealed class EndpointPermissionsTests
{
    private static readonly RequestDelegate Reached = static context =>
    {
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Items["reached"] = true;
        return Task.CompletedTask;
    };

    [Fact]
    public void An_endpoint_that_declares_nothing_is_found() =>
        EndpointPermissions.Undeclared([Endpoint()]).ShouldHaveSingleItem().ShouldStartWith("/api/things/{id} declares no permission");

    [Fact]
    public void An_endpoint_that_declares_a_permission_and_that_anyone_may_call_is_found() =>
        EndpointPermissions.Undeclared([Endpoint(new PermissionDeclaration(Permission.PersonRead, "", ""), new AnonymousDeclaration("x"))]).ShouldHaveSingleItem().ShouldContain("declares a permission and that anyone may call it");

    [Fact]
    public void Endpoints_that_declare_one_thing_pass() =>
        EndpointPermissions.Undeclared([Endpoint(new PermissionDeclaration(Permission.PersonRead, "", "")), Endpoint(new AnonymousDeclaration("x"))]).ShouldBeEmpty();

    [Fact]
    public void A_permission_that_does_not_exist_cannot_be_required() =>
        Should.Throw<ArgumentException>(() => new Conventions().RequirePermission("person.raed"));

    [Fact]
    public void Anyone_may_call_only_for_a_reason() =>
        Should.Throw<ArgumentException>(() => new Conventions().AllowAnonymousBecause(" "));

    [Fact]
    public async Task A_caller_who_is_not_signed_in_does_not_reach_the_endpoint() =>
        (await RunAsync(Endpoint(new PermissionDeclaration(Permission.PersonRead, "", "")))).ShouldBe((401, false));

    [Fact]
    public async Task A_caller_without_the_permission_does_not_reach_the_endpoint() =>
        (await RunAsync(Endpoint(new PermissionDeclaration(Permission.PersonRead, "", "")), Role.Researcher)).ShouldBe((403, false));

    [Fact]
    public async Task A_caller_with_the_permission_reaches_the_endpoint() =>
        (await RunAsync(Endpoint(new PermissionDeclaration(Permission.PersonRead, "", "")), Role.Clinician)).ShouldBe((200, true));

    [Fact]
    public async Task An_undeclared_endpoint_is_not_reached_even_by_an_administrator() =>
        (await RunAsync(Endpoint(), Role.Administrator)).ShouldBe((500, false));

    private static async Task<(int Status, bool Reached)> RunAsync(Endpoint endpoint, string? role = null)
    {
        var context = new DefaultHttpContext { RequestServices = new ServiceCollection().BuildServiceProvider() };
        context.SetEndpoint(endpoint);
        if (role is not null)
        {
            context.User = Authorisation.Principal("someone", [role], "test");
        }

        await new PermissionEnforcement(Reached).InvokeAsync(context);
        return (context.Response.StatusCode, context.Items.ContainsKey("reached"));
    }

    private static RouteEndpoint Endpoint(params object[] metadata) =>
        new(Reached, RoutePatternFactory.Parse("/api/things/{id}"), 0, new EndpointMetadataCollection(metadata), null);

    private sealed class Conventions : IEndpointConventionBuilder
    {
        public void Add(Action<EndpointBuilder> convention)
        {
        }
    }
}
