using System.Text;
using Suwen.Security.Deidentification.Methods;
using Suwen.Security.Deidentification.Runs;

namespace Suwen.Security.Deidentification.Dicom;

/// <summary>Single values.</summary>
internal sealed partial class DicomTreatment
{
    private void Value(DicomReader reader, DicomWriter writer, DicomElement element, DicomDecision decision, bool hasRule, int depth)
    {
        var declared = element.Representation.Length == 0 ? DicomRepresentations.Find(element.Tag) : element.Representation;
        var isBulk = declared is "OB" or "OW" or "OD" or "OF" or "OL" or "OV" || element.Tag is DicomTags.PixelData or DicomTags.EncapsulatedDocument;
        if (isBulk && decision.Action is DicomAction.Dummy or DicomAction.Empty)
        {
            Bulk(reader, writer, element, decision);
            return;
        }

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
            Sequence(new DicomReader(inner, reader.Syntax), writer, element with { Length = (uint)value.Length }, decision, depth);
            return;
        }

        var representation = element.Representation.Length == 0 ? DicomTags.Representation(element.Tag, value) : element.Representation;
        if (Treated(element, representation, value, decision, hasRule) is { } output)
        {
            writer.Element(element.Tag, element.Representation, output);
        }
    }

    /// <summary>Binary values that the table does not let pass: documents within the file above all.</summary>
    private void Bulk(DicomReader reader, DicomWriter writer, DicomElement element, DicomDecision decision)
    {
        reader.Skip(element);
        Field(element, decision).Count(TreatedAs.Removed);
        writer.Element(element.Tag, element.Representation, decision.Action == DicomAction.Empty ? [] : DicomTags.Dummy(element.Representation));
        if (element.Tag == DicomTags.EncapsulatedDocument)
        {
            session.Warn("DICOM: a document within the file was replaced by a dummy: release it by itself");
        }
    }

    /// <summary>What takes the place of a value; null where the element goes.</summary>
    private byte[]? Treated(DicomElement element, string representation, byte[] value, DicomDecision decision, bool hasRule)
    {
        if (value.Length == 0 || decision.Action == DicomAction.Keep || (decision.Action == DicomAction.Dummy && blanks > 0 && representation == "CS"))
        {
            // Within a sequence of dummies codes such as the type of a content item stay: they name no one, and its form hangs on them.
            return value;
        }

        if (decision.Kind == FieldKind.Unknown)
        {
            decision = decision with { Kind = DicomTags.KindOf(representation, element.Tag) };
        }

        if (decision.Action is DicomAction.Dummy or DicomAction.Empty)
        {
            return Replaced(element, representation, value, decision);
        }

        if (decision.Kind == FieldKind.Clinical && !hasRule)
        {
            return value;
        }

        if (decision.Kind == FieldKind.Image && !hasRule)
        {
            // UN: nobody can say what it holds.
            Field(element, decision with { Why = "unknown representation" }).Count(TreatedAs.Removed);
            return null;
        }

        var field = Field(element, decision);
        if (representation == "TM")
        {
            var keeps = field.Method is DeidMethod.Shift or DeidMethod.Keep;
            field.Count(keeps ? TreatedAs.Kept : TreatedAs.Removed);
            return keeps ? value : [];
        }

        if (decision.Kind == FieldKind.Uid)
        {
            field.Count(options.RetainsUids ? TreatedAs.Kept : TreatedAs.Changed);
            return options.RetainsUids ? value : Uids(value);
        }

        return Text(field, value, representation);
    }

    /// <summary>Z and D: the policy's replacement where it has one, else nothing, or a dummy.</summary>
    private byte[] Replaced(DicomElement element, string representation, byte[] value, DicomDecision decision)
    {
        var field = Field(element, decision);
        if (representation == "UI")
        {
            field.Count(TreatedAs.Changed);
            return Uids(value);
        }

        var replaces = blanks == 0 && representation != "TM" && decision.Kind is not (FieldKind.Clinical or FieldKind.Image or FieldKind.Unknown)
            && field.Method is not (DeidMethod.Suppress or DeidMethod.Text);
        if (replaces && Text(field, value, representation) is { Length: > 0 } replacement)
        {
            return replacement;
        }

        if (!replaces)
        {
            field.Count(TreatedAs.Removed);
        }

        return decision.Action == DicomAction.Empty ? [] : DicomTags.Dummy(representation).ToArray();
    }

    private byte[] Text(FieldReport field, byte[] value, string representation)
    {
        var text = encoding.GetString(value).TrimEnd('\0', ' ');
        session.Treater.NeedsWholeDates = representation is "DA" or "DT";
        var output = representation == "PN" && field.Method == DeidMethod.Pseudonym ? Name(field, text) : Values(field, text, representation);
        session.Treater.NeedsWholeDates = false;
        return encoding.GetBytes(output);
    }

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

    private FieldReport Field(DicomElement element, DicomDecision decision) => session.Field("dicom", "dicom", element.ToString(), () => (decision.Kind, decision.Why));
}
