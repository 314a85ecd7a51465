using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Suwen.Security;
using Suwen.Storage.Landing;

namespace Suwen.Sources.Fhir;

/// <summary>
/// FHIR's RESTful API (R4 3.1) as a door: what is sent lands before it is answered, as sent, and is checked by the gate afterwards.
/// Every answer but a resource is an OperationOutcome or a Bundle.
/// </summary>
public static class FhirApi
{
    internal const string JsonType = "application/fhir+json";
    internal const string NdjsonType = "application/fhir+ndjson";
    private const string Resource = "fhir";
    private const int MaxSourceName = 64;

    /// <summary>Maps the API under <c>/fhir</c>. The host registers a <see cref="FhirBackend"/> as a service.</summary>
    public static IEndpointRouteBuilder MapFhirApi(this IEndpointRouteBuilder endpoints)
    {
        var fhir = endpoints.MapGroup("/fhir").WithTags("fhir").ExcludeFromDescription();
        fhir.MapGet("/metadata", Metadata).WithName("fhirMetadata")
            .AllowAnonymousBecause("A CapabilityStatement says what the API can do and nothing of any data; clients read it before they sign in (FHIR R4 3.1.0.8).");
        fhir.MapPost("", PostBundleAsync).WithName("fhirBundle").RequirePermission(Permission.IngestWrite, Resource).WithMetadata(new DisableRequestSizeLimitAttribute());
        fhir.MapPost("/{type}", CreateAsync).WithName("fhirCreate").RequirePermission(Permission.IngestWrite, Resource).WithMetadata(new DisableRequestSizeLimitAttribute());
        fhir.MapPut("/{type}/{id}", UpdateAsync).WithName("fhirUpdate").RequirePermission(Permission.IngestWrite, Resource).WithMetadata(new DisableRequestSizeLimitAttribute());
        fhir.MapGet("/{type}/{id}", ReadAsync).WithName("fhirRead").RequirePermission(Permission.LandingRead, Resource, Purpose.Treatment);
        fhir.MapPost("/{type}/_search", SearchAsync).WithName("fhirSearch").RequirePermission(Permission.LandingRead, Resource, Purpose.Treatment);
        fhir.MapGet("/{type}", RefuseSearch).WithName("fhirSearchByGet").RequirePermission(Permission.LandingRead, Resource, Purpose.Treatment);
        return endpoints;
    }

    private static FhirJson Metadata() => new(FhirCapability.Statement);

    private static FhirOutcome RefuseSearch() => new(
        StatusCodes.Status405MethodNotAllowed, "not-supported", "caller", "A search by GET is not answered: its query string may hold identifiers of patients, which proxies and browsers keep.",
        "Send the same parameters in the body of POST /fhir/{type}/_search as application/x-www-form-urlencoded.", "http.query");

    private static async Task<IResult> PostBundleAsync(HttpContext context, [FromServices] FhirBackend backend, CancellationToken cancellationToken)
    {
        if (SourceOf(context, backend, out var source) is { } unnamed)
        {
            return unnamed;
        }

        if (FhirRequestBody.IsNdjson(context.Request))
        {
            return await PostLinesAsync(context, backend, source, cancellationToken);
        }

        var (body, refusal) = await FhirRequestBody.ReadJsonAsync(context.Request, cancellationToken);
        if (body is null)
        {
            return refusal!;
        }

        if (!body.Root["resourceType"u8].Is("Bundle"u8))
        {
            return FhirRequestBody.Bad("invalid", "The body is not a Bundle.", "Send one resource to POST /fhir/{type}, or put it into a Bundle of type transaction or batch.", "resourceType");
        }

        return RefuseQuestions(body.Root) ?? await LandAsync(backend, source, body.Bytes, null, () => new FhirJson(FhirBundleAnswer.ToEntries(body.Root)), cancellationToken);
    }

    private static async Task<IResult> PostLinesAsync(HttpContext context, FhirBackend backend, string source, CancellationToken cancellationToken)
    {
        var (bytes, refusal) = await FhirRequestBody.ReadAsync(context.Request, cancellationToken);
        if (bytes is null)
        {
            return refusal!;
        }

        if (FhirFiles.Refuse(bytes) is { } fault)
        {
            return FhirRequestBody.Bad("structure", fault.What, fault.WhatToDo, null);
        }

        var accepted = new FhirOutcome(StatusCodes.Status202Accepted, "informational", "nobody", "The lines are stored and will be read one by one.", "What cannot be read is set aside with its line number and a reason.");
        return await LandAsync(backend, source, bytes, "1", () => accepted, cancellationToken);
    }

    private static async Task<IResult> CreateAsync(string type, HttpContext context, [FromServices] FhirBackend backend, CancellationToken cancellationToken)
    {
        if ((SourceOf(context, backend, out var source) ?? RefuseType(type)) is { } unusable)
        {
            return unusable;
        }

        var (body, refusal) = await FhirRequestBody.ReadJsonAsync(context.Request, cancellationToken);
        if (body is null || (refusal = RefuseMismatch(body.Root, type)) is not null)
        {
            return refusal!;
        }

        // The id of a resource is its sender's key to it, by which it can be sent again: it is kept where there is one, unlike FHIR R4
        // 3.1.0.8 allows a server to do; where there is none the server gives one, as FHIR asks, so that a location can be answered.
        var id = body.Root["id"u8];
        var name = Encoding.UTF8.GetString(id.Text);
        var bytes = body.Bytes;
        if (!id.Exists)
        {
            name = backend.NewId();
            bytes = InsertId(bytes, body.Root.Start, name);
        }
        else if (!FhirIdentity.IsUsable(id.Text))
        {
            return FhirRequestBody.Bad("value", "The id holds characters that no FHIR id may have.", "Use letters, digits, '-' and '.', at most 64 (FHIR R4 2.24.0.1), or leave the id away.", type + ".id");
        }

        return await LandAsync(backend, source, bytes, null, () => new FhirJson(default, StatusCodes.Status201Created, $"/fhir/{type}/{Uri.EscapeDataString(name)}"), cancellationToken);
    }

    private static async Task<IResult> UpdateAsync(string type, string id, HttpContext context, [FromServices] FhirBackend backend, CancellationToken cancellationToken)
    {
        if ((SourceOf(context, backend, out var source) ?? RefuseType(type)) is { } unusable)
        {
            return unusable;
        }

        var (body, refusal) = await FhirRequestBody.ReadJsonAsync(context.Request, cancellationToken);
        if (body is null || (refusal = RefuseMismatch(body.Root, type)) is not null)
        {
            return refusal!;
        }

        // FHIR R4 3.1.0.4: the resource must hold an id, the same as in the URL.
        if (!body.Root["id"u8].Is(Encoding.UTF8.GetBytes(id)) || !FhirIdentity.IsUsable(body.Root["id"u8].Text))
        {
            return FhirRequestBody.Bad("value", "The resource's id is not the one in the URL, or is missing.", "Send the resource with the id that the URL names.", type + ".id");
        }

        var status = await backend.FindAsync(type, id, cancellationToken) is { IsEmpty: false } ? StatusCodes.Status200OK : StatusCodes.Status201Created;
        return await LandAsync(backend, source, body.Bytes, null, () => new FhirJson(default, status, $"/fhir/{type}/{Uri.EscapeDataString(id)}"), cancellationToken);
    }

    private static async Task<IResult> ReadAsync(string type, string id, [FromServices] FhirBackend backend, CancellationToken cancellationToken)
    {
        if (RefuseType(type) is { } unknown)
        {
            return unknown;
        }

        return await backend.FindAsync(type, id, cancellationToken) is { IsEmpty: false } found
            ? new FhirJson(found)
            : new FhirOutcome(StatusCodes.Status404NotFound, "not-found", "caller", "There is no such resource, or it is not loaded yet.", "Check type and id; what was sent a moment ago may still be on its way through the gate.");
    }

    private static async Task<IResult> SearchAsync(string type, HttpContext context, [FromServices] FhirBackend backend, CancellationToken cancellationToken)
    {
        if (!FhirCapability.SearchableTypes.Contains(type))
        {
            return new FhirOutcome(StatusCodes.Status400BadRequest, "not-supported", "caller", "This type cannot be searched.", "Search " + string.Join(", ", FhirCapability.SearchableTypes) + " by identifier.");
        }

        if (!context.Request.HasFormContentType)
        {
            return new FhirOutcome(StatusCodes.Status415UnsupportedMediaType, "not-supported", "caller", "The parameters of a search are sent as a form.", "Send application/x-www-form-urlencoded.", "http.content-type");
        }

        var form = await context.Request.ReadFormAsync(cancellationToken);
        var identifier = form["identifier"];
        if (identifier.Count != 1 || string.IsNullOrEmpty(identifier[0]) || form.Keys.Any(k => k is not ("identifier" or "_format" or "_count")))
        {
            return FhirRequestBody.Bad("not-supported", "A search needs one parameter identifier and takes no other.", "Send identifier=system|value, or identifier=value.", "identifier");
        }

        var text = identifier[0]!;
        var bar = text.IndexOf('|', StringComparison.Ordinal);
        var search = bar < 0 ? new FhirSearch(type, null, text) : new FhirSearch(type, text[..bar], text[(bar + 1)..]);
        return new FhirJson(FhirBundleAnswer.OfSearch(await backend.SearchAsync(search, cancellationToken)));
    }

    private static async Task<IResult> LandAsync(FhirBackend backend, string source, byte[] bytes, string? firstLine, Func<IResult> answer, CancellationToken cancellationToken)
    {
        var metadata = firstLine is null
            ? LandingHeader.NoMetadata
            : new Dictionary<string, string>(StringComparer.Ordinal) { [FhirSource.FirstLineKey] = firstLine };
        try
        {
            await backend.LandAsync(new LandingHeader(source, "http", FhirSource.FormatName, metadata), bytes, cancellationToken);
        }
        catch (LandingException)
        {
            return new FhirOutcome(StatusCodes.Status503ServiceUnavailable, "no-store", "platform", "The landing area could not make the request durable. Nothing of it is kept.", "Send it again later; tell the operator if it happens again.");
        }

        return answer();
    }

    private static FhirOutcome? SourceOf(HttpContext context, FhirBackend backend, out string source)
    {
        source = backend.SourceOf(context) ?? context.Request.Headers["X-Suwen-Source"].ToString();
        if (source.Length is > 0 and <= MaxSourceName && source.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
        {
            return null;
        }

        return FhirRequestBody.Bad("required", "The sending system is not named.", "Use a token that stands for a source, or name it in header X-Suwen-Source: letters, digits, '.', '-' and '_', at most 64.", "http.X-Suwen-Source");
    }

    private static FhirOutcome? RefuseType(string type) => FhirKind.TryFind(Encoding.UTF8.GetBytes(type), out _)
        ? null
        : new FhirOutcome(StatusCodes.Status404NotFound, "not-supported", "caller", "The resource type in the URL is none of FHIR R4.", "Use a type of FHIR R4 (4.0.1); upper and lower case matter.");

    private static FhirOutcome? RefuseMismatch(JsonNode root, string type) => root["resourceType"u8].Is(Encoding.UTF8.GetBytes(type))
        ? null
        : FhirRequestBody.Bad("invalid", "The resource's type is not the one in the URL.", "Send the resource to the URL of its type.", "resourceType");

    // A bundle that asks something expects resources in the answer; this door only takes.
    private static FhirOutcome? RefuseQuestions(JsonNode bundle)
    {
        var number = 0;
        foreach (var entry in bundle["entry"u8])
        {
            var method = entry["request"u8]["method"u8];
            if (method.Is("GET"u8) || method.Is("HEAD"u8) || method.Is("PATCH"u8))
            {
                return FhirRequestBody.Bad("not-supported", "The bundle holds a request of a method that is not taken in bundles.", "Send POST, PUT and DELETE only; read resources one by one.", $"Bundle.entry[{number}].request.method");
            }

            number++;
        }

        return null;
    }

    private static byte[] InsertId(byte[] resource, int start, string id)
    {
        var property = Encoding.ASCII.GetBytes($"\"id\":\"{id}\",");
        return [.. resource.AsSpan(0, start + 1), .. property, .. resource.AsSpan(start + 1)];
    }
}
