namespace Suwen.Governance.MasterIndex.Linkage;

/// <summary>Names of blocking rules, as reports and a model's file write them.</summary>
internal static class BlockingRules
{
    public static string Name(BlockingKey[] rule) => string.Join('+', rule);

    public static BlockingKey[] Parse(string name) => [.. name.Split('+').Select(static k => Enum.TryParse<BlockingKey>(k, out var key) ? (BlockingKey?)key : null).OfType<BlockingKey>()];
}
