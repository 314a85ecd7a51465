using Suwen.Simulator.Care;
using Suwen.Simulator.Writing.Faults;

namespace Suwen.Simulator.Writing.Fhir;

/// <summary>Condition, MedicationRequest, Procedure, Immunization, DocumentReference, Claim.</summary>
internal sealed partial class FhirFeed
{
    private void WriteCondition(Visit visit, int index)
    {
        var diagnosis = visit.Diagnoses[index];
        var slip = Draw(RecordShape.Diagnosis, visit, 'D', index);
        var id = Indexed(visit.Number, 'D', index);
        Resource("Condition"u8, id).Concept("clinicalStatus"u8, "http://terminology.hl7.org/CodeSystem/condition-clinical", "active", "");
        _json.Concept("verificationStatus"u8, "http://terminology.hl7.org/CodeSystem/condition-ver-status", diagnosis.AdmissionCondition == 2 ? "provisional" : "confirmed", "");
        _json.OpenArray("category"u8).Open().OpenArray("coding"u8).Coding("http://terminology.hl7.org/CodeSystem/condition-category", "encounter-diagnosis", diagnosis.Role.ToString()).CloseArray().Close().CloseArray();
        var standard = slip == Slip.SexConflict ? FaultPlan.ConflictFor(visit.Resident.Sex) : diagnosis.Standard;
        if (slip != Slip.SexConflict && _house.Terms.Wording(diagnosis, _house.Seed, visit.Key, index) is { } wording) _json.Words("code"u8, wording);
        else _json.Concept("code"u8, diagnosis.System switch { CodeSystem.TcmDisease => "urn:suwen:gbt15657:d", CodeSystem.TcmSyndrome => "urn:suwen:gbt15657:s", _ => SystemOf("ICD10CN") }, standard.Code, standard.Name);
        Subject("subject"u8);
        Encounter().Time("recordedDate"u8, slip == Slip.FutureDate ? diagnosis.At.AddYears(1) : diagnosis.At).Reference("recorder"u8, "Practitioner/"u8, visit.Doctor.Number);
        Send("Condition", diagnosis.At, id, slip);
    }

    private void WriteMedication(Visit visit, int index)
    {
        var order = visit.Orders[index];
        var slip = Draw(RecordShape.Order, visit, 'O', index);
        var local = _house.Terms.Drug(order.Item);
        Resource("MedicationRequest"u8, order.Number).Raw("status"u8, "\"completed\""u8).Raw("intent"u8, "\"order\""u8);
        _json.Open("medicationCodeableConcept"u8).OpenArray("coding"u8);
        if (order.Atc.Length > 0) _json.Coding(SystemOf("ATC"), order.Atc, order.Item.Name);
        _json.Coding("urn:suwen:synthetic:drug:" + _house.Authority, local.Code, local.Name).CloseArray().Text("text"u8, local.Name).Close();
        Subject("subject"u8);
        Encounter().Time("authoredOn"u8, slip == Slip.FutureDate ? order.At.AddYears(1) : order.At).Reference("requester"u8, "Practitioner/"u8, order.Doctor.Number);
        _json.OpenArray("dosageInstruction"u8).Open().Text("text"u8, order.Kind == OrderKind.Herbal ? order.Specification : $"{order.Dose}{order.DoseUnit} {order.Frequency} {order.Route}");
        if (order.Route.Length > 0) _json.Words("route"u8, order.Route);
        if (order.Stop is { } stop) _json.Open("timing"u8).Open("repeat"u8).Open("boundsPeriod"u8).Time("start"u8, order.At).Time("end"u8, stop).Close().Close().Close();
        if (order.Dose.Units > 0) _json.OpenArray("doseAndRate"u8).Open().Open("doseQuantity"u8).Number("value"u8, order.Dose).Text("unit"u8, order.DoseUnit).Close().Close().CloseArray();
        _json.Close().CloseArray().Open("dispenseRequest"u8);
        if (order.Quantity.Units > 0) _json.Open("quantity"u8).Number("value"u8, order.Quantity).Text("unit"u8, order.QuantityUnit).Close();
        if (order.Days > 0) _json.Open("expectedSupplyDuration"u8).Number("value"u8, order.Days, 0).Raw("code"u8, "\"d\""u8).Close();
        _json.Close();
        Send("MedicationRequest", order.At, order.Number, slip);
    }

    private void WriteProcedure(Visit visit, int index)
    {
        var procedure = visit.Procedures[index];
        var id = Indexed(visit.Number, 'P', index);
        Resource("Procedure"u8, id).Raw("status"u8, "\"completed\""u8).Concept("code"u8, SystemOf("ICD9ProcCN"), procedure.Standard.Code, procedure.Standard.Name);
        Subject("subject"u8);
        Encounter().Open("performedPeriod"u8).Time("start"u8, procedure.Start).Time("end"u8, procedure.End).Close();
        _json.OpenArray("performer"u8).Open().Reference("actor"u8, "Practitioner/"u8, procedure.Surgeon.Number).Close().CloseArray();
        Send("Procedure", procedure.End, id);
    }

    private void WriteImmunization(Visit visit)
    {
        var vaccination = visit.Vaccination!;
        var id = Indexed(visit.Number, 'I', 0);
        Resource("Immunization"u8, id).Raw("status"u8, "\"completed\""u8).Concept("vaccineCode"u8, SystemOf("CVX"), vaccination.Vaccine.Code, vaccination.Vaccine.Name);
        Subject("patient"u8);
        Encounter().Time("occurrenceDateTime"u8, vaccination.At).Text("lotNumber"u8, vaccination.Lot).Open("manufacturer"u8).Text("display"u8, vaccination.Maker).Close();
        _json.OpenArray("protocolApplied"u8).Open().Number("doseNumberPositiveInt"u8, vaccination.Dose, 0).Close().CloseArray();
        Send("Immunization", vaccination.At, id);
    }

    private void WriteNote(Visit visit, int index)
    {
        var note = visit.Notes[index];
        var slip = Draw(RecordShape.Note, visit, 'M', index);
        Resource("DocumentReference"u8, note.Number).Raw("status"u8, "\"current\""u8).Concept("type"u8, "urn:suwen:synthetic:note", note.Kind.ToString(), note.Title);
        Subject("subject"u8).Time("date"u8, slip == Slip.FutureDate ? note.At.AddYears(1) : note.At);
        _json.OpenArray("author"u8).Open().Text("reference"u8, "Practitioner/"u8, note.Author.Number).Close().CloseArray();
        _json.OpenArray("content"u8).Open().Open("attachment"u8).Raw("contentType"u8, "\"text/plain; charset=utf-8\""u8).Base64Text("data"u8, note.Text).Text("title"u8, note.Title).Close().Close().CloseArray();
        _json.Open("context"u8).OpenArray("encounter"u8).Open().Text("reference"u8, "Encounter/"u8, _encounter).Close().CloseArray().Close();
        Send("DocumentReference", note.At, note.Number, slip);
    }

    private void WriteClaim(Visit visit)
    {
        var id = visit.Settlement is { } settlement ? settlement.Number : visit.Number + "-C";
        var slip = Draw(RecordShape.Fee, visit, 'F', 0);
        long total = 0;
        foreach (var fee in visit.Fees) total += fee.AmountFen;
        Resource("Claim"u8, id).Raw("status"u8, "\"active\""u8).Concept("type"u8, "http://terminology.hl7.org/CodeSystem/claim-type", "institutional", "").Raw("use"u8, "\"claim\""u8);
        Subject("patient"u8).Open("billablePeriod"u8).Time("start"u8, visit.Start).Time("end"u8, visit.End).Close().Time("created"u8, visit.End);
        _json.Reference("provider"u8, "Organization/"u8, _house.Institution.Code).OpenArray("item"u8);
        for (var i = 0; i < visit.Fees.Count; i++) WriteFee(visit.Fees[i], i + 1);
        _json.CloseArray().Open("total"u8).Number("value"u8, new FixedNumber(total, 2)).Raw("currency"u8, "\"CNY\""u8).Close();
        Send("Claim", visit.End, id, slip);
    }

    private void WriteFee(in FeeLine fee, int number)
    {
        _json.Open().Number("sequence"u8, number, 0).Words("category"u8, fee.Category).Concept("productOrService"u8, "urn:suwen:synthetic:fee:" + _house.Authority, fee.Item.Code, fee.Item.Name).Time("servicedDate"u8, fee.At);
        _json.Open("quantity"u8).Number("value"u8, new FixedNumber(fee.QuantityThousandths, 3)).Close().Open("unitPrice"u8).Number("value"u8, new FixedNumber(fee.UnitPriceFen, 2)).Raw("currency"u8, "\"CNY\""u8).Close();
        _json.Open("net"u8).Number("value"u8, new FixedNumber(fee.AmountFen, 2)).Raw("currency"u8, "\"CNY\""u8).Close();
        _json.OpenArray("encounter"u8).Open().Text("reference"u8, "Encounter/"u8, _encounter).Close().CloseArray().Close();
    }
}
