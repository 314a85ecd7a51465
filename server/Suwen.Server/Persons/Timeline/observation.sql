-- What was observed or stated.
-- Grain: one row of observation of a person.
-- $1 golden person
select
    'observation' as kind,
    t.observation_id as row_id,
    coalesce(t.observation_datetime, cast(t.observation_date as timestamp)) as start_datetime,
    cast(null as timestamp) as end_datetime,
    coalesce(t.time_precision, case when t.observation_datetime is null then 'day' else 'second' end) as start_precision,
    cast(null as varchar) as end_precision,
    t.observation_source_name as title,
    t.observation_source_value as code,
    t.observation_source_vocabulary as vocabulary,
    t.observation_concept_id as concept_id,
    t.value_as_number as value_number,
    coalesce(t.value_as_string, t.value_source_value) as value_text,
    t.unit_source_value as unit,
    cast(null as double precision) as range_low,
    cast(null as double precision) as range_high,
    cast(null as varchar) as range_text,
    cast(null as varchar) as flag,
    t.observation_status_source_value as status,
    cast(null as varchar) as body,
    t.visit_occurrence_id as visit_id,
    cast(null as bigint) as care_site_id,
    t.source_id,
    t.entry_position,
    t.record_number,
    t.mapping_version
from cdr.observation t
where t.person_id = $1
