using System.Collections.Frozen;

namespace Suwen.Analysis;

/// <summary>All operators of the platform, found in this assembly: adding one is adding its folder.</summary>
public static class OperatorCatalogue
{
    private static readonly Lazy<FrozenDictionary<string, IOperator>> ByName = new(static () => Find().ToFrozenDictionary(static o => o.Description.Name));

    /// <summary>By area, then by name.</summary>
    public static IReadOnlyList<IOperator> All => field ??= [.. ByName.Value.Values.OrderBy(static o => o.Description.Area, StringComparer.Ordinal).ThenBy(static o => o.Description.Name, StringComparer.Ordinal)];

    public static bool TryFind(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IOperator? found) => ByName.Value.TryGetValue(name, out found);

    private static IEnumerable<IOperator> Find() => typeof(OperatorCatalogue).Assembly.GetTypes()
        .Where(static t => t is { IsClass: true, IsAbstract: false } && typeof(IOperator).IsAssignableFrom(t))
        .Select(static t => (IOperator)Activator.CreateInstance(t, nonPublic: true)!);
}
