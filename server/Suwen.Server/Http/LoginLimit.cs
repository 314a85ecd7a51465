using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Suwen.Security;

namespace Suwen.Server.Http;

/// <summary>Ten attempts to sign in per minute and address: enough for a forgetful person, useless for guessing.</summary>
internal static class LoginLimit
{
    public const string PolicyName = "login";
    private const int AttemptsPerMinute = 10;

    public static IServiceCollection AddLoginLimit(this IServiceCollection services) => services.AddRateLimiter(options =>
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected = (rejected, _) =>
        {
            rejected.HttpContext.Response.Headers.RetryAfter = "60";
            return new ValueTask(new Problem(429, "Too many attempts", "caller", "Too many attempts to sign in from this address.", "POST /api/session", "Wait a minute.").WriteAsync(rejected.HttpContext));
        };
        options.AddPolicy(PolicyName, context => RateLimitPartition.GetSlidingWindowLimiter(
            context.Connection.RemoteIpAddress?.ToString() ?? "local",
            _ => new SlidingWindowRateLimiterOptions { PermitLimit = AttemptsPerMinute, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 6, QueueLimit = 0 }));
    });
}
