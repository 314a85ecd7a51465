namespace Suwen.Governance.MasterIndex.Linkage;

/// <summary>Two statements that may be of one person.</summary>
/// <param name="Left">Id of the profile that came first.</param>
/// <param name="Right">Id of the other.</param>
/// <param name="Levels">Agreement by field, four bits each, in the order of <see cref="LinkageField"/>.</param>
/// <param name="Weight">Posterior log2 odds of being one person: the sum of evidence and prior.</param>
public readonly record struct ScoredPair(long Left, long Right, ulong Levels, float Weight)
{
    /// <summary>Posterior probability of being one person.</summary>
    public double Probability => 1 / (1 + Math.Exp(-Weight * Math.Log(2)));

    public MatchLevel LevelOf(LinkageField field) => (MatchLevel)((Levels >> ((int)field * 4)) & 15);
}

/// <summary>Statements that were found to be of one person; at least two.</summary>
/// <param name="Members">Ids of the profiles, ascending.</param>
public sealed record LinkageCluster(IReadOnlyList<long> Members);

/// <summary>A rule by which pairs were looked for: those that agree on all its keys were compared.</summary>
/// <param name="Keys">What must agree.</param>
/// <param name="Pairs">Pairs that this rule yields.</param>
/// <param name="NewPairs">Of them, pairs that no rule before it yields.</param>
/// <param name="SkippedBlocks">Groups passed over because they are too large to say anything.</param>
/// <param name="Links">Links that this rule finds.</param>
/// <param name="OnlyLinks">Links that no other rule finds.</param>
public sealed record BlockingRuleReport(string Keys, long Pairs, long NewPairs, long SkippedBlocks, long Links, long OnlyLinks);

/// <summary>A value that stands in so many people's records that it identifies nobody, and was taken as not stated.</summary>
/// <param name="Field">The field.</param>
/// <param name="Value">The value, as normalised.</param>
/// <param name="Records">Records that hold it.</param>
/// <param name="Persons">Different names or birth dates among them, as far as was counted.</param>
public sealed record ContainedValue(LinkageField Field, string Value, int Records, int Persons);

/// <summary>What a linkage found.</summary>
public sealed class LinkageResult
{
    internal LinkageResult(LinkageModel model, Func<ScoredPair, IReadOnlyList<MatchReason>> explain, Func<long, long, ScoredPair> between)
    {
        Model = model;
        this.explain = explain;
        this.between = between;
    }

    private readonly Func<ScoredPair, IReadOnlyList<MatchReason>> explain;
    private readonly Func<long, long, ScoredPair> between;

    internal static LinkageResult Empty(LinkageModel model) => new(model, static _ => [], static (left, right) => new ScoredPair(left, right, 0, 0));

    /// <summary>The model that scored the pairs.</summary>
    public LinkageModel Model { get; }

    /// <summary>Pairs at or above the model's grey threshold, linked ones among them, by left and right id.</summary>
    public IReadOnlyList<ScoredPair> Pairs { get; internal init; } = [];

    /// <summary>Pairs that neither are linked nor can be dismissed, and links within a cluster that contradict each other: for a steward.</summary>
    public IReadOnlyList<ScoredPair> GreyPairs { get; internal init; } = [];

    public IReadOnlyList<LinkageCluster> Clusters { get; internal init; } = [];

    public IReadOnlyList<BlockingRuleReport> Blocking { get; internal init; } = [];

    public IReadOnlyList<ContainedValue> Contained { get; internal init; } = [];

    /// <summary>Pairs compared.</summary>
    public long ComparedPairs { get; internal init; }

    /// <summary>What each field said about a pair, strongest first; fields without evidence are left out.</summary>
    public IReadOnlyList<MatchReason> Explain(ScoredPair pair) => explain(pair);

    /// <summary>Compares any two of the linked profiles, whether blocking brought them together or not.</summary>
    public ScoredPair Compare(long left, long right) => between(left, right);
}
