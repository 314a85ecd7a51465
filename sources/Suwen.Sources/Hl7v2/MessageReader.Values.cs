using System.Buffers.Text;
using System.Globalization;
using Suwen.Governance.Gate;
using Suwen.Standards.Hl7v2;
using Suwen.Standards.Time;

namespace Suwen.Sources.Hl7v2;

/// <summary>Reading values and putting them into columns.</summary>
internal ref partial struct MessageReader
{
    /// <summary>What a time field says.</summary>
    private enum TimeField : byte
    {
        Absent,
        Deleted,
        Unreadable,
        Stated,
    }

    /// <summary>A value without its escapes and the blanks around it. Valid until the next call.</summary>
    private readonly ReadOnlySpan<byte> Plain(ReadOnlySpan<byte> raw)
    {
        raw = raw.Trim((byte)' ');
        if (raw.Length == 2 && raw[0] == '"' && raw[1] == '"')
        {
            return default;
        }

        if (!Hl7Text.HasEscape(raw, message.Delimiters))
        {
            return raw;
        }

        Hl7Text.Unescape(raw, message.Delimiters, characterSet, scratch.Value.Clear());
        return scratch.Value.Span;
    }

    /// <summary>Sets a text column from a component; <c>""</c> deletes, empty keeps.</summary>
    private readonly void Set(RowWriter row, int column, Hl7Field field, int component = 1)
    {
        if (field.IsDelete)
        {
            row.Clear(column);
            return;
        }

        row.Text(column, Plain(field.Value(component)));
    }

    /// <summary>Sets a text column from the first of two components that has a value: a text, else its code.</summary>
    private readonly void SetEither(RowWriter row, int column, Hl7Field field, int first, int second)
    {
        if (field.IsDelete)
        {
            row.Clear(column);
            return;
        }

        var value = Plain(field.Value(first));
        row.Text(column, value.IsEmpty ? Plain(field.Value(second)) : value);
    }

    /// <summary>Sets a text column from a field that has no components, with all its repetitions as lines.</summary>
    private readonly void SetText(RowWriter row, int column, Hl7Field field)
    {
        if (field.IsDelete)
        {
            row.Clear(column);
            return;
        }

        var text = scratch.Text.Clear();
        foreach (var repetition in field)
        {
            AppendLine(text, repetition.Raw);
        }

        row.Text(column, text.Span);
    }

    private readonly void AppendLine(ByteBuilder text, ReadOnlySpan<byte> raw)
    {
        if (text.Length > 0)
        {
            text.Append((byte)'\n');
        }

        Hl7Text.Unescape(raw, message.Delimiters, characterSet, text);
    }

    /// <summary>Sets code, vocabulary and name from a coded element (CE, CWE); the alternate code where there is no first.</summary>
    private readonly void SetCoded(RowWriter row, int code, int vocabulary, int name, Hl7Field field, scoped ReadOnlySpan<byte> otherVocabulary = default)
    {
        if (field.IsDelete)
        {
            row.Clear(code);
            row.Clear(vocabulary);
            row.Clear(name);
            return;
        }

        var from = field.Value(1).IsEmpty && !field.Value(4).IsEmpty ? 4 : 1;
        var text = Plain(field.Value(from + 1));
        row.Text(name, text.IsEmpty ? Plain(field.Value(9)) : text);
        var value = Plain(field.Value(from));
        if (value.IsEmpty)
        {
            text = Plain(field.Value(from + 1));
            row.Text(code, text.IsEmpty ? Plain(field.Value(9)) : text);
            return;
        }

        row.Text(code, value);
        var system = Plain(field.Value(from + 2));
        row.Text(vocabulary, CodingSystems.NameOf(system.IsEmpty ? otherVocabulary : system));
    }

    /// <summary>The code of a coded element as a part of a key: its code, else its text.</summary>
    private static ReadOnlySpan<byte> CodeKey(Hl7Field field)
    {
        for (var component = 1; component <= 2; component++)
        {
            if (!field.Value(component).IsEmpty)
            {
                return field.Value(component);
            }
        }

        return field.Value(4).IsEmpty ? field.Value(9) : field.Value(4);
    }

    /// <summary>HL7 DTM; the ISO form too, which senders write by mistake and which cannot be misread.</summary>
    private static bool TryTime(ReadOnlySpan<byte> raw, out ClinicalTime time) =>
        ClinicalTime.TryParseHl7(raw, out time) || (raw.Length >= 7 && raw[4] == '-' && ClinicalTime.TryParseIso(raw, out time));

    private static TimeField ReadTime(Hl7Field field, out ClinicalTime time)
    {
        time = default;
        if (field.IsDelete)
        {
            return TimeField.Deleted;
        }

        var raw = field.Value(1).Trim((byte)' ');
        return raw.IsEmpty ? TimeField.Absent : TryTime(raw, out time) ? TimeField.Stated : TimeField.Unreadable;
    }

    /// <summary>
    /// Reads a time that the row cannot do without. One that is stated and cannot be read rejects the message: leaving it out would
    /// move the fact to another day without anyone's notice.
    /// </summary>
    private readonly TimeField ReadMainTime(Hl7Field field, string path, out ClinicalTime time)
    {
        var found = ReadTime(field, out time);
        if (found == TimeField.Unreadable)
        {
            sink.Reject(RejectReasons.InvalidValue, path, "The time is none that HL7 knows (YYYYMMDDHHMMSS with an optional offset) or does not exist. Correct it at the source and send the message again.");
        }

        return found;
    }

    /// <summary>Sets date and time of an end or another time beside the main one; an unreadable one is left unset.</summary>
    private static void SetTime(RowWriter row, int dateColumn, int timestampColumn, Hl7Field field)
    {
        switch (ReadTime(field, out var time))
        {
            case TimeField.Deleted:
                ClearTime(row, dateColumn, timestampColumn);
                break;
            case TimeField.Stated:
                if (dateColumn >= 0)
                {
                    row.Date(dateColumn, time);
                }

                if (timestampColumn >= 0)
                {
                    row.Timestamp(timestampColumn, time);
                }

                break;
        }
    }

    private static void ClearTime(RowWriter row, int dateColumn, int timestampColumn)
    {
        if (dateColumn >= 0)
        {
            row.Clear(dateColumn);
        }

        if (timestampColumn >= 0)
        {
            row.Clear(timestampColumn);
        }
    }

    /// <summary>Sets the row's main time, or the event's time where the message states none.</summary>
    private readonly void SetClock(RowWriter row, int dateColumn, int timestampColumn, TimeField found, in ClinicalTime time)
    {
        if (found == TimeField.Stated)
        {
            row.Clock(dateColumn, timestampColumn, time);
        }
        else if (hasEventTime)
        {
            row.Clock(dateColumn, timestampColumn, eventTime);
        }
    }

    private static bool TryNumber(ReadOnlySpan<byte> raw, out double value)
    {
        raw = raw.Trim((byte)' ');
        if (raw.Length > 1 && raw[0] == '+')
        {
            raw = raw[1..];
        }

        return Utf8Parser.TryParse(raw, out value, out var used) && used == raw.Length && double.IsFinite(value);
    }

    private static void SetNumber(RowWriter row, int column, Hl7Field field)
    {
        if (field.IsDelete)
        {
            row.Clear(column);
        }
        else if (TryNumber(field.Value(1), out var value))
        {
            row.Double(column, value);
        }
    }

    private static void SetInteger(RowWriter row, int column, Hl7Field field)
    {
        if (int.TryParse(field.Value(1).Trim((byte)' '), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            row.Long(column, value);
        }
    }

    /// <summary>A key of the person's, visit's or order's own namespace: a letter, that one's key, and parts.</summary>
    private readonly ByteBuilder BeginKey(ByteBuilder owner) => scratch.Key.Clear().Append(owner.Span);

    /// <summary>The key of what owns a diagnosis or procedure: the visit, else the person.</summary>
    private readonly ByteBuilder BeginVisitKey() =>
        visit.IsNone ? BeginKey(scratch.PersonKey) : scratch.Key.Clear().Append("V"u8).Append(scratch.VisitKey.Span);

    /// <summary>Makes the second and later rows of equal keys in a message different ones: <paramref name="suffix"/>, else their number.</summary>
    private readonly void Disambiguate(ByteBuilder key, ReadOnlySpan<byte> suffix)
    {
        var hash = Fingerprint(key.Span);
        ref var count = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(scratch.Occurrences, hash, out _);
        if (count++ > 0)
        {
            key.Append(Unit).Append((byte)'#');
            if (suffix.IsEmpty || count > 2)
            {
                key.Append(count);
            }

            key.Append(suffix);
        }
    }

    /// <summary>True the first time that a key of the kind is met in the message.</summary>
    private readonly bool IsFirst(byte kind, ReadOnlySpan<byte> key)
    {
        ref var count = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(scratch.Occurrences, Fingerprint(key) ^ ((ulong)kind << 56), out var known);
        count++;
        return !known;
    }

    /// <summary>FNV-1a, 64 bits: the same in every process, unlike the framework's hash codes.</summary>
    private static ulong Fingerprint(ReadOnlySpan<byte> bytes)
    {
        var hash = 14_695_981_039_346_656_037UL;
        foreach (var value in bytes)
        {
            hash = (hash ^ value) * 1_099_511_628_211UL;
        }

        return hash;
    }

    /// <summary>Number of the next segment of one of two names before the group that this segment is in ends; -1 when there is none.</summary>
    private readonly int FindAhead(int from, ReadOnlySpan<byte> name, ReadOnlySpan<byte> endsGroup)
    {
        var wanted = Hl7Segment.Code(name);
        for (var i = from + 1; i < message.SegmentCount; i++)
        {
            var code = message[i].NameCode;
            if (code == wanted)
            {
                return i;
            }

            for (var j = 0; j + 3 <= endsGroup.Length; j += 3)
            {
                if (code == Hl7Segment.Code(endsGroup[j..]))
                {
                    return -1;
                }
            }
        }

        return -1;
    }
}
