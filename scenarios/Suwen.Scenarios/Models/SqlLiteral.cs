using System.Globalization;

namespace Suwen.Scenarios.Models;

/// <summary>
/// Values in the text of a model. A stored result is made by a statement that takes no parameters on every engine, so values of the site are
/// written as literals: each was read as its type before and is written by that type, and a text holds no control character and every quote twice.
/// </summary>
internal static class SqlLiteral
{
    public static string Of(DateOnly value) => $"cast('{value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}' as date)";

    public static string Of(string value) => "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'";

    /// <summary>The literal of a parameter's value; null, with what is wrong, where the value is none of its type.</summary>
    public static string? Of(PackParameter parameter, string text, out string? fault)
    {
        fault = null;
        if (parameter.Choices.Count > 0 && parameter.Type != "texts" && !parameter.Choices.Contains(text))
        {
            fault = $"{parameter.Name} is \"{text}\"; possible are: {string.Join(", ", parameter.Choices)}.";
            return null;
        }

        switch (parameter.Type)
        {
            case "integer" when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole):
                fault = RangeFault(parameter, whole);
                return string.Create(CultureInfo.InvariantCulture, $"{whole}");
            case "number" when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number):
                fault = RangeFault(parameter, number);
                return $"cast({number.ToString("R", CultureInfo.InvariantCulture)} as double precision)";
            case "boolean" when text is "true" or "false":
                return text;
            case "date" when DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date):
                return Of(date);
            case "text" when !text.Any(char.IsControl):
                return Of(text);
            case "texts" when !text.Any(char.IsControl):
                var items = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                var unknown = parameter.Choices.Count > 0 ? items.FirstOrDefault(i => !parameter.Choices.Contains(i)) : null;
                fault = unknown is null ? null : $"{parameter.Name} names \"{unknown}\"; possible are: {string.Join(", ", parameter.Choices)}.";
                return items.Length == 0 ? "cast(null as varchar)" : string.Join(", ", items.Select(Of));
            default:
                fault = $"{parameter.Name} is \"{text}\", which is no {parameter.Type}.";
                return null;
        }
    }

    private static string? RangeFault(PackParameter parameter, double value) =>
        value < parameter.Minimum || value > parameter.Maximum
            ? string.Create(CultureInfo.InvariantCulture, $"{parameter.Name} is {value}; it must be from {parameter.Minimum?.ToString(CultureInfo.InvariantCulture) ?? "any"} to {parameter.Maximum?.ToString(CultureInfo.InvariantCulture) ?? "any"}.")
            : null;
}
