using System.Globalization;
using Suwen.Governance.Gate;
using Suwen.Governance.Gate.Decisions;
using Suwen.Standards.Terminology;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Terminology;

/// <summary>Decision <c>code-system</c>: a table of the site's own, what it is called and where it is from. Its terms are <c>term</c> lines.</summary>
public sealed class CodeSystemDecision : IDecisionKind
{
    /// <summary>The word of this kind.</summary>
    public const string Word = "code-system";

    private static readonly Table Systems = CanonicalModel.Table("cn_code_system");

    public string Kind => Word;

    public int Version => 1;

    public void Parse(DecisionLine line, RecordSink sink)
    {
        if (line.Text("system") is not { Length: > 0 } system || line.Text("title") is not { Length: > 0 } title)
        {
            sink.Reject(RejectReasons.MissingField, "system, title", "A code system has a short name and a title.", AtFault.Caller);
            return;
        }

        if (BuiltInTerms.System(system) is not null || system == MapCodeDecision.NoEquivalent)
        {
            sink.Reject(RejectReasons.InvalidValue, "system", "A built-in code system has this name.", AtFault.Caller);
            return;
        }

        var key = sink.Key(Systems, system);
        sink.Identify(key, line.Bytes.Span);
        var row = sink.Row(Systems, key, Mention.None, RowMode.Replace);
        row.Text(Systems["system_code"], system);
        row.Text(Systems["title_zh"], title);
        row.Text(Systems["title_en"], line.Text("title_en"));
        row.Text(Systems["system_version"], line.Text("version"));
        row.Text(Systems["published_by"], line.Text("publisher"));
        row.Text(Systems["licence"], line.Text("licence"));
        row.Text(Systems["system_status"], line.Text("status") ?? "table of the site");
        row.Text(Systems["aliases"], line.Text("aliases"));
        row.Text(Systems["decided_by"], line.By);
        row.Text(Systems["decided_why"], line.Why);
        row.Long(Systems["decided_at"], line.At.ToUnixTimeMilliseconds() * 1000);
    }
}

/// <summary>Decision <c>term</c>: one term of a site's own table. Its concept id is stated, so that a rebuild gives it again.</summary>
public sealed class TermDecision : IDecisionKind
{
    /// <summary>The word of this kind.</summary>
    public const string Word = "term";

    private static readonly Table Terms = CanonicalModel.Table("cn_term");

    public string Kind => Word;

    public int Version => 1;

    public void Parse(DecisionLine line, RecordSink sink)
    {
        if (line.Text("system") is not { Length: > 0 } system || line.Text("code") is not { Length: > 0 } code || line.Text("name") is not { Length: > 0 } name)
        {
            sink.Reject(RejectReasons.MissingField, "system, code, name", "A term has a system, a code and a name.", AtFault.Caller);
            return;
        }

        if (line.Whole("concept") is not (>= CodeSystem.FirstSiteConceptId and <= CodeSystem.LastConceptId and var concept))
        {
            sink.Reject(RejectReasons.InvalidValue, "concept", "The concept ids of a site's own terms are from 2,100,000,000 to 2,147,483,647.", AtFault.Caller);
            return;
        }

        if (!TryDay(line.Text("valid_from"), out var from) || !TryDay(line.Text("valid_to"), out var to))
        {
            sink.Reject(RejectReasons.InvalidValue, "valid_from, valid_to", "A day is written 2026-01-31.", AtFault.Caller);
            return;
        }

        var key = sink.Key(Terms, string.Join('\u001F', system, code));
        sink.Identify(key, line.Bytes.Span);
        var row = sink.Row(Terms, key, Mention.None, RowMode.Replace);
        row.Text(Terms["system_code"], system);
        row.Text(Terms["term_code"], code);
        row.Text(Terms["term_name"], name);
        row.Text(Terms["parent_code"], line.Text("parent"));
        row.Text(Terms["synonyms"], line.Text("synonyms"));
        WriteDay(row, Terms["valid_from"], from);
        WriteDay(row, Terms["valid_to"], to);
        row.Long(Terms["term_concept_id"], concept);
        row.Text(Terms["decided_by"], line.By);
        row.Long(Terms["decided_at"], line.At.ToUnixTimeMilliseconds() * 1000);
    }

    private static bool TryDay(string? text, out DateOnly? day)
    {
        day = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        var isDay = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed);
        day = parsed;
        return isDay;
    }

    private static void WriteDay(RowWriter row, int column, DateOnly? day)
    {
        if (day is { } known)
        {
            row.Long(column, known.DayNumber - UnixEpochDay);
        }
    }

    /// <summary>Day number of 1970-01-01, from which the warehouse counts.</summary>
    private const int UnixEpochDay = 719_162;
}
