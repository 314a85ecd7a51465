using System.Buffers.Text;
using Suwen.Governance.Gate;
using Suwen.Standards.Hl7v2;
using static Suwen.Sources.Hl7v2.Columns;

namespace Suwen.Sources.Hl7v2;

/// <summary>TXA with its text, written reports, and comments (HL7 v2.8 chapter 9, §2.5.4 NTE).</summary>
internal ref partial struct MessageReader
{
    private void ReadDocument(Hl7Segment txa)
    {
        if (person.IsNone)
        {
            return;
        }

        inDocument = true;
        var key = scratch.Key.Clear().Append("TXA"u8).Append(Unit);
        if (txa[12].HasValue)
        {
            key.Append(DocumentNumber(txa[12]));
        }
        else
        {
            key.Append(scratch.MessageKey.Span).Append(Unit).Append((long)current);
        }

        var note = sink.Key(Note.Table, key.Span);
        if (type.Family == MessageFamily.Document && type.EventNumber == 11)
        {
            sink.Row(Note.Table, note, person, RowMode.Delete);
            return;
        }

        WriteDocument(txa, note);
    }

    /// <summary>TXA-12 is an EI, and where senders fill only its third component, that one.</summary>
    private readonly ReadOnlySpan<byte> DocumentNumber(Hl7Field number) =>
        !Plain(number.Value(1)).IsEmpty ? Plain(number.Value(1)) : !Plain(number.Value(3)).IsEmpty ? Plain(number.Value(3)) : number.Raw;

    private readonly void WriteDocument(Hl7Segment txa, Mention note)
    {
        // Activity, origination, transcription: the first that is stated.
        var time = txa[4].HasValue ? txa[4] : txa[6].HasValue ? txa[6] : txa[7];
        var found = ReadMainTime(time, "TXA-4", out var noteTime);
        var provider = ProviderOf(txa[9].HasValue ? txa[9] : txa[5]);
        var row = BeginNote(note);
        row.Reference(Note.Provider, provider);
        SetClock(row, Note.Date, Note.Datetime, found, noteTime);
        SetEither(row, Note.Title, txa[2], 2, 1);
        Set(row, Note.ClassSourceValue, txa[2]);
        row.Text(Note.SourceValue, DocumentNumber(txa[12]));
        Set(row, Note.StatusSourceValue, txa[17]);
        WriteDocumentText(row, txa);
    }

    private readonly RowWriter BeginNote(Mention key)
    {
        var row = sink.Row(Note.Table, key, person, RowMode.Merge);
        row.Long(Note.TypeConceptId, FromHealthRecord);
        row.Long(Note.ClassConceptId, 0);
        row.Long(Note.EncodingConceptId, 0);
        row.Long(Note.LanguageConceptId, 0);
        row.Reference(Note.Visit, visit);
        return row;
    }

    /// <summary>The document's text: all the text OBX after TXA, line by line; an embedded file leaves its media type, embedded text is decoded.</summary>
    private readonly void WriteDocumentText(RowWriter row, Hl7Segment txa)
    {
        var text = scratch.Text.Clear();
        var media = -1;
        for (var i = current + 1; i < message.SegmentCount && !EndsDocument(message[i].NameCode); i++)
        {
            var segment = message[i];
            if (!segment.Is("OBX"u8))
            {
                continue;
            }

            var kind = KindOf(segment[2].Value(1));
            if (kind is ValueKind.LongText or ValueKind.Text)
            {
                foreach (var line in segment[5])
                {
                    AppendLine(text, line.Raw);
                }
            }
            else if (kind == ValueKind.Encapsulated && (!TryAppendEncapsulated(text, segment[5].First) || text.Length == 0))
            {
                media = i;
            }
        }

        row.Text(Note.Text, text.Span);
        if (text.Length > 0 || media < 0)
        {
            row.Text(Note.ContentType, text.Length > 0 ? "text/plain"u8 : Plain(txa[3].Value(1)));
        }
        else
        {
            row.Text(Note.ContentType, MediaType(message[media][5].First));
        }
    }

    private static bool EndsDocument(int segment) => segment is (('T' << 16) | ('X' << 8) | 'A') or (('O' << 16) | ('R' << 8) | 'C') or (('O' << 16) | ('B' << 8) | 'R') or (('P' << 16) | ('I' << 8) | 'D');

    /// <summary>Appends embedded data that is text: ED with encoding A or Base64 and a text subtype.</summary>
    private readonly bool TryAppendEncapsulated(ByteBuilder text, Hl7Field value)
    {
        var isText = value.Value(2).SequenceEqual("TEXT"u8) || value.Value(2).SequenceEqual("text"u8) || value.Value(2).SequenceEqual("TX"u8) || value.Value(2).SequenceEqual("FT"u8)
            || value.Value(3).SequenceEqual("plain"u8) || value.Value(3).SequenceEqual("PLAIN"u8);
        if (!isText)
        {
            return false;
        }

        var data = value.Component(5);
        if (!value.Value(4).SequenceEqual("Base64"u8))
        {
            AppendLine(text, data);
            return true;
        }

        var decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(data.Length)];
        if (Base64.DecodeFromUtf8(data, decoded, out _, out var written) != System.Buffers.OperationStatus.Done || !System.Text.Unicode.Utf8.IsValid(decoded.AsSpan(0, written)))
        {
            return false;
        }

        if (text.Length > 0)
        {
            text.Append((byte)'\n');
        }

        text.Append(decoded.AsSpan(0, written));
        return true;
    }

    /// <summary>True for a piece of a written report: long text in a result that is no laboratory value.</summary>
    private readonly bool IsReportText(Hl7Segment obx, ValueKind kind) =>
        kind == ValueKind.LongText && type.Family == MessageFamily.Result && scratch.ObservationScope.Length > 0
        && orderKind != OrderKind.Laboratory && specimen.IsNone && !HasMeasure(obx);

    /// <summary>Writes the report of an order whose results are text: imaging, pathology, endoscopy.</summary>
    private readonly void WriteReport(Hl7Segment obr)
    {
        if (type.Family != MessageFamily.Result)
        {
            return;
        }

        var text = scratch.Text.Clear();
        var conclusion = -1;
        for (var i = current + 1; i < message.SegmentCount && !EndsDocument(message[i].NameCode); i++)
        {
            var segment = message[i];
            if (!segment.Is("OBX"u8) || !segment[3].HasValue || !IsReportText(segment, KindOf(segment[2].Value(1))))
            {
                continue;
            }

            foreach (var line in segment[5])
            {
                AppendLine(text, line.Raw);
            }

            conclusion = IsConclusion(segment[3]) ? i : conclusion;
        }

        if (text.Length > 0)
        {
            WriteReport(obr, conclusion);
        }
    }

    private readonly void WriteReport(Hl7Segment obr, int conclusion)
    {
        var key = BeginKey(scratch.ObservationScope).Append(Unit).Append("report"u8);
        var row = sink.Row(Report.Table, sink.Key(Report.Table, key.Span), person, RowMode.Merge);
        row.Text(Report.Text, scratch.Text.Span);
        row.Reference(Report.Visit, visit);
        row.Reference(Report.Order, order);
        SetCoded(row, Report.SourceValue, Report.SourceVocabulary, Report.SourceName, obr[4]);
        Set(row, Report.Category, obr[24]);
        Set(row, Report.Status, obr[25]);
        if (hasOrderTime)
        {
            row.Clock(Report.Date, Report.Datetime, orderTime);
        }
        else if (hasEventTime)
        {
            row.Clock(Report.Date, Report.Datetime, eventTime);
        }

        SetTime(row, -1, Report.IssuedDatetime, obr[22]);
        if (conclusion >= 0)
        {
            SetText(row, Report.Conclusion, message[conclusion][5]);
        }
    }

    /// <summary>The part of a report that draws the conclusion: LOINC 19005-8 (impression) and the words in use.</summary>
    private readonly bool IsConclusion(Hl7Field code)
    {
        var value = Plain(code.Value(1));
        if (value.SequenceEqual("19005-8"u8) || value.SequenceEqual("IMP"u8) || value.SequenceEqual("IMPRESSION"u8))
        {
            return true;
        }

        var name = Plain(code.Value(2));
        return name.StartsWith("结论"u8) || name.IndexOf("诊断意见"u8) >= 0 || name.IndexOf("检查结论"u8) >= 0 || name.IndexOf("诊断结论"u8) >= 0 || name.SequenceEqual("Impression"u8);
    }

    /// <summary>NTE becomes a note: of the observation before it, or of the patient. In order messages it is the order's instruction.</summary>
    private readonly void ReadComment()
    {
        var before = current - 1;
        if (person.IsNone || message[before].Is("NTE"u8))
        {
            return;
        }

        while (before > 0 && message[before].Is("PRT"u8))
        {
            before--;
        }

        var isOrder = message[before].NameCode is (('O' << 16) | ('R' << 8) | 'C') or (('O' << 16) | ('B' << 8) | 'R') or (('T' << 16) | ('Q' << 8) | '1');
        if (isOrder && type.Family == MessageFamily.Order)
        {
            return;
        }

        var text = scratch.Text.Clear();
        for (var i = current; i < message.SegmentCount && message[i].Is("NTE"u8); i++)
        {
            foreach (var line in message[i][3])
            {
                AppendLine(text, line.Raw);
            }
        }

        if (text.Length > 0)
        {
            WriteComment(message[before]);
        }
    }

    private readonly void WriteComment(Hl7Segment about)
    {
        var isOfObservation = about.Is("OBX"u8) && scratch.ObservationKey.Length > 0;
        var key = isOfObservation ? BeginKey(scratch.ObservationKey)
            : scratch.ObservationScope.Length > 0 ? BeginKey(scratch.ObservationScope)
            : BeginVisitKey().Append(Unit).Append((long)Fingerprint(scratch.Text.Span));
        key.Append(Unit).Append("NTE"u8);
        Disambiguate(key, default);
        var row = BeginNote(sink.Key(Note.Table, key.Span));
        row.Text(Note.Text, scratch.Text.Span);
        row.Text(Note.ClassSourceValue, "NTE"u8);
        row.Text(Note.ContentType, "text/plain"u8);
        if (isOfObservation)
        {
            SetEither(row, Note.Title, about[3], 2, 1);
        }

        if (hasOrderTime || hasEventTime)
        {
            row.Clock(Note.Date, Note.Datetime, hasOrderTime ? orderTime : eventTime);
        }
    }
}
