using System.Text.Json;
using System.Text.Json.Serialization;

namespace Suwen.Server.Node;

/// <summary>What the operator says of a source.</summary>
/// <param name="Name">Its name for people, such as the institution's; otherwise the source's own name is shown.</param>
/// <param name="IsSynthetic">True where everybody in it is invented.</param>
/// <param name="Hl7Senders">The senders of HL7 v2 messages that are this source, each <c>MSH-4|MSH-3</c>; a sender that no source names is its own source.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SourceSettings(string? Name, bool IsSynthetic, IReadOnlyList<string>? Hl7Senders = null);

/// <summary>Settings of a data folder, from <c>suwen.json</c> in it.</summary>
/// <param name="Warehouse">Connection string of a PostgreSQL warehouse; null for DuckDB in the folder. The environment variable SUWEN_WAREHOUSE goes before it.</param>
/// <param name="WarehouseMemoryMegabytes">Memory that DuckDB may hold before it spills to disk; 768 where not given.</param>
/// <param name="Sources">What is said of sources, by their name.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record NodeSettings(string? Warehouse, int? WarehouseMemoryMegabytes, IReadOnlyDictionary<string, SourceSettings>? Sources = null)
{
    public const string WarehouseVariable = "SUWEN_WAREHOUSE";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The name to show people for a source.</summary>
    public string DisplayNameOf(string source, string? registered) =>
        Sources?.GetValueOrDefault(source)?.Name ?? registered ?? source;

    /// <summary>True for a source that is said to hold invented people only.</summary>
    public bool IsSynthetic(string source) => Sources?.GetValueOrDefault(source) is { IsSynthetic: true };

    /// <summary>Sources by the senders of HL7 v2 messages.</summary>
    public IReadOnlyDictionary<string, string> Hl7Sources => (Sources ?? new Dictionary<string, SourceSettings>())
        .SelectMany(s => (s.Value.Hl7Senders ?? []).Select(sender => (sender, s.Key)))
        .ToDictionary(s => s.sender, s => s.Key, StringComparer.Ordinal);

    public static NodeSettings Read(DataFolder folder)
    {
        var settings = new NodeSettings(null, null);
        if (File.Exists(folder.Settings))
        {
            try
            {
                settings = JsonSerializer.Deserialize<NodeSettings>(File.ReadAllText(folder.Settings), Json) ?? settings;
            }
            catch (JsonException e)
            {
                throw new SuwenFault(ExitCode.BadInput, "caller", $"The settings cannot be read: {e.Message}", folder.Settings, "Correct the file; it may hold warehouse, warehouseMemoryMegabytes and sources.", e);
            }
        }

        return Environment.GetEnvironmentVariable(WarehouseVariable) is { Length: > 0 } variable ? settings with { Warehouse = variable } : settings;
    }
}
