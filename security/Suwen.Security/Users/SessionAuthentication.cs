using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Suwen.Security.Users;

/// <summary>
/// Authenticates by the portal's session cookie or a machine's bearer token. A session may change something only when the request
/// carries <see cref="RequiredHeader"/>: a page of another site cannot set it without a CORS preflight, which Suwen never allows.
/// </summary>
public sealed class SessionAuthentication : AuthenticationHandler<AuthenticationSchemeOptions>
{
    public const string SchemeName = "Suwen";
    public const string CookieName = "suwen-session";
    public const string RequiredHeader = "X-Suwen-Request";
    private readonly UserStore users;

    public SessionAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, UserStore users)
        : base(options, logger, encoder)
    {
        this.users = users;
    }

    /// <summary>Sets the session cookie: not readable by scripts, sent to this site only, and over TLS only where the request came so.</summary>
    public static void SetCookie(HttpContext context, SignedIn session) =>
        context.Response.Cookies.Append(CookieName, session.Secret, CookieOptionsOf(context, session.ExpiresAt));

    public static void DeleteCookie(HttpContext context) => context.Response.Cookies.Delete(CookieName, CookieOptionsOf(context, null));

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        const string bearer = "Bearer ";
        if (Request.Headers.Authorization.ToString() is { } header && header.StartsWith(bearer, StringComparison.OrdinalIgnoreCase))
        {
            var principal = await users.FindTokenAsync(header[bearer.Length..].Trim(), Context.RequestAborted);
            return principal is null ? AuthenticateResult.Fail("The token is not valid.") : Success(principal);
        }

        if (!Request.Cookies.TryGetValue(CookieName, out var secret) || secret.Length == 0)
        {
            return AuthenticateResult.NoResult();
        }

        if (!IsSafe(Request.Method) && !Request.Headers.ContainsKey(RequiredHeader))
        {
            return AuthenticateResult.Fail($"The header {RequiredHeader} is missing.");
        }

        var account = await users.FindSessionAsync(secret, Context.RequestAborted);
        return account is null ? AuthenticateResult.Fail("The session has ended.") : Success(account.ToPrincipal(SchemeName));
    }

    private static AuthenticateResult Success(System.Security.Claims.ClaimsPrincipal principal) =>
        AuthenticateResult.Success(new AuthenticationTicket(principal, SchemeName));

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private static CookieOptions CookieOptionsOf(HttpContext context, DateTimeOffset? expires) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
        Path = "/",
        Expires = expires,
        IsEssential = true,
    };
}
