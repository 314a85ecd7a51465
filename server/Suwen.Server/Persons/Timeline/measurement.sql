-- Results of laboratory and vital signs.
-- Grain: one row of measurement of a person.
-- $1 golden person
select
    'measurement' as kind,
    t.measurement_id as row_id,
    coalesce(t.measurement_datetime, cast(t.measurement_date as timestamp)) as start_datetime,
    cast(null as timestamp) as end_datetime,
    coalesce(t.time_precision, case when t.measurement_datetime is null then 'day' else 'second' end) as start_precision,
    cast(null as varchar) as end_precision,
    t.measurement_source_name as title,
    t.measurement_source_value as code,
    t.measurement_source_vocabulary as vocabulary,
    t.measurement_concept_id as concept_id,
    t.value_as_number as value_number,
    t.value_source_value as value_text,
    t.unit_source_value as unit,
    t.range_low as range_low,
    t.range_high as range_high,
    t.range_source_value as range_text,
    t.abnormal_flag_source_value as flag,
    t.measurement_status_source_value as status,
    cast(null as varchar) as body,
    t.visit_occurrence_id as visit_id,
    cast(null as bigint) as care_site_id,
    t.source_id,
    t.entry_position,
    t.record_number,
    t.mapping_version
from cdr.measurement t
where t.person_id = $1
