using System.IO.Compression;
using System.Text;
using Suwen.Security.Deidentification.Methods;
using Suwen.Security.Deidentification.Runs;

namespace Suwen.Security.Deidentification.Dicom;

/// <summary>
/// DICOM Part 10 files, and data sets without its header: PS3.15 Annex E by the attribute's row of Table E.1-1, else by its value representation, in
/// sequences as well. The transfer syntax stays; pixel data is copied as it is and not looked at, so text burned into it is warned of. Sequences are
/// written with undefined length, so that nothing needs to be known before it is written.
/// </summary>
internal sealed partial class DicomTreatment(DeidSession session)
{
    private const int LargestText = 16 << 20;
    private const int Deepest = 64;
    private const string Deflated = "1.2.840.10008.1.2.1.99";
    private const string BigEndian = "1.2.840.10008.1.2.2";
    private const string Implicit = "1.2.840.10008.1.2";
    private static readonly string[] BurnedInModalities = ["US", "ES", "XC", "OT", "SC", "GM", "OP", "IVUS", "DG", "SM", "RF", "XA"];

    private readonly DicomOptions options = new(session.Policy);
    private Encoding encoding = Encoding.Latin1;
    private int injected;
    private string modality = "";
    private bool isBurnedIn;

    /// <summary>Above 0 within a sequence that D replaces: its structure stays and its values become dummies.</summary>
    private int blanks;

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
                Inject(writer, element.Tag);
            }

            Element(reader, writer, element, depth);
        }

        if (depth == 0)
        {
            Inject(writer, uint.MaxValue);
        }
        else if (end == long.MaxValue)
        {
            throw new DicomFormatException("The file ends within a sequence.");
        }
    }

    /// <summary>
    /// States before the first attribute behind it that the identity was removed, and how (PS3.15 E.1.1, step 6), and whether dates are the original
    /// ones (PS3.15 E.3.6).
    /// </summary>
    private void Inject(DicomWriter writer, uint before)
    {
        if (injected == 0 && before > DicomTags.DeidentificationMethodCodes)
        {
            injected = 1;
            writer.Element(DicomTags.PatientIdentityRemoved, "CS", "YES"u8);
            writer.Element(DicomTags.DeidentificationMethod, "LO", Encoding.ASCII.GetBytes("Suwen, policy " + session.Policy.Id));
            writer.Header(DicomTags.DeidentificationMethodCodes, "SQ", DicomElement.Undefined);
            foreach (var (code, meaning) in options.Codes())
            {
                writer.Header(DicomElement.Item, "", DicomElement.Undefined);
                writer.Element(0x0008_0100, "SH", Encoding.ASCII.GetBytes(code));
                writer.Element(0x0008_0102, "SH", "DCM"u8);
                // The meaning has at most 64 characters (LO).
                writer.Element(0x0008_0104, "LO", Encoding.ASCII.GetBytes(meaning.Length <= 64 ? meaning : meaning[..64]));
                writer.Header(DicomElement.ItemEnd, "", 0);
            }

            writer.Header(DicomElement.SequenceEnd, "", 0);
        }

        if (injected == 1 && before > DicomTags.LongitudinalModified)
        {
            injected = 2;
            writer.Element(DicomTags.LongitudinalModified, "CS", Encoding.ASCII.GetBytes(options.LongitudinalState));
        }
    }

    private void Element(DicomReader reader, DicomWriter writer, DicomElement element, int depth)
    {
        if (element.Tag is DicomTags.PatientIdentityRemoved or DicomTags.DeidentificationMethod or DicomTags.DeidentificationMethodCodes or 0x0012_0065 or DicomTags.LongitudinalModified || (element.Tag & 0xFFFF) == 0)
        {
            // Stated anew by this treatment; group lengths (retired) would no longer be right.
            SkipAny(reader, element);
            return;
        }

        var rule = session.Policy.RuleFor("dicom", "dicom", element.ToString());
        var decision = Decide(element, rule);
        if (decision.Action == DicomAction.Remove)
        {
            Field(element, decision).Count(TreatedAs.Removed);
            SkipAny(reader, element);
            return;
        }

        if (element.Representation == "SQ" || (element.Length == DicomElement.Undefined && element.Tag != DicomTags.PixelData && element.Representation is "" or "UN"))
        {
            if (element.Representation == "UN")
            {
                Field(element, decision with { Kind = FieldKind.Image, Why = "unknown representation" }).Count(TreatedAs.Removed);
                SkipAny(reader, element);
                return;
            }

            Sequence(reader, writer, element, decision, depth);
            return;
        }

        if (element.Length == DicomElement.Undefined)
        {
            Fragments(reader, writer, element);
            return;
        }

        Value(reader, writer, element, decision, rule is not null, depth);
    }

    private DicomDecision Decide(DicomElement element, PolicyRule? rule)
    {
        var decision = options.Of(element.Tag);
        if (rule is not null)
        {
            var action = rule.Method?.Method switch { DeidMethod.Suppress => DicomAction.Remove, DeidMethod.Keep => DicomAction.Keep, _ => DicomAction.Clean };
            return decision with { Action = action, Kind = rule.Kind ?? decision.Kind };
        }

        return blanks > 0 && decision.Action is not (DicomAction.Remove or DicomAction.Empty or DicomAction.Uid) ? decision with { Action = DicomAction.Dummy } : decision;
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

    private void Sequence(DicomReader reader, DicomWriter writer, DicomElement sequence, DicomDecision decision, int depth)
    {
        if (decision.Action == DicomAction.Empty)
        {
            Field(sequence, decision).Count(TreatedAs.Removed);
            SkipAny(reader, sequence);
            writer.Header(sequence.Tag, "SQ", 0);
            return;
        }

        var isBlank = decision.Action == DicomAction.Dummy;
        if (isBlank && blanks == 0)
        {
            Field(sequence, decision).Count(TreatedAs.Changed);
        }

        blanks += isBlank ? 1 : 0;
        Items(reader, writer, sequence, depth);
        blanks -= isBlank ? 1 : 0;
    }

    private void Items(DicomReader reader, DicomWriter writer, DicomElement sequence, int depth)
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
}
