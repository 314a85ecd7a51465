using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Suwen.Bench.Inputs;

/// <summary>Copies of the bundles of a folder, each with ids of its own, and their resources as NDJSON for the engine's bare read.</summary>
internal static partial class FhirCopies
{
    /// <summary>Writes the copies; answers resources and bytes of the bundles.</summary>
    public static (int Resources, long Bytes) Write(string folder, string bundleFolder, string ndjson, int copies)
    {
        Directory.CreateDirectory(bundleFolder);
        using var lines = File.Create(ndjson);
        var resources = 0;
        long bytes = 0;
        foreach (var file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            var original = File.ReadAllText(file);
            for (var copy = 0; copy < copies; copy++)
            {
                var text = Encoding.UTF8.GetBytes(copy == 0 ? original : WithOwnIds(original, (uint)copy));
                File.WriteAllBytes(Path.Combine(bundleFolder, string.Create(CultureInfo.InvariantCulture, $"{copy}-{Path.GetFileName(file)}")), text);
                bytes += text.Length;
                resources += WriteLines(text, lines);
            }
        }

        return (resources, bytes);
    }

    /// <summary>Every UUID of the copy differs from the original's in its first eight digits, references as well as ids.</summary>
    private static string WithOwnIds(string text, uint copy) => UuidBeginning().Replace(
        text,
        match => (uint.Parse(match.ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture) ^ copy).ToString("x8", CultureInfo.InvariantCulture));

    private static int WriteLines(byte[] bundle, Stream lines)
    {
        using var json = JsonDocument.Parse(bundle);
        var count = 0;
        foreach (var entry in json.RootElement.GetProperty("entry").EnumerateArray())
        {
            using (var writer = new Utf8JsonWriter(lines))
            {
                entry.GetProperty("resource").WriteTo(writer);
            }

            lines.WriteByte((byte)'\n');
            count++;
        }

        return count;
    }

    [GeneratedRegex("(?<![0-9a-f-])[0-9a-f]{8}(?=-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})")]
    private static partial Regex UuidBeginning();
}
