namespace Suwen.Bench.Mutation;

/// <summary>OMOP CDM 5.4 tables of invented people, as files of a folder.</summary>
internal static class OmopInput
{
    public static IReadOnlyList<(string Name, string Text)> Files { get; } =
    [
        ("person.csv",
            """
            person_id,gender_concept_id,year_of_birth,month_of_birth,day_of_birth,birth_datetime,race_concept_id,ethnicity_concept_id,location_id,provider_id,care_site_id,person_source_value,gender_source_value
            1,8532,1963,12,31,1963-12-31 00:00:00,0,0,,,,invented-001,F
            2,8507,1950,,,,0,0,3,,,invented-002,M

            """),
        ("visit_occurrence.csv",
            """
            visit_occurrence_id,person_id,visit_concept_id,visit_start_date,visit_start_datetime,visit_end_date,visit_end_datetime,visit_type_concept_id,provider_id,care_site_id,visit_source_value
            10,1,9201,2024-08-21,2024-08-21 00:00:00,2024-08-22,2024-08-22 08:30:00,32817,,,v-1
            11,2,9202,2024-09-01,,2024-09-01,,32817,,,v-2

            """),
        ("measurement.csv",
            """
            measurement_id,person_id,measurement_concept_id,measurement_date,measurement_datetime,measurement_type_concept_id,operator_concept_id,value_as_number,unit_concept_id,range_low,range_high,visit_occurrence_id,measurement_source_value,unit_source_value,value_source_value
            100,1,3006322,2024-08-21,2024-08-21 07:05:00,32817,0,36.9,8653,,,10,8331-1,Cel,36.9
            101,2,4024958,2024-09-01,2024-09-01 07:05:00,32817,,,,1e1,20,11,"NA, ""serum"" 1",,

            """),
        ("condition_occurrence.csv",
            """
            condition_occurrence_id,person_id,condition_concept_id,condition_start_date,condition_start_datetime,condition_end_date,condition_type_concept_id,visit_occurrence_id,condition_source_value
            200,1,255848,2024-08-21,,2024-08-30,32817,10,J18.9

            """),
    ];
}
