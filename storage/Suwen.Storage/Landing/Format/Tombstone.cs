using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Suwen.Storage.Keys;

namespace Suwen.Storage.Landing.Format;

/// <summary>
/// What stands in the place of an erased payload: JSON with instant, reason, former size and an HMAC-SHA256 (RFC 2104) by the
/// installation's key. Without the signature anyone who can write the file could make entries vanish and call it erasure.
/// </summary>
internal static class Tombstone
{
    private const string Purpose = "landing-tombstone";

    public static byte[] Create(IKeyRing keys, int keyId, in FrameFields erased, int journal, long erasedAtMicroseconds, string reason)
    {
        var signature = Sign(keys, keyId, journal, erased.Sequence, erased.ReceivedMicroseconds, erasedAtMicroseconds, erased.PayloadBytes, reason);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("erased_at", erasedAtMicroseconds);
            json.WriteString("reason", reason);
            json.WriteNumber("bytes", erased.PayloadBytes);
            json.WriteNumber("key", keyId);
            json.WriteString("signature", Convert.ToHexStringLower(signature));
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Whether the tombstone is one of this installation, for this place.</summary>
    public static bool IsSigned(IKeyRing keys, ReadOnlyMemory<byte> payload, in FrameFields frame, int journal)
    {
        try
        {
            using var json = JsonDocument.Parse(payload);
            var root = json.RootElement;
            var expected = Sign(
                keys, root.GetProperty("key").GetInt32(), journal, frame.Sequence, frame.ReceivedMicroseconds,
                root.GetProperty("erased_at").GetInt64(), root.GetProperty("bytes").GetInt32(), root.GetProperty("reason").GetString()!);
            return CryptographicOperations.FixedTimeEquals(expected, Convert.FromHexString(root.GetProperty("signature").GetString()!));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or KeyMissingException)
        {
            return false;
        }
    }

    private static byte[] Sign(IKeyRing keys, int keyId, int journal, long sequence, long received, long erasedAt, int bytes, string reason)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"suwen-tombstone-1\n{journal}\n{sequence}\n{received}\n{erasedAt}\n{bytes}\n{reason}");
        return HMACSHA256.HashData(keys.Key(keyId, Purpose).Span, Encoding.UTF8.GetBytes(text));
    }
}
