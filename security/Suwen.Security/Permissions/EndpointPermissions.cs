using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Suwen.Security;

/// <summary>What an endpoint declares of the permission it needs; <see cref="PermissionEnforcement"/> acts on it.</summary>
/// <param name="Permission">One of <see cref="Security.Permission"/>.</param>
/// <param name="Resource">The kind of thing that is read or changed, for audit: <c>person</c>, <c>landing-entry</c>.</param>
/// <param name="Purpose">Why, as far as the endpoint knows: <c>treatment</c>, <c>operations</c>, <c>research</c>.</param>
public sealed record PermissionDeclaration(string Permission, string Resource, string Purpose);

/// <summary>What an endpoint declares that shows rows of persons under a permission whose other uses are not audited.</summary>
public sealed record AuditedDeclaration;

/// <summary>What an endpoint declares that anyone may call.</summary>
/// <param name="Reason">Why that is harmless.</param>
public sealed record AnonymousDeclaration(string Reason);

/// <summary>Every endpoint says one of these two; one that says neither fails the build and keeps the server from starting.</summary>
public static class EndpointPermissions
{
    /// <summary>Only callers who hold the permission reach the endpoint.</summary>
    public static TBuilder RequirePermission<TBuilder>(this TBuilder builder, string permission, string resource = "", string purpose = Purpose.Operations)
        where TBuilder : IEndpointConventionBuilder
    {
        if (!Security.Permission.IsKnown(permission))
        {
            throw new ArgumentException($"There is no permission {permission}.", nameof(permission));
        }

        return builder.WithMetadata(new PermissionDeclaration(permission, resource, purpose));
    }

    /// <summary>Every use is entered in the audit log, whatever the permission: the endpoint shows rows of persons.</summary>
    public static TBuilder Audited<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new AuditedDeclaration());

    /// <summary>Anyone reaches the endpoint, for the reason given.</summary>
    public static TBuilder AllowAnonymousBecause<TBuilder>(this TBuilder builder, string reason)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return builder.WithMetadata(new AnonymousDeclaration(reason));
    }

    /// <summary>The endpoints that declare nothing, or both, each with what to do.</summary>
    public static IReadOnlyList<string> Undeclared(IEnumerable<Endpoint> endpoints)
    {
        var faults = new List<string>();
        foreach (var endpoint in endpoints)
        {
            var declarations = (endpoint.Metadata.GetMetadata<PermissionDeclaration>() is null ? 0 : 1)
                + (endpoint.Metadata.GetMetadata<AnonymousDeclaration>() is null ? 0 : 1);
            if (declarations != 1)
            {
                faults.Add($"{NameOf(endpoint)} declares {(declarations == 0 ? "no permission" : "a permission and that anyone may call it")}. Add .RequirePermission(\"...\") or .AllowAnonymousBecause(\"reason\").");
            }
        }

        return faults;
    }

    /// <summary>Method and route of an endpoint, without any value of a request.</summary>
    public static string NameOf(Endpoint endpoint)
    {
        var methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods;
        var route = (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? endpoint.DisplayName ?? "?";
        var path = route.Length > 1 ? route.TrimEnd('/') : route;
        return methods is { Count: > 0 } ? string.Join('|', methods) + " " + path : path;
    }
}

/// <summary>Names of the purposes for which data is used.</summary>
public static class Purpose
{
    /// <summary>Care of the person concerned.</summary>
    public const string Treatment = "treatment";

    /// <summary>Running the platform.</summary>
    public const string Operations = "operations";

    public const string Research = "research";
}
