using Suwen.Governance.Gate;
using Suwen.Standards.Hl7v2;
using static Suwen.Sources.Hl7v2.Columns;

namespace Suwen.Sources.Hl7v2;

/// <summary>SCH with AIS, AIP, AIL, AIG: appointments (HL7 v2.8 chapter 10); RF1: referrals (chapter 11).</summary>
internal ref partial struct MessageReader
{
    private void ReadAppointment(Hl7Segment sch)
    {
        var number = sch[1].HasValue ? sch[1].First : sch[2].First;
        if (Plain(number.Value(1)).IsEmpty)
        {
            sink.Reject(RejectReasons.MissingIdentifier, "SCH-1", "The appointment has neither a placer's nor a filler's number. Let the sending system send SCH-1 or SCH-2.");
            return;
        }

        // The appointment comes before the patient in the message (v2.8 §10.4.1).
        var pid = FindAhead(current, "PID"u8, "SCH"u8);
        if (pid >= 0)
        {
            var schedule = current;
            readAhead = current = pid;
            ReadPatient(message[pid]);
            var pv1 = FindAhead(pid, "PV1"u8, "PIDSCHRGS"u8);
            if (pv1 >= 0 && !sink.IsRejected)
            {
                readAhead = current = pv1;
                ReadVisit(message[pv1]);
            }

            current = schedule;
        }

        if (sink.IsRejected)
        {
            return;
        }

        var key = scratch.Key.Clear().Append(sch[1].HasValue ? "P"u8 : "F"u8).Append(Unit).Append(Plain(number.Value(1))).Append(Unit).Append(Plain(number.Value(2)));
        var appointment = sink.Key(Appointment.Table, key.Span);
        if (type.EventNumber == 17)
        {
            sink.Row(Appointment.Table, appointment, person, RowMode.Delete);
            return;
        }

        WriteAppointment(sch, appointment, number);
    }

    private readonly void WriteAppointment(Hl7Segment sch, Mention appointment, Hl7Field number)
    {
        var staff = FindAhead(current, "AIP"u8, "SCH"u8);
        var place = FindAhead(current, "AIL"u8, "SCH"u8);
        var service = FindAhead(current, "AIS"u8, "SCH"u8);
        var provider = staff >= 0 ? ProviderOf(message[staff][3]) : ProviderOf(sch[12]);
        var careSite = place >= 0 ? CareSiteOf(message[place][3]) : Mention.None;
        var row = sink.Row(Appointment.Table, appointment, person, RowMode.Merge);
        row.Text(Appointment.Number, Plain(number.Value(1)));
        SetEither(row, Appointment.Type, sch[8], 2, 1);
        SetEither(row, Appointment.Reason, sch[7].HasValue ? sch[7] : sch[6], 2, 1);
        row.Reference(Appointment.Provider, provider);
        row.Reference(Appointment.CareSite, careSite);
        row.Reference(Appointment.Visit, visit);
        if (service >= 0)
        {
            SetEither(row, Appointment.ServiceSourceValue, message[service][3], 1, 2);
        }

        WriteAppointmentStatus(row, sch);
        WriteAppointmentTimes(row, sch);
    }

    /// <summary>HL7 table 0278; the event says more than the field, which senders often leave as it was when the appointment was made.</summary>
    private readonly void WriteAppointmentStatus(RowWriter row, Hl7Segment sch)
    {
        ReadOnlySpan<byte> byEvent = type.EventNumber switch
        {
            15 => "Cancelled"u8,
            16 => "Discontinued"u8,
            26 => "Noshow"u8,
            _ => default,
        };
        if (!byEvent.IsEmpty)
        {
            row.Text(Appointment.Status, byEvent);
        }
        else if (sch[25].HasValue)
        {
            SetEither(row, Appointment.Status, sch[25], 1, 2);
        }
        else if (type.EventNumber == 12)
        {
            row.Text(Appointment.Status, "Booked"u8);
        }
    }

    private readonly void WriteAppointmentTimes(RowWriter row, Hl7Segment sch)
    {
        var start = sch[11].Value(4);
        var end = sch[11].Value(5);
        var timing = FindAhead(current, "TQ1"u8, "SCHPID"u8);
        if (start.IsEmpty && timing >= 0)
        {
            start = message[timing][7].Value(1);
            end = message[timing][8].Value(1);
        }

        ReadOnlySpan<byte> resources = "AISAIPAILAIG"u8;
        ReadOnlySpan<byte> startFields = [4, 6, 6, 8];
        for (var i = 0; i < startFields.Length && start.IsEmpty; i++)
        {
            var resource = FindAhead(current, resources.Slice(i * 3, 3), "SCH"u8);
            if (resource >= 0)
            {
                start = message[resource][startFields[i]].Value(1);
            }
        }

        if (!start.IsEmpty)
        {
            if (!TryTime(start, out var time))
            {
                sink.Reject(RejectReasons.InvalidValue, "SCH-11", "The appointment's start is none that HL7 knows (YYYYMMDDHHMMSS with an optional offset). Correct it at the source and send the message again.");
                return;
            }

            row.Clock(-1, Appointment.StartDatetime, time);
        }

        if (TryTime(end, out var endTime))
        {
            row.Timestamp(Appointment.EndDatetime, endTime);
        }

        WriteDuration(row, sch);
    }

    /// <summary>SCH-9 in units of SCH-10: seconds, hours and days are turned into minutes; no unit means minutes, as is the custom.</summary>
    private static void WriteDuration(RowWriter row, Hl7Segment sch)
    {
        if (!TryNumber(sch[9].Value(1), out var duration))
        {
            return;
        }

        var unit = sch[10].Value(1);
        var minutes = unit.IsEmpty || unit.StartsWith("m"u8) || unit.StartsWith("M"u8) ? duration
            : unit.StartsWith("s"u8) || unit.StartsWith("S"u8) ? duration / 60
            : unit.StartsWith("h"u8) || unit.StartsWith("H"u8) ? duration * 60
            : unit.StartsWith("d"u8) || unit.StartsWith("D"u8) ? duration * 1440
            : -1;
        if (minutes is >= 0 and <= int.MaxValue)
        {
            row.Long(Appointment.DurationMinutes, (long)Math.Round(minutes));
        }
    }

    /// <summary>RF1 stands before the patient; the referral is an order to another institution.</summary>
    private void ReadReferral(Hl7Segment rf1)
    {
        if (type.Family != MessageFamily.Referral)
        {
            return;
        }

        var number = rf1[6].HasValue ? rf1[6].First : rf1[11].First;
        var pid = FindAhead(current, "PID"u8, "RF1"u8);
        if (Plain(number.Value(1)).IsEmpty || pid < 0)
        {
            sink.Reject(RejectReasons.MissingIdentifier, "RF1-6", "The referral has no number. Let the sending system send RF1-6 or RF1-11.");
            return;
        }

        var here = current;
        readAhead = current = pid;
        ReadPatient(message[pid]);
        current = here;
        if (sink.IsRejected)
        {
            return;
        }

        var start = ReadMainTime(rf1[7], "RF1-7", out var time);
        var referred = FindAhead(0, "PRD"u8, "PID"u8);
        var provider = referred >= 0 ? ProviderOfPractitioner(message[referred]) : Mention.None;
        var key = scratch.Key.Clear().Append("R"u8).Append(Unit).Append(Plain(number.Value(1))).Append(Unit).Append(Plain(number.Value(2)));
        var row = sink.Row(Order.Table, sink.Key(Order.Table, key.Span), person, RowMode.Merge);
        row.Text(Order.Type, "referral"u8);
        row.Text(Order.PlacerOrderNumber, Plain(rf1[6].Value(1)));
        row.Text(Order.FillerOrderNumber, Plain(rf1[11].Value(1)));

        // I14 cancels the referral, whatever status the segment still carries.
        if (type.EventNumber == 14)
        {
            row.Text(Order.Status, "CA"u8);
        }
        else
        {
            SetEither(row, Order.Status, rf1[1], 1, 2);
        }

        SetEither(row, Order.Priority, rf1[2], 1, 2);
        SetCoded(row, Order.SourceValue, Order.SourceVocabulary, Order.SourceName, rf1[3]);
        SetEither(row, Order.ReasonSourceValue, rf1[10], 2, 1);
        row.Reference(Order.Provider, provider);
        SetClock(row, Order.Date, Order.Datetime, start, time);
    }

    /// <summary>PRD: a practitioner named by PRD-7 (PLN) and PRD-2.</summary>
    private readonly Mention ProviderOfPractitioner(Hl7Segment prd)
    {
        var number = Plain(prd[7].Value(1));
        if (number.IsEmpty)
        {
            return Mention.None;
        }

        var key = scratch.Key.Clear().Append(number);
        var mention = sink.Key(Provider.Table, key.Span);
        if (IsFirst((byte)'P', key.Span))
        {
            var row = sink.Row(Provider.Table, mention, Mention.None, RowMode.Merge);
            row.Text(Provider.SourceValue, Plain(prd[7].Value(1)));
            row.Text(Provider.Name, FullName(prd[2].First));
        }

        return mention;
    }
}
