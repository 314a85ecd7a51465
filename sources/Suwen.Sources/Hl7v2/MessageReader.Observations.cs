using Suwen.Governance.Gate;
using Suwen.Standards.Hl7v2;
using Suwen.Standards.Time;
using static Suwen.Sources.Hl7v2.Columns;

namespace Suwen.Sources.Hl7v2;

/// <summary>OBX, SPM: results and specimens (HL7 v2.8 §7.4.2–3).</summary>
internal ref partial struct MessageReader
{
    /// <summary>How the value of an OBX is to be read (OBX-2, table 0125).</summary>
    private enum ValueKind : byte
    {
        Text,
        Number,
        StructuredNumber,
        Coded,
        LongText,
        Encapsulated,
        Other,
    }

    private static ValueKind KindOf(ReadOnlySpan<byte> valueType) => valueType.Length switch
    {
        2 => ((valueType[0] << 8) | valueType[1]) switch
        {
            ('N' << 8) | 'M' => ValueKind.Number,
            ('S' << 8) | 'N' => ValueKind.StructuredNumber,
            ('C' << 8) | 'E' or ('C' << 8) | 'F' => ValueKind.Coded,
            ('S' << 8) | 'T' or ('I' << 8) | 'S' or ('I' << 8) | 'D' => ValueKind.Text,
            ('T' << 8) | 'X' or ('F' << 8) | 'T' => ValueKind.LongText,
            ('E' << 8) | 'D' or ('R' << 8) | 'P' => ValueKind.Encapsulated,
            _ => ValueKind.Other,
        },
        3 => valueType.SequenceEqual("CWE"u8) || valueType.SequenceEqual("CNE"u8) ? ValueKind.Coded : ValueKind.Other,
        _ => ValueKind.Other,
    };

    private readonly void ReadObservation(Hl7Segment obx)
    {
        if (person.IsNone || !obx[3].HasValue)
        {
            return;
        }

        var kind = KindOf(obx[2].Value(1));
        if (inDocument && kind is ValueKind.LongText or ValueKind.Text or ValueKind.Encapsulated)
        {
            return;
        }

        if (IsReportText(obx, kind))
        {
            return;
        }

        var found = ReadMainTime(obx[14], "OBX-14", out var time);
        if (found != TimeField.Stated && hasOrderTime)
        {
            found = TimeField.Stated;
            time = orderTime;
        }

        BeginObservationKey(obx, found == TimeField.Stated ? time : eventTime);
        var isMeasured = IsMeasured(obx, kind);
        if (IsCode(obx[11], 'D') || IsCode(obx[11], 'W'))
        {
            WithdrawObservation(isMeasured);
            return;
        }

        var length = scratch.ObservationKey.Length;
        var number = 0;
        foreach (var value in obx[5])
        {
            if (number++ > 0)
            {
                scratch.ObservationKey.CutTo(length);
                scratch.ObservationKey.Append(Unit).Append((byte)'~').Append(number);
            }

            WriteObservation(obx, value, kind, isMeasured, found, time);
        }

        if (number == 0)
        {
            WriteObservation(obx, default, kind, isMeasured, found, time);
        }

        scratch.ObservationKey.CutTo(length);
    }

    /// <summary>Key of an observation: the order's filler number and service, OBX-3 and OBX-4; outside an order the visit, else the person, and the time.</summary>
    private readonly void BeginObservationKey(Hl7Segment obx, in ClinicalTime time)
    {
        var key = scratch.ObservationKey.Clear();
        if (scratch.ObservationScope.Length > 0)
        {
            key.Append(scratch.ObservationScope.Span);
        }
        else
        {
            key.Append(BeginVisitKey().Span).Append(Unit).Append("OBX"u8).Append(Unit).Append(time.Micros);
        }

        key.Append(Unit).Append(CodeKey(obx[3])).Append(Unit).Append(obx[4].Raw);
        Disambiguate(key, obx[1].Value(1));
    }

    /// <summary>OBX-11 D deletes the result, W says that it was another patient's.</summary>
    private readonly void WithdrawObservation(bool isMeasured)
    {
        var table = isMeasured ? Measurement.Table : Observation.Table;
        sink.Row(table, sink.Key(table, scratch.ObservationKey.Span), person, RowMode.Delete);
    }

    /// <summary>
    /// Numbers are measurements. Codes and words are where a laboratory reports them (section, specimen) or where they come with a unit,
    /// a range or a flag; otherwise they are observations.
    /// </summary>
    private readonly bool IsMeasured(Hl7Segment obx, ValueKind kind) => kind switch
    {
        ValueKind.Number or ValueKind.StructuredNumber => true,
        ValueKind.Encapsulated or ValueKind.Other => false,
        _ => HasMeasure(obx) || (scratch.ObservationScope.Length > 0 && (orderKind == OrderKind.Laboratory || !specimen.IsNone)),
    };

    private static bool HasMeasure(Hl7Segment obx) => obx[6].HasValue || obx[7].HasValue || obx[8].HasValue;

    private readonly void WriteObservation(Hl7Segment obx, Hl7Field value, ValueKind kind, bool isMeasured, TimeField found, in ClinicalTime time)
    {
        if (isMeasured)
        {
            WriteMeasurement(obx, value, kind, found, time);
            return;
        }

        var row = sink.Row(Observation.Table, sink.Key(Observation.Table, scratch.ObservationKey.Span), person, RowMode.Merge);
        row.Long(Observation.ConceptId, 0);
        row.Long(Observation.TypeConceptId, FromHealthRecord);
        row.Reference(Observation.Visit, visit);
        SetCoded(row, Observation.SourceValue, Observation.SourceVocabulary, Observation.SourceName, obx[3]);
        SetEither(row, Observation.UnitSourceValue, obx[6], 1, 2);
        Set(row, Observation.StatusSourceValue, obx[11]);
        WriteValue(row, value, kind);
        SetClock(row, Observation.Date, Observation.Datetime, found, time);
    }

    private readonly void WriteValue(RowWriter row, Hl7Field value, ValueKind kind)
    {
        switch (kind)
        {
            case ValueKind.Coded:
                SetEither(row, Observation.ValueAsString, value, 2, 9);
                SetEither(row, Observation.ValueSourceValue, value, 1, 2);
                break;
            case ValueKind.Encapsulated:
                // A pointer is kept; of embedded data its type: the bytes stay in the landing area.
                row.Text(Observation.ValueSourceValue, Plain(value.Component(1)));
                row.Text(Observation.ValueAsString, MediaType(value));
                break;
            default:
                row.Text(Observation.ValueAsString, Plain(value.Raw));
                break;
        }
    }

    /// <summary>Media type of ED and RP: type and subtype, such as <c>application/pdf</c>; the third and second component in ED, the reverse in RP.</summary>
    private readonly ReadOnlySpan<byte> MediaType(Hl7Field value)
    {
        var text = scratch.Text.Clear();
        text.Append(Plain(value.Value(2)));
        if (!value.Value(3).IsEmpty)
        {
            if (text.Length > 0)
            {
                text.Append((byte)'/');
            }

            text.Append(Plain(value.Value(3)));
        }

        return text.Span;
    }

    private readonly void WriteMeasurement(Hl7Segment obx, Hl7Field value, ValueKind kind, TimeField found, in ClinicalTime time)
    {
        var row = sink.Row(Measurement.Table, sink.Key(Measurement.Table, scratch.ObservationKey.Span), person, RowMode.Merge);
        row.Long(Measurement.ConceptId, 0);
        row.Long(Measurement.TypeConceptId, FromHealthRecord);
        row.Reference(Measurement.Visit, visit);
        row.Reference(Measurement.Order, order);
        row.Reference(Measurement.Specimen, specimen);
        SetCoded(row, Measurement.SourceValue, Measurement.SourceVocabulary, Measurement.SourceName, obx[3]);
        SetEither(row, Measurement.UnitSourceValue, obx[6], 1, 2);
        Set(row, Measurement.RangeSourceValue, obx[7]);
        Set(row, Measurement.AbnormalFlagSourceValue, obx[8]);
        Set(row, Measurement.StatusSourceValue, obx[11]);
        WriteRange(row, Plain(obx[7].Raw));
        if (value.IsDelete)
        {
            row.Clear(Measurement.ValueAsNumber);
            row.Clear(Measurement.ValueSourceValue);
        }
        else if (kind == ValueKind.StructuredNumber)
        {
            WriteStructuredNumber(row, value);
        }
        else if (kind == ValueKind.Coded)
        {
            SetEither(row, Measurement.ValueSourceValue, value, value.Value(2).IsEmpty ? 9 : 2, 1);
        }
        else
        {
            var text = Plain(value.Raw);
            row.Text(Measurement.ValueSourceValue, text);
            WriteNumber(row, text);
        }

        SetClock(row, Measurement.Date, Measurement.Datetime, found, time);
    }

    /// <summary>A number, alone or after a comparator: laboratories write <c>&lt;0.01</c> into text as well.</summary>
    private static void WriteNumber(RowWriter row, ReadOnlySpan<byte> text)
    {
        var length = ComparatorLength(text);
        if (!TryNumber(text[length..], out var number))
        {
            return;
        }

        row.Double(Measurement.ValueAsNumber, number);
        WriteComparator(row, text[..length]);
    }

    private static int ComparatorLength(ReadOnlySpan<byte> text) =>
        text.StartsWith("<="u8) || text.StartsWith(">="u8) ? 2
        : text.StartsWith("≤"u8) || text.StartsWith("≥"u8) || text.StartsWith("＜"u8) || text.StartsWith("＞"u8) ? 3
        : text.Length > 0 && text[0] is (byte)'<' or (byte)'>' or (byte)'=' ? 1
        : 0;

    private static void WriteComparator(RowWriter row, ReadOnlySpan<byte> comparator)
    {
        // Concepts that OMOP fixes for the operators.
        var concept = comparator.SequenceEqual("<"u8) || comparator.SequenceEqual("＜"u8) ? 4171756
            : comparator.SequenceEqual("<="u8) || comparator.SequenceEqual("≤"u8) ? 4171754
            : comparator.SequenceEqual(">="u8) || comparator.SequenceEqual("≥"u8) ? 4171755
            : comparator.SequenceEqual(">"u8) || comparator.SequenceEqual("＞"u8) ? 4172704
            : comparator.SequenceEqual("="u8) ? 4172703
            : 0;
        if (concept != 0)
        {
            row.Long(Measurement.OperatorConceptId, concept);
        }
    }

    /// <summary>SN: comparator, number, separator, number. With a second number it is a range or ratio and no single number.</summary>
    private readonly void WriteStructuredNumber(RowWriter row, Hl7Field value)
    {
        var text = scratch.Text.Clear();
        for (var component = 1; component <= 4; component++)
        {
            text.Append(Plain(value.Component(component)));
        }

        row.Text(Measurement.ValueSourceValue, text.Span);
        if (value.Component(4).IsEmpty && TryNumber(value.Component(2), out var number))
        {
            row.Double(Measurement.ValueAsNumber, number);
            WriteComparator(row, Plain(value.Component(1)));
        }
    }

    /// <summary>OBX-7: <c>3.5-9.5</c>, with the dashes and tildes that are in use, or one end of a range (<c>&lt;5</c>).</summary>
    private static void WriteRange(RowWriter row, ReadOnlySpan<byte> range)
    {
        if (range.IsEmpty)
        {
            return;
        }

        var comparator = ComparatorLength(range);
        if (comparator > 0)
        {
            if (TryNumber(range[comparator..], out var end))
            {
                var isUpper = range[0] == '<' || range.StartsWith("≤"u8) || range.StartsWith("＜"u8);
                row.Double(isUpper ? Measurement.RangeHigh : Measurement.RangeLow, end);
            }

            return;
        }

        for (var at = 1; at < range.Length; at++)
        {
            var length = range[at] is (byte)'-' or (byte)'~' ? 1 : range[at..].StartsWith("—"u8) || range[at..].StartsWith("–"u8) || range[at..].StartsWith("～"u8) ? 3 : 0;
            if (length == 0)
            {
                continue;
            }

            var high = range[(at + length)..].TrimStart("-—"u8[..1]);
            if (TryNumber(range[..at], out var low) && TryNumber(high, out var top))
            {
                row.Double(Measurement.RangeLow, low);
                row.Double(Measurement.RangeHigh, top);
                return;
            }
        }
    }

    /// <summary>The specimen that an order's results are about: SPM after the order, in OUL before it, before version 2.5 OBR-15.</summary>
    private void FindSpecimen(Hl7Segment obr)
    {
        var spm = FindAhead(current, "SPM"u8, "OBRORCPID"u8);
        if (spm >= 0)
        {
            specimen = SpecimenKey(message[spm]);
            return;
        }

        if (type.Kind.StartsWith("OUL", StringComparison.Ordinal) && !specimen.IsNone)
        {
            return;
        }

        specimen = Mention.None;
        if (obr[15].HasValue)
        {
            specimen = sink.Key(Specimen.Table, BeginKey(scratch.ObservationScope).Append(Unit).Append("OBR-15"u8).Span);
            var row = BeginSpecimen(specimen);
            SetEither(row, Specimen.SourceValue, obr[15], 1, 2);
            if (hasOrderTime)
            {
                row.Clock(Specimen.Date, Specimen.Datetime, orderTime);
            }
        }
    }

    private readonly Mention SpecimenKey(Hl7Segment spm)
    {
        var number = SpecimenNumber(spm);
        var key = number.IsEmpty
            ? BeginKey(scratch.ObservationScope.Length > 0 ? scratch.ObservationScope : scratch.MessageKey).Append(Unit).Append("SPM"u8).Append(spm[1].Raw)
            : scratch.Key.Clear().Append("S"u8).Append(Unit).Append(number);
        return sink.Key(Specimen.Table, key.Span);
    }

    /// <summary>SPM-2 holds the placer's and the filler's number of the specimen; the filler's is the one on the tube.</summary>
    private readonly ReadOnlySpan<byte> SpecimenNumber(Hl7Segment spm) =>
        Plain(spm[2].Value(2)).IsEmpty ? Plain(spm[2].Value(1)) : Plain(spm[2].Value(2));

    private readonly RowWriter BeginSpecimen(Mention key)
    {
        var row = sink.Row(Specimen.Table, key, person, RowMode.Merge);
        row.Long(Specimen.ConceptId, 0);
        row.Long(Specimen.TypeConceptId, FromHealthRecord);
        return row;
    }

    private void ReadSpecimen(Hl7Segment spm)
    {
        if (person.IsNone)
        {
            return;
        }

        specimen = SpecimenKey(spm);
        var row = BeginSpecimen(specimen);
        row.Text(Specimen.SourceId, SpecimenNumber(spm));
        SetEither(row, Specimen.SourceValue, spm[4], 1, 2);
        SetEither(row, Specimen.AnatomicSiteSourceValue, spm[8], 1, 2);
        SetNumber(row, Specimen.Quantity, spm[12]);
        row.Text(Specimen.UnitSourceValue, Plain(spm[12].Value(2)));
        if (TryTime(spm[17].Value(1), out var time))
        {
            row.Clock(Specimen.Date, Specimen.Datetime, time);
        }
        else if (hasOrderTime)
        {
            row.Clock(Specimen.Date, Specimen.Datetime, orderTime);
        }
    }
}
