namespace Suwen.Security.Deidentification;

/// <summary>The policies that come with Suwen: YAML files inside the assembly, read like any other.</summary>
public static class BuiltInPolicies
{
    private const string Prefix = "Suwen.Security.Deidentification.Policies.";
    private static readonly Lazy<IReadOnlyList<DeidPolicy>> Read = new(() => [.. new[] { "safe-harbor", "research-cn", "open-data", "test-data" }.Select(Load)]);

    public static IReadOnlyList<DeidPolicy> All => Read.Value;

    /// <summary>Finds a policy by its id; null if there is none.</summary>
    public static DeidPolicy? Find(string id) => All.FirstOrDefault(p => p.Id == id);

    private static DeidPolicy Load(string name)
    {
        using var reader = new StreamReader(typeof(BuiltInPolicies).Assembly.GetManifestResourceStream(Prefix + name + ".yaml") ?? throw new InvalidOperationException("The assembly lacks the policy " + name + "."));
        var (policy, faults) = PolicyReader.Read(reader.ReadToEnd());
        return policy ?? throw new InvalidOperationException($"The policy {name} is faulty in line {faults[0].Line}: {faults[0].What}");
    }
}
