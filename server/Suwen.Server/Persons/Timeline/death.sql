-- Death.
-- Grain: one row of death of a person.
-- $1 golden person
select
    'death' as kind,
    t.death_id as row_id,
    coalesce(t.death_datetime, cast(t.death_date as timestamp)) as start_datetime,
    cast(null as timestamp) as end_datetime,
    coalesce(t.time_precision, case when t.death_datetime is null then 'day' else 'second' end) as start_precision,
    cast(null as varchar) as end_precision,
    t.cause_source_value as title,
    t.cause_source_value as code,
    cast(null as varchar) as vocabulary,
    t.cause_concept_id as concept_id,
    cast(null as double precision) as value_number,
    cast(null as varchar) as value_text,
    cast(null as varchar) as unit,
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
from cdr.death t
where t.person_id = $1
