using Suwen.Simulator.Care;
using Suwen.Simulator.People;
using Suwen.Simulator.Writing.Faults;

namespace Suwen.Simulator.Writing.Fhir;

/// <summary>Patient, Encounter, AllergyIntolerance, and the house with its departments and doctors.</summary>
internal sealed partial class FhirFeed
{
    private const string Extensions = "https://example.org/fhir/StructureDefinition/";

    private void WritePatient(Visit visit)
    {
        var details = _person.Details;
        Resource("Patient"u8, _patient, visit.Start).OpenArray("extension"u8);
        Extension("cn-ethnic-group", details.EthnicName);
        if (details.Occupation.Length > 0) Extension("cn-occupation", details.Occupation);
        if (details.EducationName.Length > 0) Extension("cn-education", details.EducationName);
        Extension("cn-blood-type", details.BloodType);
        _json.CloseArray().OpenArray("identifier"u8);
        Identifier("MR", "urn:suwen:synthetic:" + _house.Authority, _patient);
        if (_person.NationalId.Length > 0) Identifier("NI", "urn:oid:2.16.156.10011.1.3", _person.NationalId);
        if (details.InsuranceNumber.Length > 0) Identifier("HC", "urn:suwen:synthetic:yibao", details.InsuranceNumber);
        _json.CloseArray();
        WriteNames(details);
        if (details.Phone.Length > 0) _json.OpenArray("telecom"u8).Open().Raw("system"u8, "\"phone\""u8).Text("value"u8, details.Phone).Raw("use"u8, "\"mobile\""u8).Close().CloseArray();
        _json.Raw("gender"u8, _person.IsSexUnknown ? "\"9\""u8 : details.Sex == Sex.Male ? "\"male\""u8 : "\"female\""u8).Day("birthDate"u8, _person.BirthDate);
        if (visit.Died && DateOnly.FromDateTime(visit.Start) == DateOnly.FromDateTime(visit.End)) _json.Time("deceasedDateTime"u8, visit.End);
        _json.OpenArray("address"u8).Open().Raw("use"u8, "\"home\""u8).Text("text"u8, details.Address).Text("district"u8, details.CountyCode).Text("postalCode"u8, details.Postcode).Close().CloseArray();
        _json.Concept("maritalStatus"u8, "urn:oid:2.16.156.10011.2.3.3.5", details.MaritalCode, MaritalName(details.MaritalCode));
        if (details.ContactName.Length > 0)
        {
            _json.OpenArray("contact"u8).Open().OpenArray("relationship"u8).Open().Text("text"u8, details.ContactRelation).Close().CloseArray().Open("name"u8).Text("text"u8, details.ContactName).Close();
            _json.OpenArray("telecom"u8).Open().Raw("system"u8, "\"phone\""u8).Text("value"u8, details.ContactPhone).Close().CloseArray().Close().CloseArray();
        }

        Send("Patient", visit.Start, _patient);
    }

    private void WriteNames(PersonDetails details)
    {
        _json.OpenArray("name"u8).Open().Raw("use"u8, "\"official\""u8).Text("text"u8, details.FullName);
        // Names of one part have no family name, and no FHIR string is empty (FHIR R4 §2.24.0.1).
        if (details.FamilyName.Length > 0) _json.Text("family"u8, details.FamilyName);
        _json.OpenArray("given"u8).Text(default, details.GivenName).CloseArray().Close();
        if (details.Pinyin.Length > 0)
        {
            _json.Open().OpenArray("extension"u8).Open().Raw("url"u8, "\"http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation\""u8).Raw("valueCode"u8, "\"SYL\""u8).Close().CloseArray();
            _json.Text("text"u8, details.Pinyin).Close();
        }

        _json.CloseArray();
    }

    private static string MaritalName(string code) => code switch { "10" => "未婚", "20" => "已婚", "30" => "丧偶", "40" => "离婚", _ => "未说明的婚姻状况" };

    private void Extension(string name, string value) => _json.Open().Text("url"u8, Extensions + name).Text("valueString"u8, value).Close();

    private void Identifier(string type, string system, string value) =>
        _json.Open().Open("type"u8).OpenArray("coding"u8).Coding("http://terminology.hl7.org/CodeSystem/v2-0203", type, "").CloseArray().Close().Text("system"u8, system).Text("value"u8, value).Close();

    private void WriteEncounter(Visit visit, bool isFinished)
    {
        var at = isFinished ? visit.End : visit.Start;
        var slip = isFinished ? Draw(RecordShape.Visit, visit, 'Z', 0) : Slip.None;
        Resource("Encounter"u8, _encounter, at).Raw("status"u8, isFinished ? "\"finished\""u8 : "\"in-progress\""u8);
        var (code, name) = visit.Kind switch { VisitKind.Inpatient => ("IMP", "住院"), VisitKind.Emergency => ("EMER", "急诊"), _ => ("AMB", "门诊") };
        _json.Open("class"u8).Raw("system"u8, "\"http://terminology.hl7.org/CodeSystem/v3-ActCode\""u8).Text("code"u8, code).Text("display"u8, name).Close();
        _json.Words("serviceType"u8, visit.Department.Name);
        Subject("subject"u8);
        _json.OpenArray("participant"u8).Open().OpenArray("type"u8).Open().OpenArray("coding"u8).Coding("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "ATND", "").CloseArray().Close().CloseArray();
        _json.Reference("individual"u8, "Practitioner/"u8, visit.Doctor.Number).Close().CloseArray();
        _json.Open("period"u8).Time("start"u8, slip == Slip.FutureDate ? visit.Start.AddYears(1) : visit.Start);
        if (isFinished) _json.Time("end"u8, slip == Slip.DischargeFirst ? visit.Start.AddDays(-2) : slip == Slip.FutureDate ? visit.End.AddYears(1) : visit.End);
        _json.Close();
        if (visit.ChiefComplaint.Length > 0) _json.OpenArray("reasonCode"u8).Open().Text("text"u8, visit.ChiefComplaint).Close().CloseArray();
        if (isFinished && visit.DischargeWay > 0)
        {
            _json.Open("hospitalization"u8).Concept("dischargeDisposition"u8, "urn:oid:2.16.156.10011.2.3.1.265", visit.DischargeWay.ToString(System.Globalization.CultureInfo.InvariantCulture), "").Close();
        }

        WritePlaces(visit);
        _json.Reference("serviceProvider"u8, "Organization/"u8, _house.Institution.Code);
        Send("Encounter", at, _encounter, slip);
    }

    private void WritePlaces(Visit visit)
    {
        _json.OpenArray("location"u8).Open().Open("location"u8).Text("reference"u8, "Location/"u8, visit.Department.Code).Text("display"u8, visit.Department.Name).Close();
        _json.Open("period"u8).Time("start"u8, visit.Start).Close().Close();
        foreach (var move in visit.Moves)
        {
            _json.Open().Open("location"u8).Text("reference"u8, "Location/"u8, move.To.Code).Text("display"u8, move.To.Name).Close().Open("period"u8).Time("start"u8, move.At).Close().Close();
        }

        _json.CloseArray();
    }

    private void WriteAllergy(Visit visit, int index)
    {
        var allergy = visit.Allergies[index];
        var id = Indexed(visit.Number, 'A', index);
        Resource("AllergyIntolerance"u8, id).Concept("clinicalStatus"u8, "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "active", "");
        _json.OpenArray("category"u8).Text(default, allergy.Category.Length > 0 ? allergy.Category : "medication").CloseArray();
        _json.Concept("code"u8, allergy.Substance.Code.Length > 0 ? SystemOf("ATC") : "", allergy.Substance.Code.Length > 0 ? allergy.Substance.Code : allergy.Substance.Name, allergy.Substance.Name);
        Subject("patient"u8);
        Encounter().Time("recordedDate"u8, allergy.Recorded);
        _json.OpenArray("reaction"u8).Open().OpenArray("manifestation"u8).Open().Text("text"u8, allergy.Reaction).Close().CloseArray();
        if (allergy.Severity.Length > 0) _json.Text("severity"u8, allergy.Severity);
        _json.Close().CloseArray();
        Send("AllergyIntolerance", allergy.Recorded, id);
    }

    /// <summary>The house, its departments and its doctors as of the day.</summary>
    private void WriteDirectory(DateTime at)
    {
        var house = _house.Institution;
        Resource("Organization"u8, house.Code, at).Text("name"u8, house.Name);
        Send("Organization", at, house.Code);
        foreach (var department in house.Departments)
        {
            Resource("Location"u8, department.Code, at).Text("name"u8, department.Name).Reference("managingOrganization"u8, "Organization/"u8, house.Code);
            Send("Location", at, department.Code);
            foreach (var clinician in department.Staff)
            {
                Resource("Practitioner"u8, clinician.Number, at).OpenArray("identifier"u8).Open().Text("value"u8, clinician.Number).Close().CloseArray();
                _json.OpenArray("name"u8).Open().Text("text"u8, clinician.Name).Close().CloseArray().OpenArray("qualification"u8).Open().Words("code"u8, clinician.Title).Close().CloseArray();
                Send("Practitioner", at, clinician.Number);
            }
        }
    }
}
