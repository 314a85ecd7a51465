using System.Diagnostics;
using System.Text.Json;
using Suwen.Security;
using Suwen.Server.Node;

namespace Suwen.Server.Http;

/// <summary>The outermost middleware: logs each request by its route template and answers faults as problems, without their inner text.</summary>
internal sealed class RequestGuard(RequestDelegate next, ILogger<RequestGuard> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
            if (!context.Response.HasStarted && RefusalOf(context) is { } refusal)
            {
                await refusal.WriteAsync(context);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = 499;
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            await ProblemOf(e, context).WriteAsync(context);
            if (context.Response.StatusCode >= 500)
            {
                ServerLog.RequestFailed(logger, context.Request.Method, RouteOf(context), e.GetType().Name, e.StackTrace ?? "");
            }
        }

        if (context.GetEndpoint() is not null)
        {
            ServerLog.Request(logger, context.Request.Method, RouteOf(context), context.Response.StatusCode, (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
    }

    /// <summary>Puts the router's own refusals into words; they come without a body.</summary>
    private static Problem? RefusalOf(HttpContext context) => !context.Request.Path.StartsWithSegments("/api") || context.Response.ContentType is not null ? null : context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => new Problem(404, "Not found", "caller", "There is no such endpoint.", "address", "See the API's document, openapi.json."),
        StatusCodes.Status405MethodNotAllowed => new Problem(405, "Method not allowed", "caller", "The endpoint is not called by this method.", "method", "See the API's document, openapi.json."),
        StatusCodes.Status415UnsupportedMediaType => new Problem(415, "Unsupported media type", "caller", "The body is not of a type that this endpoint takes.", "Content-Type", "See the API's document, openapi.json."),
        _ => null,
    };

    private static Problem ProblemOf(Exception exception, HttpContext context)
    {
        var route = RouteOf(context);
        switch (exception)
        {
            case PermissionDeniedException denied:
                return Problem.Denied(denied.Permission, route);
            case BadHttpRequestException bad:
                // The message names a parameter; a value that did not fit stands in an inner exception, which is not shown.
                return new Problem(bad.StatusCode, "Bad request", "caller", bad.InnerException is JsonException ? "The body is not the JSON that this endpoint takes." : "The request cannot be read.", route, "See the API's document, openapi.json.");
            default:
                var fault = SuwenFault.Of(exception, route);
                var status = fault switch
                {
                    null => 500,
                    { Code: ExitCode.BadInput } => 400,
                    { What: var what } when what.StartsWith("The disk is full", StringComparison.Ordinal) => 507,
                    _ => 503,
                };
                return fault is null
                    ? new Problem(500, "Defect", "platform", "The server failed on this request. The log names the place.", route, "Report it to the operator of the platform.")
                    : new Problem(status, status == 400 ? "Bad request" : "Not available now", fault.Who, fault.What, fault.Where == route ? route : Path.GetFileName(fault.Where), fault.WhatToDo);
        }
    }

    private static string RouteOf(HttpContext context) => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no endpoint)";
}
