using Suwen.Governance.Gate;
using Suwen.Standards.Hl7v2;
using static Suwen.Sources.Hl7v2.Columns;

namespace Suwen.Sources.Hl7v2;

/// <summary>IN1, GT1, FT1: who pays, and what is charged (HL7 v2.8 §6.5).</summary>
internal ref partial struct MessageReader
{
    private readonly void ReadInsurance(Hl7Segment in1)
    {
        if (person.IsNone || !(in1[2].HasValue || in1[3].HasValue || in1[4].HasValue))
        {
            return;
        }

        var key = BeginKey(scratch.PersonKey).Append(Unit).Append("IN1"u8).Append(Unit).Append(CodeKey(in1[2])).Append(Unit);
        key.Append(in1[3].Value(1)).Append(Unit).Append(in1[36].Raw);
        var row = sink.Row(PayerPlan.Table, sink.Key(PayerPlan.Table, key.Span), person, RowMode.Merge);
        Set(row, PayerPlan.PayerSourceValue, in1[4].HasValue ? in1[4] : in1[3]);
        SetEither(row, PayerPlan.PlanSourceValue, in1[2], 1, 2);
        Set(row, PayerPlan.SponsorSourceValue, in1[11]);
        Set(row, PayerPlan.FamilySourceValue, in1[36]);
        SetTime(row, PayerPlan.StartDate, -1, in1[12]);
        SetTime(row, PayerPlan.EndDate, -1, in1[13]);
    }

    /// <summary>The guarantor pays what no insurer does: a plan of its own, called guarantor.</summary>
    private readonly void ReadGuarantor(Hl7Segment gt1)
    {
        if (person.IsNone || !gt1[3].HasValue)
        {
            return;
        }

        var key = BeginKey(scratch.PersonKey).Append(Unit).Append("GT1"u8).Append(Unit).Append(gt1[2].HasValue ? gt1[2].Value(1) : gt1[1].Raw);
        var row = sink.Row(PayerPlan.Table, sink.Key(PayerPlan.Table, key.Span), person, RowMode.Merge);
        row.Text(PayerPlan.PayerSourceValue, FullName(gt1[3].First));
        row.Text(PayerPlan.PlanSourceValue, "guarantor"u8);
        SetTime(row, PayerPlan.StartDate, -1, gt1[13]);
        SetTime(row, PayerPlan.EndDate, -1, gt1[14]);
    }

    private readonly void ReadCharge(Hl7Segment ft1)
    {
        if (person.IsNone)
        {
            return;
        }

        var found = ReadMainTime(ft1[4], "FT1-4", out var time);
        var key = BeginVisitKey().Append(Unit).Append("FT1"u8).Append(Unit);
        if (ft1[2].HasValue)
        {
            key.Append(ft1[2].Value(1)).Append(Unit).Append(CodeKey(ft1[7]));
        }
        else
        {
            key.Append(ft1[4].Value(1)).Append(Unit).Append(CodeKey(ft1[7])).Append(Unit).Append(ft1[25].Value(1));
            Disambiguate(key, ft1[1].Value(1));
        }

        var row = sink.Row(Cost.Table, sink.Key(Cost.Table, key.Span), person, RowMode.Merge);
        row.Long(Cost.TypeConceptId, FromHealthRecord);
        row.Text(Cost.DomainId, ft1[29].HasValue ? "Drug"u8 : ft1[25].HasValue ? "Procedure"u8 : "Visit"u8);
        row.Reference(Cost.Visit, visit);
        SetCoded(row, Cost.SourceValue, Cost.SourceVocabulary, Cost.SourceName, ft1[7]);
        WriteAmounts(row, ft1);
        if (found == TimeField.Stated)
        {
            row.Clock(Cost.Date, -1, time);
        }
        else if (hasEventTime)
        {
            row.Clock(Cost.Date, -1, eventTime);
        }
    }

    /// <summary>FT1-11 is the amount of the line, FT1-12 that of one piece; a credit (FT1-6 CR) counts against.</summary>
    private static void WriteAmounts(RowWriter row, Hl7Segment ft1)
    {
        var hasAmount = TryNumber(ft1[11].Value(1), out var amount);
        var hasUnit = TryNumber(ft1[12].Value(1), out var unit);
        if (!hasAmount && hasUnit)
        {
            amount = unit * (TryNumber(ft1[10].Value(1), out var quantity) ? quantity : 1);
        }

        if (hasAmount || hasUnit)
        {
            row.Double(Cost.TotalCharge, ft1[6].Value(1).SequenceEqual("CR"u8) ? -amount : amount);
        }

        var currency = hasAmount ? ft1[11].Subcomponent(1, 2) : ft1[12].Subcomponent(1, 2);
        row.Text(Cost.CurrencySourceValue, currency);
    }
}
