using System.Globalization;
using System.Text;
using System.Text.Json;
using Suwen.Security.Deidentification.Detection;
using Suwen.Security.Deidentification.Methods;

namespace Suwen.Security.Deidentification.Formats;

/// <summary>The values of a unit: read, treated and written one after another.</summary>
internal sealed partial class JsonTreatment
{
    private const int DeepestNesting = 60;
    private char[] chars = new char[1024];

    /// <summary>What the sisters of a value say about it.</summary>
    private readonly record struct Sisters(string System, string TypeCode, string Reference, bool IsCode, bool IsText);

    /// <summary>Whom the unit is about, found before anything of it is written.</summary>
    private void Identify(ReadOnlySpan<byte> json)
    {
        var person = session.Person;
        person.Clear();
        var reader = new Utf8JsonReader(json);
        var names = new string[DeepestNesting + 8];
        var type = "";
        var id = "";
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                names[Math.Min(reader.CurrentDepth, DeepestNesting)] = reader.ValueSpan.Length <= 64 ? reader.GetString()! : "?";
                continue;
            }

            if (reader.CurrentDepth > DeepestNesting)
            {
                continue;
            }

            if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
            {
                // What stands in an array goes by the array's name; a property within an object brings its own.
                names[reader.CurrentDepth + 1] = reader.TokenType == JsonTokenType.StartArray ? names[reader.CurrentDepth] ?? "" : "";
                continue;
            }

            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number) || reader.CurrentDepth == 0)
            {
                continue;
            }

            var name = names[reader.CurrentDepth] ?? "";
            var parent = names[Math.Max(0, reader.CurrentDepth - 1)] ?? "";
            switch (name)
            {
                case "resourceType" when type.Length == 0:
                    type = Text(ref reader).ToString();
                    break;
                case "id" when id.Length == 0 && reader.TokenType == JsonTokenType.String && reader.CurrentDepth <= 2:
                    id = Text(ref reader).ToString();
                    break;
                case "reference" when parent is "subject" or "patient" or "beneficiary":
                    person.SetNumber(LastSegment(Text(ref reader)));
                    break;
                case "gender" or "sex":
                    person.Sex = PersonInRecord.SexOf(Text(ref reader));
                    break;
                case "family" when person.Family.Length == 0:
                    person.Family = Text(ref reader).ToString();
                    break;
                case "given" when person.Given.Length == 0:
                    person.Given = Text(ref reader).ToString();
                    break;
                case "value" when parent == "identifier" && type is "Patient" or "Person" or "":
                    person.SetNationalId(Text(ref reader));
                    break;
                default:
                    if (!isFhirFile && reader.TokenType == JsonTokenType.String && FieldNames.KindOf(name) == FieldKind.NationalId)
                    {
                        person.SetNationalId(Text(ref reader));
                    }

                    if (!isFhirFile && reader.TokenType is JsonTokenType.String or JsonTokenType.Number && FieldNames.IsPersonNumber(name))
                    {
                        person.SetNumber(Text(ref reader));
                    }

                    break;
            }
        }

        if (type is "Patient" or "Person" && id.Length > 0)
        {
            person.Replace(id);
            person.Know(IdentifierKind.PersonName, person.Family + person.Given);
        }
    }

    private static ReadOnlySpan<char> LastSegment(ReadOnlySpan<char> reference)
    {
        var version = reference.IndexOf("/_history/");
        reference = version < 0 ? reference : reference[..version];
        var at = reference.LastIndexOfAny('/', ':');
        return at < 0 ? reference : reference[(at + 1)..];
    }

    private ReadOnlySpan<char> Text(ref Utf8JsonReader reader)
    {
        if (chars.Length < reader.ValueSpan.Length)
        {
            chars = new char[reader.ValueSpan.Length * 2];
        }

        return chars.AsSpan(0, reader.TokenType == JsonTokenType.Number ? Encoding.ASCII.GetChars(reader.ValueSpan, chars) : reader.CopyString(chars));
    }

    private void Write(ref Utf8JsonReader reader, JsonNode node)
    {
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            writer.WriteStartArray();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                {
                    Write(ref reader, reader.TokenType == JsonTokenType.StartObject && node.Role == JsonRole.Resource ? RootOf(reader) : node);
                }
                else
                {
                    Scalar(ref reader, node, default, propertyName: null);
                }
            }

            writer.WriteEndArray();
            return;
        }

        var sisters = node.IsFhir ? SistersIn(reader) : default;
        writer.WriteStartObject();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            Property(ref reader, node, sisters);
        }

        writer.WriteEndObject();
    }

    private void Property(ref Utf8JsonReader reader, JsonNode node, Sisters sisters)
    {
        var child = node.Child(reader.ValueSpan);
        reader.Read();
        if (child.Role == JsonRole.Dropped && IsDropped(child))
        {
            Report(child, child.Kind).Count(TreatedAs.Removed);
            reader.Skip();
            return;
        }

        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            writer.WritePropertyName(child.Name);
            Write(ref reader, child.Role == JsonRole.Resource && reader.TokenType == JsonTokenType.StartObject ? RootOf(reader) : child);
            return;
        }

        Scalar(ref reader, child, sisters, child.Name);
    }

    /// <summary>Extensions stay where the policy has them searched; narrative repeats what the resource says and always goes.</summary>
    private bool IsDropped(JsonNode node)
    {
        if (node.Kind == FieldKind.FreeText)
        {
            return true;
        }

        return session.Policy.RemovesExtensions && session.Policy.RuleFor("fhir", file, node.Path) is null;
    }

    /// <summary>The properties of the object at hand that say what its others are. The reader is a copy: the object is read again.</summary>
    private static Sisters SistersIn(Utf8JsonReader reader)
    {
        var (system, type, reference, isCode, isText) = ("", "", "", false, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isSystem = reader.ValueTextEquals("system"u8);
            var isReference = reader.ValueTextEquals("reference"u8);
            var isContent = reader.ValueTextEquals("contentType"u8);
            var isType = reader.ValueTextEquals("type"u8);
            isCode |= reader.ValueTextEquals("code"u8);
            reader.Read();
            if (reader.TokenType == JsonTokenType.String && (isSystem || isReference || isContent) && reader.ValueSpan.Length <= 500)
            {
                var text = reader.GetString()!;
                system = isSystem ? text : system;
                reference = isReference ? text : reference;
                isText |= isContent && text.StartsWith("text/", StringComparison.Ordinal);
            }
            else if (isType && reader.TokenType == JsonTokenType.StartObject)
            {
                var inner = reader;
                while (inner.Read() && inner.CurrentDepth > reader.CurrentDepth)
                {
                    if (inner.TokenType == JsonTokenType.PropertyName && inner.ValueTextEquals("code"u8) && inner.Read() && inner.TokenType == JsonTokenType.String)
                    {
                        type = inner.GetString()!;
                    }
                }
            }

            reader.Skip();
        }

        return new Sisters(system, type, reference, isCode, isText);
    }

    private void Scalar(ref Utf8JsonReader reader, JsonNode node, Sisters sisters, string? propertyName)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                var text = Text(ref reader);
                if (node.Role == JsonRole.Reference)
                {
                    Reference(node, text, propertyName);
                }
                else if (sisters.IsText && node.Name == "data" && node.Parent!.Kind == FieldKind.Image)
                {
                    Attachment(node, text, propertyName);
                }
                else
                {
                    Emit(Report(node, KindOf(node, text, sisters)), text, propertyName, isNumber: false);
                }

                break;
            case JsonTokenType.Number:
                var number = Text(ref reader);
                var kind = node.Kind is FieldKind.FreeText or FieldKind.Unknown or FieldKind.PersonName or FieldKind.RelativeName or FieldKind.ClinicianName or FieldKind.Institution ? NumberKind(node, number) : node.Kind;
                Emit(Report(node, kind), number, propertyName, isNumber: true);
                break;
            case JsonTokenType.None or JsonTokenType.EndObject or JsonTokenType.EndArray or JsonTokenType.Comment:
                throw new JsonException();
            default:
                if (propertyName is not null)
                {
                    writer.WritePropertyName(propertyName);
                }

                writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                break;
        }
    }

    private static FieldKind NumberKind(JsonNode node, ReadOnlySpan<char> number) =>
        !node.IsFhir && number.Length == 11 && number[0] == '1' && number[1] >= '3' && number.IndexOf('.') < 0 ? FieldKind.Phone : FieldKind.Clinical;

    private static FieldKind KindOf(JsonNode node, ReadOnlySpan<char> value, Sisters sisters)
    {
        if (!node.IsFhir)
        {
            return node.Kind is not (FieldKind.Unknown or FieldKind.Clinical) ? node.Kind : ByContent(node.Kind, value);
        }

        if (node.Role == JsonRole.Display)
        {
            return node.Parent!.Name == "coding" || (sisters.Reference.Length == 0 && (sisters.IsCode || sisters.System.Length > 0)) ? FieldKind.Clinical : node.DisplayKind(sisters.Reference);
        }

        if (node.Parent is { Role: JsonRole.Typed } typed)
        {
            return Typed(node, typed, value, sisters);
        }

        if (node.Kind == FieldKind.FreeText)
        {
            return IsDate(value) ? FieldKind.Date : node.Name is "text" && node.Parent!.Name is "code" or "category" ? FieldKind.Unknown : FieldKind.FreeText;
        }

        return node.Kind;
    }

    private static FieldKind Typed(JsonNode node, JsonNode typed, ReadOnlySpan<char> value, Sisters sisters)
    {
        switch (typed.Name, node.Name)
        {
            case ("identifier", "value"):
                return Standards.Identity.NationalId.TryNormalise(value, out _) || sisters.TypeCode is "NI" or "NNCHN" or "SS" or "SB" || sisters.System.EndsWith("us-ssn", StringComparison.Ordinal) ? FieldKind.NationalId
                    : sisters.TypeCode is "PPN" or "DL" or "BCT" ? FieldKind.OtherDocument
                    : sisters.TypeCode is "SN" or "JHN" or "MB" or "HC" or "NH" ? FieldKind.InsuranceNumber : FieldKind.RecordNumber;
            case ("telecom", "value"):
                return sisters.System == "email" || value.Contains('@') ? FieldKind.Email : sisters.System == "url" ? FieldKind.Url : sisters.System == "other" ? FieldKind.OnlineAccount : FieldKind.Phone;
            case (_, "url") when typed.Kind == FieldKind.Image:
                return FieldKind.Url;
            case (_, "data") when typed.Kind == FieldKind.Image:
                return FieldKind.Image;
            default:
                return node.Kind == FieldKind.FreeText && IsDate(value) ? FieldKind.Date : node.Kind;
        }
    }

    /// <summary>Content speaks where the name does not.</summary>
    private static FieldKind ByContent(FieldKind kind, ReadOnlySpan<char> value) =>
        Standards.Identity.NationalId.TryNormalise(value, out _) ? FieldKind.NationalId : IsDate(value) ? FieldKind.Date : kind == FieldKind.Clinical && value.Length > 24 ? FieldKind.Unknown : kind;

    private static bool IsDate(ReadOnlySpan<char> value) =>
        value.Length is >= 8 and <= 35 && char.IsAsciiDigit(value[0]) && DateText.TryRead(value, out var date) && date.IsWhole && date.Year is > 1880 and < 2100 && (date.End == value.Length || value[date.End] is 'T' or ' ');

    private void Emit(FieldReport report, ReadOnlySpan<char> value, string? propertyName, bool isNumber)
    {
        var treated = session.Apply(report, value);
        var output = session.Output.Span;
        if (treated is TreatedAs.Removed or TreatedAs.Unreadable)
        {
            return;
        }

        if (propertyName is not null)
        {
            writer.WritePropertyName(propertyName);
        }

        if (isNumber && output.Length > 0 && (treated == TreatedAs.Kept || (output.Length <= 15 && output.IndexOfAnyExceptInRange('0', '9') < 0 && (output[0] != '0' || output.Length == 1))))
        {
            writer.WriteRawValue(output, skipInputValidation: true);
            return;
        }

        writer.WriteStringValue(output);
    }

    /// <summary>
    /// A reference (FHIR R4 §2.3.0): the type stays and the id becomes the pseudonym that the resource itself gets. The base of an absolute address names a
    /// site and goes. <c>#fragments</c> point into the same resource and stay.
    /// </summary>
    private void Reference(JsonNode node, ReadOnlySpan<char> value, string? propertyName)
    {
        var report = Report(node, FieldKind.RecordNumber);
        if (value.StartsWith("#") || value.Contains('?'))
        {
            // A search (Practitioner?identifier=…|123): what is searched for is an identifier.
            if (value.StartsWith("#"))
            {
                report.Count(TreatedAs.Kept);
                WriteString(propertyName, value);
                return;
            }

            var equals = value.LastIndexOfAny('|', '=');
            var head = value[..(equals + 1)].ToString();
            if (session.Apply(report, value[(equals + 1)..]) is TreatedAs.Changed or TreatedAs.Kept)
            {
                WriteString(propertyName, head + session.Output.ToString());
            }

            return;
        }

        var id = LastSegment(value);
        var before = value[..(value.Length - id.Length)];
        var version = value.IndexOf("/_history/");
        if (version >= 0)
        {
            before = value[..(version - id.Length)];
        }

        var type = before;
        if (!before.StartsWith("urn:") && before.Length > 1)
        {
            var slash = before[..^1].LastIndexOf('/');
            type = slash < 0 ? before : before[(slash + 1)..];
        }

        var isUrl = before.Contains("://", StringComparison.Ordinal);
        var prefix = (isUrl ? "https://example.org/fhir/" : "") + type.ToString();
        if (session.Apply(report, id) is TreatedAs.Changed or TreatedAs.Kept)
        {
            WriteString(propertyName, prefix + session.Output.ToString());
        }
    }

    private void WriteString(string? propertyName, ReadOnlySpan<char> value)
    {
        if (propertyName is not null)
        {
            writer.WritePropertyName(propertyName);
        }

        writer.WriteStringValue(value);
    }

    /// <summary>An attachment that is text (RFC 4648 base 64 inside): searched like a note.</summary>
    private void Attachment(JsonNode node, ReadOnlySpan<char> value, string? propertyName)
    {
        var bytes = new byte[(value.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64Chars(value, bytes, out var count) || Suwen.Standards.Text.CharacterSets.Detect(bytes.AsSpan(0, count), out var mark) is not { } set)
        {
            Report(node, FieldKind.Image).Count(TreatedAs.Unreadable);
            return;
        }

        var text = DelimitedTreatment.EncodingOf(set).GetString(bytes.AsSpan(mark, count - mark));
        var report = Report(node, FieldKind.FreeText);
        if (session.Apply(report, text) is TreatedAs.Changed or TreatedAs.Kept)
        {
            WriteString(propertyName, Convert.ToBase64String(Encoding.UTF8.GetBytes(session.Output.ToString())));
        }
    }
}
