using System.Globalization;
using System.Text.RegularExpressions;

namespace Suwen.Scenarios.Models;

/// <summary>Settings of a step: texts in which a parameter of the pack or the run's day may stand.</summary>
internal static partial class StepSettings
{
    /// <exception cref="FormatException">It names something else.</exception>
    public static string Render(string text, IReadOnlyDictionary<string, string> parameters, DateOnly asOf)
    {
        var rendered = Macro().Replace(text, match =>
            match.Groups[1].Value == "as_of" ? asOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : parameters.TryGetValue(match.Groups[2].Value, out var value) ? value
            : throw new FormatException($"There is no parameter {match.Groups[2].Value}."));
        return rendered.Contains("{{", StringComparison.Ordinal) ? throw new FormatException("A setting holds a macro that it cannot have.") : rendered;
    }

    [GeneratedRegex(@"\{\{\s*(as_of|param\('([a-z0-9_]+)'\))\s*\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Macro();
}
