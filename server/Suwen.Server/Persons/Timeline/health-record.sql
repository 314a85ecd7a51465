-- Resident health records (居民健康档案).
-- Grain: one row of cn_health_record of a person.
-- $1 golden person
select
    'health-record' as kind,
    t.health_record_id as row_id,
    cast(t.record_date as timestamp) as start_datetime,
    cast(null as timestamp) as end_datetime,
    coalesce(t.time_precision, 'day') as start_precision,
    cast(null as varchar) as end_precision,
    coalesce(t.institution_name, t.responsible_doctor) as title,
    cast(null as varchar) as code,
    cast(null as varchar) as vocabulary,
    cast(null as bigint) as concept_id,
    cast(null as double precision) as value_number,
    t.disease_history as value_text,
    cast(null as varchar) as unit,
    cast(null as double precision) as range_low,
    cast(null as double precision) as range_high,
    cast(null as varchar) as range_text,
    cast(null as varchar) as flag,
    t.status as status,
    cast(null as varchar) as body,
    cast(null as bigint) as visit_id,
    cast(null as bigint) as care_site_id,
    t.source_id,
    t.entry_position,
    t.record_number,
    t.mapping_version
from cdr.cn_health_record t
where t.person_id = $1
