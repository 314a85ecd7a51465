using Suwen.Governance.Gate;
using Suwen.Standards.Hl7v2;
using Suwen.Standards.Time;
using static Suwen.Sources.Hl7v2.Columns;

namespace Suwen.Sources.Hl7v2;

/// <summary>PV1, PV2: visits and the places of a visit (HL7 v2.8 §3.4.3).</summary>
internal ref partial struct MessageReader
{
    private void ReadVisit(Hl7Segment pv1)
    {
        if (person.IsNone || (pv1[2].Raw.Length == 1 && pv1[2].Raw[0] == 'N'))
        {
            return;
        }

        var start = ReadMainTime(pv1[44], "PV1-44", out var startTime);
        var isVisitEvent = type.Family == MessageFamily.Admission && type.Visit != VisitEvent.Update;
        if (!FindVisitKey(pv1, isVisitEvent, start == TimeField.Stated))
        {
            return;
        }

        visit = sink.Key(Visit.Table, scratch.VisitKey.Span);
        if (type.Visit == VisitEvent.Delete)
        {
            sink.Row(Visit.Table, visit, person, RowMode.Delete);
            sink.Row(VisitDetail.Table, DetailKey("admission"u8), person, RowMode.Delete);
            return;
        }

        WriteVisit(pv1, start, startTime);
        WriteDetail(pv1, start, startTime);
    }

    /// <summary>
    /// The visit's number, else the alternate one, else the account; an event about a visit without any of them gets a visit of its own,
    /// except where it must name an earlier one.
    /// </summary>
    private readonly bool FindVisitKey(Hl7Segment pv1, bool isVisitEvent, bool hasStart)
    {
        var key = scratch.VisitKey.Clear();
        if (!Plain(pv1[19].Component(1)).IsEmpty)
        {
            AppendIdentifierKey(key, pv1[19].First);
            return true;
        }

        if (!Plain(pv1[50].Component(1)).IsEmpty)
        {
            AppendIdentifierKey(key.Append("alternate:"u8), pv1[50].First);
            return true;
        }

        var patient = FindBack("PID"u8);
        if (patient >= 0 && !Plain(message[patient][18].Component(1)).IsEmpty)
        {
            AppendIdentifierKey(key.Append("account:"u8), message[patient][18].First);
            return true;
        }

        if (type.Visit is VisitEvent.Begin or VisitEvent.Plan || (!isVisitEvent && hasStart))
        {
            key.Append("message:"u8).Append(scratch.MessageKey.Span);
            return true;
        }

        if (isVisitEvent)
        {
            sink.Reject(RejectReasons.MissingIdentifier, "PV1-19", "The event changes a visit and does not say which. Let the sending system send PV1-19 or PV1-50 with it.");
        }

        return false;
    }

    private readonly int FindBack(ReadOnlySpan<byte> name)
    {
        for (var i = current - 1; i >= 0; i--)
        {
            if (message[i].Is(name))
            {
                return i;
            }
        }

        return -1;
    }

    private readonly void WriteVisit(Hl7Segment pv1, TimeField start, in ClinicalTime startTime)
    {
        var provider = ProviderOf(pv1[7]);
        var careSite = CareSiteOf(pv1[3]);
        var row = sink.Row(Visit.Table, visit, person, RowMode.Merge);
        row.Long(Visit.TypeConceptId, FromHealthRecord);
        row.Reference(Visit.Provider, provider);
        row.Reference(Visit.CareSite, careSite);
        if (pv1[2].HasValue)
        {
            row.Long(Visit.ConceptId, VisitConcept(Plain(pv1[2].Value(1))));
            row.Text(Visit.SourceVocabulary, "HL70004"u8);
        }

        Set(row, Visit.SourceValue, pv1[2]);
        Set(row, Visit.DepartmentSourceValue, pv1[3].IsEmpty ? pv1[10] : pv1[3]);
        Set(row, Visit.BedSourceValue, pv1[3], 3);
        SetEither(row, Visit.AdmittedFromSourceValue, pv1[14], 1, 2);
        SetEither(row, Visit.DischargedToSourceValue, pv1[36].IsEmpty ? pv1[37] : pv1[36], 1, 2);
        WriteStart(row, start, startTime);
        WriteEnd(row, pv1);
        WriteStatus(row, pv1);
    }

    private readonly void WriteStart(RowWriter row, TimeField start, in ClinicalTime startTime)
    {
        var pv2 = FindAhead(current, "PV2"u8, "PIDPV1"u8);
        if (pv2 >= 0)
        {
            SetEither(row, Visit.ReasonSourceValue, message[pv2][3], 2, 1);
        }

        if (start == TimeField.Stated)
        {
            row.Clock(Visit.StartDate, Visit.StartDatetime, startTime);
        }
        else if (start == TimeField.Deleted)
        {
            ClearTime(row, Visit.StartDate, Visit.StartDatetime);
        }
        else if (type.Visit == VisitEvent.Plan && pv2 >= 0 && ReadTime(message[pv2][8], out var expected) == TimeField.Stated)
        {
            row.Clock(Visit.StartDate, Visit.StartDatetime, expected);
        }
        else if (type.Visit == VisitEvent.Begin && hasEventTime)
        {
            row.Clock(Visit.StartDate, Visit.StartDatetime, eventTime);
        }
    }

    private readonly void WriteEnd(RowWriter row, Hl7Segment pv1)
    {
        if (type.Visit == VisitEvent.CancelEnd)
        {
            ClearTime(row, Visit.EndDate, Visit.EndDatetime);
            row.Clear(Visit.DischargedToSourceValue);
            return;
        }

        var end = ReadMainTime(pv1[45], "PV1-45", out var endTime);
        if (end == TimeField.Stated || (type.Visit == VisitEvent.End && end == TimeField.Absent && hasEventTime))
        {
            var time = end == TimeField.Stated ? endTime : eventTime;
            row.Date(Visit.EndDate, time);
            row.Timestamp(Visit.EndDatetime, time);
        }
        else if (end == TimeField.Deleted)
        {
            ClearTime(row, Visit.EndDate, Visit.EndDatetime);
        }
    }

    /// <summary>The codes of FHIR's encounter status, so that visits of all doors can be counted together.</summary>
    private readonly void WriteStatus(RowWriter row, Hl7Segment pv1)
    {
        ReadOnlySpan<byte> status = type.Visit switch
        {
            VisitEvent.Begin or VisitEvent.Transfer or VisitEvent.CancelTransfer or VisitEvent.CancelEnd => "in-progress"u8,
            VisitEvent.Plan => "planned"u8,
            VisitEvent.End => "finished"u8,
            VisitEvent.CancelPlan => "cancelled"u8,
            _ => pv1[45].HasValue ? "finished"u8 : default,
        };
        row.Text(Visit.Status, status);
    }

    /// <summary>The place where a visit begins or goes on. A12 takes back the transfer of the time that it names in EVN-6.</summary>
    private readonly void WriteDetail(Hl7Segment pv1, TimeField start, in ClinicalTime startTime)
    {
        if (type.Visit == VisitEvent.CancelTransfer && hasEventTime && message.Find("EVN"u8) is >= 0 and var evn && message[evn][6].HasValue)
        {
            sink.Row(VisitDetail.Table, DetailKey(default), person, RowMode.Delete);
            return;
        }

        if (type.Visit is not (VisitEvent.Begin or VisitEvent.Transfer) || !pv1[3].HasValue || (!hasEventTime && start != TimeField.Stated))
        {
            return;
        }

        var isTransfer = type.Visit == VisitEvent.Transfer;
        if (isTransfer && !hasEventTime)
        {
            return;
        }

        var careSite = CareSiteOf(pv1[3]);
        var row = sink.Row(VisitDetail.Table, DetailKey(isTransfer ? default : "admission"u8), person, RowMode.Merge);
        row.Long(VisitDetail.ConceptId, 0);
        row.Long(VisitDetail.TypeConceptId, FromHealthRecord);
        row.Reference(VisitDetail.Visit, visit);
        row.Reference(VisitDetail.CareSite, careSite);
        Set(row, VisitDetail.SourceValue, pv1[3]);
        Set(row, VisitDetail.BedSourceValue, pv1[3], 3);
        Set(row, VisitDetail.AdmittedFromSourceValue, pv1[6]);
        row.Clock(VisitDetail.StartDate, VisitDetail.StartDatetime, !isTransfer && start == TimeField.Stated ? startTime : eventTime);
    }

    /// <summary>Key of a place of the visit: named, or by the event's time.</summary>
    private readonly Mention DetailKey(ReadOnlySpan<byte> name)
    {
        var key = BeginKey(scratch.VisitKey).Append(Unit);
        if (name.IsEmpty)
        {
            key.Append(eventTime.Micros);
        }
        else
        {
            key.Append(name);
        }

        return sink.Key(VisitDetail.Table, key.Span);
    }

    /// <summary>HL7 table 0004 and the words themselves, to the concepts that OMOP fixes.</summary>
    private static long VisitConcept(ReadOnlySpan<byte> kind)
    {
        const long Inpatient = 9201, Outpatient = 9202, Emergency = 9203;
        if (kind.Length == 1)
        {
            return kind[0] switch
            {
                (byte)'I' => Inpatient,
                (byte)'O' or (byte)'R' => Outpatient,
                (byte)'E' => Emergency,
                _ => 0,
            };
        }

        return kind.SequenceEqual("住院"u8) ? Inpatient : kind.SequenceEqual("门诊"u8) ? Outpatient : kind.SequenceEqual("急诊"u8) ? Emergency : 0;
    }

    /// <summary>The provider that a field of type XCN names, with a row for it the first time it is met in the message.</summary>
    private readonly Mention ProviderOf(Hl7Field field)
    {
        var xcn = field.First;
        if (!field.HasValue || Plain(xcn.Value(1)).IsEmpty)
        {
            return Mention.None;
        }

        var key = scratch.Key.Clear().Append(Plain(xcn.Value(1)));
        var authority = Authority(xcn, 9);
        if (!authority.IsEmpty)
        {
            key.Append((byte)'^').Append(authority);
        }

        var mention = sink.Key(Provider.Table, key.Span);
        var isFirst = IsFirst((byte)'P', key.Span);
        if (isFirst && !xcn.Value(2).IsEmpty)
        {
            var row = sink.Row(Provider.Table, mention, Mention.None, RowMode.Merge);
            row.Text(Provider.SourceValue, Plain(xcn.Value(1)));
            row.Text(Provider.Name, FullName(xcn, 2));
        }

        return mention;
    }

    /// <summary>The ward or clinic that a field of type PL names, with a row for it the first time it is met in the message.</summary>
    private readonly Mention CareSiteOf(Hl7Field location)
    {
        if (!location.HasValue || Plain(location.Value(1)).IsEmpty)
        {
            return Mention.None;
        }

        var key = scratch.Key.Clear().Append(Plain(location.Value(1)));
        var facility = Authority(location, 4);
        if (!facility.IsEmpty)
        {
            key.Append((byte)'^').Append(facility);
        }

        var mention = sink.Key(CareSite.Table, key.Span);
        if (IsFirst((byte)'L', key.Span))
        {
            var row = sink.Row(CareSite.Table, mention, Mention.None, RowMode.Merge);
            row.Text(CareSite.SourceValue, Plain(location.Value(1)));
            row.Text(CareSite.Name, Plain(location.Value(location.Value(9).IsEmpty ? 1 : 9)));
            row.Text(CareSite.PlaceOfServiceSourceValue, Plain(location.Value(6)));
        }

        return mention;
    }
}
