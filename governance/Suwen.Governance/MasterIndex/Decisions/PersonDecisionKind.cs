using System.Text;
using System.Text.Json;
using Suwen.Governance.Gate;
using Suwen.Governance.Gate.Decisions;
using Suwen.Storage.Schema;

namespace Suwen.Governance.MasterIndex.Decisions;

/// <summary>
/// A landed decision about two persons: states the row of <c>cn_person_decision</c> and the link, or what holds apart. People and the linkage
/// model decide in layers of their own, so that neither takes the other's word back; within a layer the later decision on a pair takes the
/// place of the earlier one, which goes to history.
/// </summary>
public sealed class PersonDecisionKind : IDecisionKind
{
    private static readonly Table DecisionTable = CanonicalModel.Table("cn_person_decision");

    private readonly string decision;

    private PersonDecisionKind(string kind, string decision) => (Kind, this.decision) = (kind, decision);

    /// <summary>The three kinds.</summary>
    public static IReadOnlyList<PersonDecisionKind> All { get; } =
        [new(PersonDecisionKinds.Link, "same"), new(PersonDecisionKinds.Part, "different"), new(PersonDecisionKinds.Unlink, "none")];

    public string Kind { get; }

    public int Version => 1;

    public void Parse(DecisionLine line, RecordSink sink)
    {
        var isModel = line.By.StartsWith(PersonDecisionKinds.ModelPrefix, StringComparison.Ordinal);
        if (isModel && decision == "different")
        {
            sink.Reject(RejectReasons.InvalidValue, "by", "Only a person decides that two persons are held apart.", AtFault.Caller);
            return;
        }

        if (KeyOf(line, "a") is not { } a || KeyOf(line, "b") is not { } b || a == b)
        {
            sink.Reject(RejectReasons.InvalidValue, "a.key, b.key", "A decision names two persons, each by its key: 32 hexadecimal digits.", AtFault.Caller);
            return;
        }

        if (line.Text("confirmedBy") is { } confirmed && string.Equals(confirmed, line.By, StringComparison.OrdinalIgnoreCase))
        {
            sink.Reject(RejectReasons.InvalidValue, "confirmedBy", "The second person is another one than the first.", AtFault.Caller);
            return;
        }

        State(line, sink, isModel, a < b ? (a, b) : (b, a));
    }

    private void State(DecisionLine line, RecordSink sink, bool isModel, (UInt128 Low, UInt128 High) pair)
    {
        var layer = isModel ? "model" : "steward";
        var key = sink.Key(DecisionTable, $"{layer}|{DecidedPerson.TextOf(pair.Low)}|{DecidedPerson.TextOf(pair.High)}");
        sink.Identify(key, line.Bytes.Span);
        var (left, right) = (sink.Known(pair.Low), sink.Known(pair.High));
        var weight = line.Json.TryGetProperty("weight", out var w) && w.ValueKind == JsonValueKind.Number ? w.GetDouble() : (double?)null;
        var row = sink.Row(DecisionTable, key, Mention.None, RowMode.Replace);
        row.Text(DecisionTable["layer"], layer);
        row.Text(DecisionTable["decision"], decision);
        row.Reference(DecisionTable["left_source_person_id"], left);
        row.Reference(DecisionTable["right_source_person_id"], right);
        row.Text(DecisionTable["decided_by"], line.By);
        row.Text(DecisionTable["confirmed_by"], line.Text("confirmedBy"));
        row.Text(DecisionTable["decision_reason"], line.Why);
        row.Text(DecisionTable["model_version"], line.Text("model"));
        row.Long(DecisionTable["decided_at"], line.At.ToUnixTimeMilliseconds() * 1000);
        if (weight is { } bits)
        {
            row.Double(DecisionTable["decision_weight"], bits);
        }

        if (line.Json.TryGetProperty("reasons", out var reasons) && reasons.ValueKind == JsonValueKind.Array)
        {
            row.Text(DecisionTable["match_reasons"], Encoding.UTF8.GetBytes(reasons.GetRawText()));
        }

        sink.LinkPersons(left, right, LinkOf(isModel), weight ?? 0);
    }

    private PersonLinkKind LinkOf(bool isModel) => decision switch
    {
        "same" => isModel ? PersonLinkKind.ModelSame : PersonLinkKind.StewardSame,
        "different" => PersonLinkKind.StewardDifferent,
        _ => isModel ? PersonLinkKind.ModelNone : PersonLinkKind.StewardNone,
    };

    private static UInt128? KeyOf(DecisionLine line, string name) =>
        line.Json.TryGetProperty(name, out var person) && person.ValueKind == JsonValueKind.Object
        && person.TryGetProperty("key", out var key) && key.ValueKind == JsonValueKind.String && DecidedPerson.TryParse(key.GetString(), out var hash)
            ? hash
            : null;
}
