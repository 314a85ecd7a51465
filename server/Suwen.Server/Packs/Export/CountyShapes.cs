using System.Collections.Concurrent;
using System.Text.Json;

namespace Suwen.Server.Packs.Export;

/// <summary>A county of GB/T 2260 as rings of longitude and latitude.</summary>
internal sealed record CountyShape(string Code, string Name, IReadOnlyList<IReadOnlyList<(double X, double Y)>> Rings);

/// <summary>The shapes of counties that the portal draws: quantised TopoJSON, one file per province, embedded here too.</summary>
internal static class CountyShapes
{
    private static readonly ConcurrentDictionary<string, IReadOnlyList<CountyShape>> Provinces = new(StringComparer.Ordinal);

    /// <summary>The counties of cities, named by four digits.</summary>
    public static List<CountyShape> Of(IReadOnlySet<string> cities) =>
        [.. cities.Select(static c => c[..2]).Distinct().Order(StringComparer.Ordinal).SelectMany(static p => Provinces.GetOrAdd(p, Read)).Where(s => cities.Contains(s.Code[..4]))];

    private static IReadOnlyList<CountyShape> Read(string province)
    {
        using var stream = typeof(CountyShapes).Assembly.GetManifestResourceStream($"counties/{province}.json");
        if (stream is null)
        {
            return [];
        }

        using var json = JsonDocument.Parse(stream);
        var root = json.RootElement;
        var (scale, translate) = (Pair(root.GetProperty("transform").GetProperty("scale")), Pair(root.GetProperty("transform").GetProperty("translate")));
        var arcs = root.GetProperty("arcs").EnumerateArray().Select(a => Arc(a, scale, translate)).ToList();
        return [.. root.GetProperty("objects").GetProperty("counties").GetProperty("geometries").EnumerateArray().Select(g => Shape(g, arcs)).OfType<CountyShape>()];
    }

    private static CountyShape? Shape(JsonElement geometry, List<List<(double X, double Y)>> arcs)
    {
        var rings = geometry.GetProperty("type").GetString() switch
        {
            "Polygon" => geometry.GetProperty("arcs").EnumerateArray().ToList(),
            "MultiPolygon" => geometry.GetProperty("arcs").EnumerateArray().SelectMany(static p => p.EnumerateArray()).ToList(),
            _ => [],
        };
        var properties = geometry.GetProperty("properties");
        return rings.Count == 0 ? null : new CountyShape(properties.GetProperty("code").GetString()!, properties.GetProperty("name").GetString()!, [.. rings.Select(r => Ring(r, arcs))]);
    }

    /// <summary>A ring is arcs end to end; a negative number is the arc of its complement, backwards (TopoJSON format specification, 2.1.4).</summary>
    private static List<(double X, double Y)> Ring(JsonElement ring, List<List<(double X, double Y)>> arcs)
    {
        var points = new List<(double, double)>();
        foreach (var part in ring.EnumerateArray())
        {
            var index = part.GetInt32();
            IEnumerable<(double, double)> arc = index >= 0 ? arcs[index] : arcs[~index].AsEnumerable().Reverse();
            points.AddRange(points.Count == 0 ? arc : arc.Skip(1));
        }

        return points;
    }

    /// <summary>Points are differences of whole numbers, to be scaled and moved (TopoJSON format specification, 2.1.2 and 2.1.3).</summary>
    private static List<(double X, double Y)> Arc(JsonElement arc, (double X, double Y) scale, (double X, double Y) translate)
    {
        var points = new List<(double, double)>();
        var (x, y) = (0L, 0L);
        foreach (var step in arc.EnumerateArray())
        {
            x += step[0].GetInt64();
            y += step[1].GetInt64();
            points.Add(((x * scale.X) + translate.X, (y * scale.Y) + translate.Y));
        }

        return points;
    }

    private static (double X, double Y) Pair(JsonElement pair) => (pair[0].GetDouble(), pair[1].GetDouble());
}
