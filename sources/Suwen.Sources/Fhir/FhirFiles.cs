using Suwen.Sources.Files;

namespace Suwen.Sources.Fhir;

/// <summary>What the names and first bytes of files tell of FHIR.</summary>
internal static class FhirFiles
{
    public static bool IsNdjsonName(string name) =>
        name.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".ndjson.gz", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".jsonl.gz", StringComparison.OrdinalIgnoreCase);

    /// <summary>JSON in which a <c>resourceType</c> occurs: every FHIR resource in JSON has that property (FHIR R4 2.6.2).</summary>
    public static bool LooksLikeFhir(ReadOnlySpan<byte> head)
    {
        var text = Begin(head);
        return !text.IsEmpty && text[0] is (byte)'{' or (byte)'[' && text.IndexOf("\"resourceType\""u8) >= 0;
    }

    /// <summary>True when the first line that holds something is a whole object and another begins after it.</summary>
    public static bool LooksLikeLines(ReadOnlySpan<byte> head)
    {
        var text = Begin(head);
        var end = text.IndexOf((byte)'\n');
        if (end <= 0 || text[0] != '{')
        {
            return false;
        }

        var line = text[..end].TrimEnd(" \t\r"u8);
        var rest = text[end..].TrimStart(" \t\r\n"u8);
        return line[^1] == '}' && !rest.IsEmpty && rest[0] == '{';
    }

    /// <summary>Why a file cannot be FHIR JSON; null when it may be.</summary>
    public static FileRefusal? Refuse(ReadOnlySpan<byte> head)
    {
        if (head.TrimStart(" \t\r\n"u8).IsEmpty)
        {
            return new FileRefusal("byte 0", "The file is empty.", "Export it again.");
        }

        if (head is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, ..] or [_, 0, ..])
        {
            return new FileRefusal("byte 0", "The file is UTF-16 or binary. FHIR JSON is UTF-8 (FHIR R4 2.6.2).", "Convert the file to UTF-8, or name its format with --as.");
        }

        var text = Begin(head);
        if (text.IsEmpty || text[0] is not ((byte)'{' or (byte)'['))
        {
            return new FileRefusal("byte 0", "The file does not begin like JSON.", "FHIR is read as JSON or NDJSON; convert FHIR XML first, or name the file's format with --as.");
        }

        return null;
    }

    private static ReadOnlySpan<byte> Begin(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith(new byte[] { 0xEF, 0xBB, 0xBF }))
        {
            head = head[3..];
        }

        return head.TrimStart(" \t\r\n"u8);
    }
}
