using System.Text;
using Suwen.Sources.Omop;
using Suwen.Sources.Tables;
using Suwen.Sources.Tests.Compliance;
using Suwen.Sources.Tests.Tables;
using Suwen.Storage.Landing;

namespace Suwen.Sources.Tests.Omop;

/// <summary>OMOP files of synthetic people, as programs write them: pandas with floating ids, a database with integers, OHDSI Athena.</summary>
internal static class OmopSamples
{
    public const string Person = """
        person_id,gender_concept_id,year_of_birth,month_of_birth,day_of_birth,birth_datetime,race_concept_id,ethnicity_concept_id,location_id,provider_id,care_site_id,person_source_value,gender_source_value
        6.0,8532.0,1963.0,12.0,31.0,1963-12-31 00:00:00,8516.0,0.0,,,7.0,zhao-si-001,F
        7,8507,1950,,,,8527,0,3,,,qian-wu-002,M

        """;

    public const string Visit53 = """
        visit_occurrence_id,person_id,visit_concept_id,visit_start_date,visit_start_datetime,visit_end_date,visit_end_datetime,visit_type_concept_id,provider_id,care_site_id,visit_source_value,visit_source_concept_id,admitting_source_concept_id,admitting_source_value,discharge_to_concept_id,discharge_to_source_value,preceding_visit_occurrence_id
        65475.0,6.0,9201.0,1996-08-21,1996-08-21 00:00:00,1996-08-22,1996-08-22 08:30:00,44818517.0,,,v-1,0.0,8870.0,急诊,8536.0,home,65444.0

        """;

    public const string Measurement = """"
        measurement_id,person_id,measurement_concept_id,measurement_date,measurement_datetime,measurement_time,measurement_type_concept_id,operator_concept_id,value_as_number,value_as_concept_id,unit_concept_id,range_low,range_high,provider_id,visit_occurrence_id,visit_detail_id,measurement_source_value,measurement_source_concept_id,unit_source_value,value_source_value
        10204.0,6.0,3006322.0,1998-10-03,1998-10-03 00:00:00,1998-10-03,5001.0,0.0,36.9,0.0,8653.0,,,0.0,65475.0,0.0,8331-1,3006322.0,Cel,36.9
        10205.0,7.0,4024958.0,2004-10-04,2004-10-04 07:05:00,,5001.0,,NA,,,1e1,20,,,,"NA, ""serum""",,,
        10204.0,7.0,3012494.0,1990-01-06,1990-01-06 00:00:00,1990-01-06,5001.0,0.0,,0.0,0.0,,,0.0,27256.0,0.0,6206-7,3012494.0,,

        """";

    public const string Concept = "concept_id\tconcept_name\tdomain_id\tvocabulary_id\tconcept_class_id\tstandard_concept\tconcept_code\tvalid_start_date\tvalid_end_date\tinvalid_reason\n"
        + "8507\tMALE\tGender\tGender\tGender\tS\tM\t19700101\t20991231\t\n"
        + "45890001\t\"Open\" wound of NA\tCondition\tSNOMED\tDisorder\t\tNA\t19700101\t20991231\tD\n";

    public const string Cost = """
        cost_id,cost_event_id,cost_domain_id,cost_type_concept_id,currency_concept_id,total_paid
        1,65475.0,Visit,32810,44818598,100.25
        2,10204.0,Measurement,32810,44818598,7

        """;

    public const string Death = """
        person_id,death_date,death_datetime,death_type_concept_id
        6,2019-04-14,,32815

        """;

    public static SampleEntry Sample(string table, string text) =>
        new(table, Chunks.Header("omop", text, (TableMetadata.Table, table), (TableMetadata.Quote, text.Contains('\t', StringComparison.Ordinal) ? "none" : "")), Encoding.UTF8.GetBytes(text));

    public static OmopSource Source { get; } = new();
}
