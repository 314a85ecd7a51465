using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Suwen.Security.Audit;

namespace Suwen.Security;

/// <summary>Middleware behind routing and authentication: lets a request reach its endpoint only as the endpoint declares, and writes the audit.</summary>
public sealed class PermissionEnforcement
{
    private readonly RequestDelegate next;

    public PermissionEnforcement(RequestDelegate next)
    {
        this.next = next;
    }

    public async Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();

        // What is no route is the router's own refusal (405, 415), which holds nothing.
        if (endpoint is not RouteEndpoint || endpoint.Metadata.GetMetadata<AnonymousDeclaration>() is not null)
        {
            await next(context);
            return;
        }

        var name = EndpointPermissions.NameOf(endpoint);
        if (endpoint.Metadata.GetMetadata<PermissionDeclaration>() is not { } needed)
        {
            // Cannot be reached while the build's check and the check at start hold; an endpoint added at run time still gets no free pass.
            await new Problem(StatusCodes.Status500InternalServerError, "Undeclared endpoint", "platform", "The endpoint declares no permission.", name, "Report this to the operator of the platform.").WriteAsync(context);
            return;
        }

        if (context.User.Identity?.IsAuthenticated != true)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await Problem.SignInNeeded(name).WriteAsync(context);
            return;
        }

        if (!Authorisation.IsGranted(context.User, needed.Permission))
        {
            await Problem.Denied(needed.Permission, name).WriteAsync(context);
            Write(context, needed, name, "denied");
            return;
        }

        await RunAsync(context, needed, name, Permission.IsAudited(needed.Permission) || endpoint.Metadata.GetMetadata<AuditedDeclaration>() is not null);
    }

    private async Task RunAsync(HttpContext context, PermissionDeclaration needed, string name, bool isAudited)
    {
        var outcome = "failed";
        try
        {
            await next(context);
            outcome = context.Response.StatusCode < 400 ? "ok" : "status-" + context.Response.StatusCode;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            outcome = "cancelled";
            throw;
        }
        finally
        {
            if (isAudited)
            {
                Write(context, needed, name, outcome);
            }
        }
    }

    private static void Write(HttpContext context, PermissionDeclaration needed, string name, string outcome)
    {
        var audit = (AuditLog?)context.RequestServices.GetService(typeof(AuditLog));
        var person = context.Features.Get<AuditedPerson>()?.PersonId;
        audit?.Write(new AuditEvent(context.User.Identity?.Name ?? "?", name, needed.Permission, needed.Resource, person, needed.Purpose, outcome));
    }
}

/// <summary>The person whose data a request shows; a handler sets it so that the audit can name the internal id.</summary>
public sealed record AuditedPerson(long PersonId);

/// <summary>Registers <see cref="PermissionEnforcement"/>.</summary>
public static class PermissionEnforcementRegistration
{
    public static IApplicationBuilder UsePermissions(this IApplicationBuilder app) => app.UseMiddleware<PermissionEnforcement>();
}
