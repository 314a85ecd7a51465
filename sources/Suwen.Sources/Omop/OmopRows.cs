using Suwen.Governance.Gate;
using Suwen.Sources.Tables;
using Suwen.Standards.Csv;
using Suwen.Standards.Time;
using Suwen.Storage.Schema;

namespace Suwen.Sources.Omop;

/// <summary>Turns the rows of one chunk into records, following a plan.</summary>
internal sealed class OmopRows
{
    private const byte KeySeparator = 0x1F;

    private static readonly int PersonBirthDate = OmopModel.SourcePerson["birth_date"];
    private static readonly Table VisitTable = CanonicalModel.Table("visit_occurrence");
    private static readonly int CostVisit = CanonicalModel.Table("cost")["visit_occurrence_id"];

    private readonly OmopPlan plan;
    private readonly OmopCell[] cells;
    private readonly RecordSink sink;
    private readonly TableChunk chunk;
    private readonly bool isClean;
    private readonly byte[] scratch = new byte[512];
    private readonly byte[] salt;
    private byte[] content = new byte[4096];
    private long rowNumber;
    private int birthYear;
    private int birthMonth;
    private int birthDay;
    private bool hasMainDate;
    private bool isVisitCost;

    public OmopRows(OmopPlan plan, RecordSink sink, TableChunk chunk, bool isClean)
    {
        this.plan = plan;
        this.sink = sink;
        this.chunk = chunk;
        this.isClean = isClean;
        cells = plan.Cells;
        salt = RowContent.Salt(plan.Header);
    }

    public void Parse(ReadOnlySpan<byte> text)
    {
        var reader = new CsvReader(text, chunk.Delimiter, chunk.Quote, new CsvFields());
        rowNumber = chunk.FirstRow - 1;
        var number = 0;
        while (reader.Read())
        {
            if (++rowNumber <= chunk.SkipRows || reader.IsBlank)
            {
                continue;
            }

            sink.BeginRecord(number++, plan.Name);
            if (!isClean && chunk.IsDamaged(reader.Row))
            {
                sink.Reject(RejectReasons.CharacterSet, $"row {rowNumber}", $"The row holds bytes that are no characters in {chunk.Encoding.Name}. Export the file again in UTF-8.");
            }
            else if (RowFaults.Check(reader, plan.Header.Length, rowNumber, sink))
            {
                ReadRow(ref reader);
            }

            sink.EndRecord();
        }
    }

    private void ReadRow(ref CsvReader reader)
    {
        var key = Mention.None;
        if (plan.KeyField >= 0 && !TryKey(ref reader, out key))
        {
            return;
        }

        var person = Mention.None;
        if (plan.IsSourcePerson || plan.Name == "death")
        {
            person = plan.IsSourcePerson ? key : PersonOf(ref reader, plan.KeyField);
        }
        else if (plan.PersonField >= 0)
        {
            person = PersonOf(ref reader, plan.PersonField);
        }

        if (sink.IsRejected)
        {
            return;
        }

        if (person.IsNone && plan.NeedsPerson)
        {
            sink.Reject(RejectReasons.MissingPerson, Path(plan.PersonField), "The row names no person.");
            return;
        }

        Identify(ref reader, key);
        var row = sink.Row(plan.Table, key, person, RowMode.Replace);
        birthYear = birthMonth = birthDay = 0;
        hasMainDate = isVisitCost = false;
        foreach (ref readonly var cell in cells.AsSpan())
        {
            if (!ReadCell(row, cell, ref reader))
            {
                return;
            }
        }

        Complete(row);
    }

    private bool TryKey(ref CsvReader reader, out Mention key)
    {
        key = Mention.None;
        var text = reader[plan.KeyField].Trim((byte)' ');
        if (IsNull(text, reader.IsQuoted(plan.KeyField), isText: false))
        {
            sink.Reject(RejectReasons.MissingIdentifier, Path(plan.KeyField), "The row has no id.");
            return false;
        }

        if (!CellReader.TryIntegerText(text, scratch, out var normal))
        {
            sink.Reject(RejectReasons.InvalidValue, Path(plan.KeyField), "The id is no integer, as OMOP ids are.");
            return false;
        }

        key = sink.Key(plan.Table, normal);
        return true;
    }

    private Mention PersonOf(ref CsvReader reader, int field)
    {
        var text = reader[field].Trim((byte)' ');
        if (IsNull(text, reader.IsQuoted(field), isText: false))
        {
            return Mention.None;
        }

        if (!CellReader.TryIntegerText(text, scratch, out var normal))
        {
            sink.Reject(RejectReasons.InvalidValue, Path(field), "The person's id is no integer, as OMOP ids are.");
            return Mention.None;
        }

        return sink.Key(OmopModel.SourcePerson, normal);
    }

    private void Identify(ref CsvReader reader, Mention key)
    {
        if (!key.IsNone)
        {
            var stated = RowContent.Of(reader.Row, salt, ref content);
            if (plan.MayRepeatIds)
            {
                sink.IdentifyInFile(key, stated);
            }
            else
            {
                sink.Identify(key, stated);
            }

            return;
        }

        if (plan.NaturalKeyFields.Length == 0)
        {
            sink.IdentifyByContent(plan.Table, reader.Row);
            return;
        }

        var length = 0;
        foreach (var field in plan.NaturalKeyFields)
        {
            var text = reader[field];
            if (CellReader.TryIntegerText(text, scratch.AsSpan(scratch.Length - 32), out var normal))
            {
                text = normal;
            }

            if (length + text.Length + 40 > scratch.Length)
            {
                sink.IdentifyByContent(plan.Table, reader.Row);
                return;
            }

            text.CopyTo(scratch.AsSpan(length));
            length += text.Length;
            scratch[length++] = KeySeparator;
        }

        sink.Identify(sink.Key(plan.Table, scratch.AsSpan(0, length)), RowContent.Of(reader.Row, salt, ref content));
    }

    private bool ReadCell(RowWriter row, in OmopCell cell, ref CsvReader reader)
    {
        var text = reader[cell.Field];
        if (text.IsEmpty || IsNull(text, reader.IsQuoted(cell.Field), cell.Kind == OmopCellKind.Text))
        {
            if (cell.IsRequiredConcept)
            {
                row.Long(cell.Column, 0);
            }

            return true;
        }

        if (cell.Kind == OmopCellKind.Text)
        {
            row.Text(cell.Column, text);
            return true;
        }

        text = text.Trim((byte)' ');
        switch (cell.Kind)
        {
            case OmopCellKind.Integer:
                return ReadInteger(row, cell, text);
            case OmopCellKind.Number:
                if (!CellReader.TryDouble(text, out var number))
                {
                    return text.SequenceEqual("NaN"u8) || Invalid(cell, "no number");
                }

                row.Double(cell.Column, number);
                return true;
            case OmopCellKind.Reference:
                return ReadReference(row, cell, text);
            default:
                return cell.Kind is OmopCellKind.Date or OmopCellKind.Timestamp or OmopCellKind.MainDate or OmopCellKind.MainTimestamp
                    ? ReadTime(row, cell, text)
                    : ReadSpecial(row, cell, text);
        }
    }

    private bool ReadInteger(RowWriter row, in OmopCell cell, ReadOnlySpan<byte> text)
    {
        if (!CellReader.TryInteger(text, out var value) || (cell.IsInt32 && value != (int)value))
        {
            return Invalid(cell, "no integer");
        }

        row.Long(cell.Column, value);
        return true;
    }

    private bool ReadReference(RowWriter row, in OmopCell cell, ReadOnlySpan<byte> text)
    {
        if (!CellReader.TryIntegerText(text, scratch, out var normal))
        {
            return Invalid(cell, "no integer, as OMOP ids are");
        }

        // OMOP ids begin at 1; a 0 comes from programs that write it for "none" (Eunomia's visit_detail_id 0.0).
        if (normal is not [(byte)'0'])
        {
            row.Reference(cell.Column, sink.Key(cell.References!, normal));
        }

        return true;
    }

    private bool ReadTime(RowWriter row, in OmopCell cell, ReadOnlySpan<byte> text)
    {
        if (!CellReader.TryTime(text, out var time) || time.Precision < TimePrecision.Day)
        {
            return Invalid(cell, "no date of the form 2024-01-31 or date and time of the form 2024-01-31 08:30:00");
        }

        switch (cell.Kind)
        {
            case OmopCellKind.Date:
                row.Date(cell.Column, time);
                break;
            case OmopCellKind.Timestamp:
                row.Timestamp(cell.Column, time);
                break;
            case OmopCellKind.MainDate:
                row.Clock(cell.Column, -1, new ClinicalTime(time.Micros, TimePrecision.Day, time.UtcOffsetMinutes));
                hasMainDate = true;
                break;
            default:
                ReadMainTimestamp(row, cell, time);
                break;
        }

        return true;
    }

    private void ReadMainTimestamp(RowWriter row, in OmopCell cell, in ClinicalTime time)
    {
        row.Timestamp(cell.Column, time);
        var isMidnight = time.Micros % 86_400_000_000 == 0;

        // OMOP CDM 5.4 on *_datetime: "If a source does not specify datetime the convention is to set the time to midnight", so midnight states a day.
        row.Clock(-1, -1, isMidnight ? new ClinicalTime(time.Micros, TimePrecision.Day, time.UtcOffsetMinutes) : time);
        if (!hasMainDate && plan.MainDateColumn >= 0)
        {
            row.Date(plan.MainDateColumn, time);
            hasMainDate = true;
        }

        if (plan.IsSourcePerson)
        {
            row.Date(PersonBirthDate, time);
        }
    }

    private bool ReadSpecial(RowWriter row, in OmopCell cell, ReadOnlySpan<byte> text)
    {
        if (cell.Kind == OmopCellKind.CostDomain)
        {
            isVisitCost = text.SequenceEqual("Visit"u8);
            row.Text(cell.Column, text);
            return true;
        }

        if (!CellReader.TryInteger(text, out var value) || (cell.IsInt32 && value != (int)value))
        {
            return Invalid(cell, "no integer");
        }

        row.Long(cell.Column, value);
        switch (cell.Kind)
        {
            case OmopCellKind.BirthYear:
                birthYear = (int)value;
                break;
            case OmopCellKind.BirthMonth:
                birthMonth = (int)value;
                break;
            case OmopCellKind.BirthDay:
                birthDay = (int)value;
                break;
            case OmopCellKind.CostEvent when isVisitCost && CellReader.TryIntegerText(text, scratch, out var normal):
                row.Reference(CostVisit, sink.Key(VisitTable, normal));
                break;
        }

        return true;
    }

    private void Complete(RowWriter row)
    {
        foreach (var column in plan.ZeroColumns)
        {
            row.Long(column, 0);
        }

        if (plan.IsSourcePerson)
        {
            CompletePerson(row);
        }
        else if (plan.MainDateColumn >= 0 && !hasMainDate)
        {
            sink.Reject(RejectReasons.MissingField, $"row {rowNumber}, column {plan.Table.Columns[plan.MainDateColumn].Name}", "The row has no date, which OMOP requires.");
        }
    }

    private void CompletePerson(RowWriter row)
    {
        if (birthYear is < 1 or > 9999 || birthMonth is < 1 or > 12 || birthDay < 1 || birthDay > DateTime.DaysInMonth(birthYear, birthMonth))
        {
            return;
        }

        var date = ClinicalTime.FromDate(new DateOnly(birthYear, birthMonth, birthDay).DayNumber - Storage.ColumnVector.UnixEpochDay);
        row.Date(PersonBirthDate, date);
    }

    private bool Invalid(in OmopCell cell, string what)
    {
        sink.Reject(RejectReasons.InvalidValue, Path(cell.Field), $"The cell holds {what}.");
        return false;
    }

    private string Path(int field) => $"row {rowNumber}, column {plan.Header[field]}";

    /// <summary>
    /// Null as databases and R write it. <c>NA</c> in quotes is a text (sodium), and so it is in a vocabulary; elsewhere R means "not available".
    /// </summary>
    private bool IsNull(ReadOnlySpan<byte> text, bool isQuoted, bool isText) => text.Length switch
    {
        0 => true,
        2 => text[0] == '\\' ? text[1] == 'N' : !isQuoted && text[0] == 'N' && text[1] == 'A' && !(isText && plan.IsVocabulary),
        4 => !isQuoted && text.SequenceEqual("NULL"u8) && !(isText && plan.IsVocabulary),
        _ => false,
    };
}
