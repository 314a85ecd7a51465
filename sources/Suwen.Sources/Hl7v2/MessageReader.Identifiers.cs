using Suwen.Governance.Gate;
using Suwen.Standards.Hl7v2;
using static Suwen.Sources.Hl7v2.Columns;

namespace Suwen.Sources.Hl7v2;

/// <summary>PID-2, -3, -4, -18, -19, -20 and MRG: the numbers of a person, merges and links (HL7 v2.8 §3.4.2, §3.4.10).</summary>
internal ref partial struct MessageReader
{
    /// <summary>The identifier that names the person: type MR, else PI, else the first that is not a number of the state.</summary>
    private readonly ReadOnlySpan<byte> ChooseIdentifier(Hl7Field identifiers)
    {
        ReadOnlySpan<byte> first = default, internalNumber = default, any = default;
        foreach (var identifier in identifiers)
        {
            if (Plain(identifier.Component(1)).IsEmpty)
            {
                continue;
            }

            var kind = identifier.Value(5);
            if (kind.SequenceEqual("MR"u8))
            {
                return identifier.Raw;
            }

            if (internalNumber.IsEmpty && kind.SequenceEqual("PI"u8))
            {
                internalNumber = identifier.Raw;
            }

            if (first.IsEmpty && !IsNationalIdType(kind) && !kind.SequenceEqual("SS"u8))
            {
                first = identifier.Raw;
            }

            if (any.IsEmpty)
            {
                any = identifier.Raw;
            }
        }

        return !internalNumber.IsEmpty ? internalNumber : !first.IsEmpty ? first : any;
    }

    /// <summary>An identifier with the authority that gave it, since two departments may give one number to two persons (CX.4, HD).</summary>
    private readonly ByteBuilder AppendIdentifierKey(ByteBuilder key, Hl7Field identifier)
    {
        key.Append(Plain(identifier.Component(1)));
        var authority = Authority(identifier, 4);
        if (!authority.IsEmpty)
        {
            key.Append((byte)'^').Append(authority);
        }

        return key;
    }

    private readonly ReadOnlySpan<byte> Authority(Hl7Field identifier, int component)
    {
        var name = Plain(identifier.Subcomponent(component, 1));
        return name.IsEmpty ? Plain(identifier.Subcomponent(component, 2)) : name;
    }

    private static bool IsNationalIdType(ReadOnlySpan<byte> kind) =>
        kind.SequenceEqual("NI"u8) || kind.SequenceEqual("NNCHN"u8) || kind.SequenceEqual("NN"u8) || kind.SequenceEqual("身份证"u8) || kind.SequenceEqual("身份证号"u8)
        || kind.SequenceEqual("居民身份证"u8) || kind.SequenceEqual("IDCARD"u8) || kind.SequenceEqual("IDCard"u8);

    /// <summary>The shape of a Chinese ID number (GB 11643): 17 digits and a digit or X. The gate checks the rest.</summary>
    private static bool HasNationalIdShape(ReadOnlySpan<byte> value) =>
        value.Length == 18 && value[..17].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 && (char.IsAsciiDigit((char)value[17]) || value[17] is (byte)'X' or (byte)'x');

    private readonly void WriteIdentifiers(Hl7Segment pid)
    {
        foreach (var identifier in pid[3])
        {
            WriteIdentifier(identifier, default);
        }

        foreach (var identifier in pid[2])
        {
            WriteIdentifier(identifier, "PT"u8);
        }

        foreach (var identifier in pid[4])
        {
            WriteIdentifier(identifier, "ALT"u8);
        }

        if (pid[18].HasValue)
        {
            WriteIdentifier(pid[18].First, "AN"u8);
        }

        if (pid[19].HasValue)
        {
            WriteIdentifier(pid[19].First, HasNationalIdShape(Plain(pid[19].Raw)) ? "NI"u8 : "SS"u8);
        }

        foreach (var identifier in pid[20])
        {
            WriteIdentifier(identifier, "DL"u8);
        }
    }

    private readonly void WriteIdentifier(Hl7Field identifier, scoped ReadOnlySpan<byte> otherKind)
    {
        if (Plain(identifier.Component(1)).IsEmpty)
        {
            return;
        }

        // In PID-20 the second and third components are the licence's state and date, not a check digit.
        var isLicence = otherKind.SequenceEqual("DL"u8);
        var kind = isLicence || identifier.Value(5).IsEmpty ? otherKind : identifier.Value(5);
        if (IsNationalIdType(kind))
        {
            StateNationalId(Plain(identifier.Component(1)));
        }

        var key = BeginKey(scratch.PersonKey).Append(Unit).Append(kind).Append(Unit);
        key.Append(Authority(identifier, isLicence ? 2 : 4)).Append(Unit).Append(Plain(identifier.Component(1)));
        if (!IsFirst((byte)'I', key.Span))
        {
            return;
        }

        var row = sink.Row(PersonIdentifier.Table, sink.Key(PersonIdentifier.Table, key.Span), person, RowMode.Merge);
        row.Text(PersonIdentifier.Type, kind);
        row.Text(PersonIdentifier.System, Authority(identifier, isLicence ? 2 : 4));
        row.Text(PersonIdentifier.Value, Plain(identifier.Component(1)));
        if (!isLicence)
        {
            row.Text(PersonIdentifier.AssigningFacility, Plain(identifier.Value(6)));
            SetDate(row, PersonIdentifier.ValidFrom, identifier.Value(7));
            SetDate(row, PersonIdentifier.ValidTo, identifier.Value(8));
        }
    }

    private readonly void StateNationalId(ReadOnlySpan<byte> number)
    {
        Span<char> text = stackalloc char[32];
        if (number.Length <= text.Length && System.Text.Ascii.ToUtf16(number, text, out var length) == System.Buffers.OperationStatus.Done)
        {
            sink.NationalId(person, text[..length]);
        }
    }

    private static void SetDate(RowWriter row, int column, ReadOnlySpan<byte> raw)
    {
        if (TryTime(raw, out var time))
        {
            row.Date(column, time);
        }
    }

    /// <summary>MRG: the identity that is retired in favour of the patient before it.</summary>
    private readonly void ReadMerge(Hl7Segment mrg)
    {
        if (type.Person != PersonEvent.Merge || person.IsNone)
        {
            return;
        }

        var chosen = ChooseIdentifier(mrg[1]);
        var identifier = new Hl7Field(chosen.IsEmpty ? mrg[4].First.Raw : chosen, message.Delimiters);
        if (Plain(identifier.Component(1)).IsEmpty)
        {
            sink.Reject(RejectReasons.MissingPerson, "MRG-1", "The message merges two patients and does not name the one to be retired. Let the sending system send MRG-1.");
            return;
        }

        var key = AppendIdentifierKey(scratch.Key.Clear(), identifier);
        if (!key.Span.SequenceEqual(scratch.PersonKey.Span))
        {
            sink.LinkPersons(person, sink.Key(SourcePerson.Table, key.Span), PersonLinkKind.Merge);
        }
    }

    /// <summary>A24 and A37 list two patients: they are one, or are no longer.</summary>
    private readonly void LinkListedPersons()
    {
        if (sink.IsRejected || type.Person is not (PersonEvent.Link or PersonEvent.Unlink))
        {
            return;
        }

        if (!isSecondPerson)
        {
            sink.Reject(RejectReasons.MissingPerson, "PID(2)", "The message links two patients and names one. Let the sending system send both PID segments.");
            return;
        }

        sink.LinkPersons(firstPerson, person, type.Person == PersonEvent.Link ? PersonLinkKind.Link : PersonLinkKind.Unlink);
    }
}
