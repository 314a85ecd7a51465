using Suwen.Governance.Gate;
using Suwen.Standards.Hl7v2;
using Suwen.Standards.Time;
using static Suwen.Sources.Hl7v2.Columns;

namespace Suwen.Sources.Hl7v2;

/// <summary>RXO, RXE, RXD, RXA: drugs ordered, dispensed and given, and vaccinations (HL7 v2.8 §4A.4).</summary>
internal ref partial struct MessageReader
{
    // OMOP type concepts of the health record: prescription, dispensing record, administration record.
    private const long Prescribed = 32838;
    private const long Dispensed = 32825;
    private const long Administered = 32818;

    /// <summary>RXO is the order itself; where ORC has no number, there is nothing it can be told by again.</summary>
    private readonly void ReadDrugOrder(Hl7Segment rxo)
    {
        if (person.IsNone || scratch.OrderKey.Length > 0 || !rxo[1].HasValue)
        {
            return;
        }

        var key = BeginKey(scratch.PersonKey).Append(Unit).Append("RXO"u8).Append(Unit).Append(CodeKey(rxo[1])).Append(Unit).Append(scratch.MessageKey.Span);
        var row = sink.Row(Order.Table, sink.Key(Order.Table, key.Span), person, RowMode.Merge);
        row.Text(Order.Type, NameOf(OrderKind.Medication));
        WriteOrderedDrug(row, rxo);
        row.Reference(Order.Visit, visit);
        if (hasEventTime)
        {
            row.Clock(Order.Date, Order.Datetime, eventTime);
        }
    }

    private readonly void ReadEncodedDrug(Hl7Segment rxe)
    {
        if (person.IsNone || !rxe[2].HasValue)
        {
            return;
        }

        var found = FindPrescriptionStart(rxe, out var time);
        var row = BeginDrug(sink.Key(Drug.Table, DrugKey("RXE"u8, rxe[15].Value(1), rxe[2], time, found == TimeField.Stated).Span), rxe[2], Prescribed, Mention.None);
        SetClock(row, Drug.StartDate, Drug.StartDatetime, found, time);
        WriteDose(row, rxe[3], rxe[5]);
        SetNumber(row, Drug.Quantity, rxe[10]);
        SetInteger(row, Drug.Refills, rxe[12]);
        SetDirections(row, rxe[7]);
        if (orderControl >= 0)
        {
            Set(row, Drug.StatusSourceValue, message[orderControl][5]);
        }

        var tq1 = FindTiming();
        if (tq1 >= 0)
        {
            SetTime(row, Drug.EndDate, Drug.EndDatetime, message[tq1][8]);
        }

        WriteRoute(row);
    }

    /// <summary>Directions come as coded elements; their text is what a person reads.</summary>
    private readonly void SetDirections(RowWriter row, Hl7Field directions)
    {
        var text = scratch.Text.Clear();
        foreach (var direction in directions)
        {
            AppendLine(text, direction.Value(2).IsEmpty ? direction.Component(1) : direction.Component(2));
        }

        row.Text(Drug.Sig, text.Span);
    }

    private readonly TimeField FindPrescriptionStart(Hl7Segment rxe, out ClinicalTime time)
    {
        if (TryTime(rxe[1].Value(4), out time))
        {
            return TimeField.Stated;
        }

        var tq1 = FindTiming();
        if (tq1 >= 0 && ReadTime(message[tq1][7], out time) == TimeField.Stated)
        {
            return TimeField.Stated;
        }

        return orderControl >= 0 && (ReadTime(message[orderControl][15], out time) == TimeField.Stated || ReadTime(message[orderControl][9], out time) == TimeField.Stated)
            ? TimeField.Stated
            : TimeField.Absent;
    }

    /// <summary>TQ1 of the encoded order, else of the order itself.</summary>
    private readonly int FindTiming()
    {
        var tq1 = FindAhead(current, "TQ1"u8, "ORCPID"u8);
        return tq1 < 0 && orderControl >= 0 ? FindAhead(orderControl, "TQ1"u8, "ORCPID"u8) : tq1;
    }

    private readonly void ReadDispense(Hl7Segment rxd)
    {
        if (person.IsNone || !rxd[2].HasValue)
        {
            return;
        }

        var found = ReadMainTime(rxd[3], "RXD-3", out var time);
        var key = DrugKey("RXD"u8, rxd[7].HasValue ? rxd[7].Value(1) : rxd[1].Value(1), rxd[2], time, found == TimeField.Stated);
        var row = BeginDrug(sink.Key(Drug.Table, key.Span), rxd[2], Dispensed, Mention.None);
        SetClock(row, Drug.StartDate, Drug.StartDatetime, found, time);
        SetNumber(row, Drug.Quantity, rxd[4]);
        SetEither(row, Drug.DoseUnitSourceValue, rxd[5], 1, 2);
        SetInteger(row, Drug.Refills, rxd[8]);
        SetText(row, Drug.LotNumber, rxd[18]);
        WriteRoute(row);
    }

    private readonly void ReadAdministration(Hl7Segment rxa)
    {
        if (person.IsNone || !rxa[5].HasValue)
        {
            return;
        }

        var found = ReadMainTime(rxa[3], "RXA-3", out var time);
        var key = DrugKey("RXA"u8, default, rxa[5], time, found == TimeField.Stated);

        // CP and PA were given, wholly or in part; RE was refused and NA not given: the drug never reached the patient (table 0322).
        var completion = rxa[20].Value(1);
        if (completion.SequenceEqual("RE"u8) || completion.SequenceEqual("NA"u8))
        {
            WriteNotGiven(rxa, key, found, time);
            return;
        }

        if (IsCode(rxa[21], 'D'))
        {
            sink.Row(Drug.Table, sink.Key(Drug.Table, key.Span), person, RowMode.Delete);
            return;
        }

        // The provider's key is put together in the same buffer as the drug's.
        var mention = sink.Key(Drug.Table, key.Span);
        var provider = ProviderOf(rxa[10]);
        var row = BeginDrug(mention, rxa[5], Administered, provider);
        SetClock(row, Drug.StartDate, Drug.StartDatetime, found, time);
        SetTime(row, Drug.EndDate, Drug.EndDatetime, rxa[4]);
        WriteDose(row, rxa[6], rxa[7]);
        SetText(row, Drug.LotNumber, rxa[15]);
        Set(row, Drug.StatusSourceValue, rxa[20]);
        WriteRoute(row);
    }

    private readonly void WriteNotGiven(Hl7Segment rxa, ByteBuilder key, TimeField found, in ClinicalTime time)
    {
        var row = sink.Row(Observation.Table, sink.Key(Observation.Table, key.Span), person, RowMode.Merge);
        row.Long(Observation.ConceptId, 0);
        row.Long(Observation.TypeConceptId, FromHealthRecord);
        row.Reference(Observation.Visit, visit);
        SetCoded(row, Observation.SourceValue, Observation.SourceVocabulary, Observation.SourceName, rxa[5]);
        Set(row, Observation.QualifierSourceValue, rxa[20]);
        SetEither(row, Observation.ValueAsString, rxa[18], 2, 1);
        row.Text(Observation.Category, "not-given"u8);
        SetClock(row, Observation.Date, Observation.Datetime, found, time);
    }

    /// <summary>
    /// A drug's key: the order with the segment and its own number; without an order the patient with drug and time. RXA always has the time,
    /// since one order is given many times.
    /// </summary>
    private readonly ByteBuilder DrugKey(ReadOnlySpan<byte> segment, ReadOnlySpan<byte> number, Hl7Field code, in ClinicalTime time, bool hasTime)
    {
        var hasOrder = scratch.OrderKey.Length > 0;
        var key = BeginKey(hasOrder ? scratch.OrderKey : scratch.PersonKey).Append(Unit).Append(segment).Append(Unit).Append(CodeKey(code));
        if (!number.IsEmpty)
        {
            key.Append(Unit).Append(number);
        }

        if (hasTime && (!hasOrder || segment.SequenceEqual("RXA"u8)))
        {
            key.Append(Unit).Append(time.Micros);
        }

        Disambiguate(key, default);
        return key;
    }

    private readonly RowWriter BeginDrug(Mention key, Hl7Field code, long typeConcept, Mention provider)
    {
        var row = sink.Row(Drug.Table, key, person, RowMode.Merge);
        row.Long(Drug.ConceptId, 0);
        row.Long(Drug.TypeConceptId, typeConcept);
        row.Reference(Drug.Visit, visit);
        row.Reference(Drug.Provider, provider);
        SetCoded(row, Drug.SourceValue, Drug.SourceVocabulary, Drug.SourceName, code);
        return row;
    }

    private readonly void WriteDose(RowWriter row, Hl7Field amount, Hl7Field unit)
    {
        // 999 is the code for an amount not recorded (CDC's implementation guide of VXU; 4A.4.7.6).
        if (!amount.Value(1).SequenceEqual("999"u8))
        {
            SetNumber(row, Drug.DoseValue, amount);
        }

        SetEither(row, Drug.DoseUnitSourceValue, unit, 1, 2);
    }

    private readonly void WriteRoute(RowWriter row)
    {
        var rxr = FindAhead(current, "RXR"u8, "ORCPIDRXORXERXDRXARXG"u8);
        if (rxr >= 0)
        {
            SetEither(row, Drug.RouteSourceValue, message[rxr][1], 1, 2);
        }
    }
}
