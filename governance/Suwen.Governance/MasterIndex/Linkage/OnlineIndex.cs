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

/// <summary>
/// Known statements, held in memory, that are asked for candidates while others are added: any number of readers beside one writer. A removed statement's values
/// stay known until the index is made anew.
/// </summary>
public sealed class OnlineIndex : IDisposable
{
    /// <summary>Records of one group that are looked at; a larger one says too little about the asked person, and other rules find him.</summary>
    private const int MostInGroup = 500;

    /// <summary>Weakest candidate that is worth showing: log2 odds of one to a thousand.</summary>
    private const double Weakest = -10;

    /// <summary>Rules where the model has none, because it was estimated from a file small enough to compare every pair.</summary>
    private static readonly string[] UsualRules =
    [
        "NationalId", "InsuranceNo", "Email", "Phone", "RecordNo", "Name", "NationalIdEnd+BirthYear", "FamilySound+BirthDate", "GivenSound+BirthDate",
        "FamilySound+GivenSound+BirthYear", "FamilySound+BirthYearMonth+Postcode", "BirthDate+Street", "BirthDate+Guardian", "GivenSound+StreetNumber+Street",
        "FamilySound+StreetNumber+Street", "PhoneEnd+BirthYear",
    ];

    private readonly ProfileReader reader;
    private readonly ProfileReader asking;
    private readonly PairScorer scorer;
    private readonly OnlineGroups[] groups;
    private readonly Dictionary<long, int> slotOf = [];
    private readonly Stack<int> free = [];
    private readonly ReaderWriterLockSlim gate = new();
    private PersonRecord?[] slots = new PersonRecord?[1024];

    /// <param name="model">The model to score with; its blocking rules find the candidates.</param>
    public OnlineIndex(LinkageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Model = model;
        reader = new ProfileReader(model);
        asking = new ProfileReader(reader);
        scorer = new PairScorer(model);
        var rules = model.Rules.Length > 0 ? model.Rules : UsualRules;
        groups = [.. rules.Select(static r => new OnlineGroups(BlockingRules.Parse(r)))];
    }

    /// <summary>Statements held.</summary>
    public int Count
    {
        get
        {
            gate.EnterReadLock();
            try
            {
                return slotOf.Count;
            }
            finally
            {
                gate.ExitReadLock();
            }
        }
    }

    public LinkageModel Model { get; }

    /// <summary>Adds a statement, or replaces the one with its id.</summary>
    public void Add(PersonProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        gate.EnterWriteLock();
        try
        {
            RemoveHeld(profile.Id);
            var record = reader.Read(profile);
            var slot = free.Count > 0 ? free.Pop() : slotOf.Count;
            if (slot >= slots.Length)
            {
                Array.Resize(ref slots, slots.Length * 2);
            }

            slots[slot] = record;
            slotOf[profile.Id] = slot;
            foreach (var group in groups)
            {
                group.Add(record, slot);
            }
        }
        finally
        {
            gate.ExitWriteLock();
        }
    }

    /// <returns>False when there is none with this id.</returns>
    public bool Remove(long id)
    {
        gate.EnterWriteLock();
        try
        {
            return RemoveHeld(id);
        }
        finally
        {
            gate.ExitWriteLock();
        }
    }

    /// <summary>Candidates for a person, the likeliest first; the asked profile's own id is not among them.</summary>
    /// <param name="profile">Who is asked for, as one source states the person.</param>
    /// <param name="limit">Candidates to answer at most.</param>
    public IReadOnlyList<MatchCandidate> Match(PersonProfile profile, int limit)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        gate.EnterReadLock();
        try
        {
            return Find(asking.Read(profile), limit);
        }
        finally
        {
            gate.ExitReadLock();
        }
    }

    public void Dispose() => gate.Dispose();

    private List<MatchCandidate> Find(PersonRecord asked, int limit)
    {
        var found = new HashSet<int>();
        foreach (var group in groups)
        {
            group.Collect(asked, MostInGroup, found);
        }

        var scored = new List<(PersonRecord Record, ulong Levels, double Weight)>();
        foreach (var slot in found)
        {
            if (slots[slot] is { } record && record.Id != asked.Id)
            {
                var levels = PairComparer.Compare(asked, record);
                if (scorer.Weight(asked, record, levels) is >= Weakest and var weight)
                {
                    scored.Add((record, levels, weight));
                }
            }
        }

        scored.Sort(static (a, b) => b.Weight.CompareTo(a.Weight) is not 0 and var order ? order : a.Record.Id.CompareTo(b.Record.Id));
        var candidates = new List<MatchCandidate>(Math.Min(limit, scored.Count));
        foreach (var (record, levels, weight) in scored)
        {
            if (candidates.Count == limit)
            {
                break;
            }

            var verdict = Clustering.IsConflict(levels) ? (weight >= Model.GreyWeight ? MatchVerdict.Unsure : MatchVerdict.Different)
                : weight >= Model.LinkWeight ? MatchVerdict.Same
                : weight >= Model.GreyWeight ? MatchVerdict.Unsure
                : MatchVerdict.Different;
            candidates.Add(new MatchCandidate(record.Id, 1 / (1 + Math.Exp(-weight * Math.Log(2))), weight, verdict, scorer.Explain(asked, record, levels)));
        }

        return candidates;
    }

    private bool RemoveHeld(long id)
    {
        if (!slotOf.Remove(id, out var slot))
        {
            return false;
        }

        foreach (var group in groups)
        {
            group.Remove(slot);
        }

        slots[slot] = null;
        free.Push(slot);
        return true;
    }
}
