using System.Text.Json;
using System.Text.Json.Serialization;

namespace Suwen.Server.Node;

/// <summary>Settings of a data folder, from <c>suwen.json</c> in it.</summary>
/// <param name="Warehouse">Connection string of a PostgreSQL warehouse; null for DuckDB in the folder. The environment variable SUWEN_WAREHOUSE goes before it.</param>
/// <param name="WarehouseMemoryMegabytes">Memory that DuckDB may hold before it spills to disk; 768 where not given.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record NodeSettings(string? Warehouse, int? WarehouseMemoryMegabytes)
{
    public const string WarehouseVariable = "SUWEN_WAREHOUSE";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

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
                throw new SuwenFault(ExitCode.BadInput, "caller", $"The settings cannot be read: {e.Message}", folder.Settings, "Correct the file; it may hold warehouse and warehouseMemoryMegabytes.", e);
            }
        }

        return Environment.GetEnvironmentVariable(WarehouseVariable) is { Length: > 0 } variable ? settings with { Warehouse = variable } : settings;
    }
}
