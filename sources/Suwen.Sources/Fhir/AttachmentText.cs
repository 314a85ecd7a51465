using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace Suwen.Sources.Fhir;

/// <summary>The text of an Attachment (FHIR R4 2.24.0.6) whose content type is text and whose data lies in it as base64.</summary>
internal static class AttachmentText
{
    /// <summary>Decodes to UTF-8; false where the attachment is no text, lies elsewhere, or cannot be decoded: its bytes stay in the landing area.</summary>
    public static bool TryDecode(JsonNode attachment, out ReadOnlySpan<byte> text)
    {
        text = default;
        var type = attachment["contentType"u8].Text;
        var data = attachment["data"u8].Text;
        if (data.IsEmpty || !type.StartsWith("text/"u8))
        {
            return false;
        }

        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(data.Length)];
        if (Base64.DecodeFromUtf8(data, bytes, out _, out var written) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        text = bytes.AsSpan(0, written);
        if (text.StartsWith(Encoding.UTF8.Preamble))
        {
            text = text[3..];
        }

        return Utf8.IsValid(text) || TryConvert(type, ref text);
    }

    // Text that is not UTF-8 is in the character set that its content type names, or in GB18030, the one that Chinese systems must support.
    private static bool TryConvert(ReadOnlySpan<byte> type, ref ReadOnlySpan<byte> text)
    {
        var name = "gb18030";
        var at = type.IndexOf("charset="u8);
        if (at >= 0)
        {
            name = Encoding.ASCII.GetString(type[(at + "charset=".Length)..]).Trim().Trim('"');
        }

        try
        {
            var encoding = CodePagesEncodingProvider.Instance.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
                ?? Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
            text = Encoding.UTF8.GetBytes(encoding.GetString(text));
            return true;
        }
        catch (Exception exception) when (exception is DecoderFallbackException or EncoderFallbackException or ArgumentException)
        {
            // The runtime tells of an unknown name and of bytes outside the character set by exceptions only.
            return false;
        }
    }
}
