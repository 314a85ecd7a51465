-- Insurance and other cover.
-- Grain: one row of payer_plan_period of a person.
-- $1 golden person
select
    'coverage' as kind,
    t.payer_plan_period_id as row_id,
    cast(t.payer_plan_period_start_date as timestamp) as start_datetime,
    cast(t.payer_plan_period_end_date as timestamp) as end_datetime,
    coalesce(t.time_precision, 'day') as start_precision,
    'day' as end_precision,
    coalesce(t.payer_source_value, t.plan_source_value) as title,
    t.plan_source_value as code,
    cast(null as varchar) as vocabulary,
    cast(null as bigint) as concept_id,
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
from cdr.payer_plan_period t
where t.person_id = $1
