-- Devices used.
-- Grain: one row of device_exposure of a person.
-- $1 golden person
select
    'device' as kind,
    t.device_exposure_id as row_id,
    coalesce(t.device_exposure_start_datetime, cast(t.device_exposure_start_date as timestamp)) as start_datetime,
    coalesce(t.device_exposure_end_datetime, cast(t.device_exposure_end_date as timestamp)) as end_datetime,
    coalesce(t.time_precision, case when t.device_exposure_start_datetime is null then 'day' else 'second' end) as start_precision,
    case when t.device_exposure_end_datetime is null or t.time_precision = 'day' then 'day' else 'second' end as end_precision,
    t.device_source_name as title,
    t.device_source_value as code,
    t.device_source_vocabulary as vocabulary,
    t.device_concept_id as concept_id,
    cast(null as double precision) as value_number,
    cast(null as varchar) as value_text,
    cast(null as varchar) as unit,
    cast(null as double precision) as range_low,
    cast(null as double precision) as range_high,
    cast(null as varchar) as range_text,
    cast(null as varchar) as flag,
    cast(null as varchar) as status,
    cast(null as varchar) as body,
    t.visit_occurrence_id as visit_id,
    cast(null as bigint) as care_site_id,
    t.source_id,
    t.entry_position,
    t.record_number,
    t.mapping_version
from cdr.device_exposure t
where t.person_id = $1
