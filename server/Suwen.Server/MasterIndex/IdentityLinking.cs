using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Suwen.Governance.Gate.Decisions;
using Suwen.Governance.MasterIndex.Decisions;
using Suwen.Governance.MasterIndex.Linkage;
using Suwen.Security;
using Suwen.Server.Node;
using Suwen.Storage;
using Suwen.Storage.Landing;

namespace Suwen.Server.MasterIndex;

/// <summary>What a run of the linkage did, or would do.</summary>
/// <param name="Kind">full: the model was estimated and all compared; changed: those that changed were compared with all; none: nothing has changed.</param>
/// <param name="Persons">Sources' persons compared.</param>
/// <param name="Compared">Pairs compared; persons asked for in a run over changes.</param>
/// <param name="AlreadyOne">Pairs that the model finds one and that are one already.</param>
/// <param name="Links">Links that are new.</param>
/// <param name="Withdrawn">Links of earlier runs that the model does not find any more.</param>
/// <param name="Decided">Pairs that a steward has decided otherwise or already.</param>
/// <param name="Grey">Pairs for the stewards.</param>
/// <param name="NewCases">Cases that were not in the queue before.</param>
/// <param name="Model">Version of the model.</param>
/// <param name="Blocking">By which keys pairs were looked for.</param>
/// <param name="Contained">Values that identify nobody: field and number of records; never the value.</param>
internal sealed record LinkingReport(
    string Kind, int Persons, long Compared, int AlreadyOne, int Links, int Withdrawn, int Decided, int Grey, int NewCases, string Model,
    IReadOnlyList<BlockingRuleReport> Blocking, IReadOnlyList<(string Field, int Records, int Persons)> Contained);

/// <summary>
/// Runs the linkage over the persons of the warehouse: what is above the model's threshold lands as decisions of the model, what is between the thresholds
/// goes to the stewards. What has landed or is decided is passed over, so that a run that was broken off is simply run again.
/// </summary>
internal sealed class IdentityLinking(SuwenNode node, IdentityCases cases)
{
    /// <summary>Up to this share of changed persons they are compared with all; beyond it all are compared, and the model is estimated anew.</summary>
    private const double MostChanged = 0.1;

    /// <summary>A landing entry of decisions is closed beyond so many bytes.</summary>
    private const int EntryBytes = 2 << 20;

    private const int CandidatesPerPerson = 20;

    /// <summary>
    /// Of fewer persons no model can be estimated that could be trusted to decide alone (two men in a folder of four are alike): what it
    /// finds goes to the stewards.
    /// </summary>
    private const int FewestToDecide = 500;

    /// <param name="isTrial">True to land and queue nothing.</param>
    /// <param name="isFull">True to compare all and to estimate the model anew, whatever has changed.</param>
    /// <param name="cancellationToken">Ends the run; what has landed stays.</param>
    public async Task<LinkingReport> RunAsync(bool isTrial, bool isFull, CancellationToken cancellationToken)
    {
        var through = await PersonProfiles.LatestLoadAsync(node.Warehouse, cancellationToken);
        var persons = await PersonProfiles.ReadAsync(node.Warehouse, 0, cancellationToken);
        var goldenOf = persons.ToDictionary(p => p.Profile.Id, p => p.PersonId);
        var links = await ReadLinksAsync(cancellationToken);
        var found = Find(persons, isFull, cancellationToken);
        var outcome = Sort(found, links, goldenOf);
        var (landed, newCases) = (0L, 0);
        if (!isTrial)
        {
            landed = await LandAsync(found.Model.Version, outcome, cancellationToken);
            newCases = await QueueAsync(found, outcome, cancellationToken);
        }

        var report = new LinkingReport(
            found.Kind, persons.Count, found.Compared, outcome.AlreadyOne, outcome.Links.Count, outcome.Withdrawn.Count, outcome.Decided, outcome.Grey.Count, newCases, found.Model.Version,
            found.Blocking, [.. found.Contained.Select(c => (c.Field.ToString(), c.Records, c.Persons))]);
        if (!isTrial)
        {
            // What the run's own links have moved is no change to be looked at again.
            var since = landed == 0 ? through : await PersonProfiles.LatestLoadAsync(node.Warehouse, cancellationToken);
            cases.NoteRun(found.Kind, since, found.Model.ToJson(), JsonSerializer.Serialize(report));
        }

        return report;
    }

    private Findings Find(List<KnownPerson> persons, bool isFull, CancellationToken cancellationToken)
    {
        if (!isFull && cases.LastRun() is { } last && LinkageModel.FromJson(last.Model) is { } model)
        {
            var changed = persons.Where(p => p.LoadId > last.ThroughLoad).ToList();
            if (changed.Count <= persons.Count * MostChanged && (persons.Count >= FewestToDecide || changed.Count == 0))
            {
                return FindChanged(persons, changed, model, cancellationToken);
            }
        }

        var result = RecordLinkage.Run([.. persons.Select(p => p.Profile)], new LinkageOptions(), cancellationToken);
        var clusterOf = new Dictionary<long, int>();
        for (var i = 0; i < result.Clusters.Count; i++)
        {
            foreach (var member in result.Clusters[i].Members)
            {
                clusterOf[member] = i;
            }
        }

        var links = result.Pairs.Where(p => p.Weight >= result.Model.LinkWeight && clusterOf.TryGetValue(p.Left, out var a) && clusterOf.TryGetValue(p.Right, out var b) && a == b);
        var (sure, unsure) = (links.Select(Pair).ToList(), result.GreyPairs.Select(Pair).ToList());
        return persons.Count < FewestToDecide
            ? new Findings("full", result.Model, result.ComparedPairs, [], [.. sure, .. unsure], null, result.Blocking, result.Contained)
            : new Findings("full", result.Model, result.ComparedPairs, sure, unsure, null, result.Blocking, result.Contained);

        FoundPair Pair(ScoredPair p) => new(p.Left, p.Right, p.Weight, Reasons(result.Explain(p)));
    }

    /// <summary>Compares the changed persons with all.</summary>
    private static Findings FindChanged(List<KnownPerson> persons, List<KnownPerson> changed, LinkageModel model, CancellationToken cancellationToken)
    {
        var (links, grey) = (new Dictionary<(long, long), FoundPair>(), new Dictionary<(long, long), FoundPair>());
        var ids = changed.Select(p => p.Profile.Id).ToHashSet();
        if (changed.Count == 0)
        {
            return new Findings("none", model, 0, [], [], ids, [], []);
        }

        var index = new OnlineIndex(model);
        foreach (var person in persons)
        {
            index.Add(person.Profile);
        }

        foreach (var person in changed)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var candidate in index.Match(person.Profile, CandidatesPerPerson))
            {
                var (low, high) = (Math.Min(person.Profile.Id, candidate.Id), Math.Max(person.Profile.Id, candidate.Id));
                if (candidate.Verdict != MatchVerdict.Different && low != high)
                {
                    (candidate.Verdict == MatchVerdict.Same ? links : grey)[(low, high)] = new FoundPair(low, high, candidate.Weight, Reasons(candidate.Reasons));
                }
            }
        }

        return new Findings("changed", model, changed.Count, [.. links.Values.OrderBy(p => (p.Left, p.Right))], [.. grey.Values.OrderBy(p => (p.Left, p.Right))], ids, [], []);
    }

    /// <summary>What of the findings is new.</summary>
    private static Outcome Sort(Findings found, ExistingLinks links, Dictionary<long, long> goldenOf)
    {
        var outcome = new Outcome();
        var still = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pair in found.Links)
        {
            var name = IdentityCases.PairOf(pair.Left, pair.Right);
            still.Add(name);
            if (links.Decided.Contains(name))
            {
                outcome.Decided++;
            }
            else if (links.Model.ContainsKey(name) || goldenOf.GetValueOrDefault(pair.Left) == goldenOf.GetValueOrDefault(pair.Right))
            {
                outcome.AlreadyOne++;
            }
            else
            {
                outcome.Links.Add(pair);
            }
        }

        // Two golden persons are one question, however many sources' persons stand for each: the pair with the strongest evidence asks it.
        var asked = links.Apart.Select(p => IdentityCases.PairOf(Golden(p.Left), Golden(p.Right))).ToHashSet(StringComparer.Ordinal);
        foreach (var pair in found.Grey.OrderByDescending(static p => p.Weight).ThenBy(static p => (p.Left, p.Right)))
        {
            var name = IdentityCases.PairOf(pair.Left, pair.Right);
            if (!links.Decided.Contains(name) && (links.Model.ContainsKey(name) || Golden(pair.Left) != Golden(pair.Right)) && asked.Add(IdentityCases.PairOf(Golden(pair.Left), Golden(pair.Right))))
            {
                outcome.Grey.Add(pair);
            }
        }

        foreach (var (name, (left, right)) in links.Model)
        {
            if (!still.Contains(name) && (found.Looked is null || found.Looked.Contains(left) || found.Looked.Contains(right)))
            {
                outcome.Withdrawn.Add((left, right));
            }
        }

        return outcome;

        long Golden(long person) => goldenOf.GetValueOrDefault(person, person);
    }

    /// <summary>Lands the model's decisions, some thousand in an entry, and waits until they are loaded.</summary>
    private async Task<long> LandAsync(string model, Outcome outcome, CancellationToken cancellationToken)
    {
        if (outcome.Links.Count + outcome.Withdrawn.Count == 0)
        {
            return 0;
        }

        var keys = await ReadKeysAsync(cancellationToken);
        var lines = new ArrayBufferWriter<byte>(EntryBytes);
        LandingPosition last = default;
        foreach (var decision in Decisions(model, outcome, keys))
        {
            lines.Write(decision.ToLine());
            lines.Write("\n"u8);
            if (lines.WrittenCount >= EntryBytes)
            {
                last = (await node.Journal.AppendAsync(DecisionSource.Header(), lines.WrittenMemory.ToArray(), cancellationToken)).Position;
                lines.ResetWrittenCount();
            }
        }

        if (lines.WrittenCount > 0)
        {
            last = (await node.Journal.AppendAsync(DecisionSource.Header(), lines.WrittenMemory.ToArray(), cancellationToken)).Position;
        }

        await node.WaitUntilLoadedAsync(last, cancellationToken);
        return last.Value;
    }

    private static IEnumerable<PersonDecision> Decisions(string model, Outcome outcome, Dictionary<long, UInt128> keys)
    {
        foreach (var (left, right) in outcome.Withdrawn)
        {
            yield return new PersonDecision
            {
                Kind = PersonDecisionKinds.Unlink, By = PersonDecisionKinds.ModelPrefix + model, Why = "The model does not find them to be one person any more.", Model = model,
                A = Named(left), B = Named(right),
            };
        }

        foreach (var pair in outcome.Links)
        {
            yield return new PersonDecision
            {
                Kind = PersonDecisionKinds.Link, By = PersonDecisionKinds.ModelPrefix + model, Why = "Evidence above the model's threshold.", Model = model, Weight = Math.Round(pair.Weight, 3),
                A = Named(pair.Left), B = Named(pair.Right), Reasons = [.. pair.Reasons.Select(r => new DecisionReason(r.Field, r.Level, r.Weight))],
            };
        }

        DecidedPerson Named(long person) => new(DecidedPerson.TextOf(keys[person]));
    }

    /// <summary>Brings the queue to what there is to decide: grey pairs, contradictions under one number, links that do not hold.</summary>
    private async Task<int> QueueAsync(Findings found, Outcome outcome, CancellationToken cancellationToken)
    {
        var important = await ImportantPersonsAsync(cancellationToken);
        var grey = outcome.Grey.ConvertAll(p => new NewCase(
            p.Left, p.Right, "grey", p.Weight, p.Reasons, found.Model.Version,
            important.Contains(p.Left) || important.Contains(p.Right) || p.Reasons.Any(static r => r.Field == nameof(LinkageField.NationalId) && r.Level == nameof(MatchLevel.Conflict))));
        var added = cases.Put(grey);
        if (found.Looked is null)
        {
            cases.CloseOthers("grey", grey.Select(c => IdentityCases.PairOf(c.LeftPerson, c.RightPerson)).ToHashSet(StringComparer.Ordinal));
        }

        return added + await SynchroniseAsync(cancellationToken);
    }

    /// <summary>Puts contradictions and withheld links into the queue as they stand now, and closes those that are gone.</summary>
    public async Task<int> SynchroniseAsync(CancellationToken cancellationToken)
    {
        var scope = Authorisation.ForPlatform("master-index");
        var important = await ImportantPersonsAsync(cancellationToken);
        var decided = (await ReadLinksAsync(cancellationToken)).Decided;
        var conflicts = await node.Warehouse.ReadAsync(WarehouseReading.Sql("MasterIndex/conflicts.sql"), scope, static (b, r) => new NewCase(
            b[0].Lane(r), b[1].Lane(r), b[3].Lane(r) != 0 ? "conflict" : "doubt", 0,
            [new IdentityReason("NationalId", "Exact", 0), .. b[2].Text(r).Split(',').Select(static f => new IdentityReason(FieldOf(f), "Different", 0))], null, true), cancellationToken);
        conflicts.RemoveAll(c => decided.Contains(IdentityCases.PairOf(c.LeftPerson, c.RightPerson)));
        var withheld = await node.Warehouse.ReadAsync(WarehouseReading.Sql("MasterIndex/withheld.sql"), scope, (b, r) => new NewCase(
            b[0].Lane(r), b[1].Lane(r), "withheld", b[3].Double(r), [new IdentityReason(b[2].Text(r), "Exact", b[3].Double(r))], null, important.Contains(b[0].Lane(r)) || important.Contains(b[1].Lane(r))), cancellationToken);
        withheld.RemoveAll(c => decided.Contains(IdentityCases.PairOf(c.LeftPerson, c.RightPerson)));
        var added = cases.Put(conflicts.Concat(withheld));
        foreach (var kind in (string[])["conflict", "doubt", "withheld"])
        {
            cases.CloseOthers(kind, conflicts.Concat(withheld).Where(c => c.Kind == kind).Select(c => IdentityCases.PairOf(c.LeftPerson, c.RightPerson)).ToHashSet(StringComparer.Ordinal));
        }

        return added;
    }

    private static string FieldOf(string word) => word switch { "sex" => nameof(LinkageField.Sex), "birth" => nameof(LinkageField.BirthDate), _ => "Name" };

    /// <summary>Persons whom the settings name for the rule of two: <c>source/what the source calls the person</c>.</summary>
    private async Task<HashSet<long>> ImportantPersonsAsync(CancellationToken cancellationToken)
    {
        if (node.Settings.MasterIndex?.TwoPersonRule is not { Count: > 0 } named)
        {
            return [];
        }

        var important = new HashSet<long>();
        foreach (var name in named)
        {
            important.UnionWith(await node.Warehouse.ReadAsync(
                new SqlStatement(WarehouseReading.Sql("MasterIndex/important.sql"), name), Authorisation.ForPlatform("master-index"), static (b, r) => b[0].Lane(r), cancellationToken));
        }

        return important;
    }

    private async Task<ExistingLinks> ReadLinksAsync(CancellationToken cancellationToken)
    {
        var links = new ExistingLinks();
        var rows = await node.Warehouse.ReadAsync(WarehouseReading.Sql("MasterIndex/links.sql"), Authorisation.ForPlatform("master-index"), static (b, r) => (b[0].Lane(r), b[1].Lane(r), b[2].Text(r)), cancellationToken);
        foreach (var (left, right, kind) in rows)
        {
            var name = IdentityCases.PairOf(left, right);
            if (kind == "model")
            {
                links.Model[name] = (left, right);
            }
            else
            {
                links.Decided.Add(name);
                if (kind == "steward-different")
                {
                    links.Apart.Add((left, right));
                }
            }
        }

        return links;
    }

    private async Task<Dictionary<long, UInt128>> ReadKeysAsync(CancellationToken cancellationToken)
    {
        var rows = await node.Warehouse.ReadAsync(
            WarehouseReading.Sql("MasterIndex/keys.sql"), Authorisation.ForPlatform("master-index"), static (b, r) => (Id: b[0].Lane(r), Key: new UInt128((ulong)b[1].Lane(r), (ulong)b[2].Lane(r))), cancellationToken);
        return rows.ToDictionary(r => r.Id, r => r.Key);
    }

    public static List<IdentityReason> Reasons(IReadOnlyList<MatchReason> reasons)
    {
        var answer = new List<IdentityReason>(reasons.Count);
        foreach (var reason in reasons)
        {
            answer.Add(new IdentityReason(NameOf(reason.Field), reason.Level.ToString(), Math.Round(reason.Weight, 2)));
        }

        return answer;
    }

    private static string NameOf(LinkageField field) => field.ToString();

    private sealed record FoundPair(long Left, long Right, double Weight, IReadOnlyList<IdentityReason> Reasons);

    /// <param name="Kind">See <see cref="LinkingReport"/>.</param>
    /// <param name="Model">The model.</param>
    /// <param name="Compared">Pairs compared.</param>
    /// <param name="Links">Pairs that are one person.</param>
    /// <param name="Grey">Pairs that nobody can tell yet.</param>
    /// <param name="Looked">Persons that were looked at; null for all.</param>
    /// <param name="Blocking">Keys.</param>
    /// <param name="Contained">Values that identify nobody.</param>
    private sealed record Findings(
        string Kind, LinkageModel Model, long Compared, List<FoundPair> Links, List<FoundPair> Grey, HashSet<long>? Looked, IReadOnlyList<BlockingRuleReport> Blocking, IReadOnlyList<ContainedValue> Contained);

    private sealed class ExistingLinks
    {
        public Dictionary<string, (long Left, long Right)> Model { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Decided { get; } = new(StringComparer.Ordinal);

        public List<(long Left, long Right)> Apart { get; } = [];
    }

    private sealed class Outcome
    {
        public int AlreadyOne { get; set; }

        public int Decided { get; set; }

        public List<FoundPair> Links { get; } = [];

        public List<FoundPair> Grey { get; } = [];

        public List<(long Left, long Right)> Withdrawn { get; } = [];
    }
}
