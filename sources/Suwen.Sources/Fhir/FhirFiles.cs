namespace Suwen.Sources.Fhir;

/// <summary>What the names and first bytes of files tell of FHIR.</summary>
internal static class FhirFiles
{
    public static bool IsNdjsonName(string name) =>
        name.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".ndjson.gz", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".jsonl.gz", StringComparison.OrdinalIgnoreCase);
}
