using System.Buffers;
using Suwen.Governance.Gate;
using Suwen.Standards.Time;

namespace Suwen.Sources.Fhir;

/// <summary>How a resource is told from others, and one version of it from another.</summary>
internal static class FhirIdentity
{
    // FHIR R4 2.24.0.1 allows letters, digits, '-' and '.', at most 64. Senders use more; what is refused is what would make a key ambiguous.
    private const int MaxIdBytes = 256;
    private const long MicrosPerDay = 86_400_000_000;
    private static readonly SearchValues<byte> Ambiguous = SearchValues.Create("/#?|\\ \t\r\n\0"u8);

    public static bool IsUsable(ReadOnlySpan<byte> id) => id.Length is > 0 and <= MaxIdBytes && id.IndexOfAny(Ambiguous) < 0;

    /// <summary>
    /// The id of a bundle's entry: the resource's own, else the one of the URL that it is put to, else that of its fullUrl. Within a
    /// transaction the fullUrl of a new resource is a <c>urn:uuid</c>, which the sender uses to refer to it (FHIR R4 3.1.0.11.2).
    /// </summary>
    public static ReadOnlySpan<byte> IdOf(JsonNode entry, JsonNode resource)
    {
        var id = resource["id"u8].Text;
        if (!id.IsEmpty || !entry.Exists)
        {
            return id;
        }

        var type = resource["resourceType"u8].Text;
        var request = entry["request"u8];
        if (request["method"u8].Is("PUT"u8) && TrySplit(request["url"u8].Text, out var putType, out var putId) && putType.SequenceEqual(type))
        {
            return putId;
        }

        var fullUrl = entry["fullUrl"u8].Text;
        if (fullUrl.StartsWith("urn:"u8))
        {
            return AfterUrn(fullUrl);
        }

        return TrySplit(fullUrl, out var urlType, out var urlId) && urlType.SequenceEqual(type) ? urlId : default;
    }

    /// <summary>What a <c>urn:uuid:</c> or <c>urn:oid:</c> names.</summary>
    public static ReadOnlySpan<byte> AfterUrn(ReadOnlySpan<byte> urn) => urn[(urn.LastIndexOf((byte)':') + 1)..];

    /// <summary>Type and id at the end of a URL, without query or version.</summary>
    public static bool TrySplit(ReadOnlySpan<byte> url, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> id)
    {
        type = default;
        id = default;
        if (url.Contains((byte)'?'))
        {
            return false;
        }

        var history = url.IndexOf("/_history/"u8);
        url = history > 0 ? url[..history] : url;
        var slash = url.LastIndexOf((byte)'/');
        if (slash <= 0)
        {
            return false;
        }

        id = url[(slash + 1)..];
        var start = url[..slash].LastIndexOf((byte)'/') + 1;
        type = url[start..slash];
        return !type.IsEmpty && !id.IsEmpty;
    }

    /// <summary>
    /// The version's time in microseconds, UTC: an instant of the sender's clock (meta.lastUpdated). An instant later than a day after the
    /// bytes came is a wrong clock, which would shut out every later version, and is passed over.
    /// </summary>
    public static long? VersionOf(JsonNode instant, DateTimeOffset receivedAt)
    {
        if (!ClinicalTime.TryParseIso(instant.Text, out var time) || !time.HasTimeOfDay)
        {
            return null;
        }

        var micros = time.ToUtcMicros(0);
        return micros > (receivedAt.ToUnixTimeMilliseconds() * 1000) + MicrosPerDay ? null : micros;
    }
}
