using Suwen.Scenarios.Models;

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
}
