using Suwen.Governance.Gate;
using Suwen.Standards.Hl7v2;
using Suwen.Standards.Time;
using static Suwen.Sources.Hl7v2.Columns;

namespace Suwen.Sources.Hl7v2;

/// <summary>ORC, OBR, TQ1: orders, and what the results under them share (HL7 v2.8 §4.5).</summary>
internal ref partial struct MessageReader
{
    /// <summary>What an order asks for, as far as the message shows it.</summary>
    private enum OrderKind : byte
    {
        Service,
        Laboratory,
        Imaging,
        Medication,
    }

    private static ReadOnlySpan<byte> NameOf(OrderKind kind) => kind switch
    {
        OrderKind.Laboratory => "laboratory"u8,
        OrderKind.Imaging => "imaging"u8,
        OrderKind.Medication => "medication"u8,
        _ => "service"u8,
    };

    /// <summary>ORC begins an order; where no OBR follows, it and the drug segments after it are all that is known of it.</summary>
    private void BeginOrder(int orc)
    {
        orderControl = orc;
        inDocument = false;
        order = Mention.None;
        hasOrderTime = false;
        orderKind = OrderKind.Service;
        scratch.OrderKey.Clear();
        scratch.ObservationScope.Clear();
        if (person.IsNone || FindAhead(orc, "OBR"u8, "ORCPID"u8) >= 0)
        {
            return;
        }

        var drug = FirstDrugSegment(orc);
        orderKind = drug >= 0 ? OrderKind.Medication : OrderKind.Service;
        FindOrderKeys(message[orc][2], message[orc][3], default);
        if (scratch.OrderKey.Length > 0)
        {
            WriteOrder(-1, drug);
        }
    }

    private readonly int FirstDrugSegment(int from)
    {
        for (var i = from + 1; i < message.SegmentCount; i++)
        {
            var name = message[i].Name;
            if (name.SequenceEqual("ORC"u8) || name.SequenceEqual("PID"u8))
            {
                return -1;
            }

            if (name.SequenceEqual("RXO"u8) || name.SequenceEqual("RXE"u8) || name.SequenceEqual("RXD"u8) || name.SequenceEqual("RXA"u8) || name.SequenceEqual("RXG"u8))
            {
                return i;
            }
        }

        return -1;
    }

    private void ReadOrderDetail(Hl7Segment obr)
    {
        inDocument = false;
        order = Mention.None;
        if (person.IsNone)
        {
            return;
        }

        var found = ReadMainTime(obr[7], "OBR-7", out orderTime);
        hasOrderTime = found == TimeField.Stated;
        orderKind = KindOf(obr);
        var placer = obr[2];
        var filler = obr[3];

        // ORC numbers the first OBR under it; further ones carry their own numbers or none.
        if (orderControl >= 0 && FindAhead(orderControl, "OBR"u8, default) == current)
        {
            placer = placer.HasValue ? placer : message[orderControl][2];
            filler = filler.HasValue ? filler : message[orderControl][3];
        }

        FindOrderKeys(placer, filler, obr);
        if (placer.HasValue || filler.HasValue || type.Family != MessageFamily.Result)
        {
            WriteOrder(current, -1, placer, filler);
        }

        FindSpecimen(obr);
        WriteReport(obr);
    }

    private readonly OrderKind KindOf(Hl7Segment obr)
    {
        var section = obr[24].Value(1);
        if (!section.IsEmpty)
        {
            // HL7 table 0074.
            if (IsListed(" RAD RUS RX CT NMR NMS OUS VUS CUS XRC IMG "u8, section))
            {
                return OrderKind.Imaging;
            }

            if (IsListed(" LAB CH HM MB MCB MYC SR TX VR BLB CG IMM URN PAT SP CTH BG "u8, section))
            {
                return OrderKind.Laboratory;
            }
        }

        var kind = type.Kind.AsSpan(0, 3);
        return kind is "OML" or "OUL" || obr[15].HasValue || FindAhead(current, "SPM"u8, "OBRORCPID"u8) >= 0 ? OrderKind.Laboratory
            : kind is "OMI" ? OrderKind.Imaging
            : OrderKind.Service;
    }

    /// <summary>True for a word of a list in which blanks stand before and after each.</summary>
    private static bool IsListed(ReadOnlySpan<byte> list, ReadOnlySpan<byte> word)
    {
        var at = list.IndexOf(word);
        return at > 0 && list[at - 1] == ' ' && list[at + word.Length] == ' ';
    }

    /// <summary>
    /// The order's key is the placer's number, which is there from the beginning, else the filler's; its observations' keys begin with the
    /// filler's number and the service, since a filler numbers what it does. Without numbers the service and its time must do.
    /// </summary>
    private void FindOrderKeys(Hl7Field placer, Hl7Field filler, Hl7Segment detail)
    {
        var key = scratch.OrderKey.Clear();
        var scope = scratch.ObservationScope.Clear();
        if (placer.HasValue)
        {
            AppendNumber(key.Append("P"u8), placer);
        }
        else if (filler.HasValue)
        {
            AppendNumber(key.Append("F"u8), filler);
        }

        if (key.Length > 0)
        {
            AppendNumber(scope.Append("F"u8), filler.HasValue ? filler : placer);
        }

        var isDetail = orderControl < 0 || current != orderControl;
        if (!isDetail)
        {
            return;
        }

        if (key.Length == 0)
        {
            AppendFallback(key, detail);
            scope.Append(key.Span);
        }
        else
        {
            scope.Append(Unit).Append(CodeKey(detail[4]));
        }
    }

    private readonly void AppendNumber(ByteBuilder key, Hl7Field number) =>
        key.Append(Unit).Append(Plain(number.Value(1))).Append(Unit).Append(Plain(number.Value(2)));

    private readonly ReadOnlySpan<byte> FillerKey(Hl7Field filler)
    {
        AppendNumber(scratch.Key.Clear().Append("F"u8), filler);
        return scratch.Key.Span;
    }

    private readonly void AppendFallback(ByteBuilder key, Hl7Segment detail)
    {
        key.Append("S"u8).Append(Unit).Append(scratch.PersonKey.Span).Append(Unit).Append(CodeKey(detail[4])).Append(Unit);
        if (hasOrderTime)
        {
            key.Append(orderTime.Micros);
        }
        else
        {
            key.Append(scratch.MessageKey.Span).Append(Unit).Append((long)current);
        }
    }

    private void WriteOrder(int obr, int drug) => WriteOrder(obr, drug, message[orderControl][2], message[orderControl][3]);

    private void WriteOrder(int obr, int drug, Hl7Field placer, Hl7Field filler)
    {
        var hasControl = orderControl >= 0;
        var detail = obr >= 0 ? message[obr] : drug >= 0 ? message[drug] : message[orderControl];
        var orderer = hasControl && message[orderControl][12].HasValue ? message[orderControl][12] : obr >= 0 ? detail[16] : default;
        var provider = ProviderOf(orderer);
        var careSite = hasControl ? CareSiteOf(message[orderControl][13]) : Mention.None;
        order = sink.Key(Order.Table, scratch.OrderKey.Span);
        if (placer.HasValue && filler.HasValue)
        {
            // Later messages of the filler may leave the placer's number out.
            sink.Alias(order, sink.Key(Order.Table, FillerKey(filler)));
        }

        var row = sink.Row(Order.Table, order, person, RowMode.Merge);
        row.Text(Order.Type, NameOf(orderKind));
        row.Text(Order.PlacerOrderNumber, Plain(placer.Value(1)));
        row.Text(Order.FillerOrderNumber, Plain(filler.Value(1)));
        row.Reference(Order.Visit, visit);
        row.Reference(Order.Provider, provider);
        row.Reference(Order.CareSite, careSite);
        if (obr >= 0)
        {
            WriteService(row, detail);
        }
        else if (drug >= 0)
        {
            WriteOrderedDrug(row, detail);
        }

        if (hasControl)
        {
            WriteControl(row, message[orderControl]);
        }

        WriteTiming(row, hasControl ? orderControl : obr);
        WriteOrderDate(row, obr);
        WriteInstruction(row);
    }

    private readonly void WriteService(RowWriter row, Hl7Segment obr)
    {
        SetCoded(row, Order.SourceValue, Order.SourceVocabulary, Order.SourceName, obr[4]);
        Set(row, Order.Priority, obr[5]);
        SetEither(row, Order.ReasonSourceValue, obr[31], 2, 1);
    }

    private readonly void WriteOrderedDrug(RowWriter row, Hl7Segment drug)
    {
        // RXO-1/2/4 ordered, RXE-2/3/5 encoded, RXA-5/6/7 administered, RXD-2/4/5 dispensed, RXG-4/5/7 to be given.
        var (code, amount, unit) = drug.NameCode switch
        {
            ('R' << 16) | ('X' << 8) | 'O' => (1, 2, 4),
            ('R' << 16) | ('X' << 8) | 'E' => (2, 3, 5),
            ('R' << 16) | ('X' << 8) | 'A' => (5, 6, 7),
            ('R' << 16) | ('X' << 8) | 'D' => (2, 4, 5),
            _ => (4, 5, 7),
        };
        SetCoded(row, Order.SourceValue, Order.SourceVocabulary, Order.SourceName, drug[code]);
        SetNumber(row, Order.Quantity, drug[amount]);
        SetEither(row, Order.UnitSourceValue, drug[unit], 1, 2);
    }

    private readonly void WriteControl(RowWriter row, Hl7Segment orc)
    {
        Set(row, Order.GroupNumber, orc[4]);
        if (orc[5].HasValue)
        {
            Set(row, Order.Status, orc[5]);
        }
        else
        {
            row.Text(Order.Status, StatusOf(orc[1].Value(1)));
        }

        SetEither(row, Order.ReasonSourceValue, orc[16], 2, 1);
    }

    /// <summary>What an order control code (table 0119) makes of the order's status (table 0038), where it does.</summary>
    private static ReadOnlySpan<byte> StatusOf(ReadOnlySpan<byte> control)
    {
        if (control.SequenceEqual("CA"u8) || control.SequenceEqual("OC"u8) || control.SequenceEqual("CR"u8))
        {
            return "CA"u8;
        }

        if (control.SequenceEqual("DC"u8) || control.SequenceEqual("OD"u8) || control.SequenceEqual("DR"u8))
        {
            return "DC"u8;
        }

        return control.SequenceEqual("HD"u8) || control.SequenceEqual("OH"u8) || control.SequenceEqual("HR"u8) ? "HD"u8 : default;
    }

    /// <summary>Quantity and timing: TQ1, before version 2.5 the components of ORC-7.</summary>
    private readonly void WriteTiming(RowWriter row, int from)
    {
        if (orderControl >= 0 && message[orderControl][7].HasValue)
        {
            var timing = message[orderControl][7];
            row.Text(Order.FrequencySourceValue, Plain(timing.Value(2)));
            row.Text(Order.Priority, Plain(timing.Value(6)));
            SetTimestamp(row, Order.ScheduledStartDatetime, timing.Value(4));
            SetTimestamp(row, Order.ScheduledEndDatetime, timing.Value(5));
        }

        var tq1 = FindAhead(from, "TQ1"u8, "ORCPID"u8);
        if (tq1 >= 0)
        {
            Set(row, Order.FrequencySourceValue, message[tq1][3]);
            Set(row, Order.Priority, message[tq1][9]);
            SetTimestamp(row, Order.ScheduledStartDatetime, message[tq1][7].Value(1));
            SetTimestamp(row, Order.ScheduledEndDatetime, message[tq1][8].Value(1));
        }
    }

    private static void SetTimestamp(RowWriter row, int column, ReadOnlySpan<byte> raw)
    {
        if (TryTime(raw, out var time))
        {
            row.Timestamp(column, time);
        }
    }

    /// <summary>When it was ordered: ORC-9, OBR-6; for an order message else its own time, for a result message nothing, since that is later.</summary>
    private readonly void WriteOrderDate(RowWriter row, int obr)
    {
        if (orderControl >= 0 && ReadTime(message[orderControl][9], out var time) == TimeField.Stated)
        {
            row.Clock(Order.Date, Order.Datetime, time);
        }
        else if (obr >= 0 && ReadTime(message[obr][6], out time) == TimeField.Stated)
        {
            row.Clock(Order.Date, Order.Datetime, time);
        }
        else if (type.Family == MessageFamily.Order && hasEventTime)
        {
            row.Clock(Order.Date, Order.Datetime, eventTime);
        }
    }

    /// <summary>The comments of an order message (NTE after ORC, OBR and their timing) say how it is to be carried out.</summary>
    private readonly void WriteInstruction(RowWriter row)
    {
        if (type.Family != MessageFamily.Order)
        {
            return;
        }

        var text = scratch.Text.Clear();
        for (var i = current + 1; i < message.SegmentCount && message[i].NameCode is (('N' << 16) | ('T' << 8) | 'E') or (('T' << 16) | ('Q' << 8) | '1') or (('P' << 16) | ('R' << 8) | 'T'); i++)
        {
            if (message[i].Is("NTE"u8) && message[i][3].HasValue)
            {
                AppendLine(text, message[i][3].Raw);
            }
        }

        row.Text(Order.Instruction, text.Span);
    }
}
