using Suwen.Governance.Gate;
using Suwen.Standards.Time;
using Suwen.Storage.Schema;

namespace Suwen.Sources.Fhir;

/// <summary>
/// MedicationRequest, MedicationAdministration, MedicationStatement, MedicationDispense (FHIR R4 11.1–11.4) and Immunization (11.5) →
/// <c>drug_exposure</c>. What was not given, not taken or not vaccinated, and an order not to give something, has no row.
/// </summary>
internal static class DrugRows
{
    private static readonly Table Drugs = CanonicalModel.Table("drug_exposure");
    private static readonly int Concept = Drugs["drug_concept_id"];
    private static readonly int StartDate = Drugs["drug_exposure_start_date"];
    private static readonly int StartTime = Drugs["drug_exposure_start_datetime"];
    private static readonly int EndDate = Drugs["drug_exposure_end_date"];
    private static readonly int EndTime = Drugs["drug_exposure_end_datetime"];
    private static readonly int VerbatimEnd = Drugs["verbatim_end_date"];
    private static readonly int Type = Drugs["drug_type_concept_id"];
    private static readonly int StopReason = Drugs["stop_reason"];
    private static readonly int Refills = Drugs["refills"];
    private static readonly int Quantity = Drugs["quantity"];
    private static readonly int DaysSupply = Drugs["days_supply"];
    private static readonly int Lot = Drugs["lot_number"];
    private static readonly int Provider = Drugs["provider_id"];
    private static readonly int Visit = Drugs["visit_occurrence_id"];
    private static readonly int SourceValue = Drugs["drug_source_value"];
    private static readonly int Vocabulary = Drugs["drug_source_vocabulary"];
    private static readonly int SourceName = Drugs["drug_source_name"];
    private static readonly int Status = Drugs["drug_status_source_value"];

    public static void WriteRequest(FhirRecord record)
    {
        var root = record.Root;
        if (root["doNotPerform"u8].IsTrue || !TryBegin(record, "subject"u8, FhirConcepts.TypePrescription, out var row))
        {
            return;
        }

        WriteMedication(record, row);
        var dosage = root["dosageInstruction"u8].First;
        var bounds = dosage["timing"u8]["repeat"u8]["boundsPeriod"u8];
        const string boundsPath = "dosageInstruction.timing.repeat.boundsPeriod";
        WriteStart(row, record.Time("authoredOn"u8) ?? record.Time(bounds, "start"u8, boundsPath));
        WriteEnd(row, record.Time(bounds, "end"u8, boundsPath));
        DrugDosage.Write(record, row, dosage, "dosageInstruction");
        var dispense = root["dispenseRequest"u8];
        if (dispense["numberOfRepeatsAllowed"u8].TryInteger(out var refills))
        {
            row.Long(Refills, refills);
        }

        WriteQuantity(record, row, dispense["quantity"u8], "dispenseRequest.quantity");
        WriteSupply(row, dispense["expectedSupplyDuration"u8]);
        row.Text(StopReason, FhirRecord.CodeOrText(root["statusReason"u8]));
        WriteContext(record, row, root["encounter"u8], record.Reference(root["requester"u8], ReferenceTarget.Provider));
    }

    public static void WriteAdministration(FhirRecord record)
    {
        var root = record.Root;
        if (root["status"u8].Is("not-done"u8) || !TryBegin(record, "subject"u8, FhirConcepts.TypeAdministration, out var row))
        {
            return;
        }

        WriteMedication(record, row);
        WriteEffective(record, row);
        DrugDosage.Write(record, row, root["dosage"u8], "dosage");
        row.Text(StopReason, FhirRecord.CodeOrText(root["statusReason"u8].First));
        WriteContext(record, row, root["context"u8], record.FirstActor(root["performer"u8]));
    }

    public static void WriteStatement(FhirRecord record)
    {
        var root = record.Root;
        var byPatient = !record.Reference(root["informationSource"u8], ReferenceTarget.Person).IsNone;
        if (root["status"u8].Is("not-taken"u8) || !TryBegin(record, "subject"u8, byPatient ? FhirConcepts.TypeSelfReport : FhirConcepts.TypeRecord, out var row))
        {
            return;
        }

        WriteMedication(record, row);
        if (!root["effectiveDateTime"u8].Exists && !root["effectivePeriod"u8].Exists)
        {
            WriteStart(row, record.Time("dateAsserted"u8));
        }
        else
        {
            WriteEffective(record, row);
        }

        DrugDosage.Write(record, row, root["dosage"u8].First, "dosage");
        row.Text(StopReason, FhirRecord.CodeOrText(root["statusReason"u8].First));
        WriteContext(record, row, root["context"u8], record.Reference(root["informationSource"u8], ReferenceTarget.Provider));
    }

    public static void WriteDispense(FhirRecord record)
    {
        var root = record.Root;
        if (root["status"u8].Is("declined"u8) || root["status"u8].Is("cancelled"u8) || !TryBegin(record, "subject"u8, FhirConcepts.TypeDispensing, out var row))
        {
            return;
        }

        WriteMedication(record, row);
        WriteStart(row, record.Time("whenHandedOver"u8) ?? record.Time("whenPrepared"u8));
        DrugDosage.Write(record, row, root["dosageInstruction"u8].First, "dosageInstruction");
        WriteQuantity(record, row, root["quantity"u8], "quantity");
        WriteSupply(row, root["daysSupply"u8]);
        WriteContext(record, row, root["context"u8], record.FirstActor(root["performer"u8]));
    }

    public static void WriteImmunization(FhirRecord record)
    {
        var root = record.Root;
        if (root["status"u8].Is("not-done"u8) || !TryBegin(record, "patient"u8, FhirConcepts.TypeAdministration, out var row))
        {
            return;
        }

        if (!root["vaccineCode"u8].IsObject)
        {
            record.Missing("vaccineCode");
            return;
        }

        FhirRecord.Code(row, root["vaccineCode"u8], SourceValue, Vocabulary, SourceName);
        var time = record.Time("occurrenceDateTime"u8);
        WriteStart(row, time);
        if (time is { } given)
        {
            row.Date(EndDate, given);
            row.Timestamp(EndTime, given);
        }

        row.Text(Lot, root["lotNumber"u8].Text);
        DrugDosage.WriteRoute(row, root["route"u8]);
        DrugDosage.WriteDose(record, row, root["doseQuantity"u8], "doseQuantity");
        WriteContext(record, row, root["encounter"u8], record.FirstActor(root["performer"u8]));
    }

    private static bool TryBegin(FhirRecord record, ReadOnlySpan<byte> subject, long type, out RowWriter row)
    {
        row = null!;
        if (!record.TryPerson(subject, out var person))
        {
            return false;
        }

        row = record.Sink.Row(Drugs, record.Key, person, RowMode.Replace);
        row.Long(Concept, FhirConcepts.None);
        row.Long(Type, type);
        row.Text(Status, record.Root["status"u8].Text);
        return true;
    }

    // medication[x] is a code, or a reference to a Medication that is contained, in the bundle, or elsewhere; of one elsewhere only what the
    // reference itself displays is known.
    private static void WriteMedication(FhirRecord record, RowWriter row)
    {
        var concept = record.Root["medicationCodeableConcept"u8];
        if (concept.IsObject)
        {
            FhirRecord.Code(row, concept, SourceValue, Vocabulary, SourceName);
            return;
        }

        var reference = record.Root["medicationReference"u8];
        if (!reference.IsObject)
        {
            record.Missing("medication[x]");
            return;
        }

        var medication = record.Target(reference);
        FhirRecord.Code(row, medication["code"u8], SourceValue, Vocabulary, SourceName);
        row.Text(Lot, medication["batch"u8]["lotNumber"u8].Text);
        if (FhirRecord.DisplayOf(medication["code"u8]).IsEmpty)
        {
            row.Text(SourceName, reference["display"u8].Text);
        }
    }

    private static void WriteEffective(FhirRecord record, RowWriter row)
    {
        var period = record.Root["effectivePeriod"u8];
        WriteStart(row, record.Time("effectiveDateTime"u8) ?? record.Time(period, "start"u8, "effectivePeriod"));
        WriteEnd(row, record.Time(period, "end"u8, "effectivePeriod"));
    }

    private static void WriteStart(RowWriter row, ClinicalTime? start)
    {
        if (start is { } time)
        {
            row.Clock(StartDate, StartTime, time);
        }
    }

    private static void WriteEnd(RowWriter row, ClinicalTime? end)
    {
        if (end is { } time)
        {
            row.Date(EndDate, time);
            row.Timestamp(EndTime, time);
            row.Date(VerbatimEnd, time);
        }
    }

    private static void WriteQuantity(FhirRecord record, RowWriter row, JsonNode quantity, string path)
    {
        if (record.Number(quantity, "value"u8, path) is { } value)
        {
            row.Double(Quantity, value);
        }
    }

    // Durations come in UCUM units (FHIR R4 2.24.0.9); a month is no fixed number of days and is left out.
    private static void WriteSupply(RowWriter row, JsonNode duration)
    {
        if (!duration["value"u8].TryDouble(out var value) || value is < 0 or > 100_000)
        {
            return;
        }

        var unit = duration["code"u8].Text is { IsEmpty: false } code ? code : duration["unit"u8].Text;
        var days = unit.SequenceEqual("d"u8) || unit.StartsWith("day"u8) || unit.IsEmpty ? value
            : unit.SequenceEqual("wk"u8) ? value * 7
            : unit.SequenceEqual("h"u8) ? value / 24
            : -1;
        if (days >= 0)
        {
            row.Long(DaysSupply, (long)Math.Round(days, MidpointRounding.AwayFromZero));
        }
    }

    private static void WriteContext(FhirRecord record, RowWriter row, JsonNode encounter, Mention provider)
    {
        row.Reference(Visit, record.Reference(encounter, ReferenceTarget.Visit));
        row.Reference(Provider, provider);
    }
}

/// <summary>Dosage (FHIR R4 2.24.0.19) as columns of <c>drug_exposure</c>.</summary>
internal static class DrugDosage
{
    private static readonly Table Drugs = CanonicalModel.Table("drug_exposure");
    private static readonly int Sig = Drugs["sig"];
    private static readonly int Route = Drugs["route_source_value"];
    private static readonly int Dose = Drugs["dose_value"];
    private static readonly int DoseUnit = Drugs["dose_unit_source_value"];

    public static void Write(FhirRecord record, RowWriter row, JsonNode dosage, string path)
    {
        if (!dosage.IsObject)
        {
            return;
        }

        var text = dosage["text"u8].Text;
        row.Text(Sig, text.IsEmpty ? dosage["patientInstruction"u8].Text : text);
        WriteRoute(row, dosage["route"u8]);
        var rate = dosage["doseAndRate"u8].First;
        var quantity = rate["doseQuantity"u8];
        WriteDose(record, row, quantity.Exists ? quantity : rate["doseRange"u8]["low"u8] is { Exists: true } low ? low : dosage["dose"u8], path);
    }

    public static void WriteRoute(RowWriter row, JsonNode route) => row.Text(Route, FhirRecord.CodeOrText(route));

    public static void WriteDose(FhirRecord record, RowWriter row, JsonNode dose, string path)
    {
        if (record.Number(dose, "value"u8, path) is { } value)
        {
            row.Double(Dose, value);
        }

        var unit = dose["unit"u8].Text;
        row.Text(DoseUnit, unit.IsEmpty ? dose["code"u8].Text : unit);
    }
}
