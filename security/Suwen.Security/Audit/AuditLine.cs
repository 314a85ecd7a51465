using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Suwen.Security.Audit;

/// <summary>One line of the audit file. The format only grows: a field added later goes into the hash only where it is set.</summary>
internal sealed record AuditLine(long Number, DateTimeOffset At, string Who, string Action, string Permission, string Resource, long? PersonId, string Purpose, string Outcome, int KeyId, string Hash)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static string HashOf(AuditLine line, string previousHash, ReadOnlyMemory<byte> key)
    {
        // Fields are joined by the unit separator, which JSON text of a field cannot hold unescaped and names and routes never do.
        var text = string.Join('\u001f', previousHash, line.Number.ToString(CultureInfo.InvariantCulture), line.At.UtcTicks.ToString(CultureInfo.InvariantCulture), line.Who, line.Action, line.Permission, line.Resource, line.PersonId?.ToString(CultureInfo.InvariantCulture) ?? "", line.Purpose, line.Outcome, line.KeyId.ToString(CultureInfo.InvariantCulture));
        return Convert.ToHexStringLower(HMACSHA256.HashData(key.Span, Encoding.UTF8.GetBytes(text)));
    }

    public byte[] ToBytes() => [.. JsonSerializer.SerializeToUtf8Bytes(this, Json), (byte)'\n'];

    public static AuditLine? TryParse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<AuditLine>(text, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Finds the last whole line of the file and how many bytes of an incomplete one follow it.</summary>
internal static class AuditTail
{
    private const int WindowBytes = 64 << 10;

    public static (AuditLine? Last, long CutBytes) Read(FileStream file)
    {
        var start = Math.Max(0, file.Length - WindowBytes);
        var window = new byte[file.Length - start];
        file.Position = start;
        file.ReadExactly(window);
        var end = window.AsSpan().LastIndexOf((byte)'\n') + 1;
        if (end == 0)
        {
            return (null, window.Length);
        }

        var begin = window.AsSpan(0, end - 1).LastIndexOf((byte)'\n') + 1;
        var line = AuditLine.TryParse(Encoding.UTF8.GetString(window, begin, end - 1 - begin));
        return (line, window.Length - end);
    }
}
