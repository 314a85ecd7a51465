using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Suwen.Governance.MasterIndex.Linkage;
using Suwen.Security;
using Suwen.Server.Node;
using Suwen.Sources.Fhir;
using Suwen.Storage;

namespace Suwen.Server.MasterIndex;

/// <summary><c>POST /fhir/Patient/$match</c>: FHIR R4, operation Patient-match.</summary>
internal static class FhirMatch
{
    private const string JsonType = "application/fhir+json";
    private const int MaxBodyBytes = 1 << 20;
    private const int DefaultCount = 10;
    private const int MaxCount = 50;
    private const string GradeUrl = "http://hl7.org/fhir/StructureDefinition/match-grade";

    public static void MapFhirMatch(this IEndpointRouteBuilder app) =>
        app.MapPost("/fhir/Patient/$match", MatchAsync).ExcludeFromDescription().WithName("fhirPatientMatch").RequirePermission(Permission.IndexRead, "index", Purpose.Treatment);

    private static async Task<IResult> MatchAsync(HttpContext context, SuwenNode node, IdentityIndex index, CancellationToken cancellationToken)
    {
        JsonDocument document;
        try
        {
            if (context.Request.ContentLength > MaxBodyBytes)
            {
                return Outcome(StatusCodes.Status413PayloadTooLarge, "too-long", "Caller: the body is larger than a Patient can be. Send one Patient.");
            }

            document = await JsonDocument.ParseAsync(context.Request.Body, new JsonDocumentOptions { MaxDepth = 64 }, cancellationToken);
        }
        catch (JsonException)
        {
            return Outcome(StatusCodes.Status400BadRequest, "structure", "Caller: the body is no JSON. Send a Parameters resource as application/fhir+json.");
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object || !TryReadParameters(document.RootElement, out var patient, out var onlyCertain, out var count))
            {
                return Outcome(StatusCodes.Status400BadRequest, "invalid", $"Caller: the body is no Parameters resource with a Patient in parameter resource (and count 1 to {MaxCount}).");
            }

            if (index.Match(ProfileOf(patient), count) is not { } candidates)
            {
                return Outcome(StatusCodes.Status409Conflict, "transient", "Platform: the online index is not filled yet. Run suwen mpi link once; after a start wait until the persons are read.");
            }

            if (onlyCertain)
            {
                // FHIR R4: onlyCertainMatches true asks for certain matches only; where more than one is certain, none is.
                candidates = candidates.FindAll(static c => c.Verdict == "same");
                candidates = candidates.Count == 1 ? candidates : [];
            }

            candidates.RemoveAll(static c => c.Verdict == "different");
            return await BundleAsync(candidates, context, node, index.Shelf, cancellationToken);
        }
    }

    private static bool TryReadParameters(JsonElement root, out JsonElement patient, out bool onlyCertain, out int count)
    {
        (patient, onlyCertain, count) = (default, false, DefaultCount);
        if (!Is(root, "Parameters"))
        {
            // A bare Patient is what many clients send; the operation allows it where only one parameter is given (FHIR R4 3.2.0.1).
            patient = root;
            return Is(root, "Patient");
        }

        foreach (var parameter in Items(root, "parameter"))
        {
            switch (Text(parameter, "name"))
            {
                case "resource" when parameter.TryGetProperty("resource", out var resource) && Is(resource, "Patient"):
                    patient = resource;
                    break;
                case "onlyCertainMatches" when parameter.TryGetProperty("valueBoolean", out var certain):
                    onlyCertain = certain.ValueKind == JsonValueKind.True;
                    break;
                case "count" when !parameter.TryGetProperty("valueInteger", out var number) || !number.TryGetInt32(out count):
                    return false;
                default:
                    break;
            }
        }

        return patient.ValueKind == JsonValueKind.Object && count is >= 1 and <= MaxCount;
    }

    private static bool Is(JsonElement element, string type) => element.ValueKind == JsonValueKind.Object && Text(element, "resourceType") == type;

    private static PersonProfile ProfileOf(JsonElement patient)
    {
        var name = Items(patient, "name").FirstOrDefault();
        var address = Items(patient, "address").FirstOrDefault();
        var given = string.Concat(Items(name, "given").Where(static g => g.ValueKind == JsonValueKind.String).Select(static g => g.GetString()));
        return new PersonProfile
        {
            Id = 0,
            FullName = Text(name, "text") ?? (Text(name, "family") is { } family ? family + given : null),
            FamilyName = Text(name, "family"),
            GivenName = given.Length == 0 ? null : given,
            BirthDate = Text(patient, "birthDate"),
            Sex = Text(patient, "gender") switch { "male" => "M", "female" => "F", _ => null },
            NationalId = NationalIdOf(patient),
            Phone = Items(patient, "telecom").Where(static t => Text(t, "system") == "phone").Select(static t => Text(t, "value")).FirstOrDefault(),
            Email = Items(patient, "telecom").Where(static t => Text(t, "system") == "email").Select(static t => Text(t, "value")).FirstOrDefault(),
            Street = Text(address, "text") ?? Items(address, "line").Where(static l => l.ValueKind == JsonValueKind.String).Select(static l => l.GetString()).FirstOrDefault(),
            District = Text(address, "district"),
            City = Text(address, "city"),
            Province = Text(address, "state"),
            Postcode = Text(address, "postalCode"),
        };
    }

    /// <summary>An identifier that is a valid national ID is one, whatever system it is given.</summary>
    private static string? NationalIdOf(JsonElement patient) =>
        Items(patient, "identifier").Select(static i => Text(i, "value")).FirstOrDefault(static v => v is not null && Standards.Identity.NationalId.TryNormalise(v, out _));

    private static IEnumerable<JsonElement> Items(JsonElement element, string name)
    {
        if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in list.EnumerateArray())
            {
                yield return item;
            }
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static async Task<IResult> BundleAsync(List<MatchAnswer> candidates, HttpContext context, SuwenNode node, GoldenShelf shelf, CancellationToken cancellationToken)
    {
        var scope = Authorisation.ScopeFor(context.User, Permission.IndexRead, Purpose.Treatment);
        var isIdentified = Authorisation.IsGranted(context.User, Permission.PersonIdentify);
        var ids = candidates.ConvertAll(static c => long.Parse(c.PersonId, CultureInfo.InvariantCulture));
        var persons = GoldenShelf.NeedsEngine(scope) ? await GoldenPatient.ReadAsync(node.Warehouse, scope, ids, isIdentified, cancellationToken) : null;
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("resourceType", "Bundle");
            json.WriteString("type", "searchset");
            json.WriteNumber("total", candidates.Count);
            json.WriteStartArray("entry");
            for (var i = 0; i < candidates.Count; i++)
            {
                var candidate = candidates[i];
                var person = persons is null ? shelf.Find(ids[i], scope, isIdentified) : persons.GetValueOrDefault(ids[i]);
                json.WriteStartObject();
                json.WriteString("fullUrl", "urn:suwen:person:" + candidate.PersonId);
                json.WritePropertyName("resource");
                GoldenPatient.Write(json, candidate.PersonId, person);
                json.WriteStartObject("search");
                json.WriteStartArray("extension");
                json.WriteStartObject();
                json.WriteString("url", GradeUrl);
                json.WriteString("valueCode", GradeOf(candidate));
                json.WriteEndObject();
                json.WriteEndArray();
                json.WriteString("mode", "match");
                json.WriteNumber("score", Math.Round((decimal)candidate.Probability, 6));
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return TypedResults.Bytes(buffer.WrittenMemory, JsonType);
    }

    /// <summary>Code system match-grade of FHIR R4: certain, probable, possible, certainly-not.</summary>
    private static string GradeOf(MatchAnswer candidate) => candidate.Verdict == "same" ? "certain" : candidate.Probability >= 0.5 ? "probable" : "possible";

    private static ContentHttpResult Outcome(int status, string code, string text) => TypedResults.Text(
        JsonSerializer.Serialize(new { resourceType = "OperationOutcome", issue = new[] { new { severity = "error", code, diagnostics = text } } }), JsonType, null, status);
}
