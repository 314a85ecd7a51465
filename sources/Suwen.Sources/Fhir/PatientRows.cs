using Suwen.Governance.Gate;
using Suwen.Standards.Time;
using Suwen.Storage.Schema;

namespace Suwen.Sources.Fhir;

/// <summary>Patient (FHIR R4 8.1) → <c>cn_source_person</c>, <c>cn_person_identifier</c>, <c>location</c>, <c>death</c>, and links between persons.</summary>
internal static partial class PatientRows
{
    public static readonly Table Persons = CanonicalModel.Table("cn_source_person");
    private static readonly int SourceValue = Persons["person_source_value"];
    private static readonly int GenderSource = Persons["gender_source_value"];
    private static readonly int GenderConcept = Persons["gender_concept_id"];
    private static readonly int BirthDate = Persons["birth_date"];
    private static readonly int BirthDatetime = Persons["birth_datetime"];
    private static readonly int YearOfBirth = Persons["year_of_birth"];
    private static readonly int MonthOfBirth = Persons["month_of_birth"];
    private static readonly int DayOfBirth = Persons["day_of_birth"];
    private static readonly int MaritalStatus = Persons["marital_status"];
    private static readonly int NationalIdColumn = Persons["national_id"];
    private static readonly int DocumentType = Persons["identity_document_type"];
    private static readonly int Phone = Persons["phone"];
    private static readonly int Email = Persons["email"];
    private static readonly int GuardianName = Persons["guardian_name"];
    private static readonly int GuardianPhone = Persons["guardian_phone"];
    private static readonly int Language = Persons["language"];
    private static readonly int Deceased = Persons["deceased"];
    private static readonly int DeathDatetime = Persons["death_datetime"];
    private static readonly int Active = Persons["active"];
    private static readonly int Place = Persons["location_id"];
    private static readonly int Provider = Persons["provider_id"];
    private static readonly int CareSite = Persons["care_site_id"];

    private const int MaxNationalId = 64;

    private static readonly Table Deaths = CanonicalModel.Table("death");
    private static readonly int DeathDate = Deaths["death_date"];
    private static readonly int DeathTime = Deaths["death_datetime"];
    private static readonly int DeathType = Deaths["death_type_concept_id"];

    public static void Write(FhirRecord record)
    {
        var root = record.Root;
        var person = record.Key;
        record.AliasIdentifiers("Patient"u8, Persons, person);
        var place = LocationRows.Write(record, PatientAddress.Choose(root["address"u8]), "address"u8, default);
        var deceased = DeceasedOf(record, out var death);
        WriteIdentifiers(record, person);
        if (deceased)
        {
            WriteDeath(record, person, death);
        }

        WritePerson(record, person, place, deceased, death);
        WriteLinks(record, person);
    }

    private static void WritePerson(FhirRecord record, Mention person, Mention place, bool deceased, ClinicalTime? death)
    {
        var root = record.Root;
        var row = record.Sink.Row(Persons, person, person, RowMode.Replace);
        row.Text(SourceValue, record.Id);
        PatientNames.Write(row, root["name"u8]);
        WriteGender(row, root["gender"u8].Text);
        WriteBirth(record, row);
        row.Text(MaritalStatus, FhirRecord.CodeOrText(root["maritalStatus"u8]));
        WriteTelecom(row, root["telecom"u8], Phone, Email);
        PatientAddress.Write(row, root["address"u8]);
        PatientExtensions.Write(record, row);
        var language = LanguageOf(root["communication"u8]);
        row.Text(Language, FhirRecord.CodeOrText(language));
        WriteGuardian(row, root["contact"u8]);
        if (FindNationalId(root["identifier"u8], out var nationalId))
        {
            row.Text(NationalIdColumn, nationalId);

            // WS/T 364.3 CV02.01.101, code 01: resident identity card.
            row.Text(DocumentType, "01"u8);
            Span<char> number = stackalloc char[MaxNationalId];
            if (nationalId.Length <= MaxNationalId && System.Text.Encoding.UTF8.TryGetChars(nationalId, number, out var length))
            {
                record.Sink.NationalId(person, number[..length]);
            }
        }

        if (root["active"u8] is { Kind: JsonKind.True or JsonKind.False } active)
        {
            row.Boolean(Active, active.IsTrue);
        }

        row.Boolean(Deceased, deceased);
        if (death is { } time)
        {
            row.Timestamp(DeathDatetime, time);
        }

        row.Reference(Place, place);
        row.Reference(Provider, record.FirstReference(root["generalPractitioner"u8], ReferenceTarget.Provider));
        row.Reference(CareSite, record.Reference(root["managingOrganization"u8], ReferenceTarget.CareSite));
    }

    internal static void WriteGender(RowWriter row, ReadOnlySpan<byte> gender)
    {
        row.Text(GenderSource, gender);
        row.Long(GenderConcept, GenderConceptOf(gender));
    }

    /// <summary>FHIR's administrative gender (R4 4.4.1.2) to OMOP's two gender concepts.</summary>
    internal static long GenderConceptOf(ReadOnlySpan<byte> gender) =>
        gender.SequenceEqual("male"u8) ? FhirConcepts.Male : gender.SequenceEqual("female"u8) ? FhirConcepts.Female : FhirConcepts.None;

    internal static void WriteTelecom(RowWriter row, JsonNode telecom, int phoneColumn, int emailColumn)
    {
        JsonNode phone = default, email = default;
        foreach (var contact in telecom)
        {
            var system = contact["system"u8];
            if (contact["use"u8].Is("old"u8))
            {
                continue;
            }

            if (system.Is("email"u8) && !email.Exists)
            {
                email = contact;
            }
            else if ((system.Is("phone"u8) || system.Is("sms"u8) || !system.Exists) && (!phone.Exists || (contact["use"u8].Is("mobile"u8) && !phone["use"u8].Is("mobile"u8))))
            {
                phone = contact;
            }
        }

        row.Text(phoneColumn, phone["value"u8].Text);
        if (emailColumn >= 0)
        {
            row.Text(emailColumn, email["value"u8].Text);
        }
    }

    private static void WriteBirth(FhirRecord record, RowWriter row)
    {
        if (record.Time("birthDate"u8) is not { } birth)
        {
            return;
        }

        var date = DateOnly.FromDayNumber(birth.Days + Storage.ColumnVector.UnixEpochDay);
        row.Long(YearOfBirth, date.Year);
        if (birth.Precision >= TimePrecision.Month)
        {
            row.Long(MonthOfBirth, date.Month);
        }

        if (birth.Precision >= TimePrecision.Day)
        {
            row.Long(DayOfBirth, date.Day);
            row.Date(BirthDate, birth);
        }

        // FHIR R4 8.1.14: the time of birth is an extension of birthDate.
        foreach (var extension in record.Root["_birthDate"u8]["extension"u8])
        {
            if (extension["url"u8].Text.EndsWith("/patient-birthTime"u8) && record.Time(extension, "valueDateTime"u8, "birthDate.extension") is { } time)
            {
                row.Timestamp(BirthDatetime, time);
            }
        }
    }

    private static bool DeceasedOf(FhirRecord record, out ClinicalTime? death)
    {
        death = record.Time("deceasedDateTime"u8);
        return death is not null || record.Root["deceasedBoolean"u8].IsTrue;
    }

    private static void WriteDeath(FhirRecord record, Mention person, ClinicalTime? death)
    {
        var row = record.Sink.Row(Deaths, record.SubKey(Deaths, "death"u8, 0), person, RowMode.Replace);
        if (death is { } time)
        {
            row.Clock(DeathDate, DeathTime, time);
        }

        row.Long(DeathType, FhirConcepts.TypeRecord);
    }

    private static JsonNode LanguageOf(JsonNode communications)
    {
        JsonNode chosen = default;
        foreach (var communication in communications)
        {
            if (!chosen.Exists || communication["preferred"u8].IsTrue)
            {
                chosen = communication["language"u8];
            }
        }

        return chosen;
    }

    // A guardian where one is named (v3 RoleClass GUARD, or v2-0131 code for guardian), else the first contact.
    private static void WriteGuardian(RowWriter row, JsonNode contacts)
    {
        JsonNode chosen = default;
        foreach (var contact in contacts)
        {
            var isGuardian = false;
            foreach (var relationship in contact["relationship"u8])
            {
                isGuardian |= FhirRecord.HasCode(relationship, "GUARD"u8);
            }

            if (isGuardian)
            {
                chosen = contact;
                break;
            }

            if (!chosen.Exists)
            {
                chosen = contact;
            }
        }

        PatientNames.WriteFullName(row, GuardianName, chosen["name"u8]);
        WriteTelecom(row, chosen["telecom"u8], GuardianPhone, -1);
    }

    // FHIR R4 8.1.6: replaced-by and replaces retire one record in favour of the other; seealso and refer say that both are one person.
    private static void WriteLinks(FhirRecord record, Mention person)
    {
        if (person.IsNone)
        {
            return;
        }

        foreach (var link in record.Root["link"u8])
        {
            var other = record.Reference(link["other"u8], ReferenceTarget.Person);
            var type = link["type"u8];
            if (other.IsNone)
            {
                continue;
            }

            if (type.Is("replaced-by"u8))
            {
                record.Sink.LinkPersons(other, person, PersonLinkKind.Merge);
            }
            else if (type.Is("replaces"u8))
            {
                record.Sink.LinkPersons(person, other, PersonLinkKind.Merge);
            }
            else
            {
                record.Sink.LinkPersons(person, other, PersonLinkKind.Link);
            }
        }
    }
}
