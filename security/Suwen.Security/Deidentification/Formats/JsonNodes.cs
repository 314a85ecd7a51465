using System.Text;
using Suwen.Security.Deidentification.Detection;
using Suwen.Security.Deidentification.Methods;

namespace Suwen.Security.Deidentification.Formats;

/// <summary>What is done with a property, beside treating its text as a kind.</summary>
internal enum JsonRole : byte
{
    /// <summary>Treated by its kind.</summary>
    Value,

    /// <summary>Narrative, unknown extension: left out with all that is in it.</summary>
    Dropped,

    /// <summary>A reference to another resource: type kept, id replaced.</summary>
    Reference,

    /// <summary>A resource within: paths begin anew.</summary>
    Resource,

    /// <summary>An identifier, telecom or attachment, whose value depends on its sisters.</summary>
    Typed,

    /// <summary>Display text: of a code it stays, of a reference it is a name.</summary>
    Display,
}

/// <summary>A place in JSON documents: path without positions in arrays, with what was decided for it. Made once per path, not per value.</summary>
internal sealed class JsonNode
{
    private static readonly HashSet<string> Coded = new(StringComparer.Ordinal)
    {
        "resourceType", "system", "code", "version", "use", "status", "type", "unit", "url", "profile", "language", "contentType", "mode", "kind", "intent", "priority", "gender", "currency", "comparator", "rank", "linkId", "country",
        "fhirVersion", "versionId", "verificationStatus", "clinicalStatus", "severity", "category", "method", "interpretation", "instantiatesCanonical", "instantiatesUri", "contentString", "state", "relation", "prefix", "hash", "period",
    };

    private static readonly HashSet<string> PersonTargets = new(StringComparer.Ordinal) { "subject", "patient", "beneficiary", "policyHolder", "subscriber", "individual", "member" };
    private static readonly HashSet<string> ClinicianTargets = new(StringComparer.Ordinal) { "performer", "actor", "requester", "author", "asserter", "recorder", "practitioner", "participant", "enterer", "authenticator", "resultsInterpreter", "generalPractitioner", "who", "agent", "operator", "receiver", "sender", "attester", "careTeam" };
    private static readonly HashSet<string> HouseTargets = new(StringComparer.Ordinal) { "serviceProvider", "managingOrganization", "provider", "insurer", "payor", "custodian", "location", "organization", "facility", "assigner", "manufacturer", "onBehalfOf" };

    private readonly Dictionary<string, JsonNode> children = new(StringComparer.Ordinal);
    private readonly Dictionary<FieldKind, FieldReport> reports = [];

    private JsonNode(string path, string name, JsonNode? parent, JsonNode? root)
    {
        Path = path;
        Name = name;
        Parent = parent;
        Root = root ?? this;
    }

    public string Path { get; }

    public string Name { get; }

    public JsonNode? Parent { get; }

    /// <summary>The node of the resource that this is part of.</summary>
    public JsonNode Root { get; }

    public bool IsFhir { get; private init; }

    public FieldKind Kind { get; private set; }

    public JsonRole Role { get; private set; }

    public Dictionary<FieldKind, FieldReport> Reports => reports;

    public static JsonNode OfRoot(string type, bool isFhir) => new(type, type, null, null) { IsFhir = isFhir };

    public JsonNode Child(ReadOnlySpan<byte> utf8)
    {
        Span<char> chars = utf8.Length <= 256 ? stackalloc char[256] : new char[utf8.Length];
        var name = chars[..Encoding.UTF8.GetChars(utf8, chars)];
        var lookup = children.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(name, out var known))
        {
            return known;
        }

        var text = name.ToString();
        var child = new JsonNode(Path.Length == 0 ? text : Path + "." + text, text, this, Root) { IsFhir = IsFhir };
        if (IsFhir)
        {
            child.DecideFhir();
        }
        else
        {
            child.Kind = FieldNames.KindOf(text);
        }

        // Names taken from content (a map keyed by patients) would make nodes without end.
        if (children.Count < 1000)
        {
            children.Add(text, child);
        }

        return child;
    }

    private void DecideFhir()
    {
        var parent = Parent!;
        var ofResource = parent == Root;
        (Role, Kind) = Name switch
        {
            "id" when ofResource => (JsonRole.Value, FieldKind.RecordNumber),
            "fullUrl" or "reference" => (JsonRole.Reference, FieldKind.RecordNumber),
            "text" when ofResource => (JsonRole.Dropped, FieldKind.FreeText),
            "extension" or "modifierExtension" => (JsonRole.Dropped, FieldKind.Unknown),
            "contained" or "resource" => (JsonRole.Resource, FieldKind.Unknown),
            "identifier" or "telecom" => (JsonRole.Typed, FieldKind.RecordNumber),
            "attachment" or "presentedForm" or "photo" or "content" or "image" or "valueAttachment" => (JsonRole.Typed, FieldKind.Image),
            "display" => (JsonRole.Display, FieldKind.Clinical),
            "birthDate" => (JsonRole.Value, FieldKind.BirthDate),
            "name" when Root.Name is "Organization" or "Location" or "HealthcareService" or "Endpoint" or "CareTeam" => (JsonRole.Value, FieldKind.Institution),
            "alias" => (JsonRole.Value, FieldKind.Institution),
            "family" => (JsonRole.Value, FieldKind.FamilyName),
            "given" => (JsonRole.Value, FieldKind.GivenName),
            "suffix" when parent.Name == "name" => (JsonRole.Value, FieldKind.PersonName),
            "text" when parent.Name is "name" or "maiden" => (JsonRole.Value, Root.Name == "Practitioner" ? FieldKind.ClinicianName : parent.Parent?.Name == "contact" ? FieldKind.RelativeName : FieldKind.PersonName),
            "line" or "city" or "district" or "text" when parent.Name is "address" => (JsonRole.Value, FieldKind.Address),
            "state" when parent.Name == "address" => (JsonRole.Value, FieldKind.Address),
            "postalCode" => (JsonRole.Value, FieldKind.Postcode),
            "latitude" or "longitude" or "altitude" => (JsonRole.Value, FieldKind.Coordinates),
            "serialNumber" or "deviceIdentifier" or "distinctIdentifier" or "carrierHRF" or "lotNumber" or "carrierAIDC" => (JsonRole.Value, FieldKind.DeviceNumber),
            "subscriberId" or "policyNumber" or "dependent" => (JsonRole.Value, FieldKind.InsuranceNumber),
            "uid" => (JsonRole.Value, FieldKind.Uid),
            "div" => (JsonRole.Dropped, FieldKind.FreeText),
            _ when Coded.Contains(Name) => (JsonRole.Value, FieldKind.Clinical),
            _ => (JsonRole.Value, FieldKind.FreeText),
        };
        if (Name.Length > 1 && Name[0] == '_')
        {
            // Extensions of a primitive value (FHIR R4 §2.6.2.1).
            (Role, Kind) = (JsonRole.Dropped, FieldKind.Unknown);
        }
    }

    /// <summary>What the display text of a reference names, by the reference or else by the property that holds it.</summary>
    public FieldKind DisplayKind(ReadOnlySpan<char> reference)
    {
        var parent = Parent!;
        if (reference.Contains("Patient/", StringComparison.Ordinal) || reference.Contains("RelatedPerson/", StringComparison.Ordinal) || PersonTargets.Contains(parent.Name))
        {
            return FieldKind.PersonName;
        }

        if (reference.Contains("Practitioner", StringComparison.Ordinal) || (ClinicianTargets.Contains(parent.Name) && !reference.Contains("Organization/", StringComparison.Ordinal)))
        {
            return FieldKind.ClinicianName;
        }

        return reference.Contains("Organization", StringComparison.Ordinal) || reference.Contains("Location", StringComparison.Ordinal) || HouseTargets.Contains(parent.Name) ? FieldKind.Institution : FieldKind.Unknown;
    }
}
