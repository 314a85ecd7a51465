using System.Text.Json.Nodes;

namespace Suwen.Analysis.Regression;

/// <summary>A factor of a column of the design: a number as it stands, or 1 where a category has a level.</summary>
/// <param name="Column">The column of the table.</param>
/// <param name="Level">The level; null for a number.</param>
public readonly record struct DesignPart(string Column, string? Level);

/// <summary>A column of the design: the product of its parts; of no parts, the intercept.</summary>
/// <param name="Name">As R names it: <c>(Intercept)</c>, <c>age</c>, <c>sexmale</c>, <c>age:sexmale</c>.</param>
/// <param name="Parts">What it is the product of.</param>
/// <param name="Term">Number of the term of the formula, 0 for the intercept: what R calls assign.</param>
public sealed record DesignColumn(string Name, IReadOnlyList<DesignPart> Parts, int Term)
{
    internal JsonObject ToJson() => new()
    {
        ["name"] = Name,
        ["term"] = Term,
        ["parts"] = new JsonArray([.. Parts.Select(static p => (JsonNode)new JsonObject { ["column"] = p.Column, ["level"] = p.Level })]),
    };

    internal static DesignColumn FromJson(JsonNode node) => new(
        node["name"]!.GetValue<string>(),
        [.. node["parts"]!.AsArray().Select(static p => new DesignPart(p!["column"]!.GetValue<string>(), p["level"]?.GetValue<string>()))],
        node["term"]!.GetValue<int>());
}
