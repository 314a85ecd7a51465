using System.Text;
using System.Text.Json.Nodes;
using Suwen.Analysis;

namespace Suwen.Server.Operators;

/// <summary>An operator's description as help on a terminal and as JSON with the schema of its parameters.</summary>
internal static class OperatorDocument
{
    public static string Help(OperatorDescription description)
    {
        var text = new StringBuilder(description.Title.En).Append(" (").Append(description.Title.Zh).Append("). ").AppendLine(description.Summary.En);
        if (description.Aliases.Count > 0)
        {
            text.Append("Also found as: ").Append(string.Join(", ", description.Aliases)).AppendLine(".");
        }

        text.AppendLine().AppendLine("Parameters (--set NAME=VALUE):");
        foreach (var parameter in description.Parameters)
        {
            text.Append("  ").Append(parameter.Name).Append(' ').Append(TypeOf(parameter)).Append(": ").Append(parameter.Summary.En).AppendLine(".");
        }

        if (description.Inputs.Count > 0)
        {
            text.AppendLine().AppendLine("Further tables (--in NAME=FILE.csv):");
            foreach (var input in description.Inputs)
            {
                text.Append("  ").Append(input.Name).Append(input.IsRequired ? " (required): " : ": ").Append(input.Summary.En).AppendLine(".");
            }
        }

        text.AppendLine().AppendLine("Outputs:");
        foreach (var output in description.Outputs)
        {
            text.Append("  ").Append(output.Name).Append(": ").Append(output.Summary.En).Append(". ").AppendLine(output.Columns);
        }

        if (description.References.Count > 0)
        {
            text.AppendLine().AppendLine("After:");
            foreach (var reference in description.References)
            {
                text.Append("  ").AppendLine(reference);
            }
        }

        return text.ToString().TrimEnd();
    }

    public static JsonObject Of(OperatorDescription description) => new()
    {
        ["name"] = description.Name,
        ["area"] = description.Area,
        ["title"] = Of(description.Title),
        ["summary"] = Of(description.Summary),
        ["aliases"] = new JsonArray([.. description.Aliases.Select(static a => (JsonNode)a)]),
        ["parameters"] = Schema(description),
        ["inputs"] = new JsonArray([.. description.Inputs.Select(static i => new JsonObject { ["name"] = i.Name, ["required"] = i.IsRequired, ["summary"] = Of(i.Summary) })]),
        ["outputs"] = new JsonArray([.. description.Outputs.Select(static o => new JsonObject { ["name"] = o.Name, ["summary"] = Of(o.Summary), ["columns"] = o.Columns })]),
        ["references"] = new JsonArray([.. description.References.Select(static r => (JsonNode)r)]),
        ["givesModel"] = description.GivesModel,
        ["takesModel"] = description.TakesModel,
        ["needsNoInput"] = description.NeedsNoInput,
    };

    /// <summary>JSON schema (draft 2020-12) of the parameters.</summary>
    public static JsonObject Schema(OperatorDescription description)
    {
        var properties = new JsonObject();
        foreach (var parameter in description.Parameters)
        {
            var schema = parameter.Schema.DeepClone().AsObject();
            schema["title"] = parameter.Summary.Zh;
            schema["description"] = parameter.Summary.En;
            if (parameter.IsColumn)
            {
                schema["format"] = "column";
            }

            properties[parameter.Name] = schema;
        }

        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = new JsonArray([.. description.Parameters.Where(static p => p.IsRequired).Select(static p => (JsonNode)p.Name)]),
            ["additionalProperties"] = false,
        };
    }

    private static JsonObject Of(Words words) => new() { ["zh"] = words.Zh, ["en"] = words.En };

    private static string TypeOf(OperatorParameter parameter)
    {
        var schema = parameter.Schema;
        var type = parameter.IsColumn ? (schema["type"]!.GetValue<string>() == "array" ? "columns" : "column")
            : schema["enum"] is JsonArray words ? string.Join("|", words.Select(static w => w!.GetValue<string>()))
            : schema["type"]!.GetValue<string>() == "array" ? "list" : schema["type"]!.GetValue<string>();
        var range = (schema["minimum"], schema["maximum"]) switch
        {
            ({ } low, { } high) => $", {low} to {high}",
            ({ } low, null) => $", at least {low}",
            (null, { } high) => $", at most {high}",
            _ => "",
        };
        return $"({type}{range}{(parameter.IsRequired ? ", required" : parameter.DefaultText is { Length: > 0 } value ? ", default " + value : "")})";
    }
}
