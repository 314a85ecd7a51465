using System.Buffers;
using System.Globalization;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;

namespace Suwen.Sources.Fhir;

/// <summary>The body of a request, read whole and checked to be JSON before anything lands, or the answer that refuses it.</summary>
internal sealed class FhirRequestBody
{
    private FhirRequestBody(byte[] bytes, JsonTape tape)
    {
        Bytes = bytes;
        Tape = tape;
    }

    public byte[] Bytes { get; }

    public JsonTape Tape { get; }

    public JsonNode Root => Tape.Root;

    /// <summary>True for content types of FHIR's JSON (R4 2.6.1) and plain JSON.</summary>
    public static bool IsJson(HttpRequest request) => Is(request, FhirApi.JsonType) || Is(request, "application/json") || Is(request, "text/json");

    public static bool IsNdjson(HttpRequest request) => Is(request, FhirApi.NdjsonType) || Is(request, "application/ndjson") || Is(request, "application/x-ndjson");

    public static async Task<(FhirRequestBody? Body, FhirOutcome? Refusal)> ReadJsonAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!IsJson(request))
        {
            return (null, WrongType);
        }

        var (bytes, refusal) = await ReadAsync(request, cancellationToken);
        if (bytes is null)
        {
            return (null, refusal);
        }

        var tape = new JsonTape();
        var start = bytes.AsSpan().StartsWith(new byte[] { 0xEF, 0xBB, 0xBF }) ? 3 : 0;
        if (!Utf8.IsValid(bytes))
        {
            return (null, Bad("structure", "The body is not UTF-8 (FHIR R4 2.6.2).", "Send the resource as UTF-8.", null));
        }

        if (!tape.Read(bytes, start, bytes.Length))
        {
            return (null, Bad("structure", string.Create(CultureInfo.InvariantCulture, $"The body is not JSON: {tape.Fault} Byte {tape.Position}."), "Correct the JSON. Nothing of the request was stored.", PathOf(tape)));
        }

        if (JsonTape.SkipSpace(bytes, tape.Position, bytes.Length) < bytes.Length)
        {
            return (null, Bad("structure", "Something follows the end of the JSON value.", "Send one resource; several as a Bundle, or as application/fhir+ndjson.", null));
        }

        return (new FhirRequestBody(bytes, tape), null);
    }

    public static async Task<(byte[]? Bytes, FhirOutcome? Refusal)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > FhirFileDoor.MaxDocumentBytes)
        {
            return (null, TooLarge);
        }

        var body = new ArrayBufferWriter<byte>((int)Math.Max(request.ContentLength ?? 0, 4096));
        int read;
        while ((read = await request.Body.ReadAsync(body.GetMemory(4096), cancellationToken)) > 0)
        {
            body.Advance(read);
            if (body.WrittenCount > FhirFileDoor.MaxDocumentBytes)
            {
                return (null, TooLarge);
            }
        }

        return body.WrittenCount == 0
            ? (null, Bad("required", "The body is empty.", "Send a FHIR resource as JSON.", null))
            : (body.WrittenSpan.ToArray(), null);
    }

    public static FhirOutcome Bad(string code, string what, string whatToDo, string? where) =>
        new(StatusCodes.Status400BadRequest, code, "caller", what, whatToDo, where);

    private static FhirOutcome WrongType => new(
        StatusCodes.Status415UnsupportedMediaType, "not-supported", "caller", "The content type is not one of FHIR's in JSON, or the body is encoded.",
        "Send application/fhir+json, application/json or, to POST /fhir, application/fhir+ndjson.", "http.content-type");

    private static FhirOutcome TooLarge => new(
        StatusCodes.Status413PayloadTooLarge, "too-long", "caller", "The body is larger than 256 MB.", "Send several smaller bundles, or ingest the data as NDJSON files.");

    private static string? PathOf(JsonTape tape)
    {
        var path = tape.FaultPath();
        if (path.Length == 0)
        {
            return null;
        }

        return FhirKind.TryFind(tape.Root["resourceType"u8].Text, out var kind) ? kind.Name + path : path.TrimStart('.');
    }

    private static bool Is(HttpRequest request, string type)
    {
        var given = request.ContentType.AsSpan();
        var end = given.IndexOf(';');
        return request.Headers.ContentEncoding.Count == 0 && (end < 0 ? given : given[..end]).Trim().Equals(type, StringComparison.OrdinalIgnoreCase);
    }
}
