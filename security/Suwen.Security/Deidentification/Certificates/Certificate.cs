using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Suwen.Security.Deidentification.Methods;
using Suwen.Storage.Keys;

namespace Suwen.Security.Deidentification;

/// <summary>What a certificate says: who de-identified what, by which policy, with what left. No value of the data is in it, and no key.</summary>
public sealed record CertificateBody(
    string Id,
    DateTimeOffset IssuedAt,
    string By,
    string Tool,
    string PolicyId,
    string PolicyTitle,
    IReadOnlyList<string> PolicyBasis,
    string PolicyHash,
    string Policy,
    string Project,
    int KeyId,
    bool IsComplete,
    IReadOnlyList<TreatedFile> Files,
    IReadOnlyList<FieldTotal> Fields,
    IReadOnlyDictionary<string, long> FoundInText,
    IReadOnlyDictionary<string, long> Warnings,
    IReadOnlyList<ReleaseRisk> Risks)
{
    /// <summary>
    /// Records whose dates moved, by what their person was known by: <c>master-index</c>, <c>national-id</c>, <c>number</c> of the sender, <c>nobody</c>.
    /// Empty where no dates move, and in certificates of an earlier Suwen.
    /// </summary>
    public IReadOnlyDictionary<string, long> DatesMovedBy { get; init; } = new Dictionary<string, long>();
}

/// <summary>The residual risk of one released table.</summary>
/// <param name="File">Its name.</param>
/// <param name="QuasiIdentifiers">The columns looked at.</param>
/// <param name="Records">Rows.</param>
/// <param name="SmallestClass">k: the size of the smallest group that shares all of them.</param>
/// <param name="UniqueShare">Share of rows that are alone.</param>
/// <param name="Prosecutor">Highest risk of one person who is known to be in the data.</param>
/// <param name="Marketer">Mean risk over all.</param>
public sealed record ReleaseRisk(string File, IReadOnlyList<string> QuasiIdentifiers, long Records, long SmallestClass, double UniqueShare, double Prosecutor, double Marketer);

/// <summary>Certificates of de-identification: JSON, signed by HMAC-SHA-256 with a key of the key ring, and readable Markdown.</summary>
public static class Certificate
{
    private const string Purpose = "deidentification-certificate";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Makes the body from a run.</summary>
    public static CertificateBody Of(DeidResult result, DeidPolicy policy, ProjectKeys keys, string by, string tool, DateTimeOffset now, IReadOnlyList<ReleaseRisk> risks) =>
        new(Guid.CreateVersion7(now).ToString("N"), now, by, tool, policy.Id, policy.Title, policy.Basis, policy.Hash, policy.Text, keys.Project, keys.KeyId, result.IsComplete, result.Files, result.Fields, result.FoundInText, result.Warnings, risks) { DatesMovedBy = result.DatesMovedBy };

    /// <summary>The signed document.</summary>
    public static string Sign(CertificateBody body, IKeyRing ring)
    {
        var keyId = ring.CurrentKeyId;
        var certificate = JsonSerializer.SerializeToElement(body, Json);
        var mac = Mac(certificate, ring, keyId);
        return JsonSerializer.Serialize(new { certificate, signature = new { algorithm = "HMAC-SHA-256", keyId, value = mac } }, Json) + "\n";
    }

    /// <summary>Reads a document; the body is null where the text is no certificate, and <c>IsGenuine</c> tells whether its signature is this installation's.</summary>
    /// <exception cref="KeyMissingException">The signing key is not in the ring.</exception>
    public static (CertificateBody? Body, bool IsGenuine) Verify(string text, IKeyRing ring)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var certificate = document.RootElement.GetProperty("certificate");
            var signature = document.RootElement.GetProperty("signature");
            var body = certificate.Deserialize<CertificateBody>(Json);
            var expected = Mac(certificate, ring, signature.GetProperty("keyId").GetInt32());
            var given = signature.GetProperty("value").GetString() ?? "";
            return (body, CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.UTF8.GetBytes(given)));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return (null, false);
        }
    }

    /// <summary>The files of a folder that differ from what the certificate says, or are missing.</summary>
    public static IReadOnlyList<string> Differing(CertificateBody body, string folder)
    {
        var differing = new List<string>();
        foreach (var file in body.Files)
        {
            if (file.OutputHash is null || file.Format == "xlsx")
            {
                continue;
            }

            var path = Path.Combine(folder, file.Name);
            if (!File.Exists(path))
            {
                differing.Add(file.Name + ": missing");
                continue;
            }

            using var stream = File.OpenRead(path);
            if (Convert.ToHexStringLower(SHA256.HashData(stream)) != file.OutputHash)
            {
                differing.Add(file.Name + ": changed since");
            }
        }

        return differing;
    }

    /// <summary>The certificate for people.</summary>
    public static string Markdown(CertificateBody body)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Certificate of de-identification 去标识化证书\n\n- id: {body.Id}\n- issued: {body.IssuedAt:yyyy-MM-dd HH:mm:ss} UTC, by {body.By}, with {body.Tool}\n- policy: {body.PolicyId} ({body.PolicyTitle}; {string.Join("; ", body.PolicyBasis)}), SHA-256 {body.PolicyHash}\n- project {body.Project}, key {body.KeyId} (the key itself is nowhere in this document)\n- complete: {(body.IsComplete ? "yes" : "no: some files were not copied, see below")}\n\n");
        text.Append("## Files\n\n| file | format | bytes | records | result |\n|---|---|---:|---:|---|\n");
        foreach (var file in body.Files)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {file.Name} | {file.Format ?? "?"} | {file.Bytes:N0} | {file.Records:N0} | {file.Refusal ?? "treated"} |\n");
        }

        text.Append("\n## What was done\n\n| format | table | place | holds | method | because | values | changed | removed | of these unreadable |\n|---|---|---|---|---|---|---:|---:|---:|---:|\n");
        foreach (var field in body.Fields)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {field.Format} | {field.Table} | {field.Place} | {field.Kind} | {field.Method} | {field.Why} | {field.Values:N0} | {field.Changed:N0} | {field.Removed:N0} | {field.Unreadable:N0} |\n");
        }

        if (body.FoundInText.Count > 0)
        {
            text.Append("\n## Found in free text\n\n| kind | times |\n|---|---:|\n");
            foreach (var (kind, count) in body.FoundInText)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {kind} | {count:N0} |\n");
            }
        }

        if (body.DatesMovedBy.Count > 0)
        {
            MovedDates(body, text);
        }

        if (body.Risks.Count > 0)
        {
            text.Append("\n## Residual risk\n\n| file | quasi-identifiers | records | k | unique | highest risk | mean risk |\n|---|---|---:|---:|---:|---:|---:|\n");
            foreach (var risk in body.Risks)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {risk.File} | {string.Join(", ", risk.QuasiIdentifiers)} | {risk.Records:N0} | {risk.SmallestClass:N0} | {risk.UniqueShare:P2} | {risk.Prosecutor:P2} | {risk.Marketer:P2} |\n");
            }
        }

        if (body.Warnings.Count > 0)
        {
            text.Append("\n## To be looked at\n\n");
            foreach (var (warning, count) in body.Warnings)
            {
                text.Append(CultureInfo.InvariantCulture, $"- {warning} ({count:N0})\n");
            }
        }

        return text.ToString();
    }

    /// <summary>Says for how many records intervals between dates hold across files, and where they need not.</summary>
    private static void MovedDates(CertificateBody body, StringBuilder text)
    {
        text.Append("\n## Whose dates moved together\n\nDates of one person move by one amount of days. Two records are taken for one person's where they have the same key; keys, best first:\n\n| known by | records | dates move together |\n|---|---:|---|\n");
        foreach (var (basis, scope) in ((string, string)[])[
            ("master-index", "in all files of all senders, as the master index had it when this was made"),
            ("national-id", "in all files that have the ID, or the same number as a record of this release that has it"),
            ("number", "only in files that know the person by the same number: another file's dates of the same person may have moved otherwise"),
            ("nobody", "all of these records by one amount: they name nobody")])
        {
            if (body.DatesMovedBy.TryGetValue(basis, out var count))
            {
                text.Append(CultureInfo.InvariantCulture, $"| {basis} | {count:N0} | {scope} |\n");
            }
        }
    }

    private static string Mac(JsonElement certificate, IKeyRing ring, int keyId) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(ring.Key(keyId, Purpose).Span, JsonSerializer.SerializeToUtf8Bytes(certificate, Compact)));
}
