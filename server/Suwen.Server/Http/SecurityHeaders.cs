namespace Suwen.Server.Http;

/// <summary>Headers that keep a browser from doing with Suwen's answers what it should not.</summary>
internal static class SecurityHeaders
{
    /// <summary>
    /// Scripts come from this server alone. Styles may be inline, since Ant Design writes its styles into the page at run time;
    /// charts draw on a canvas and export it as blob or data images.
    /// </summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
        if (!IsStatic(context.Request.Path))
        {
            // Answers hold health data: no cache on the way or on the disk keeps them.
            headers.CacheControl = "no-store";
        }

        return next(context);
    });

    private static bool IsStatic(PathString path) => path.StartsWithSegments("/assets");
}
