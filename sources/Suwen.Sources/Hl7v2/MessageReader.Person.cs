using Suwen.Governance.Gate;
using Suwen.Standards.Hl7v2;
using Suwen.Standards.Time;
using static Suwen.Sources.Hl7v2.Columns;

namespace Suwen.Sources.Hl7v2;

/// <summary>PID, NK1, PDA: the sender's person (HL7 v2.8 §3.4).</summary>
internal ref partial struct MessageReader
{
    private void ReadPatient(Hl7Segment pid)
    {
        var chosen = ChooseIdentifier(pid[3]);
        var field = !chosen.IsEmpty ? chosen : pid[2].HasValue ? pid[2].First.Raw : pid[4].First.Raw;
        var identifier = new Hl7Field(field, message.Delimiters);
        if (Plain(identifier.Component(1)).IsEmpty)
        {
            if (type.NeedsPerson)
            {
                sink.Reject(RejectReasons.MissingPerson, "PID-3", "The patient has no identifier. Let the sending system send PID-3 with this event.");
            }

            return;
        }

        var birth = ReadMainTime(pid[7], "PID-7", out var birthTime);
        AppendIdentifierKey(scratch.PersonKey.Clear(), identifier);
        ForgetPatient();
        person = sink.Key(SourcePerson.Table, scratch.PersonKey.Span);
        isSecondPerson = !firstPerson.IsNone;
        if (!isSecondPerson)
        {
            firstPerson = person;
        }

        var row = sink.Row(SourcePerson.Table, person, Mention.None, RowMode.Merge);
        row.Text(SourcePerson.PersonSourceValue, Plain(identifier.Component(1)));
        WriteNames(row, pid[5]);
        WriteBirthAndSex(row, pid, birth, birthTime);
        WriteDemographics(row, pid);
        WriteContacts(row, pid);
        WriteRelations(row);
        WriteStanding(row, pid);
        WriteIdentifiers(pid);
        WriteDeath(pid);
    }

    /// <summary>Visit and order belong to the patient before.</summary>
    private void ForgetPatient()
    {
        visit = order = specimen = Mention.None;
        orderControl = -1;
        hasOrderTime = inDocument = false;
        scratch.VisitKey.Clear();
        scratch.OrderKey.Clear();
        scratch.ObservationScope.Clear();
    }

    private void WriteNames(RowWriter row, Hl7Field names)
    {
        if (names.IsDelete)
        {
            row.Clear(SourcePerson.FullName);
            row.Clear(SourcePerson.FamilyName);
            row.Clear(SourcePerson.GivenName);
            return;
        }

        var isNamed = false;
        foreach (var name in names)
        {
            // XPN.8: A alphabetic, P phonetic; the repetition in Latin letters beside the one in characters is the pinyin.
            var representation = name.Value(8);
            var isPhonetic = representation.Length == 1 && representation[0] is (byte)'A' or (byte)'P';
            if (isPhonetic && (isNamed || !IsLast(names, name)))
            {
                row.Text(SourcePerson.NamePinyin, FullName(name));
            }
            else if (!isNamed && !FullName(name).IsEmpty)
            {
                isNamed = true;
                row.Text(SourcePerson.FullName, FullName(name));
                if (!name.Value(2).IsEmpty)
                {
                    row.Text(SourcePerson.FamilyName, Plain(name.Value(1)));
                    row.Text(SourcePerson.GivenName, Plain(name.Value(2)));
                }
            }
        }
    }

    private static bool IsLast(Hl7Field all, Hl7Field one) => all.Raw.Length == one.Raw.Length;

    /// <summary>A name as it is read aloud: family and given name joined in Chinese, given, middle and family name in other scripts.</summary>
    private readonly ReadOnlySpan<byte> FullName(Hl7Field name, int firstComponent = 1)
    {
        var text = scratch.Text.Clear();
        text.Append(Plain(name.Value(firstComponent)));
        var isHan = text.Length > 0 && text.Span[0] >= 0xE3;
        if (isHan)
        {
            text.Append(Plain(name.Value(firstComponent + 1)));
            return text.Span;
        }

        text.Clear();
        for (var i = 1; i <= 3; i++)
        {
            var part = Plain(name.Value(firstComponent + (i == 3 ? 0 : i)));
            if (!part.IsEmpty)
            {
                if (text.Length > 0)
                {
                    text.Append((byte)' ');
                }

                text.Append(part);
            }
        }

        return text.Span;
    }

    private readonly void WriteBirthAndSex(RowWriter row, Hl7Segment pid, TimeField birth, in ClinicalTime birthTime)
    {
        if (birth == TimeField.Stated)
        {
            var date = DateOnly.FromDayNumber(birthTime.Days + Storage.ColumnVector.UnixEpochDay);
            row.Long(SourcePerson.YearOfBirth, date.Year);
            if (birthTime.Precision >= TimePrecision.Month)
            {
                row.Long(SourcePerson.MonthOfBirth, date.Month);
            }

            if (birthTime.Precision >= TimePrecision.Day)
            {
                row.Long(SourcePerson.DayOfBirth, date.Day);
                row.Date(SourcePerson.BirthDate, birthTime);
            }

            row.Timestamp(SourcePerson.BirthDatetime, birthTime);
        }
        else if (birth == TimeField.Deleted)
        {
            ClearTime(row, SourcePerson.BirthDate, SourcePerson.BirthDatetime);
            row.Clear(SourcePerson.YearOfBirth);
            row.Clear(SourcePerson.MonthOfBirth);
            row.Clear(SourcePerson.DayOfBirth);
        }

        Set(row, SourcePerson.GenderSourceValue, pid[8]);
        if (pid[8].HasValue)
        {
            row.Long(SourcePerson.GenderConceptId, GenderConcept(Plain(pid[8].Value(1))));
        }
        else if (pid[8].IsDelete)
        {
            row.Clear(SourcePerson.GenderConceptId);
        }
    }

    /// <summary>HL7 table 0001, GB/T 2261.1 and the words themselves, to the concepts that OMOP fixes.</summary>
    private static long GenderConcept(ReadOnlySpan<byte> sex)
    {
        const long Male = 8507, Female = 8532;
        if (sex.Length == 1)
        {
            return sex[0] switch
            {
                (byte)'M' or (byte)'m' or (byte)'1' => Male,
                (byte)'F' or (byte)'f' or (byte)'2' => Female,
                _ => 0,
            };
        }

        return sex.SequenceEqual("男"u8) || sex.SequenceEqual("男性"u8) ? Male : sex.SequenceEqual("女"u8) || sex.SequenceEqual("女性"u8) ? Female : 0;
    }

    private readonly void WriteDemographics(RowWriter row, Hl7Segment pid)
    {
        Set(row, SourcePerson.RaceSourceValue, pid[10]);
        Set(row, SourcePerson.EthnicitySourceValue, pid[22]);
        WriteEthnicGroup(row, pid[10]);
        WriteEthnicGroup(row, pid[22]);
        SetEither(row, SourcePerson.Language, pid[15], 1, 2);
        Set(row, SourcePerson.MaritalStatus, pid[16]);
        SetEither(row, SourcePerson.Nationality, pid[26].IsEmpty ? pid[28] : pid[26], 1, 2);
        Set(row, SourcePerson.NativePlace, pid[23]);
    }

    /// <summary>The ethnic group of GB/T 3304 comes in PID-10 or PID-22: known by its coding system or by a name ending in 族.</summary>
    private readonly void WriteEthnicGroup(RowWriter row, Hl7Field field)
    {
        if (!field.HasValue)
        {
            return;
        }

        var isListed = field.Value(3).IndexOf("3304"u8) >= 0;
        for (var component = 2; component >= 1; component--)
        {
            var value = Plain(field.Value(component));
            if (!value.IsEmpty && (isListed || value.EndsWith("族"u8)))
            {
                row.Text(SourcePerson.CnEthnicGroup, value);
                return;
            }
        }
    }

    private readonly void WriteContacts(RowWriter row, Hl7Segment pid)
    {
        if (pid[11].IsDelete)
        {
            row.Clear(SourcePerson.Address);
        }
        else if (pid[11].HasValue)
        {
            row.Text(SourcePerson.Address, Address(pid[11]));
            row.Text(SourcePerson.Postcode, Plain(pid[11].Value(5)));
            row.Text(SourcePerson.CountyCode, Plain(pid[11].Value(9)));
        }

        var phones = pid[13].IsEmpty ? pid[14] : pid[13];
        if (phones.IsDelete)
        {
            row.Clear(SourcePerson.Phone);
        }

        foreach (var contact in phones)
        {
            // XTN.4 was an extension's place in some versions: an address of electronic mail has its sign.
            if (Plain(contact.Component(4)).Contains((byte)'@'))
            {
                row.Text(SourcePerson.Email, Plain(contact.Component(4)));
            }
        }

        row.Text(SourcePerson.Phone, Phone(phones));
    }

    /// <summary>The first telephone number of a list (XTN): the old whole number, the unformatted one, or area and local number.</summary>
    private readonly ReadOnlySpan<byte> Phone(Hl7Field phones)
    {
        foreach (var phone in phones)
        {
            var whole = Plain(phone.Component(1));
            if (!whole.IsEmpty)
            {
                return whole;
            }

            whole = Plain(phone.Component(12));
            if (!whole.IsEmpty)
            {
                return whole;
            }

            if (!Plain(phone.Component(7)).IsEmpty)
            {
                var text = scratch.Text.Clear();
                text.Append(Plain(phone.Component(6)));
                if (text.Length > 0)
                {
                    text.Append((byte)'-');
                }

                return text.Append(Plain(phone.Component(7))).Span;
            }
        }

        return default;
    }

    /// <summary>An address in one line: from the large to the small in Chinese, from the small to the large otherwise (XAD).</summary>
    private readonly ReadOnlySpan<byte> Address(Hl7Field address)
    {
        var text = scratch.Text.Clear();
        text.Append(Plain(address.Value(1)));
        var isHan = text.Length > 0 && text.Span.IndexOfAnyInRange((byte)0xE3, (byte)0xEF) >= 0;
        ReadOnlySpan<byte> order = isHan ? [4, 3, 2, 1] : [1, 2, 3, 4, 5, 6];
        text.Clear();
        foreach (var component in order)
        {
            var part = Plain(address.Value(component));
            if (part.IsEmpty)
            {
                continue;
            }

            if (text.Length > 0 && !isHan)
            {
                text.Append(", "u8);
            }

            text.Append(part);

            // SAD: the street's name and the house number follow in parts of their own.
            for (var piece = 2; component == 1 && piece <= 3; piece++)
            {
                part = Plain(address.Subcomponent(1, piece));
                if (!part.IsEmpty)
                {
                    text.Append(isHan ? ""u8 : " "u8).Append(part);
                }
            }
        }

        return text.Span;
    }

    /// <summary>The first relative, and the insurance, up to the next patient: columns of the person that other segments state.</summary>
    private readonly void WriteRelations(RowWriter row)
    {
        var relative = FindAhead(current, "NK1"u8, "PID"u8);
        if (relative >= 0)
        {
            var nk1 = message[relative];
            if (nk1[2].HasValue)
            {
                row.Text(SourcePerson.GuardianName, FullName(nk1[2].First));
            }

            row.Text(SourcePerson.GuardianPhone, Phone(nk1[5].HasValue ? nk1[5] : nk1[6]));
        }

        var insurance = FindAhead(current, "IN1"u8, "PID"u8);
        if (insurance >= 0)
        {
            Set(row, SourcePerson.InsuranceType, message[insurance][15]);
            Set(row, SourcePerson.InsuranceNo, message[insurance][36].HasValue ? message[insurance][36] : message[insurance][49]);
        }
    }

    private readonly void WriteStanding(RowWriter row, Hl7Segment pid)
    {
        if (pid[30].HasValue)
        {
            row.Boolean(SourcePerson.Deceased, pid[30].Raw[0] is (byte)'Y' or (byte)'y');
        }
        else if (pid[30].IsDelete)
        {
            row.Clear(SourcePerson.Deceased);
        }

        SetTime(row, -1, SourcePerson.DeathDatetime, pid[29]);
        if (type.Person is PersonEvent.Add or PersonEvent.Delete)
        {
            row.Boolean(SourcePerson.Active, type.Person == PersonEvent.Add);
        }

        foreach (var identifier in pid[3])
        {
            var value = Plain(identifier.Component(1));
            if (IsNationalIdType(identifier.Value(5)) && !value.IsEmpty)
            {
                row.Text(SourcePerson.NationalId, value);
                return;
            }
        }

        // Systems without a place for the Chinese ID number send it as the social security number.
        if (HasNationalIdShape(Plain(pid[19].Raw)))
        {
            row.Text(SourcePerson.NationalId, Plain(pid[19].Raw));
        }
    }

    private readonly void WriteDeath(Hl7Segment pid)
    {
        var isAlive = pid[30].HasValue && pid[30].Raw[0] is (byte)'N' or (byte)'n';
        var found = ReadTime(pid[29], out var time);
        if (found == TimeField.Deleted || (pid[30].IsDelete && found == TimeField.Absent))
        {
            sink.Row(Death.Table, sink.Key(Death.Table, scratch.PersonKey.Span), person, RowMode.Delete);
        }
        else if (found == TimeField.Stated && !isAlive)
        {
            var row = sink.Row(Death.Table, sink.Key(Death.Table, scratch.PersonKey.Span), person, RowMode.Merge);
            row.Clock(Death.Date, Death.Datetime, time);
            row.Long(Death.TypeConceptId, FromHealthRecord);

            // PDA, at the message's end, names the cause.
            var pda = FindAhead(current, "PDA"u8, "PID"u8);
            if (pda >= 0)
            {
                row.Text(Death.CauseSourceValue, CodeKey(message[pda][1]));
            }
        }
    }
}
