using System.Text;

namespace Suwen.Server.Landing;

/// <summary>Text of received bytes, with the character set that it was read in.</summary>
internal sealed record EntryText(string Text, string CharacterSet)
{
    static EntryText() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Reads bytes as text: in the character set that parsing found, else as strict UTF-8; null where they are not text.</summary>
    public static EntryText? Decode(ReadOnlySpan<byte> bytes, string? characterSet, int maxBytes)
    {
        var encoding = characterSet is null ? null : Find(characterSet);
        var cut = bytes.Length > maxBytes;
        var shown = cut ? bytes[..maxBytes] : bytes;
        if (encoding is not null)
        {
            return new EntryText(encoding.GetString(shown), encoding.WebName);
        }

        if (cut)
        {
            // Not through the middle of a character.
            var end = shown.Length;
            while (end > 0 && (bytes[end] & 0xC0) == 0x80)
            {
                end--;
            }

            shown = shown[..end];
        }

        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(shown);
            return text.Contains('\0', StringComparison.Ordinal) ? null : new EntryText(text, "utf-8");
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    public static string MediaTypeOf(string format) => format switch
    {
        "fhir" => "application/fhir+json",
        "hl7v2" => "text/hl7v2",
        "table" or "omop" => "text/csv",
        "mapping" => "application/yaml",
        "decision" => "application/json",
        _ => "application/octet-stream",
    };

    /// <summary>The encoding of a name that parsing found; null where there is none.</summary>
    public static Encoding? EncodingOf(string? characterSet) => characterSet is null ? null : Find(characterSet);

    private static Encoding? Find(string name)
    {
        try
        {
            return Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
