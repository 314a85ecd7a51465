using System.Buffers;
using System.Globalization;
using Suwen.Governance.Gate.Decisions;
using Suwen.Governance.MasterIndex.Decisions;
using Suwen.Security;
using Suwen.Server.Http;
using Suwen.Server.Node;
using Suwen.Storage;
using Suwen.Storage.Landing;

namespace Suwen.Server.MasterIndex;

/// <summary>What stewards decide about persons: checked, landed, and noted in the queue.</summary>
internal sealed class IdentityDecisions(SuwenNode node, IdentityCases cases)
{
    private const int MaxWhyLength = 500;

    /// <summary>Decides a case. Making one of two where the rule of two holds is a proposal until another user confirms it.</summary>
    public async Task<ProblemAnswer?> DecideAsync(long id, string user, DecideRequest request, CancellationToken cancellationToken)
    {
        if (request.Decision is not ("same" or "different" or "unsure"))
        {
            return ProblemAnswer.BadRequest("A decision is same, different or unsure.", "decision", "Send one of the three.");
        }

        if (CheckWhy(request.Why) is { } unexplained)
        {
            return unexplained;
        }

        if (cases.Find(id) is not { } row)
        {
            return NoCase();
        }

        if (row.Status is "decided" or "proposed")
        {
            return ProblemAnswer.Conflict(row.Status == "decided" ? "The case is decided." : "The case waits for a second person.", "id", row.Status == "decided" ? "Undo the decision first." : "Confirm the proposal or refuse it.");
        }

        var now = node.Time.GetUtcNow();
        var after = row with { Decision = request.Decision, Why = request.Why.Trim(), DecidedBy = user, DecidedAt = now };
        if (request.Decision == "unsure" || (request.Decision == "same" && row.NeedsTwo))
        {
            var status = request.Decision == "unsure" ? "unsure" : "proposed";
            return Note(row, after with { Status = status }, user, status, request.Why, null);
        }

        return await LandAsync(row, after, user, request.Decision, cancellationToken);
    }

    /// <summary>The second person's word on a proposal.</summary>
    public async Task<ProblemAnswer?> ConfirmAsync(long id, string user, ConfirmRequest request, CancellationToken cancellationToken)
    {
        if (CheckWhy(request.Why) is { } unexplained)
        {
            return unexplained;
        }

        if (cases.Find(id) is not { } row)
        {
            return NoCase();
        }

        if (row.Status != "proposed")
        {
            return ProblemAnswer.Conflict("Nothing is proposed in this case.", "id", "Decide it.");
        }

        if (!request.Accept)
        {
            return Note(row, row with { Status = "open", Decision = null, Why = null, DecidedBy = null, DecidedAt = null }, user, "refused", request.Why, null);
        }

        if (string.Equals(user, row.DecidedBy, StringComparison.OrdinalIgnoreCase))
        {
            return ProblemAnswer.Conflict("Who has proposed it cannot confirm it.", "id", "Ask another steward.");
        }

        return await LandAsync(row, row with { ConfirmedBy = user }, user, "confirmed", cancellationToken);
    }

    /// <summary>Takes a decision back: what stood of the pair before it stands again.</summary>
    public async Task<ProblemAnswer?> UndoAsync(long id, string user, UndoRequest request, CancellationToken cancellationToken)
    {
        if (CheckWhy(request.Why) is { } unexplained)
        {
            return unexplained;
        }

        if (cases.Find(id) is not { } row)
        {
            return NoCase();
        }

        if (row.Status == "proposed")
        {
            return Note(row, row with { Status = "open", Decision = null, Why = null, DecidedBy = null, DecidedAt = null }, user, "undone", request.Why, null);
        }

        if (row.Status != "decided")
        {
            return ProblemAnswer.Conflict("Nothing is decided in this case.", "id", "Decide it.");
        }

        var before = await node.Warehouse.ReadAsync(
            new SqlStatement(WarehouseReading.Sql("MasterIndex/previous.sql"), row.LeftPerson, row.RightPerson, "steward"), Authorisation.ForPlatform("master-index"), static (b, r) => b[0].Text(r), cancellationToken);

        // To make one again what the rule of two guards takes two again: then nothing stands, and the case is open.
        var stood = before is [var word] && !(word == "same" && row.NeedsTwo) ? word : "none";
        var kind = stood switch { "same" => PersonDecisionKinds.Link, "different" => PersonDecisionKinds.Part, _ => PersonDecisionKinds.Unlink };
        var (position, problem) = await LandAsync([(row.LeftPerson, row.RightPerson)], kind, user, request.Why.Trim(), null, row, cancellationToken);
        if (position is null)
        {
            return problem;
        }

        return Note(row, row with { Status = "open", Decision = null, Why = null, DecidedBy = null, DecidedAt = null, ConfirmedBy = null, Position = position }, user, "undone", request.Why, position);
    }

    /// <summary>Who works on a case.</summary>
    public ProblemAnswer? Assign(long id, string user, AssignRequest request) =>
        cases.Find(id) is not { } row ? NoCase() : Note(row, row with { AssignedTo = request.To }, user, "assigned", null, null);

    /// <summary>Takes up two persons by hand; answers the case.</summary>
    public async Task<(long Id, ProblemAnswer? Problem)> TakeUpAsync(string left, string right, CancellationToken cancellationToken)
    {
        if (!TryParse(left, out var a) || !TryParse(right, out var b) || a == b || await FindAsync(a, cancellationToken) is null || await FindAsync(b, cancellationToken) is null)
        {
            return (0, ProblemAnswer.BadRequest("Two different persons of sources are needed.", "leftPerson, rightPerson", "Take their ids from a cluster."));
        }

        if (cases.FindPair(a, b) is null)
        {
            cases.Put([new NewCase(a, b, "steward", 0, [], null, false)]);
            await new IdentityLinking(node, cases).SynchroniseAsync(cancellationToken);
        }

        return (cases.FindPair(a, b)!.Id, null);
    }

    /// <summary>Takes a source's person out of its cluster: holds it apart from every other member.</summary>
    public async Task<(string? Position, ProblemAnswer? Problem)> SplitAsync(string user, SplitRequest request, CancellationToken cancellationToken)
    {
        if (CheckWhy(request.Why) is { } unexplained)
        {
            return (null, unexplained);
        }

        if (!TryParse(request.SourcePerson, out var person) || await FindAsync(person, cancellationToken) is not { } found)
        {
            return (null, ProblemAnswer.NotFound("There is no such person of a source.", "sourcePerson"));
        }

        var members = await node.Warehouse.ReadAsync(new SqlStatement(WarehouseReading.Sql("MasterIndex/members.sql"), found.PersonId), Authorisation.ForPlatform("master-index"), static (b, r) => b[0].Lane(r), cancellationToken);
        var others = members.Where(m => m != person).ToList();
        if (others.Count == 0)
        {
            return (null, ProblemAnswer.Conflict("The person is the only member of its cluster.", "sourcePerson", "There is nothing to take it out of."));
        }

        var why = request.Why.Trim();
        var (position, problem) = await LandAsync([.. others.Select(o => (person, o))], PersonDecisionKinds.Part, user, why, null, null, cancellationToken);
        if (position is null)
        {
            return (null, problem);
        }

        cases.Put(others.Where(o => cases.FindPair(person, o) is null).Select(o => new NewCase(person, o, "steward", 0, [], null, false)).ToList());
        foreach (var other in others)
        {
            var row = cases.FindPair(person, other)!;
            Note(row, row with { Status = "decided", Decision = "different", Why = why, DecidedBy = user, DecidedAt = node.Time.GetUtcNow(), Position = position }, user, "different", why, position);
        }

        return (position, null);
    }

    private async Task<ProblemAnswer?> LandAsync(CaseRow row, CaseRow after, string user, string step, CancellationToken cancellationToken)
    {
        var kind = after.Decision == "same" ? PersonDecisionKinds.Link : PersonDecisionKinds.Part;
        var (position, problem) = await LandAsync([(row.LeftPerson, row.RightPerson)], kind, after.DecidedBy!, after.Why!, after.ConfirmedBy, row, cancellationToken);
        return position is null ? problem : Note(row, after with { Status = "decided", Position = position }, user, step, after.Why, position);
    }

    private async Task<(string? Position, ProblemAnswer? Problem)> LandAsync(
        IReadOnlyList<(long Left, long Right)> pairs, string kind, string by, string why, string? confirmedBy, CaseRow? row, CancellationToken cancellationToken)
    {
        var lines = new ArrayBufferWriter<byte>();
        foreach (var (left, right) in pairs)
        {
            if (await FindAsync(left, cancellationToken) is not { } a || await FindAsync(right, cancellationToken) is not { } b)
            {
                return (null, ProblemAnswer.Conflict("One of the two is not known any more.", "id", "Look at the case again; its source may have withdrawn the person."));
            }

            var decision = new PersonDecision
            {
                Kind = kind, By = by, Why = why, ConfirmedBy = confirmedBy, A = a.Named, B = b.Named, Model = row?.Model, Weight = row is { Model: not null } ? Math.Round(row.Weight, 3) : null,
                Reasons = row is null ? null : [.. IdentityCases.ReasonsOf(row.Reasons).Select(r => new DecisionReason(r.Field, r.Level, r.Weight))],
            };
            lines.Write(decision.ToLine());
            lines.Write("\n"u8);
        }

        var landed = await node.Journal.AppendAsync(DecisionSource.Header(), lines.WrittenMemory.ToArray(), cancellationToken);
        await node.WaitUntilLoadedAsync(landed.Position, cancellationToken);
        return (landed.Position.ToString(), null);
    }

    private async Task<(DecidedPerson Named, long PersonId)?> FindAsync(long person, CancellationToken cancellationToken)
    {
        var rows = await node.Warehouse.ReadAsync(
            new SqlStatement(WarehouseReading.Sql("MasterIndex/key.sql"), person),
            Authorisation.ForPlatform("master-index"),
            static (b, r) => (new DecidedPerson(DecidedPerson.TextOf(new UInt128((ulong)b[0].Lane(r), (ulong)b[1].Lane(r))), b.TextOrNull(2, r), b.TextOrNull(3, r)), b.LongOrNull(4, r) ?? 0),
            cancellationToken);
        return rows.Count == 0 ? null : rows[0];
    }

    private ProblemAnswer? Note(CaseRow row, CaseRow after, string user, string step, string? why, string? position) =>
        cases.Note(row, after, new IdentityStep(node.Time.GetUtcNow(), user, step, why?.Trim(), position))
            ? null
            : ProblemAnswer.Conflict("Somebody else has worked on the case meanwhile.", "id", "Look at it again.");

    private static bool TryParse(string? text, out long id) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id);

    private static ProblemAnswer NoCase() => ProblemAnswer.NotFound("There is no such case.", "id");

    private static ProblemAnswer? CheckWhy(string? why) => string.IsNullOrWhiteSpace(why) || why.Length > MaxWhyLength
        ? ProblemAnswer.BadRequest($"A decision needs its reason, of at most {MaxWhyLength} characters.", "why", "Say why; without any value of the patient.")
        : null;
}
