using Suwen.Security;

namespace Suwen.Server.Http;

/// <summary>The portal's static files, built from <c>web/</c> into <c>wwwroot</c>.</summary>
internal static class Portal
{
    public static void UsePortalFiles(this WebApplication app) => app.UseStaticFiles(new StaticFileOptions
    {
        OnPrepareResponse = static served =>
        {
            // Files under assets carry a hash in their name and never change; the page that names them must be asked for each time.
            served.Context.Response.Headers.CacheControl = served.Context.Request.Path.StartsWithSegments("/assets") ? "public, max-age=31536000, immutable" : "no-cache";
        },
    });

    /// <summary>Every address that is neither a file's nor an API's shows the portal, which finds its own page.</summary>
    public static void MapPortal(this IEndpointRouteBuilder app)
    {
        // The pattern with the constraint does not match the empty path, which is an address of its own.
        foreach (var pattern in new[] { "", "{*path:regex(^(?!api/|fhir/|fhir$|api$).*$):nonfile}" })
        {
            app.MapFallbackToFile(pattern, "index.html")
                .AllowAnonymousBecause("The portal's page is the same for everyone and holds no data; it asks the API for everything.");
        }
    }
}
