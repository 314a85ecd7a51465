-- Specimens taken.
-- Grain: one row of specimen of a person.
-- $1 golden person
select
    'specimen' as kind,
    t.specimen_id as row_id,
    coalesce(t.specimen_datetime, cast(t.specimen_date as timestamp)) as start_datetime,
    cast(null as timestamp) as end_datetime,
    coalesce(t.time_precision, case when t.specimen_datetime is null then 'day' else 'second' end) as start_precision,
    cast(null as varchar) as end_precision,
    t.specimen_source_value as title,
    t.specimen_source_value as code,
    cast(null as varchar) as vocabulary,
    t.specimen_concept_id as concept_id,
    t.quantity as value_number,
    t.anatomic_site_source_value as value_text,
    t.unit_source_value as unit,
    cast(null as double precision) as range_low,
    cast(null as double precision) as range_high,
    cast(null as varchar) as range_text,
    cast(null as varchar) as flag,
    cast(null as varchar) as status,
    cast(null as varchar) as body,
    cast(null as bigint) as visit_id,
    cast(null as bigint) as care_site_id,
    t.source_id,
    t.entry_position,
    t.record_number,
    t.mapping_version
from cdr.specimen t
where t.person_id = $1
