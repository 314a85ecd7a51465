using System.IO.Compression;
using System.Text;
using Suwen.Security.Deidentification.Methods;
using Suwen.Security.Deidentification.Runs;

namespace Suwen.Security.Deidentification.Dicom;

/// <summary>
/// DICOM Part 10 files, and data sets without its header: PS3.15 Annex E by the attribute's tag, else by its value representation, in sequences as well.
/// The transfer syntax stays; pixel data is copied as it is and not looked at, so text burned into it is warned of. Sequences are written with undefined
/// length, so that nothing needs to be known before it is written.
/// </summary>
internal sealed class DicomTreatment(DeidSession session)
{
    private const int LargestText = 16 << 20;
    private const int Deepest = 64;
    private const string Deflated = "1.2.840.10008.1.2.1.99";
    private const string BigEndian = "1.2.840.10008.1.2.2";
    private const string Implicit = "1.2.840.10008.1.2";
    private static readonly string[] BurnedInModalities = ["US", "ES", "XC", "OT", "SC", "GM", "OP", "IVUS", "DG", "SM", "RF", "XA"];

    private Encoding encoding = Encoding.Latin1;
    private bool hasInjected;
    private string modality = "";
    private bool isBurnedIn;

    /// <summary>Treats a file; null when done, else why not.</summary>
    public string? Treat(Stream input, Stream output)
    {
        try
        {
            Run(input, output);
            return null;
        }
        catch (DicomFormatException e)
        {
            return e.Message;
        }
        catch (InvalidDataException)
        {
            return "The deflated data set is damaged.";
        }
    }

    private void Run(Stream input, Stream output)
    {
        session.Records++;
        var head = new byte[132];
        var got = input.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var hasPreamble = got == head.Length && head.AsSpan(128).SequenceEqual("DICM"u8);
        input.Position = hasPreamble ? 132 : 0;
        var syntax = hasPreamble ? default : Guess(head.AsSpan(0, got));
        var deflates = false;
        var start = input.Position;
        if (hasPreamble)
        {
            // The preamble may be a TIFF header or anything else (PS3.10 §7.1): it is written as zeros.
            output.Write(new byte[128]);
            output.Write("DICM"u8);
            var (transfer, end) = Meta(input, output);
            start = end;
            deflates = transfer == Deflated;
            syntax = new DicomSyntax(transfer != Implicit, transfer == BigEndian);
        }

        Identify(Body(input, start, deflates), syntax);
        using var body = Body(input, start, deflates);
        if (!deflates)
        {
            DataSet(new DicomReader(body, syntax), new DicomWriter(output, syntax), long.MaxValue, 0);
        }
        else
        {
            using var compressed = new CountingStream(output);
            using (var deflate = new DeflateStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
            {
                DataSet(new DicomReader(body, syntax), new DicomWriter(deflate, syntax), long.MaxValue, 0);
            }

            if (compressed.Count % 2 == 1)
            {
                output.WriteByte(0);
            }
        }

        if (isBurnedIn || BurnedInModalities.Contains(modality))
        {
            session.Warn(isBurnedIn ? "DICOM: the file says that its image has text burned in (BurnedInAnnotation YES); pixels are not changed" : $"DICOM: images of modality {modality} often have names burned in; pixels are not changed: look at them");
        }
    }

    private static Stream Body(Stream input, long start, bool deflates)
    {
        input.Position = start;
        return deflates ? new BufferedStream(new DeflateStream(input, CompressionMode.Decompress, leaveOpen: true), 1 << 16) : new Unclosed(input);
    }

    /// <summary>A data set without a header: the group of its first element and whether letters follow tell how it is written.</summary>
    private static DicomSyntax Guess(ReadOnlySpan<byte> head)
    {
        if (head.Length < 8)
        {
            throw new DicomFormatException("The file is too short to be a DICOM file.");
        }

        foreach (var syntax in (DicomSyntax[])[DicomSyntax.ExplicitLittleEndian, new DicomSyntax(true, true), DicomSyntax.ImplicitLittleEndian])
        {
            var group = syntax.UInt16(head);
            var isPlausible = group is 0x0002 or 0x0008 or 0x0004;
            if (isPlausible && (syntax.IsExplicit ? DicomElement.IsRepresentation(Encoding.ASCII.GetString(head.Slice(4, 2))) : syntax.UInt32(head[4..]) < 0x10000))
            {
                return syntax;
            }
        }

        throw new DicomFormatException("The file is not DICOM: it has neither the prefix DICM nor a data set at its beginning.");
    }

    /// <summary>Reads the file meta information (PS3.10 §7.1) and writes it anew; answers transfer syntax and where the data set begins.</summary>
    private (string Transfer, long End) Meta(Stream input, Stream output)
    {
        var elements = new List<(uint Tag, string Representation, byte[] Value)>();
        var transfer = "";
        var end = input.Position;
        var reader = new DicomReader(new Unclosed(input), DicomSyntax.ExplicitLittleEndian);
        while (IsMeta(input) && reader.TryRead(out var element))
        {
            if (element.Length > LargestText)
            {
                throw new DicomFormatException($"{element} of the file meta information is too long.");
            }

            var value = reader.Value(element);
            end = input.Position;
            switch (element.Tag & 0xFFFF)
            {
                case 0x0000 or 0x0016 or 0x0017 or 0x0018 or 0x0100 or 0x0102 or 0x0026 or 0x0027 or 0x0028 or 0x0012 or 0x0013:
                    // Group length is computed; titles, addresses and programs of senders and private information go.
                    break;
                case 0x0003:
                    elements.Add((element.Tag, "UI", Uid(value)));
                    break;
                default:
                    transfer = (element.Tag & 0xFFFF) == 0x0010 ? Encoding.ASCII.GetString(value).TrimEnd('\0', ' ') : transfer;
                    elements.Add((element.Tag, element.Representation, value));
                    break;
            }
        }

        if (transfer.Length == 0)
        {
            throw new DicomFormatException("The file meta information names no transfer syntax (0002,0010).");
        }

        elements.Add((0x0002_0012, "UI", "2.25.200640381922150338124390317551466158080"u8.ToArray()));
        elements.Add((0x0002_0013, "SH", "SUWEN"u8.ToArray()));
        using var group = new MemoryStream();
        var writer = new DicomWriter(group, DicomSyntax.ExplicitLittleEndian);
        foreach (var (tag, representation, value) in elements.OrderBy(e => e.Tag))
        {
            writer.Element(tag, representation, value);
        }

        var length = new byte[4];
        DicomSyntax.ExplicitLittleEndian.Write(length, (uint)group.Length);
        new DicomWriter(output, DicomSyntax.ExplicitLittleEndian).Element(0x0002_0000, "UL", length);
        group.WriteTo(output);
        return (transfer, end);
    }

    /// <summary>True where an element of group 0002 comes next; what follows them may be written in another syntax, or deflated.</summary>
    private static bool IsMeta(Stream input)
    {
        Span<byte> group = stackalloc byte[2];
        var got = input.ReadAtLeast(group, 2, throwOnEndOfStream: false);
        input.Position -= got;
        return got == 2 && group[0] == 2 && group[1] == 0;
    }

    private byte[] Uid(ReadOnlySpan<byte> value)
    {
        var output = session.Output;
        output.Clear();
        new Pseudonyms(session.Keys).Uid(Encoding.ASCII.GetString(value).TrimEnd('\0', ' '), output);
        return Encoding.ASCII.GetBytes(output.ToString());
    }

    /// <summary>Reads as far as the patient's attributes go: dates that stand before them move by the patient's own days.</summary>
    private void Identify(Stream body, DicomSyntax syntax)
    {
        using (body)
        {
            var person = session.Person;
            person.Clear();
            (encoding, hasInjected, modality, isBurnedIn) = (Encoding.Latin1, false, "", false);
            var reader = new DicomReader(body, syntax);
            while (reader.TryRead(out var element) && element.Tag <= 0x0028_0301)
            {
                if (element.Length == DicomElement.Undefined)
                {
                    SkipSequence(reader, element.Representation.Length > 0 && element.Representation == "UN", 0);
                    continue;
                }

                if (element.Tag is not (DicomTags.SpecificCharacterSet or DicomTags.Modality or DicomTags.PatientName or DicomTags.PatientId or DicomTags.PatientSex or DicomTags.BurnedInAnnotation) || element.Length > 1024)
                {
                    reader.Skip(element);
                    continue;
                }

                Note(element.Tag, reader.Value(element), person);
            }
        }
    }

    private void Note(uint tag, byte[] value, PersonInRecord person)
    {
        var text = encoding.GetString(value).Trim('\0', ' ');
        switch (tag)
        {
            case DicomTags.SpecificCharacterSet:
                encoding = EncodingOf(text);
                break;
            case DicomTags.Modality:
                modality = text;
                break;
            case DicomTags.PatientId:
                person.SetKey(text);
                break;
            case DicomTags.PatientSex:
                person.Sex = PersonInRecord.SexOf(text);
                break;
            case DicomTags.BurnedInAnnotation:
                isBurnedIn = text == "YES";
                break;
            default:
                foreach (var group in text.Split('='))
                {
                    person.Know(IdentifierKind.PersonName, group.Replace("^", SurrogateNames.IsHan(group) ? "" : " ", StringComparison.Ordinal));
                }

                break;
        }
    }

    private static Encoding EncodingOf(string sets) => sets switch
    {
        _ when sets.Contains("IR 192", StringComparison.Ordinal) || sets.Contains("IR_192", StringComparison.Ordinal) => new UTF8Encoding(false),
        _ when sets.Contains("GB18030", StringComparison.Ordinal) || sets.Contains("GBK", StringComparison.Ordinal) => CodePagesEncodingProvider.Instance.GetEncoding(54936)!,
        _ => Encoding.Latin1,
    };

    private static void SkipSequence(DicomReader reader, bool isUnknown, int depth)
    {
        if (depth > Deepest)
        {
            throw new DicomFormatException("Sequences are nested too deeply.");
        }

        if (isUnknown && reader.Syntax.IsExplicit)
        {
            // What is within is written implicitly, whatever the file's own syntax (PS3.5 §6.2.2, note 4).
            var own = reader.Syntax;
            reader.Syntax = own with { IsExplicit = false };
            SkipSequence(reader, isUnknown: true, depth);
            reader.Syntax = own;
            return;
        }

        while (reader.TryRead(out var element))
        {
            if (element.Tag is DicomElement.SequenceEnd or DicomElement.ItemEnd)
            {
                if (element.Tag == DicomElement.SequenceEnd)
                {
                    return;
                }

                continue;
            }

            if (element.Length != DicomElement.Undefined)
            {
                reader.Skip(element);
            }
            else if (element.Tag != DicomElement.Item)
            {
                SkipSequence(reader, isUnknown: false, depth + 1);
            }
        }

        throw new DicomFormatException("The file ends within a sequence.");
    }

    /// <summary>The elements of a data set or item, up to a position or a delimiter.</summary>
    private void DataSet(DicomReader reader, DicomWriter writer, long end, int depth)
    {
        if (depth > Deepest)
        {
            throw new DicomFormatException("Sequences are nested too deeply.");
        }

        while (reader.Position < end && reader.TryRead(out var element))
        {
            if (element.Tag == DicomElement.ItemEnd)
            {
                return;
            }

            if (depth == 0)
            {
                Inject(writer, element.Tag, reader.Syntax);
            }

            Element(reader, writer, element, depth);
        }

        if (depth == 0)
        {
            Inject(writer, uint.MaxValue, reader.Syntax);
        }
        else if (end == long.MaxValue)
        {
            throw new DicomFormatException("The file ends within a sequence.");
        }
    }

    /// <summary>States before the first attribute behind it that the identity was removed, and how (PS3.15 E.1.1, step 6).</summary>
    private void Inject(DicomWriter writer, uint before, DicomSyntax syntax)
    {
        if (hasInjected || before <= DicomTags.DeidentificationMethodCodes)
        {
            return;
        }

        hasInjected = true;
        writer.Element(DicomTags.PatientIdentityRemoved, "CS", "YES"u8);
        writer.Element(DicomTags.DeidentificationMethod, "LO", Encoding.ASCII.GetBytes("Suwen, policy " + session.Policy.Id));
        writer.Header(DicomTags.DeidentificationMethodCodes, "SQ", DicomElement.Undefined);
        var shifts = session.Policy.MethodOf(FieldKind.Date).Method == DeidMethod.Shift;
        (string Code, string Meaning)[] codes =
        [
            ("113100", "Basic Application Confidentiality Profile"), ("113105", "Clean Descriptors Option"), ("113108", "Retain Patient Characteristics Option"),
            .. shifts ? [("113107", "Retain Longitudinal Temporal Information Modified Dates Option")] : Array.Empty<(string, string)>(),
        ];
        foreach (var (code, meaning) in codes)
        {
            writer.Header(DicomElement.Item, "", DicomElement.Undefined);
            writer.Element(0x0008_0100, "SH", Encoding.ASCII.GetBytes(code));
            writer.Element(0x0008_0102, "SH", "DCM"u8);
            writer.Element(0x0008_0104, "LO", Encoding.ASCII.GetBytes(meaning));
            writer.Header(DicomElement.ItemEnd, "", 0);
        }

        writer.Header(DicomElement.SequenceEnd, "", 0);
        _ = syntax;
    }

    private void Element(DicomReader reader, DicomWriter writer, DicomElement element, int depth)
    {
        if (element.Tag is DicomTags.PatientIdentityRemoved or DicomTags.DeidentificationMethod or DicomTags.DeidentificationMethodCodes or 0x0012_0065 || (element.Tag & 0xFFFF) == 0)
        {
            // Stated anew by this treatment; group lengths (retired) would no longer be right.
            SkipAny(reader, element);
            return;
        }

        var (action, kind) = DicomTags.Of(element.Tag);
        var rule = session.Policy.RuleFor("dicom", "dicom", element.ToString());
        if (rule is not null)
        {
            action = rule.Method?.Method == DeidMethod.Suppress ? DicomAction.Remove : rule.Method?.Method == DeidMethod.Keep ? DicomAction.Keep : DicomAction.Kind;
            kind = rule.Kind ?? kind;
        }

        if (action == DicomAction.Remove)
        {
            Field(element, FieldKind.Unknown, (element.Tag >> 16 & 1) == 1 ? "private" : "PS3.15 E.1-1").Count(TreatedAs.Removed);
            SkipAny(reader, element);
            return;
        }

        if (element.Representation == "SQ" || (element.Length == DicomElement.Undefined && element.Tag != DicomTags.PixelData && element.Representation is "" or "UN"))
        {
            if (element.Representation == "UN")
            {
                Field(element, FieldKind.Image, "unknown representation").Count(TreatedAs.Removed);
                SkipAny(reader, element);
                return;
            }

            Sequence(reader, writer, element, depth);
            return;
        }

        if (element.Length == DicomElement.Undefined)
        {
            Fragments(reader, writer, element);
            return;
        }

        Value(reader, writer, element, action, kind, depth);
    }

    private static void SkipAny(DicomReader reader, DicomElement element)
    {
        if (element.Length != DicomElement.Undefined)
        {
            reader.Skip(element);
        }
        else
        {
            SkipSequence(reader, element.Representation == "UN", 0);
        }
    }

    private void Sequence(DicomReader reader, DicomWriter writer, DicomElement sequence, int depth)
    {
        var end = sequence.Length == DicomElement.Undefined ? long.MaxValue : reader.Position + sequence.Length;
        writer.Header(sequence.Tag, "SQ", DicomElement.Undefined);
        while (reader.Position < end && reader.TryRead(out var item))
        {
            if (item.Tag == DicomElement.SequenceEnd)
            {
                break;
            }

            if (item.Tag != DicomElement.Item)
            {
                throw new DicomFormatException($"{sequence} holds something that is no item.");
            }

            writer.Header(DicomElement.Item, "", DicomElement.Undefined);
            DataSet(reader, writer, item.Length == DicomElement.Undefined ? long.MaxValue : reader.Position + item.Length, depth + 1);
            writer.Header(DicomElement.ItemEnd, "", 0);
        }

        writer.Header(DicomElement.SequenceEnd, "", 0);
    }

    /// <summary>Encapsulated pixel data (PS3.5 A.4): the offset table and the fragments as they are.</summary>
    private static void Fragments(DicomReader reader, DicomWriter writer, DicomElement element)
    {
        writer.Header(element.Tag, element.Representation.Length == 0 ? "OB" : element.Representation, DicomElement.Undefined);
        while (reader.TryRead(out var item))
        {
            writer.Header(item.Tag, "", item.Length);
            if (item.Tag == DicomElement.SequenceEnd)
            {
                return;
            }

            if (item.Tag != DicomElement.Item || item.Length == DicomElement.Undefined)
            {
                break;
            }

            reader.Copy(item, writer.Stream);
        }

        throw new DicomFormatException($"The fragments of {element} are broken.");
    }

    private void Value(DicomReader reader, DicomWriter writer, DicomElement element, DicomAction action, FieldKind kind, int depth)
    {
        var isBulk = element.Representation is "OB" or "OW" or "OD" or "OF" or "OL" or "OV" || element.Tag == DicomTags.PixelData;
        if (isBulk || element.Length > LargestText)
        {
            if (!isBulk)
            {
                throw new DicomFormatException($"{element} is longer than 16 MiB.");
            }

            writer.Header(element.Tag, element.Representation, element.Length);
            reader.Copy(element, writer.Stream);
            return;
        }

        var value = reader.Value(element);
        if (element.Representation.Length == 0 && value.Length >= 8 && reader.Syntax.UInt16(value) == 0xFFFE && reader.Syntax.UInt16(value.AsSpan(2)) == 0xE000)
        {
            // Implicit files do not say which elements are sequences; this one begins with an item.
            using var inner = new MemoryStream(value);
            Sequence(new DicomReader(inner, reader.Syntax), writer, element with { Length = (uint)value.Length }, depth);
            return;
        }

        var representation = element.Representation.Length == 0 ? DicomTags.Representation(element.Tag, value) : element.Representation;
        var (treated, output) = Treated(element, representation, value, action, kind);
        if (treated)
        {
            writer.Element(element.Tag, element.Representation, output);
        }
    }

    private (bool Writes, byte[] Value) Treated(DicomElement element, string representation, byte[] value, DicomAction action, FieldKind kind)
    {
        if (value.Length == 0 || action == DicomAction.Keep)
        {
            return (true, value);
        }

        if (action != DicomAction.Kind || kind is FieldKind.Unknown)
        {
            kind = KindOf(representation, element.Tag);
        }

        if (kind == FieldKind.Clinical)
        {
            return (true, value);
        }

        if (kind == FieldKind.Image)
        {
            // UN: nobody can say what it holds.
            Field(element, kind, "unknown representation").Count(TreatedAs.Removed);
            return (false, []);
        }

        var field = Field(element, kind, "PS3.15 E.1-1");
        if (representation == "TM")
        {
            var keeps = field.Method is DeidMethod.Shift or DeidMethod.Keep;
            field.Count(keeps ? TreatedAs.Kept : TreatedAs.Removed);
            return (true, keeps ? value : []);
        }

        if (kind == FieldKind.Uid)
        {
            field.Count(TreatedAs.Changed);
            return (true, Uids(value));
        }

        var text = encoding.GetString(value).TrimEnd('\0', ' ');
        session.Treater.NeedsWholeDates = representation is "DA" or "DT";
        var output = representation == "PN" && field.Method == DeidMethod.Pseudonym ? Name(field, text) : Values(field, text, representation);
        session.Treater.NeedsWholeDates = false;
        return (true, encoding.GetBytes(output));
    }

    private static FieldKind KindOf(string representation, uint tag) => representation switch
    {
        "PN" => FieldKind.ClinicianName,
        "DA" or "DT" => FieldKind.Date,
        "TM" => FieldKind.Date,
        "UI" => FieldKind.Uid,
        "AS" => FieldKind.Age,
        "AE" => FieldKind.DeviceNumber,
        "UR" => FieldKind.Url,
        "LO" or "SH" or "LT" or "ST" or "UT" or "UC" => tag is 0x0008_0070 or 0x0008_1090 or 0x0018_1020 or 0x0008_0104 or 0x0008_0100 or 0x0008_0102 or 0x0008_0103 or 0x0018_1018 ? FieldKind.Clinical : FieldKind.Unknown,
        "UN" => (tag >> 16 & 1) == 0 ? FieldKind.Image : FieldKind.Clinical,
        _ => FieldKind.Clinical,
    };

    /// <summary>Values of one element are parted by backslashes; texts (LT, ST, UT) may hold them.</summary>
    private string Values(FieldReport field, string text, string representation)
    {
        if (representation is "LT" or "ST" or "UT" || !text.Contains('\\', StringComparison.Ordinal))
        {
            return Single(field, text, representation);
        }

        return string.Join('\\', text.Split('\\').Select(part => Single(field, part, representation)));
    }

    private string Single(FieldReport field, string text, string representation)
    {
        var treated = session.Apply(field, text);
        if (treated is TreatedAs.Removed or TreatedAs.Unreadable)
        {
            return "";
        }

        var most = representation switch { "SH" or "AE" or "CS" => 16, "LO" or "PN" => 64, "DA" => 8, "AS" => 4, "DT" => 26, _ => int.MaxValue };
        if (session.Output.Length > most)
        {
            // What does not fit becomes a code, never a cut-off text: two values must not become one.
            session.Output.Clear();
            new Pseudonyms(session.Keys).Token(text, session.Output);
            return most < session.Output.Length ? "" : session.Output.ToString();
        }

        return session.Output.ToString();
    }

    /// <summary>A name of up to three groups (PS3.5 §6.2.1.2): Latin, ideographic, phonetic.</summary>
    private string Name(FieldReport field, string text)
    {
        field.Count(TreatedAs.Changed);
        var sex = field.Kind == FieldKind.PersonName ? session.Person.Sex : PersonSex.Unknown;
        var groups = text.Split('=');
        for (var i = 0; i < groups.Length; i++)
        {
            var parts = groups[i].Split('^');
            if (i == 2 || groups[i].Trim('^', ' ').Length == 0)
            {
                groups[i] = "";
                continue;
            }

            var isWhole = parts.Length == 1 && SurrogateNames.IsHan(parts[0]);
            var split = isWhole ? SurrogateNames.SurnameLength(parts[0]) : parts[0].Length;
            var (family, given) = session.Treater.NameParts(parts[0].AsSpan(0, split), isWhole ? parts[0].AsSpan(split) : parts.Length > 1 ? parts[1] : "", sex);
            groups[i] = isWhole ? family + given : parts.Length == 1 ? family : family + "^" + given;
        }

        return string.Join('=', groups).TrimEnd('=');
    }

    private byte[] Uids(byte[] value)
    {
        var parts = Encoding.ASCII.GetString(value).TrimEnd('\0', ' ').Split('\\');
        return Encoding.ASCII.GetBytes(string.Join('\\', parts.Select(p => p.Length == 0 ? "" : Encoding.ASCII.GetString(Uid(Encoding.ASCII.GetBytes(p))))));
    }

    private FieldReport Field(DicomElement element, FieldKind kind, string why) => session.Field("dicom", "dicom", element.ToString(), () => (kind, why));

    /// <summary>Passes reads on and does not close the file.</summary>
    private sealed class Unclosed(Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override int Read(Span<byte> buffer) => inner.Read(buffer);

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    /// <summary>Counts what is written, since a deflated data set is padded to an even length (PS3.5 A.5).</summary>
    private sealed class CountingStream(Stream inner) : Stream
    {
        public long Count { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => Count;

        public override long Position { get => Count; set => throw new NotSupportedException(); }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count)
        {
            inner.Write(buffer, offset, count);
            Count += count;
        }
    }
}
