using Suwen.Governance.Gate;
using Suwen.Standards.Identity;
using Suwen.Storage.Schema;

namespace Suwen.Sources.Fhir;

/// <content>Identifiers of a patient, and which of them is the national ID.</content>
internal static partial class PatientRows
{
    private static readonly Table Identifiers = CanonicalModel.Table("cn_person_identifier");
    private static readonly int IdentifierType = Identifiers["identifier_type"];
    private static readonly int IdentifierSystem = Identifiers["identifier_system"];
    private static readonly int IdentifierValue = Identifiers["identifier_value"];
    private static readonly int Facility = Identifiers["assigning_facility"];
    private static readonly int ValidFrom = Identifiers["valid_from"];
    private static readonly int ValidTo = Identifiers["valid_to"];

    private static void WriteIdentifiers(FhirRecord record, Mention person)
    {
        var number = 0;
        foreach (var identifier in record.Root["identifier"u8])
        {
            var value = identifier["value"u8].Text;
            if (value.IsEmpty)
            {
                continue;
            }

            var row = record.Sink.Row(Identifiers, record.SubKey(Identifiers, "identifier"u8, number++), person, RowMode.Replace);
            row.Text(IdentifierType, FhirRecord.CodeOrText(identifier["type"u8]));
            row.Text(IdentifierSystem, identifier["system"u8].Text);
            row.Text(IdentifierValue, value);
            row.Text(Facility, identifier["assigner"u8]["display"u8].Text);
            var period = identifier["period"u8];
            if (record.Time(period, "start"u8, "identifier.period") is { } start)
            {
                row.Date(ValidFrom, start);
            }

            if (record.Time(period, "end"u8, "identifier.period") is { } end)
            {
                row.Date(ValidTo, end);
            }
        }
    }

    /// <summary>
    /// The national ID: by its system (the OID of the resident identity card in WS/T 500: 2.16.156.10011.1.3), by its type (v2-0203 NI,
    /// or NNCHN, national person identifier of China), or, where neither is stated, by being a valid number of GB 11643.
    /// </summary>
    private static bool FindNationalId(JsonNode identifiers, out ReadOnlySpan<byte> nationalId)
    {
        nationalId = default;
        foreach (var identifier in identifiers)
        {
            var value = identifier["value"u8].Text;
            if (value.IsEmpty || identifier["use"u8].Is("old"u8))
            {
                continue;
            }

            var type = identifier["type"u8];
            var system = identifier["system"u8].Text;
            var stated = system.SequenceEqual("urn:oid:2.16.156.10011.1.3"u8) || system.SequenceEqual("2.16.156.10011.1.3"u8)
                || FhirRecord.HasCode(type, "NNCHN"u8) || FhirRecord.HasCode(type, "NI"u8);
            if (stated || (system.IsEmpty && !type.Exists && LooksNational(value)))
            {
                nationalId = value;
                return true;
            }
        }

        return false;
    }

    private static bool LooksNational(ReadOnlySpan<byte> value)
    {
        if (value.Length != 18)
        {
            return false;
        }

        Span<char> text = stackalloc char[18];
        for (var i = 0; i < 18; i++)
        {
            text[i] = (char)value[i];
        }

        return NationalId.TryNormalise(text, out _);
    }
}
