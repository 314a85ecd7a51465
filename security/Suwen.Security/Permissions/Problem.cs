using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Suwen.Security;

/// <summary>
/// An error answer (RFC 9457, <c>application/problem+json</c>) that says who is at fault, what is wrong, where, and what to do.
/// No value of a request or record is in it.
/// </summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Title">The kind of problem, the same for all of its kind.</param>
/// <param name="Who">caller, source or platform.</param>
/// <param name="What">What is wrong.</param>
/// <param name="Where">The field, parameter or part concerned.</param>
/// <param name="WhatToDo">What the reader of the message can do.</param>
public sealed record Problem(int Status, string Title, string Who, string What, string Where, string WhatToDo)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The kind of problem as RFC 9457 §3.1.1 writes it: about:blank, since no page explains the kinds.</summary>
    public string Type { get; init; } = "about:blank";

    /// <summary>Writes the problem as the whole answer.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        context.Response.ContentType = "application/problem+json";
        await JsonSerializer.SerializeAsync(context.Response.Body, this, Json, context.RequestAborted);
    }

    public static Problem SignInNeeded(string where) =>
        new(StatusCodes.Status401Unauthorized, "Sign-in needed", "caller", "The request carries no valid session or token.", where, "Sign in with POST /api/session, or send a valid bearer token.");

    public static Problem Denied(string permission, string where) =>
        new(StatusCodes.Status403Forbidden, "Permission needed", "caller", $"The permission {permission} is needed and your roles do not hold it.", where, "Ask an administrator for a role that holds it.");
}
