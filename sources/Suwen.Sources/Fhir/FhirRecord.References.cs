using System.Buffers;
using Suwen.Governance.Gate;
using Suwen.Storage.Schema;

namespace Suwen.Sources.Fhir;

/// <summary>What a reference may point at: the resource types it accepts (the first is meant where nothing says otherwise), and the table of their rows.</summary>
internal sealed class ReferenceTarget(string table, params string[] types)
{
    public static readonly ReferenceTarget Person = new("cn_source_person", "Patient");
    public static readonly ReferenceTarget Visit = new("visit_occurrence", "Encounter");
    public static readonly ReferenceTarget Provider = new("provider", "Practitioner", "PractitionerRole");
    public static readonly ReferenceTarget CareSite = new("care_site", "Organization", "Location");
    public static readonly ReferenceTarget Place = new("care_site", "Location", "Organization");
    public static readonly ReferenceTarget Specimen = new("specimen", "Specimen");
    public static readonly ReferenceTarget Coverage = new("payer_plan_period", "Coverage");

    private readonly byte[][] accepted = [.. types.Select(System.Text.Encoding.ASCII.GetBytes)];

    public Table Table { get; } = CanonicalModel.Table(table);

    public ReadOnlySpan<byte> DefaultType => accepted[0];

    public bool Accepts(ReadOnlySpan<byte> type)
    {
        foreach (var name in accepted)
        {
            if (type.SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }
}

/// <content>References (FHIR R4 2.3): relative, absolute, by urn within a bundle, to contained resources, conditional, and by identifier.</content>
internal sealed partial class FhirRecord
{
    private byte[] referenceText = new byte[256];

    private enum Resolution
    {
        Absent,
        OtherType,
        Found,
    }

    /// <summary>
    /// The person whom the resource is about. False when there is none: then the record is rejected, or, where the element names a group, a
    /// device or a place, which FHIR allows and no table of persons can hold, is kept.
    /// </summary>
    public bool TryPerson(ReadOnlySpan<byte> name, out Mention person)
    {
        switch (Resolve(Root[name], ReferenceTarget.Person, out person))
        {
            case Resolution.Found:
                return true;
            case Resolution.OtherType:
                return false;
            default:
                Sink.Reject(RejectReasons.MissingPerson, Kind.Name + "." + JsonEscapes.SafeName(name), "The resource names no patient, or in a way that cannot be resolved. Correct the reference at the source and send the resource again.");
                return false;
        }
    }

    /// <summary>The key that a reference names; none when it is absent, points at another type or cannot be resolved.</summary>
    public Mention Reference(JsonNode reference, ReferenceTarget target)
    {
        Resolve(reference, target, out var key);
        return key;
    }

    /// <summary>The key of the first reference of a list that points at the target's type.</summary>
    public Mention FirstReference(JsonNode references, ReferenceTarget target)
    {
        foreach (var reference in references)
        {
            if (Resolve(reference, target, out var key) == Resolution.Found)
            {
                return key;
            }
        }

        return Mention.None;
    }

    /// <summary>The first practitioner among performers, each of which names an actor.</summary>
    public Mention FirstActor(JsonNode performers)
    {
        foreach (var performer in performers)
        {
            if (Resolve(performer["actor"u8], ReferenceTarget.Provider, out var key) == Resolution.Found)
            {
                return key;
            }
        }

        return Mention.None;
    }

    /// <summary>
    /// Makes the row reachable by each of its business identifiers, the way conditional references (<c>Practitioner?identifier=system|value</c>,
    /// FHIR R4 3.1.0.11.2) and logical references (2.3.0.2) name it. A row keeps one key, <c>Type/id</c>; each identifier is an alias of it,
    /// and the gate gives an alias that was mentioned earlier and the row the same id.
    /// </summary>
    public void AliasIdentifiers(ReadOnlySpan<byte> type, Table table, Mention key)
    {
        if (key.IsNone)
        {
            return;
        }

        foreach (var identifier in Root["identifier"u8])
        {
            var alias = IdentifierKey(identifier, type, table);
            if (!alias.IsNone)
            {
                Sink.Alias(key, alias);
            }
        }
    }

    /// <summary>The resource that a reference points at, where it lies in the same resource (contained) or the same bundle.</summary>
    public JsonNode Target(JsonNode reference)
    {
        var text = reference["reference"u8].Text;
        if (text.IsEmpty)
        {
            return default;
        }

        if (text[0] == '#')
        {
            return Contained(text[1..]);
        }

        if (Bundle.TryFind(text, out var entry))
        {
            return entry["resource"u8];
        }

        return default;
    }

    private Resolution Resolve(JsonNode reference, ReferenceTarget target, out Mention key)
    {
        key = Mention.None;
        var text = reference["reference"u8].Text;
        if (text.IsEmpty)
        {
            var type = reference["type"u8].Text;
            return ByIdentifier(reference["identifier"u8], type, target, out key);
        }

        if (text[0] == '#')
        {
            var contained = Contained(text[1..]);
            return ByIdentifier(contained["identifier"u8].First, contained["resourceType"u8].Text, target, out key);
        }

        var query = text.IndexOf((byte)'?');
        if (query >= 0)
        {
            return ByQuery(text[..query], text[(query + 1)..], target, out key);
        }

        return text.StartsWith("urn:"u8) ? ByUrn(text, reference["type"u8].Text, target, out key) : ByPath(text, target, out key);
    }

    private JsonNode Contained(ReadOnlySpan<byte> id)
    {
        foreach (var resource in Root["contained"u8])
        {
            if (resource["id"u8].Is(id))
            {
                return resource;
            }
        }

        return default;
    }

    private Resolution ByUrn(ReadOnlySpan<byte> urn, ReadOnlySpan<byte> statedType, ReferenceTarget target, out Mention key)
    {
        if (Bundle.TryFind(urn, out var entry))
        {
            var resource = entry["resource"u8];
            return ByTypeAndId(resource["resourceType"u8].Text, FhirIdentity.IdOf(entry, resource), target, out key);
        }

        return ByTypeAndId(statedType.IsEmpty ? target.DefaultType : statedType, FhirIdentity.AfterUrn(urn), target, out key);
    }

    // Relative and absolute references end in Type/id, or in Type/id/_history/version.
    private Resolution ByPath(ReadOnlySpan<byte> path, ReferenceTarget target, out Mention key)
    {
        key = Mention.None;
        var history = path.IndexOf("/_history/"u8);
        if (history > 0)
        {
            path = path[..history];
        }

        var slash = path.LastIndexOf((byte)'/');
        if (slash <= 0 || slash == path.Length - 1)
        {
            return Resolution.Absent;
        }

        var start = path[..slash].LastIndexOf((byte)'/') + 1;
        if (!target.Accepts(path[start..slash]))
        {
            return Resolution.OtherType;
        }

        key = Sink.Key(target.Table, path[start..]);
        return Resolution.Found;
    }

    private Resolution ByTypeAndId(ReadOnlySpan<byte> type, ReadOnlySpan<byte> id, ReferenceTarget target, out Mention key)
    {
        key = Mention.None;
        if (id.IsEmpty)
        {
            return Resolution.Absent;
        }

        if (!target.Accepts(type))
        {
            return Resolution.OtherType;
        }

        Grow(ref referenceText, type.Length + id.Length + 1);
        type.CopyTo(referenceText);
        referenceText[type.Length] = (byte)'/';
        id.CopyTo(referenceText.AsSpan(type.Length + 1));
        key = Sink.Key(target.Table, referenceText.AsSpan(0, type.Length + 1 + id.Length));
        return Resolution.Found;
    }

    private Resolution ByIdentifier(JsonNode identifier, ReadOnlySpan<byte> type, ReferenceTarget target, out Mention key)
    {
        key = Mention.None;
        if (!type.IsEmpty && !target.Accepts(type))
        {
            return Resolution.OtherType;
        }

        key = IdentifierKey(identifier, type.IsEmpty ? target.DefaultType : type, target.Table);
        return key.IsNone ? Resolution.Absent : Resolution.Found;
    }

    private Mention IdentifierKey(JsonNode identifier, ReadOnlySpan<byte> type, Table table)
    {
        var value = identifier["value"u8].Text;
        if (value.IsEmpty)
        {
            return Mention.None;
        }

        var system = identifier["system"u8].Text;
        var separator = "?identifier="u8;
        Grow(ref referenceText, type.Length + separator.Length + system.Length + 1 + value.Length);
        var length = 0;
        Append(type, ref length);
        Append(separator, ref length);
        Append(system, ref length);
        Append("|"u8, ref length);
        Append(value, ref length);
        return Sink.Key(table, referenceText.AsSpan(0, length));
    }

    // Only a search by one identifier names one resource for certain; any other search is a question that only the sender's server can answer.
    private Resolution ByQuery(ReadOnlySpan<byte> type, ReadOnlySpan<byte> query, ReferenceTarget target, out Mention key)
    {
        key = Mention.None;
        type = type[(type.LastIndexOf((byte)'/') + 1)..];
        if (!target.Accepts(type))
        {
            return Resolution.OtherType;
        }

        if (!query.StartsWith("identifier="u8) || query.Contains((byte)'&'))
        {
            return Resolution.Absent;
        }

        Grow(ref referenceText, type.Length + 1 + query.Length);
        var length = 0;
        Append(type, ref length);
        Append("?"u8, ref length);
        length += PercentDecode(query, referenceText.AsSpan(length));
        var text = referenceText.AsSpan(0, length);
        if (!text.Contains((byte)'|'))
        {
            return Resolution.Absent;
        }

        key = Sink.Key(target.Table, text);
        return Resolution.Found;
    }

    private void Append(ReadOnlySpan<byte> part, ref int length)
    {
        part.CopyTo(referenceText.AsSpan(length));
        length += part.Length;
    }

    private static int PercentDecode(ReadOnlySpan<byte> text, Span<byte> target)
    {
        var written = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && System.Buffers.Text.Utf8Parser.TryParse(text.Slice(i + 1, 2), out byte value, out var used, 'x') && used == 2)
            {
                target[written++] = value;
                i += 2;
            }
            else
            {
                target[written++] = text[i];
            }
        }

        return written;
    }
}
