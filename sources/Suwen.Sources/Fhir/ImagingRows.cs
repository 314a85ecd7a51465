using Suwen.Governance.Gate;
using Suwen.Storage.Schema;

namespace Suwen.Sources.Fhir;

/// <summary>ImagingStudy (FHIR R4 10.4) → <c>cn_imaging_study</c>.</summary>
internal static class ImagingRows
{
    private static readonly Table Studies = CanonicalModel.Table("cn_imaging_study");
    private static readonly int Visit = Studies["visit_occurrence_id"];
    private static readonly int Provider = Studies["provider_id"];
    private static readonly int StudyUid = Studies["study_uid"];
    private static readonly int Accession = Studies["accession_number"];
    private static readonly int Date = Studies["study_date"];
    private static readonly int Time = Studies["study_datetime"];
    private static readonly int Modality = Studies["modality"];
    private static readonly int BodySite = Studies["body_site"];
    private static readonly int BodySiteSource = Studies["body_site_source_value"];
    private static readonly int Description = Studies["description"];
    private static readonly int SeriesCount = Studies["series_count"];
    private static readonly int InstanceCount = Studies["instance_count"];

    public static void Write(FhirRecord record)
    {
        var root = record.Root;
        if (!record.TryPerson("subject"u8, out var person) || root["status"u8].Is("cancelled"u8))
        {
            return;
        }

        var series = root["series"u8];
        var row = record.Sink.Row(Studies, record.Key, person, RowMode.Replace);
        WriteIdentifiers(row, root["identifier"u8]);
        if ((record.Time("started"u8) ?? record.Time(series.First, "started"u8, "series")) is { } started)
        {
            row.Clock(Date, Time, started);
        }

        var modality = root["modality"u8].First["code"u8].Text;
        row.Text(Modality, modality.IsEmpty ? series.First["modality"u8]["code"u8].Text : modality);
        var site = series.First["bodySite"u8];
        row.Text(BodySite, site["display"u8].Text);
        row.Text(BodySiteSource, site["code"u8].Text);
        var description = root["description"u8].Text;
        row.Text(Description, description.IsEmpty ? FhirRecord.DisplayOf(root["procedureCode"u8].First) : description);
        WriteCounts(row, root, series);
        row.Reference(Visit, record.Reference(root["encounter"u8], ReferenceTarget.Visit));
        var interpreter = record.FirstReference(root["interpreter"u8], ReferenceTarget.Provider);
        row.Reference(Provider, interpreter.IsNone ? record.Reference(root["referrer"u8], ReferenceTarget.Provider) : interpreter);
    }

    // FHIR R4 10.4.5: the Study Instance UID is an identifier of system urn:dicom:uid, written as urn:oid:; some senders name the system of
    // all URIs (urn:ietf:rfc:3986) instead. The accession number is an identifier of type ACSN.
    private static void WriteIdentifiers(RowWriter row, JsonNode identifiers)
    {
        foreach (var identifier in identifiers)
        {
            var value = identifier["value"u8].Text;
            var system = identifier["system"u8];
            if (system.Is("urn:dicom:uid"u8) || (system.Is("urn:ietf:rfc:3986"u8) && value.StartsWith("urn:oid:"u8)))
            {
                row.Text(StudyUid, value.StartsWith("urn:oid:"u8) ? value["urn:oid:".Length..] : value);
            }
            else if (FhirRecord.HasCode(identifier["type"u8], "ACSN"u8))
            {
                row.Text(Accession, value);
            }
        }
    }

    private static void WriteCounts(RowWriter row, JsonNode root, JsonNode series)
    {
        long seriesSeen = 0, instancesSeen = 0;
        foreach (var item in series)
        {
            seriesSeen++;
            if (item["numberOfInstances"u8].TryInteger(out var stated))
            {
                instancesSeen += stated;
                continue;
            }

            foreach (var _ in item["instance"u8])
            {
                instancesSeen++;
            }
        }

        row.Long(SeriesCount, root["numberOfSeries"u8].TryInteger(out var statedSeries) ? statedSeries : seriesSeen);
        row.Long(InstanceCount, root["numberOfInstances"u8].TryInteger(out var statedInstances) ? statedInstances : instancesSeen);
    }
}
