using Suwen.Governance.Gate;
using Suwen.Governance.Gate.Decisions;
using Suwen.Standards.Terminology;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Terminology;

/// <summary>
/// Decision <c>map-code</c>: what a source's code means. One line is one version of what is decided on the code.
/// <list type="bullet">
/// <item><c>source</c>: the source whose code it is; left out for the code of all sources.</item>
/// <item><c>vocabulary</c>: what the source calls the code system; left out where it says nothing. <c>code</c>: the code, or the wording
/// where there is no code. <c>name</c>: what the source calls it, for people.</item>
/// <item><c>system</c> and <c>target</c>: the standard code; <c>system</c> is <c>none</c> where there is no equivalent. <c>concept</c> and
/// <c>target_name</c> for a system that is not built in.</item>
/// <item><c>relation</c>: exact, broader, narrower or related, said of the target.</item>
/// <item><c>status</c>: decided (when left out), withdrawn; proposed, settled or declined for a proposal that waits for a second person.</item>
/// <item><c>confirms</c>: who proposed what is decided here; never the one who decides.</item>
/// </list>
/// </summary>
public sealed class MapCodeDecision : IDecisionKind
{
    /// <summary>The word of this kind.</summary>
    public const string Word = "map-code";

    /// <summary>The target system that says that a code has no equivalent.</summary>
    public const string NoEquivalent = "none";

    /// <summary>How a target may stand to the code.</summary>
    public static IReadOnlyList<string> Relations { get; } = ["exact", "broader", "narrower", "related"];

    private static readonly string[] Statuses = ["decided", "withdrawn", "proposed", "settled", "declined"];

    private static readonly Table Maps = CanonicalModel.Table("cn_code_map");

    public string Kind => Word;

    public int Version => 1;

    /// <summary>The text that names a code's decision, or its proposal, in the key ledger.</summary>
    public static string KeyOf(string source, SourceCode code, bool isProposal) =>
        string.Join('\u001F', isProposal ? "proposal" : "map", source, code.Vocabulary, code.Code);

    public void Parse(DecisionLine line, RecordSink sink)
    {
        var status = line.Text("status") ?? "decided";
        var relation = line.Text("relation") ?? "exact";
        if (line.Text("code") is not { Length: > 0 } code)
        {
            sink.Reject(RejectReasons.MissingField, "code", "A mapping names the code that it is about.", AtFault.Caller);
            return;
        }

        if (Array.IndexOf(Statuses, status) < 0 || !Relations.Contains(relation))
        {
            sink.Reject(RejectReasons.InvalidValue, "status, relation", "The status is decided, withdrawn, proposed, settled or declined; the relation exact, broader, narrower or related.", AtFault.Caller);
            return;
        }

        if (line.Text("confirms") is { } proposer && proposer == line.By)
        {
            sink.Reject(RejectReasons.InvalidValue, "confirms", "The second person is another than the first.", AtFault.Caller);
            return;
        }

        if (TargetOf(line, status, sink) is not { } target)
        {
            return;
        }

        var isProposal = status is "proposed" or "settled" or "declined";
        var source = line.Text("source") ?? "";
        var sourceCode = new SourceCode(line.Text("vocabulary") ?? "", code);
        var key = sink.Key(Maps, KeyOf(source, sourceCode, isProposal));
        sink.Identify(key, line.Bytes.Span);
        Write(sink.Row(Maps, key, Mention.None, RowMode.Replace), line, source, sourceCode, target, (status, relation, isProposal));
    }

    private static void Write(RowWriter row, DecisionLine line, string source, SourceCode code, Target target, (string Status, string Relation, bool IsProposal) said)
    {
        row.Boolean(Maps["is_proposal"], said.IsProposal);
        row.Text(Maps["map_source"], source);
        row.Text(Maps["map_vocabulary"], code.Vocabulary);
        row.Text(Maps["map_code"], code.Code);
        row.Text(Maps["map_name"], line.Text("name"));
        row.Text(Maps["target_system"], target.System);
        row.Text(Maps["target_code"], target.Code);
        row.Text(Maps["target_name"], target.Name);
        row.Long(Maps["target_concept_id"], target.Concept);
        row.Text(Maps["relation"], said.Relation);
        row.Text(Maps["map_status"], said.Status);
        row.Text(Maps["decided_by"], line.By);
        row.Text(Maps["confirmed_by"], line.Text("confirms") is null ? null : line.By);
        if (line.Text("confirms") is { } proposer)
        {
            row.Text(Maps["decided_by"], proposer);
        }

        row.Text(Maps["decided_why"], line.Why);
        row.Long(Maps["decided_at"], line.At.ToUnixTimeMilliseconds() * 1000);
    }

    private sealed record Target(string System, string? Code, string? Name, long Concept);

    private static Target? TargetOf(DecisionLine line, string status, RecordSink sink)
    {
        var system = line.Text("system") ?? (status == "withdrawn" ? NoEquivalent : null);
        var code = line.Text("target");
        if (system == NoEquivalent)
        {
            return new Target(system, null, null, 0);
        }

        if (system is null || code is null)
        {
            sink.Reject(RejectReasons.MissingField, "system, target", "A mapping names a system and a code of it, or none.", AtFault.Caller);
            return null;
        }

        if (BuiltInTerms.System(system) is not null)
        {
            if (BuiltInTerms.Find(system, code) is { } term)
            {
                return new Target(system, term.Code, term.Name, term.ConceptId);
            }

            sink.Reject(RejectReasons.InvalidValue, "target", "The target system has no such code.", AtFault.Caller);
            return null;
        }

        if (line.Whole("concept") is > 0 and var concept)
        {
            return new Target(system, code, line.Text("target_name"), concept);
        }

        sink.Reject(RejectReasons.MissingField, "concept", "The target's system is not built in: the mapping has to state its concept.", AtFault.Caller);
        return null;
    }
}
