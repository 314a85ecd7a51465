using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Suwen.Sources.Fhir;

/// <summary>
/// An answer that is an OperationOutcome (FHIR R4 2.29): what is wrong, where, who is at fault, and what to do. No value of the request is in it.
/// </summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Code of http://hl7.org/fhir/issue-type.</param>
/// <param name="Fault">caller, source or platform.</param>
/// <param name="What">What is wrong.</param>
/// <param name="WhatToDo">What the caller can do.</param>
/// <param name="Where">FHIRPath or header concerned; null for the request as a whole.</param>
internal sealed record FhirOutcome(int Status, string Code, string Fault, string What, string WhatToDo, string? Where = null) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Status;
        httpContext.Response.ContentType = FhirApi.JsonType;
        await using var writer = new Utf8JsonWriter(httpContext.Response.BodyWriter);
        Write(writer);
        await writer.FlushAsync(httpContext.RequestAborted);
    }

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("resourceType"u8, "OperationOutcome"u8);
        writer.WriteStartArray("issue"u8);
        writer.WriteStartObject();
        writer.WriteString("severity"u8, Status >= 400 ? "error"u8 : "information"u8);
        writer.WriteString("code"u8, Code);
        writer.WriteStartObject("details"u8);
        writer.WriteString("text"u8, What);
        writer.WriteEndObject();
        writer.WriteString("diagnostics"u8, $"At fault: {Fault}. {WhatToDo}");
        if (Where is not null)
        {
            writer.WriteStartArray("expression"u8);
            writer.WriteStringValue(Where);
            writer.WriteEndArray();
        }

        writer.WriteEndArrayAndObject();
    }
}

internal static class JsonWriting
{
    /// <summary>Ends an issue, the list of issues, and the outcome.</summary>
    public static void WriteEndArrayAndObject(this Utf8JsonWriter writer)
    {
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}

/// <summary>An answer whose body is JSON that is there already.</summary>
internal sealed class FhirJson(ReadOnlyMemory<byte> body, int status = StatusCodes.Status200OK, string? location = null) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;
        if (location is not null)
        {
            httpContext.Response.Headers.Location = location;
        }

        if (!body.IsEmpty)
        {
            httpContext.Response.ContentType = FhirApi.JsonType;
            httpContext.Response.ContentLength = body.Length;
            await httpContext.Response.Body.WriteAsync(body, httpContext.RequestAborted);
        }
    }
}
