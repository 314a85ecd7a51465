using System.IO.Compression;
using System.Text;
using Suwen.Security.Deidentification.Methods;

namespace Suwen.Security.Deidentification.Dicom;

/// <summary>What stands before the data set, and what must be known before the first attribute is written.</summary>
internal sealed partial class DicomTreatment
{
    /// <summary>Media Storage Directory Storage (PS3.3, Annex F).</summary>
    private static ReadOnlySpan<byte> DirectoryClass => "1.2.840.10008.1.3.10"u8;

    private static Stream Body(Stream input, long start, bool deflates)
    {
        input.Position = start;
        return deflates ? new BufferedStream(new DeflateStream(input, CompressionMode.Decompress, leaveOpen: true), 1 << 16) : new UnclosedStream(input);
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
        var reader = new DicomReader(new UnclosedStream(input), DicomSyntax.ExplicitLittleEndian);
        while (IsMeta(input) && reader.TryRead(out var element))
        {
            if (element.Length > LargestText)
            {
                throw new DicomFormatException($"{element} of the file meta information is too long.");
            }

            var value = reader.Value(element);
            end = input.Position;
            if (element.Tag == DicomTags.MediaStorageSopClass && value.AsSpan().TrimEnd((byte)0).SequenceEqual(DirectoryClass))
            {
                throw new DicomFormatException("The file is a DICOMDIR. It points into other files by their names and places, which change: make a new one for the release.");
            }

            switch (element.Tag & 0xFFFF)
            {
                case 0x0000 or 0x0016 or 0x0017 or 0x0018 or 0x0100 or 0x0102 or 0x0026 or 0x0027 or 0x0028 or 0x0012 or 0x0013:
                    // Group length is computed; titles, addresses and programs of senders and private information go.
                    break;
                case 0x0003:
                    elements.Add((element.Tag, "UI", options.RetainsUids ? value : Uid(value)));
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
            (encoding, injected, modality, isBurnedIn) = (Encoding.Latin1, 0, "", false);
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
                person.SetNumber(text);
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
}
