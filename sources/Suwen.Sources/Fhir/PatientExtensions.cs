using Suwen.Governance.Gate;

namespace Suwen.Sources.Fhir;

/// <summary>What profiles add to a patient: race and ethnicity of US Core, and the demographic elements of Chinese profiles.</summary>
internal static class PatientExtensions
{
    private static readonly int Race = PatientRows.Persons["race_source_value"];
    private static readonly int Ethnicity = PatientRows.Persons["ethnicity_source_value"];
    private static readonly int EthnicGroup = PatientRows.Persons["cn_ethnic_group"];
    private static readonly int Nationality = PatientRows.Persons["nationality"];
    private static readonly int NativePlace = PatientRows.Persons["native_place"];
    private static readonly int Occupation = PatientRows.Persons["occupation"];
    private static readonly int Education = PatientRows.Persons["education"];
    private static readonly int BloodType = PatientRows.Persons["blood_type"];

    public static void Write(FhirRecord record, RowWriter row)
    {
        foreach (var extension in record.Root["extension"u8])
        {
            var url = extension["url"u8].Text;
            var name = url[(url.LastIndexOf((byte)'/') + 1)..];
            var column = ColumnOf(name);
            if (column == Race || column == Ethnicity)
            {
                row.Text(column, UsCore(extension));
            }
            else if (column >= 0)
            {
                row.Text(column, ValueOf(extension));
            }
        }
    }

    private static int ColumnOf(ReadOnlySpan<byte> name)
    {
        if (name.StartsWith("us-core-"u8))
        {
            return name.SequenceEqual("us-core-race"u8) ? Race : name.SequenceEqual("us-core-ethnicity"u8) ? Ethnicity : -1;
        }

        if (name.SequenceEqual("patient-birthPlace"u8))
        {
            return NativePlace;
        }

        if (name.EndsWith("nationality"u8) || name.SequenceEqual("patient-citizenship"u8))
        {
            return Nationality;
        }

        if (name.EndsWith("ethnic-group"u8) || name.EndsWith("ethnicGroup"u8) || name.EndsWith("patient-ethnicity"u8))
        {
            return EthnicGroup;
        }

        if (name.EndsWith("occupation"u8))
        {
            return Occupation;
        }

        return name.EndsWith("education"u8) ? Education : name.EndsWith("blood-type"u8) || name.EndsWith("bloodType"u8) ? BloodType : -1;
    }

    // US Core: the category's code in a nested extension, or a text where there is none.
    private static ReadOnlySpan<byte> UsCore(JsonNode extension)
    {
        ReadOnlySpan<byte> text = default;
        foreach (var part in extension["extension"u8])
        {
            var url = part["url"u8];
            if (url.Is("ombCategory"u8) && !part["valueCoding"u8]["code"u8].Text.IsEmpty)
            {
                return part["valueCoding"u8]["code"u8].Text;
            }

            if (url.Is("text"u8))
            {
                text = part["valueString"u8].Text;
            }
        }

        return text;
    }

    private static ReadOnlySpan<byte> ValueOf(JsonNode extension)
    {
        foreach (var property in extension.Properties)
        {
            if (!property.Name.StartsWith("value"u8))
            {
                continue;
            }

            var value = property.Value;
            if (!value.IsObject)
            {
                return value.Scalar;
            }

            var code = value["code"u8].Text;
            return !code.IsEmpty ? code
                : value["coding"u8].Exists || value["text"u8].Exists ? FhirRecord.CodeOrText(value)
                : value["city"u8].Text;
        }

        // patient-nationality and patient-citizenship nest their code one level deeper.
        foreach (var part in extension["extension"u8])
        {
            if (part["url"u8].Is("code"u8))
            {
                return FhirRecord.CodeOrText(part["valueCodeableConcept"u8]);
            }
        }

        return default;
    }
}
