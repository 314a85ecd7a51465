using System.Collections.Frozen;
using System.Text;
using Suwen.Security.Deidentification.Methods;
using Suwen.Security.Deidentification.Runs;
using Suwen.Standards.Hl7v2;
using Suwen.Standards.Text;

namespace Suwen.Security.Deidentification.Formats;

/// <summary>
/// HL7 v2 messages, one after another: each field by its data type (chapter 2A) and the kind that its place has (chapters 3 to 12). Delimiters, framing,
/// line ends and encoding stay. Fields that the table does not know, those of Z segments among them, are treated as unknown.
/// </summary>
internal sealed class Hl7Treatment(DeidSession session)
{
    private const int BlockBytes = 1 << 20;
    private const int LongestMessage = 256 << 20;
    private readonly Dictionary<(string Segment, int Field, int Component), FieldReport> reports = [];
    private readonly StringBuilder message = new();
    private readonly CharBuffer joined = new();
    private char field = '|';
    private char component = '^';
    private char repetition = '~';
    private char subcomponent = '&';

    /// <summary>Treats a file; null when done, else why not.</summary>
    public string? Treat(Stream input, Stream output)
    {
        var buffer = new byte[BlockBytes];
        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                if (length >= LongestMessage)
                {
                    return "A message is larger than 256 MiB.";
                }

                Array.Resize(ref buffer, length * 2);
            }

            var got = input.ReadAtLeast(buffer.AsSpan(length), buffer.Length - length, throwOnEndOfStream: false);
            var isLast = length + got < buffer.Length;
            length += got;
            var end = isLast ? length : Hl7Splitter.LastStart(buffer.AsSpan(0, length));
            if (end > 0)
            {
                if (Part(buffer.AsSpan(0, end), output) is { } refusal)
                {
                    return refusal;
                }

                buffer.AsSpan(end, length - end).CopyTo(buffer);
                length -= end;
            }

            if (isLast)
            {
                return null;
            }
        }
    }

    private string? Part(ReadOnlySpan<byte> bytes, Stream output)
    {
        var at = 0;
        foreach (var part in new Hl7Splitter(bytes))
        {
            output.Write(bytes[at..part.Start]);
            at = part.Start + part.Length;
            if (part.Kind == Hl7PartKind.Foreign)
            {
                return "There are bytes that belong to no message.";
            }

            if (CharacterSets.Detect(part.Part, out var mark) is not { } set)
            {
                return "A message is valid in no encoding that is known (UTF-8, UTF-16, GB 18030).";
            }

            var encoding = DelimitedTreatment.EncodingOf(set);
            var text = encoding.GetString(part.Part[mark..]);
            output.Write(part.Part[..mark]);
            message.Clear();
            if (part.Kind == Hl7PartKind.Message && !Message(text))
            {
                return "A message has no readable MSH segment.";
            }

            output.Write(part.Kind == Hl7PartKind.Message ? encoding.GetBytes(message.ToString()) : part.Part[mark..]);
        }

        output.Write(bytes[at..]);
        return null;
    }

    private bool Message(string text)
    {
        if (text.Length < 8 || !text.StartsWith("MSH", StringComparison.Ordinal))
        {
            return false;
        }

        (field, component, repetition, subcomponent) = (text[3], text[4], text[5], text[7] == text[3] ? '&' : text[7]);
        session.Records++;
        Identify(text);
        foreach (var range in Lines(text))
        {
            Segment(text.AsSpan()[range.Content]);
            message.Append(text.AsSpan()[range.LineEnd]);
        }

        return true;
    }

    private static IEnumerable<(Range Content, Range LineEnd)> Lines(string text)
    {
        var at = 0;
        while (at < text.Length)
        {
            var end = text.AsSpan(at).IndexOfAny('\r', '\n');
            end = end < 0 ? text.Length : at + end;
            var next = end;
            while (next < text.Length && text[next] is '\r' or '\n')
            {
                next++;
            }

            yield return (at..end, end..next);
            at = next;
        }
    }

    /// <summary>Whom the message is about: PID-3 (first repetition), PID-5, PID-8 and what else the detectors should know.</summary>
    private void Identify(string text)
    {
        var person = session.Person;
        person.Clear();
        foreach (var (content, _) in Lines(text))
        {
            var segment = text.AsSpan()[content];
            if (!segment.StartsWith("PID"))
            {
                continue;
            }

            var number = 0;
            foreach (var range in segment.Split(field))
            {
                var value = segment[range];
                switch (number++)
                {
                    case 3:
                        person.SetNumber(First(First(value, repetition), component));
                        foreach (var other in value.Split(repetition))
                        {
                            person.SetNationalId(First(value[other], component));
                        }

                        break;
                    case 19:
                        person.SetNationalId(First(value, component));
                        break;
                    case 5:
                        var name = First(value, repetition);
                        var family = First(First(name, component), subcomponent);
                        var rest = name[First(name, component).Length..].TrimStart(component);
                        (person.Family, person.Given) = (family.ToString(), First(rest, component).ToString());
                        person.Know(IdentifierKind.PersonName, string.Concat(family, First(rest, component)));
                        break;
                    case 8:
                        person.Sex = PersonInRecord.SexOf(value);
                        break;
                    case 13:
                        person.Know(IdentifierKind.Phone, First(First(value, repetition), component));
                        break;
                    default:
                        break;
                }
            }

            return;
        }
    }

    private static ReadOnlySpan<char> First(ReadOnlySpan<char> text, char separator)
    {
        var at = text.IndexOf(separator);
        return at < 0 ? text : text[..at];
    }

    private void Segment(ReadOnlySpan<char> segment)
    {
        if (segment.Length < 4 || segment[3] != field)
        {
            // Not a segment: a line of text that a sender broke off. Nobody knows what it holds.
            message.Append(Treated(Report("(no segment)", 0, 0, new Hl7Place(FieldKind.Unknown, 'T')), segment));
            return;
        }

        var name = segment[..3].ToString();
        var isHeader = name == "MSH";
        message.Append(segment[..4]);
        var rest = segment[4..];
        var number = isHeader ? 2 : 1;
        var first = true;
        foreach (var range in rest.Split(field))
        {
            if (!first)
            {
                message.Append(field);
            }

            first = false;
            Field(name, number++, rest[range]);
        }
    }

    private void Field(string segment, int number, ReadOnlySpan<char> value)
    {
        if (value.IsEmpty || value is "\"\"" || (segment == "MSH" && number == 2))
        {
            message.Append(value);
            return;
        }

        var place = Hl7Fields.Of(segment, number);
        if (segment == "OBX" && number == 5)
        {
            place = new Hl7Place(FieldKind.FreeText, 'T');
        }

        var first = true;
        foreach (var range in value.Split(repetition))
        {
            if (!first)
            {
                message.Append(repetition);
            }

            first = false;
            Repetition(segment, number, place, value[range]);
        }
    }

    private void Repetition(string segment, int number, Hl7Place place, ReadOnlySpan<char> value)
    {
        switch (place.Type)
        {
            case 'N':
                Name(segment, number, place, value, 0);
                return;
            case 'D':
                // XCN: the identifier stands before the name.
                var id = First(value, component);
                message.Append(Treated(Report(segment, number, 1, new Hl7Place(FieldKind.RecordNumber, 'I')), id));
                if (id.Length < value.Length)
                {
                    message.Append(component);
                    Name(segment, number, place, value[(id.Length + 1)..], 1);
                }

                return;
            case 'T':
                message.Append(Treated(Report(segment, number, 0, place), value));
                return;
            default:
                Components(segment, number, place, value);
                return;
        }
    }

    /// <summary>XPN, and XCN behind its identifier: surname (with subcomponents), given name, further names, suffix, prefix.</summary>
    private void Name(string segment, int number, Hl7Place place, ReadOnlySpan<char> value, int skipped)
    {
        var report = Report(segment, number, skipped == 0 ? 0 : 2, place);
        var whole = First(value, component);
        var family = First(whole, subcomponent);
        var behind = value[whole.Length..];
        var given = behind.IsEmpty ? default : First(behind[1..], component);
        var further = behind.IsEmpty ? default : behind[(1 + given.Length)..];
        if (report.Method is not (DeidMethod.Pseudonym or DeidMethod.Keep))
        {
            // One value for the whole name; what would remain of its parts tells too much.
            message.Append(Treated(report, string.Concat(family, given)));
            return;
        }

        if (report.Method == DeidMethod.Keep)
        {
            report.Count(TreatedAs.Kept);
            message.Append(value);
            return;
        }

        report.Count(TreatedAs.Changed);
        var sex = place.Kind == FieldKind.PersonName && segment == "PID" ? session.Person.Sex : PersonSex.Unknown;
        var split = given.IsEmpty && SurrogateNames.IsHan(family) ? SurrogateNames.SurnameLength(family) : family.Length;
        var (newFamily, newGiven) = session.Treater.NameParts(family[..split], given.IsEmpty ? family[split..] : given, sex);
        message.Append(newFamily);
        message.Append(given.IsEmpty ? newGiven : "");
        message.Append(behind.IsEmpty ? "" : component.ToString());
        message.Append(given.IsEmpty ? "" : newGiven);

        // Second names, suffixes and degrees are left out, and what follows them (name type, representation) stays.
        var index = 3;
        if (!further.IsEmpty)
        {
            foreach (var range in further[1..].Split(component))
            {
                message.Append(component);
                message.Append(index++ >= 7 - skipped ? further[1..][range] : default);
            }
        }
    }

    private void Components(string segment, int number, Hl7Place place, ReadOnlySpan<char> value)
    {
        var index = 1;
        foreach (var range in value.Split(component))
        {
            if (index > 1)
            {
                message.Append(component);
            }

            var part = value[range];
            var kind = Hl7Fields.ComponentKind(place, index, part);
            if (kind == FieldKind.Clinical)
            {
                message.Append(part);
            }
            else
            {
                message.Append(Treated(Report(segment, number, index, place with { Kind = kind }), part));
            }

            index++;
        }
    }

    private ReadOnlySpan<char> Treated(FieldReport report, ReadOnlySpan<char> value)
    {
        session.Apply(report, value);
        joined.Clear();
        foreach (var c in session.Output.Span)
        {
            // A surrogate or tag never has a delimiter of its own; text that is kept has them escaped already, and those within it stay.
            joined.Append(c);
        }

        return joined.Span;
    }

    private FieldReport Report(string segment, int number, int index, Hl7Place place)
    {
        if (reports.TryGetValue((segment, number, index), out var known) && (known.Kind == place.Kind || known.Why.StartsWith("rule", StringComparison.Ordinal)))
        {
            return known;
        }

        var name = index == 0 ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{segment}-{number}") : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{segment}-{number}.{index}");
        if (known is not null)
        {
            name += " (" + FieldKinds.NameOf(place.Kind) + ")";
            return session.Field("hl7", segment, name, () => (place.Kind, "content"));
        }

        var made = session.Field("hl7", segment, name, () => (place.Kind, place.Kind == FieldKind.Unknown ? "unknown" : "format"));
        reports.Add((segment, number, index), made);
        return made;
    }
}

/// <summary>What a field of HL7 v2 holds.</summary>
/// <param name="Kind">The kind of its main part.</param>
/// <param name="Type">I identifier (CX, EI), N name (XPN), D doctor (XCN), A address (XAD), P telephone (XTN), S time, T text, L location, O organisation (XON), C code or number.</param>
internal readonly record struct Hl7Place(FieldKind Kind, char Type);

/// <summary>The fields of HL7 v2.5 that hold more than codes, by segment (chapters 3, 4, 6, 7, 8, 9, 10).</summary>
internal static class Hl7Fields
{
    private static readonly FrozenDictionary<(string Segment, int Field), Hl7Place> Places = Build();
    private static readonly FrozenSet<string> Known = new[] { "MSH", "EVN", "PID", "PD1", "NK1", "PV1", "PV2", "GT1", "IN1", "IN2", "ORC", "OBR", "OBX", "DG1", "PR1", "AL1", "TXA", "SCH", "MRG", "ROL", "RXA", "RXE", "RXD", "SPM", "FT1", "NTE", "AIS", "AIP", "AIL", "AIG", "RGS", "DRG", "TQ1", "RXR", "RXO", "RXC", "RXG", "MSA", "ERR", "ACC", "UB1", "UB2", "IAM", "CON", "FHS", "BHS", "SFT", "TQ2", "OBR", "ARQ", "APR" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What a field holds; fields of known segments that the table leaves out are codes, fields of others unknown.</summary>
    public static Hl7Place Of(string segment, int field) =>
        Places.TryGetValue((segment, field), out var place) ? place : Known.Contains(segment) ? new Hl7Place(FieldKind.Clinical, 'C') : new Hl7Place(FieldKind.Unknown, 'T');

    /// <summary>The kind of a component, counted from 1. Codes of authority, type and unit stay.</summary>
    public static FieldKind ComponentKind(Hl7Place place, int index, ReadOnlySpan<char> value)
    {
        switch (place.Type)
        {
            case 'I':
                return index == 1 ? (Standards.Identity.NationalId.TryNormalise(value, out _) ? FieldKind.NationalId : place.Kind) : FieldKind.Clinical;
            case 'A':
                // XAD: street, other designation, city, state, postcode, country, type, other geographic designation, county, tract.
                return index switch { 1 or 2 or 3 or 4 or 8 => FieldKind.Address, 5 => FieldKind.Postcode, 9 or 10 => FieldKind.Division, _ => FieldKind.Clinical };
            case 'P':
                // XTN: number, use, equipment, email, country, area, local number, extension, any text.
                return index switch { 1 or 5 or 6 or 7 or 8 or 9 or 12 => value.Contains('@') ? FieldKind.Email : FieldKind.Phone, 4 => FieldKind.Email, _ => FieldKind.Clinical };
            case 'L':
                // PL: point of care, room, bed, facility.
                return index switch { 2 or 3 => FieldKind.Bed, 4 => FieldKind.Institution, _ => FieldKind.Clinical };
            case 'O':
                return index == 1 ? place.Kind : index is 3 or 10 ? FieldKind.RecordNumber : FieldKind.Clinical;
            case 'S':
                return index == 1 ? place.Kind : FieldKind.Clinical;
            default:
                return Searched(place, value);
        }
    }

    /// <summary>Fields of codes: times by their form, long texts because senders put them anywhere.</summary>
    private static FieldKind Searched(Hl7Place place, ReadOnlySpan<char> value)
    {
        if (place.Kind != FieldKind.Clinical)
        {
            return place.Kind;
        }

        if (value.Length is 8 or 12 or 14 or >= 17 && value.IndexOfAnyExceptInRange('0', '9') is < 0 or >= 12 && DateText.TryRead(value, out var date) && date.IsWhole && date.Year is > 1900 and < 2100)
        {
            return FieldKind.Date;
        }

        return value.Length > 24 && SurrogateNames.IsHan(value) ? FieldKind.Unknown : Standards.Identity.NationalId.TryNormalise(value, out _) ? FieldKind.NationalId : FieldKind.Clinical;
    }

    private static FrozenDictionary<(string, int), Hl7Place> Build()
    {
        var places = new Dictionary<(string, int), Hl7Place>();
        Add('I', FieldKind.RecordNumber, "PID 2 3 4 18 21", "MRG 1 2 3 4 5 6 7", "NK1 12 33", "PV1 5 19 50", "GT1 2 19", "ORC 2 3 4 8", "OBR 2 3 29", "TXA 12 13 14 16", "SCH 1 2 4 5", "IN1 46 49", "PD1 11", "SPM 2 3", "FT1 2 5 23", "ARQ 1 2", "RXA 27", "RXE 15", "RXD 7", "OBX 21", "PV2 26");
        Add('I', FieldKind.InsuranceNumber, "IN1 2 36", "IN2 6 8", "PID 34");
        Add('I', FieldKind.NationalId, "PID 19", "GT1 12", "NK1 37", "IN2 1 2");
        Add('I', FieldKind.OtherDocument, "PID 20");
        Add('N', FieldKind.PersonName, "PID 5 9", "MRG 7", "GT1 3", "IN1 16");
        Add('N', FieldKind.RelativeName, "PID 6", "NK1 2 30", "GT1 4", "PD1 20");
        Add('D', FieldKind.ClinicianName, "PV1 7 8 9 17 52", "ORC 10 11 12 19", "OBR 10 16 28", "DG1 16", "PR1 8 11 12", "TXA 5 9 10 11 22", "EVN 5", "PD1 4", "PV2 13", "OBX 16 25", "RXA 10", "RXE 13 14", "RXD 10", "ROL 4", "FT1 20 21", "SCH 12 16 20", "AIP 3", "ARQ 15 19", "IN1 14 18 30");
        Add('D', FieldKind.ClinicianName, "OBR 32 33 34 35");
        Add('A', FieldKind.Address, "PID 11", "NK1 4 32", "GT1 5", "IN1 5 19 44", "ORC 22 24", "OBX 24", "ROL 11");
        Add('P', FieldKind.Phone, "PID 13 14", "NK1 5 6 31", "GT1 6 7", "IN1 7", "ORC 14 23", "OBR 17", "SCH 13 17", "ROL 12", "IN2 63 64", "GT1 18");
        Add('S', FieldKind.BirthDate, "PID 7", "NK1 16", "GT1 8", "IN1 18");
        Add('S', FieldKind.Date, "MSH 7", "EVN 2 3 6", "PID 29 33", "PV1 44 45", "PV2 8 9 26 28 33", "ORC 9 15", "OBR 6 7 8 14 22 36", "OBX 12 14 19", "DG1 5 19", "PR1 5", "TXA 4 6 7 8", "RXA 3 4 22", "FT1 4", "SPM 17 18", "IN1 12 13 29", "AL1 6", "GT1 13 14", "NK1 8 9", "TQ1 7 8", "AIS 4", "AIL 6", "AIP 6", "RXD 3", "RXE 32");
        Add('S', FieldKind.Division, "PID 12");
        Add('L', FieldKind.Bed, "PV1 3 6 11 42 43", "ORC 13", "AIL 3", "PV2 1");
        Add('O', FieldKind.Organisation, "PID 31", "NK1 13", "GT1 21", "IN1 11");
        Add('O', FieldKind.Institution, "PD1 3", "ORC 21", "OBX 23", "IN1 4", "PV2 23");
        Add('T', FieldKind.Address, "PID 23");
        Add('T', FieldKind.FreeText, "OBX 5", "NTE 3", "OBR 13 39", "TXA 3", "PV2 5", "SCH 6 7", "RXE 7 21", "RXO 6 7", "DG1 4", "ORC 6", "RXA 9");
        Add('C', FieldKind.Clinical, "OBX 3 5");
        Add('T', FieldKind.FreeText, "OBX 5");
        return places.ToFrozenDictionary();

        void Add(char type, FieldKind kind, params ReadOnlySpan<string> segments)
        {
            foreach (var text in segments)
            {
                var parts = text.Split(' ');
                foreach (var number in parts.AsSpan(1))
                {
                    places[(parts[0], int.Parse(number, System.Globalization.CultureInfo.InvariantCulture))] = new Hl7Place(kind, type);
                }
            }
        }
    }
}
