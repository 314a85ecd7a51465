-- Readings of wearables and home devices.
-- Grain: one row of cn_device_reading of a person.
-- $1 golden person
select
    'device-reading' as kind,
    t.device_reading_id as row_id,
    t.reading_datetime as start_datetime,
    cast(null as timestamp) as end_datetime,
    coalesce(t.time_precision, 'second') as start_precision,
    cast(null as varchar) as end_precision,
    t.reading_type as title,
    t.reading_type as code,
    t.reading_vocabulary as vocabulary,
    cast(null as bigint) as concept_id,
    t.reading_value as value_number,
    cast(null as varchar) as value_text,
    t.unit_source_value as unit,
    cast(null as double precision) as range_low,
    cast(null as double precision) as range_high,
    cast(null as varchar) as range_text,
    t.quality_flag as flag,
    cast(null as varchar) as status,
    cast(null as varchar) as body,
    cast(null as bigint) as visit_id,
    cast(null as bigint) as care_site_id,
    t.source_id,
    t.entry_position,
    t.record_number,
    t.mapping_version
from cdr.cn_device_reading t
where t.person_id = $1
