using Suwen.Governance.Gate;
using Suwen.Standards.Time;
using Suwen.Storage.Schema;

namespace Suwen.Sources.Fhir;

/// <summary>
/// Encounter (FHIR R4 8.11) → <c>visit_occurrence</c>; each of its places → <c>visit_detail</c>. An encounter that is part of another
/// is a visit of its own, since records refer to it, and also a detail of the visit that it is part of.
/// </summary>
internal static class EncounterRows
{
    private static readonly Table Visits = CanonicalModel.Table("visit_occurrence");
    private static readonly int Concept = Visits["visit_concept_id"];
    private static readonly int StartDate = Visits["visit_start_date"];
    private static readonly int StartTime = Visits["visit_start_datetime"];
    private static readonly int EndDate = Visits["visit_end_date"];
    private static readonly int EndTime = Visits["visit_end_datetime"];
    private static readonly int Type = Visits["visit_type_concept_id"];
    private static readonly int Provider = Visits["provider_id"];
    private static readonly int CareSite = Visits["care_site_id"];
    private static readonly int SourceValue = Visits["visit_source_value"];
    private static readonly int Vocabulary = Visits["visit_source_vocabulary"];
    private static readonly int AdmittedFrom = Visits["admitted_from_source_value"];
    private static readonly int AdmittedConcept = Visits["admitted_from_concept_id"];
    private static readonly int DischargedTo = Visits["discharged_to_source_value"];
    private static readonly int DischargedConcept = Visits["discharged_to_concept_id"];
    private static readonly int Status = Visits["visit_status"];
    private static readonly int Department = Visits["department_source_value"];
    private static readonly int Bed = Visits["bed_source_value"];
    private static readonly int Reason = Visits["reason_source_value"];

    private static readonly Table Details = CanonicalModel.Table("visit_detail");
    private static readonly int DetailConcept = Details["visit_detail_concept_id"];
    private static readonly int DetailStartDate = Details["visit_detail_start_date"];
    private static readonly int DetailStartTime = Details["visit_detail_start_datetime"];
    private static readonly int DetailEndDate = Details["visit_detail_end_date"];
    private static readonly int DetailEndTime = Details["visit_detail_end_datetime"];
    private static readonly int DetailType = Details["visit_detail_type_concept_id"];
    private static readonly int DetailCareSite = Details["care_site_id"];
    private static readonly int DetailSourceValue = Details["visit_detail_source_value"];
    private static readonly int DetailVisit = Details["visit_occurrence_id"];
    private static readonly int DetailBed = Details["bed_source_value"];

    public static void Write(FhirRecord record)
    {
        var root = record.Root;

        // A cancelled encounter did not take place.
        if (!record.TryPerson("subject"u8, out var person) || root["status"u8].Is("cancelled"u8))
        {
            return;
        }

        record.AliasIdentifiers("Encounter"u8, Visits, record.Key);
        var period = root["period"u8];
        var start = record.Time(period, "start"u8, "period");
        var end = record.Time(period, "end"u8, "period");
        var concept = ConceptOf(root["class"u8]["code"u8].Text);
        WriteVisit(record, person, concept, start, end);
        WritePlaces(record, person, concept, start, end);
        WriteAsPart(record, person, concept, start, end);
    }

    private static void WriteVisit(FhirRecord record, Mention person, long concept, ClinicalTime? start, ClinicalTime? end)
    {
        var root = record.Root;
        var row = record.Sink.Row(Visits, record.Key, person, RowMode.Replace);
        row.Long(Concept, concept);
        row.Long(Type, FhirConcepts.TypeRecord);
        row.Long(AdmittedConcept, FhirConcepts.None);
        row.Long(DischargedConcept, FhirConcepts.None);
        WriteTimes(row, start, end, StartDate, StartTime, EndDate, EndTime);
        WriteKind(row, root);
        var stay = root["hospitalization"u8];
        row.Text(AdmittedFrom, FhirRecord.CodeOrText(stay["admitSource"u8]));
        row.Text(DischargedTo, FhirRecord.CodeOrText(stay["dischargeDisposition"u8]));
        row.Text(Status, root["status"u8].Text);
        row.Text(Department, FhirRecord.DisplayOf(root["serviceType"u8]));
        row.Text(Bed, BedOf(root["location"u8]));
        row.Text(Reason, FhirRecord.CodeOrText(root["reasonCode"u8].First));
        row.Reference(CareSite, record.Reference(root["serviceProvider"u8], ReferenceTarget.CareSite));
        row.Reference(Provider, AttendingOf(record, root["participant"u8]));
    }

    // The encounter's type says more than its class, which the concept already holds; where no type is given the class stands for it.
    private static void WriteKind(RowWriter row, JsonNode root)
    {
        var type = root["type"u8].First;
        if (FhirRecord.Preferred(type, out _)["code"u8].Exists)
        {
            FhirRecord.Code(row, type, SourceValue, Vocabulary, -1);
            return;
        }

        var encounterClass = root["class"u8];
        row.Text(SourceValue, encounterClass["code"u8].Text);
        var system = encounterClass["system"u8].Text;
        if (Standards.Fhir.FhirCodeSystems.TryFind(system, out var known))
        {
            row.Text(Vocabulary, known.Vocabulary);
        }
        else
        {
            row.Text(Vocabulary, system);
        }
    }

    private static void WritePlaces(FhirRecord record, Mention person, long concept, ClinicalTime? start, ClinicalTime? end)
    {
        var number = 0;
        foreach (var place in record.Root["location"u8])
        {
            var period = place["period"u8];
            var from = record.Time(period, "start"u8, "location.period") ?? start;
            var to = period.Exists ? record.Time(period, "end"u8, "location.period") : end;
            var row = record.Sink.Row(Details, record.SubKey(Details, "location"u8, number++), person, RowMode.Replace);
            WriteDetail(row, concept, from, to);
            row.Text(DetailSourceValue, place["location"u8]["display"u8].Text);
            row.Reference(DetailCareSite, record.Reference(place["location"u8], ReferenceTarget.Place));
            row.Reference(DetailVisit, record.Key);
            if (IsBed(place))
            {
                row.Text(DetailBed, place["location"u8]["display"u8].Text);
            }
        }
    }

    private static void WriteAsPart(FhirRecord record, Mention person, long concept, ClinicalTime? start, ClinicalTime? end)
    {
        var whole = record.Reference(record.Root["partOf"u8], ReferenceTarget.Visit);
        if (whole.IsNone)
        {
            return;
        }

        var row = record.Sink.Row(Details, record.SubKey(Details, "part"u8, 0), person, RowMode.Replace);
        WriteDetail(row, concept, start, end);
        row.Text(DetailSourceValue, FhirRecord.CodeOrText(record.Root["type"u8].First));
        row.Reference(DetailCareSite, record.Reference(record.Root["serviceProvider"u8], ReferenceTarget.CareSite));
        row.Reference(DetailVisit, whole);
    }

    private static void WriteDetail(RowWriter row, long concept, ClinicalTime? start, ClinicalTime? end)
    {
        row.Long(DetailConcept, concept);
        row.Long(DetailType, FhirConcepts.TypeRecord);
        WriteTimes(row, start, end, DetailStartDate, DetailStartTime, DetailEndDate, DetailEndTime);
    }

    private static void WriteTimes(RowWriter row, ClinicalTime? start, ClinicalTime? end, int startDate, int startTime, int endDate, int endTime)
    {
        if (start is { } from)
        {
            row.Clock(startDate, startTime, from);
        }

        if (end is { } to)
        {
            row.Date(endDate, to);
            row.Timestamp(endTime, to);
        }
    }

    // v3-ActCode, the value set of Encounter.class (FHIR R4), and the letters of HL7 v2 table 0004 that some senders leave in it.
    private static long ConceptOf(ReadOnlySpan<byte> code) => code switch
    {
        [(byte)'A', (byte)'M', (byte)'B'] or [(byte)'O'] => FhirConcepts.Outpatient,
        [(byte)'I', (byte)'M', (byte)'P'] or [(byte)'S', (byte)'S'] or [(byte)'I'] => FhirConcepts.Inpatient,
        [(byte)'E', (byte)'M', (byte)'E', (byte)'R'] or [(byte)'E'] => FhirConcepts.Emergency,
        [(byte)'H', (byte)'H'] => FhirConcepts.HomeVisit,
        _ => code.SequenceEqual("ACUTE"u8) || code.SequenceEqual("NONAC"u8) ? FhirConcepts.Inpatient : FhirConcepts.None,
    };

    // The attender where one is named (v3-ParticipationType ATND, PPRF), else the first person who takes part for the institution.
    private static Mention AttendingOf(FhirRecord record, JsonNode participants)
    {
        var first = Mention.None;
        foreach (var participant in participants)
        {
            var isAttending = false;
            foreach (var type in participant["type"u8])
            {
                isAttending |= FhirRecord.HasCode(type, "ATND"u8) || FhirRecord.HasCode(type, "PPRF"u8);
            }

            if (!isAttending && !first.IsNone)
            {
                continue;
            }

            var provider = record.Reference(participant["individual"u8], ReferenceTarget.Provider);
            if (isAttending && !provider.IsNone)
            {
                return provider;
            }

            first = first.IsNone ? provider : first;
        }

        return first;
    }

    private static bool IsBed(JsonNode place) => FhirRecord.HasCode(place["physicalType"u8], "bd"u8);

    private static ReadOnlySpan<byte> BedOf(JsonNode places)
    {
        ReadOnlySpan<byte> bed = default;
        foreach (var place in places)
        {
            if (IsBed(place))
            {
                bed = place["location"u8]["display"u8].Text;
            }
        }

        return bed;
    }
}
