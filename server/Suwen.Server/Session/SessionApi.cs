using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Suwen.Security;
using Suwen.Security.Audit;
using Suwen.Security.Users;
using Suwen.Server.Http;
using Suwen.Server.Node;

namespace Suwen.Server.Session;

/// <summary>Name and password.</summary>
internal sealed record LoginRequest([property: Required] string Name, [property: Required] string Password);

/// <summary>The old password and the new one.</summary>
internal sealed record PasswordChange([property: Required] string OldPassword, [property: Required] string NewPassword);

/// <summary>Who is signed in and what they may do.</summary>
/// <param name="Name">Name to sign in with.</param>
/// <param name="DisplayName">Name for people.</param>
/// <param name="Roles">Roles held.</param>
/// <param name="Permissions">What these roles allow.</param>
/// <param name="MustChangePassword">True while the first password is in use.</param>
/// <param name="IsSynthetic">True while every source that has sent something is one that the settings declare synthetic.</param>
internal sealed record SessionState(string Name, string DisplayName, IReadOnlyList<string> Roles, IReadOnlyList<string> Permissions, bool MustChangePassword, bool IsSynthetic);

/// <summary>Signing in, out, and changing one's password.</summary>
internal static class SessionApi
{
    public static void MapSessionApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/session").WithTags("session");
        group.MapPost("", LoginAsync).WithName("login")
            .AllowAnonymousBecause("Nobody is signed in yet; attempts are limited and answer alike whether the user exists or not.")
            .RequireRateLimiting(LoginLimit.PolicyName)
            .WithProblems(400, 401, 429);
        group.MapDelete("", LogoutAsync).WithName("logout").RequirePermission(Permission.SessionOwn).WithProblems(401);
        group.MapGet("", GetAsync).WithName("getSession").RequirePermission(Permission.SessionOwn).WithProblems(401);
        group.MapPost("/password", ChangePasswordAsync).WithName("changePassword").RequirePermission(Permission.SessionOwn)
            .RequireRateLimiting(LoginLimit.PolicyName)
            .WithProblems(400, 401, 429);
    }

    private static async Task<Results<Ok<SessionState>, ProblemAnswer>> LoginAsync(LoginRequest login, HttpContext context, SuwenNode node, UserStore users, AuditLog audit, CancellationToken cancellationToken)
    {
        if (!context.Request.Headers.ContainsKey(SessionAuthentication.RequiredHeader))
        {
            return new ProblemAnswer(new Problem(400, "Header missing", "caller", $"The header {SessionAuthentication.RequiredHeader} is missing.", "header", $"Send {SessionAuthentication.RequiredHeader}: 1 with every request that changes something."));
        }

        var session = await users.SignInAsync(login.Name, login.Password, cancellationToken);
        if (session is null)
        {
            // The name tried is not entered: people type passwords into name fields.
            audit.Write(new AuditEvent("?", "POST /api/session", Permission.SessionOwn, "session", null, Purpose.Operations, "denied"));
            return new ProblemAnswer(new Problem(401, "Sign-in refused", "caller", "Name or password is wrong, or the user is disabled.", "name, password", "Check both; the first login is in first-login.txt in the data folder."));
        }

        SessionAuthentication.SetCookie(context, session);
        audit.Write(new AuditEvent(session.Account.Name, "POST /api/session", Permission.SessionOwn, "session", null, Purpose.Operations, "ok"));
        return TypedResults.Ok(StateOf(session.Account, await node.IsSyntheticAsync(cancellationToken)));
    }

    private static async Task<NoContent> LogoutAsync(HttpContext context, UserStore users, CancellationToken cancellationToken)
    {
        if (context.Request.Cookies.TryGetValue(SessionAuthentication.CookieName, out var secret))
        {
            await users.SignOutAsync(secret, cancellationToken);
        }

        SessionAuthentication.DeleteCookie(context);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<SessionState>> GetAsync(HttpContext context, SuwenNode node, UserStore users, CancellationToken cancellationToken)
    {
        var account = context.Request.Cookies.TryGetValue(SessionAuthentication.CookieName, out var secret)
            ? await users.FindSessionAsync(secret, cancellationToken)
            : null;
        var name = context.User.Identity!.Name!;
        var isSynthetic = await node.IsSyntheticAsync(cancellationToken);
        return TypedResults.Ok(account is not null
            ? StateOf(account, isSynthetic)
            : new SessionState(name, name, [.. context.User.FindAll(Authorisation.RoleClaim).Select(c => c.Value)], Authorisation.PermissionsOf(context.User), false, isSynthetic));
    }

    private static async Task<Results<NoContent, ProblemAnswer>> ChangePasswordAsync(PasswordChange change, HttpContext context, UserStore users, CancellationToken cancellationToken)
    {
        if (UserStore.PasswordFault(change.NewPassword) is { } fault)
        {
            return new ProblemAnswer(new Problem(400, "Password not acceptable", "caller", fault, "newPassword", "Choose a longer password; a sentence of several words is good."));
        }

        if (!await users.ChangePasswordAsync(context.User.Identity!.Name!, change.OldPassword, change.NewPassword, cancellationToken))
        {
            return new ProblemAnswer(new Problem(400, "Password wrong", "caller", "The old password is wrong.", "oldPassword", "Type the password that you signed in with."));
        }

        SessionAuthentication.DeleteCookie(context);
        return TypedResults.NoContent();
    }

    private static SessionState StateOf(UserAccount account, bool isSynthetic) =>
        new(account.Name, account.DisplayName, account.Roles, Authorisation.PermissionsOf(account.ToPrincipal(SessionAuthentication.SchemeName)), account.MustChangePassword, isSynthetic);
}
