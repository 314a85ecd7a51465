using System.Collections.Frozen;

namespace Suwen.Analysis;

/// <summary>All operators of the platform, found in this assembly: adding one is adding its folder.</summary>
public static class OperatorCatalogue
{
    private static readonly Lazy<FrozenDictionary<string, IOperator>> ByName = new(static () => Find().ToFrozenDictionary(static o => o.Description.Name));

    private static readonly Lazy<FrozenDictionary<string, IOperator>> ByAlias = new(static () =>
        ByName.Value.Values.SelectMany(static o => o.Description.Aliases.Append(o.Description.Name).Select(a => KeyValuePair.Create(a, o))).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase));

    /// <summary>By area, then by name.</summary>
    public static IReadOnlyList<IOperator> All => field ??= [.. ByName.Value.Values.OrderBy(static o => o.Description.Area, StringComparer.Ordinal).ThenBy(static o => o.Description.Name, StringComparer.Ordinal)];

    /// <summary>Finds an operator by its name or by another usual one.</summary>
    public static bool TryFind(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IOperator? found) =>
        ByName.Value.TryGetValue(name, out found) || ByAlias.Value.TryGetValue(name.Replace('_', '-'), out found);

    /// <summary>"Did you mean X?" for a name that is none, or nothing.</summary>
    public static string Question(string name) => Similar.Question(name, All.SelectMany(static o => o.Description.Aliases.Prepend(o.Description.Name)));

    private static IEnumerable<IOperator> Find() => typeof(OperatorCatalogue).Assembly.GetTypes()
        .Where(static t => t is { IsClass: true, IsAbstract: false } && typeof(IOperator).IsAssignableFrom(t))
        .Select(static t => (IOperator)Activator.CreateInstance(t, nonPublic: true)!);
}
