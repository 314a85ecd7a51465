using Suwen.Governance.Gate;
using Suwen.Standards.Hl7v2;
using static Suwen.Sources.Hl7v2.Columns;

namespace Suwen.Sources.Hl7v2;

/// <summary>DG1, PRB, PR1, AL1, IAM: what the patient has, and what was done (HL7 v2.8 §6.5.2, §12.4.2, §6.5.4, §3.4.6–7).</summary>
internal ref partial struct MessageReader
{
    private readonly void ReadDiagnosis(Hl7Segment dg1)
    {
        if (person.IsNone || !(dg1[3].HasValue || dg1[4].HasValue))
        {
            return;
        }

        var found = ReadMainTime(dg1[5], "DG1-5", out var time);
        var key = BeginVisitKey().Append(Unit).Append("DG1"u8).Append(Unit);
        key.Append(dg1[20].HasValue ? dg1[20].Value(1) : dg1[3].HasValue ? CodeKey(dg1[3]) : dg1[4].Raw).Append(Unit).Append(dg1[6].Value(1));
        var mention = sink.Key(Condition.Table, key.Span);
        if (IsCode(dg1[21], 'D'))
        {
            sink.Row(Condition.Table, mention, person, RowMode.Delete);
            return;
        }

        var provider = ProviderOf(dg1[16]);
        var row = BeginCondition(mention, provider);
        SetCoded(row, Condition.SourceValue, Condition.SourceVocabulary, Condition.SourceName, dg1[3], dg1[2].Value(1));
        if (!dg1[3].HasValue)
        {
            Set(row, Condition.SourceValue, dg1[4]);
        }

        if (dg1[4].HasValue && dg1[3].Value(2).IsEmpty)
        {
            SetText(row, Condition.SourceName, dg1[4]);
        }

        Set(row, Condition.StatusSourceValue, dg1[6]);
        SetClock(row, Condition.StartDate, Condition.StartDatetime, found, time);
    }

    private readonly RowWriter BeginCondition(Mention mention, Mention provider)
    {
        var row = sink.Row(Condition.Table, mention, person, RowMode.Merge);
        row.Long(Condition.ConceptId, 0);
        row.Long(Condition.TypeConceptId, FromHealthRecord);
        row.Reference(Condition.Visit, visit);
        row.Reference(Condition.Provider, provider);
        return row;
    }

    private readonly void ReadProblem(Hl7Segment prb)
    {
        if (person.IsNone || !prb[3].HasValue)
        {
            return;
        }

        var onset = ReadMainTime(prb[16], "PRB-16", out var time);
        if (onset != TimeField.Stated)
        {
            onset = ReadMainTime(prb[7].HasValue ? prb[7] : prb[2], "PRB-7", out time);
        }

        var key = BeginKey(scratch.PersonKey).Append(Unit).Append("PRB"u8).Append(Unit).Append(prb[4].HasValue ? prb[4].Value(1) : CodeKey(prb[3]));
        var mention = sink.Key(Condition.Table, key.Span);
        if (prb[1].Value(1).SequenceEqual("DE"u8))
        {
            sink.Row(Condition.Table, mention, person, RowMode.Delete);
            return;
        }

        var row = BeginCondition(mention, Mention.None);
        SetCoded(row, Condition.SourceValue, Condition.SourceVocabulary, Condition.SourceName, prb[3]);
        SetEither(row, Condition.VerificationStatusSourceValue, prb[13], 1, 2);
        SetEither(row, Condition.StatusSourceValue, prb[14], 1, 2);
        SetTime(row, Condition.EndDate, Condition.EndDatetime, prb[9]);
        SetClock(row, Condition.StartDate, Condition.StartDatetime, onset, time);
    }

    private readonly void ReadProcedure(Hl7Segment pr1)
    {
        if (person.IsNone || !(pr1[3].HasValue || pr1[4].HasValue))
        {
            return;
        }

        var found = ReadMainTime(pr1[5], "PR1-5", out var time);
        var key = BeginVisitKey().Append(Unit).Append("PR1"u8).Append(Unit);
        if (pr1[19].HasValue)
        {
            key.Append(pr1[19].Value(1));
        }
        else
        {
            key.Append(pr1[3].HasValue ? CodeKey(pr1[3]) : pr1[4].Raw).Append(Unit).Append(pr1[5].Value(1));
        }

        var mention = sink.Key(Procedure.Table, key.Span);
        if (IsCode(pr1[20], 'D'))
        {
            sink.Row(Procedure.Table, mention, person, RowMode.Delete);
            return;
        }

        var provider = ProviderOf(pr1[11].HasValue ? pr1[11] : pr1[8]);
        var row = sink.Row(Procedure.Table, mention, person, RowMode.Merge);
        row.Long(Procedure.ConceptId, 0);
        row.Long(Procedure.TypeConceptId, FromHealthRecord);
        row.Reference(Procedure.Visit, visit);
        row.Reference(Procedure.Provider, provider);
        SetCoded(row, Procedure.SourceValue, Procedure.SourceVocabulary, Procedure.SourceName, pr1[3], pr1[2].Value(1));
        if (!pr1[3].HasValue)
        {
            Set(row, Procedure.SourceValue, pr1[4]);
        }

        if (pr1[4].HasValue && pr1[3].Value(2).IsEmpty)
        {
            SetText(row, Procedure.SourceName, pr1[4]);
        }

        Set(row, Procedure.ModifierSourceValue, pr1[16]);
        SetClock(row, Procedure.Date, Procedure.Datetime, found, time);
    }

    private readonly void ReadAllergy(Hl7Segment al1)
    {
        if (person.IsNone || !al1[3].HasValue)
        {
            return;
        }

        var row = BeginAllergy(al1[3]);
        SetEither(row, Allergy.Category, al1[2], 1, 2);
        SetEither(row, Allergy.Severity, al1[4], 1, 2);
        SetText(row, Allergy.Reaction, al1[5]);
        SetTime(row, Allergy.OnsetDate, Allergy.OnsetDatetime, al1[6]);
    }

    /// <summary>IAM: an allergy that is added, changed or taken back by itself.</summary>
    private readonly void ReadAdverseReaction(Hl7Segment iam)
    {
        if (person.IsNone || !iam[3].HasValue)
        {
            return;
        }

        if (IsCode(iam[6], 'D'))
        {
            sink.Row(Allergy.Table, AllergyKey(iam[3]), person, RowMode.Delete);
            return;
        }

        var row = BeginAllergy(iam[3]);
        SetEither(row, Allergy.Category, iam[2], 1, 2);
        SetEither(row, Allergy.Severity, iam[4], 1, 2);
        SetText(row, Allergy.Reaction, iam[5]);
        SetTime(row, Allergy.OnsetDate, Allergy.OnsetDatetime, iam[11]);
        SetTime(row, Allergy.RecordedDate, -1, iam[13]);
        SetEither(row, Allergy.VerificationStatus, iam[17], 1, 2);
    }

    private readonly RowWriter BeginAllergy(Hl7Field substance)
    {
        var row = sink.Row(Allergy.Table, AllergyKey(substance), person, RowMode.Merge);
        SetCoded(row, Allergy.SourceValue, Allergy.SourceVocabulary, Allergy.SourceName, substance);
        return row;
    }

    /// <summary>An allergy is the patient's, whatever visit tells of it; AL1 and IAM meet in the substance.</summary>
    private readonly Mention AllergyKey(Hl7Field substance) =>
        sink.Key(Allergy.Table, BeginKey(scratch.PersonKey).Append(Unit).Append(CodeKey(substance)).Span);

    private static bool IsCode(Hl7Field field, char code)
    {
        var value = field.Value(1);
        return value.Length == 1 && value[0] == code;
    }
}
