using System.Globalization;
using Suwen.Scenarios.Models;
using Suwen.Scenarios.Running;
using Suwen.Storage;

namespace Suwen.Scenarios;

/// <summary>Values of a pack's parameters that somebody sets.</summary>
public static class PackParameters
{
    /// <summary>What is wrong with them, in a sentence; null where they fit.</summary>
    public static string? FaultOf(Pack pack, IReadOnlyDictionary<string, string> values)
    {
        foreach (var (name, text) in values)
        {
            if (pack.Parameters.FirstOrDefault(p => p.Name == name) is not { } parameter)
            {
                return $"there is no parameter {name}. {PackFaults.Suggest(name, pack.Parameters.Select(static p => p.Name))}";
            }

            if (SqlLiteral.Of(parameter, text, out var fault) is null || fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    /// <summary>A condition of a rule or a view in SQL, with the values that hold.</summary>
    /// <param name="pack">The pack.</param>
    /// <param name="condition">As the pack writes it.</param>
    /// <param name="values">What the site sets.</param>
    /// <param name="asOf">The day of the last run.</param>
    /// <param name="dialect">The engine.</param>
    public static string Condition(Pack pack, string condition, IReadOnlyDictionary<string, string> values, string? asOf, SqlDialect dialect) =>
        ModelTemplate.Render(condition, PackExecution.ContextOf(pack, dialect, new RunValues(asOf is null ? DateOnly.MinValue : DateOnly.ParseExact(asOf, "yyyy-MM-dd", CultureInfo.InvariantCulture), values, 0, 0)));

    /// <summary>A text in which parameters stand, with the values that hold.</summary>
    public static string Fill(Pack pack, string text, IReadOnlyDictionary<string, string> values) =>
        StepSettings.Render(text, pack.Parameters.ToDictionary(static p => p.Name, p => values.GetValueOrDefault(p.Name) ?? p.Default, StringComparer.Ordinal), DateOnly.MinValue);
}
