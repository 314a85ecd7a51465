-- Care plans.
-- Grain: one row of cn_care_plan of a person.
-- $1 golden person
select
    'care-plan' as kind,
    t.care_plan_id as row_id,
    coalesce(t.plan_start_datetime, cast(t.plan_start_date as timestamp)) as start_datetime,
    coalesce(t.plan_end_datetime, cast(t.plan_end_date as timestamp)) as end_datetime,
    coalesce(t.time_precision, case when t.plan_start_datetime is null then 'day' else 'second' end) as start_precision,
    case when t.plan_end_datetime is null or t.time_precision = 'day' then 'day' else 'second' end as end_precision,
    t.plan_source_name as title,
    t.plan_source_value as code,
    t.plan_source_vocabulary as vocabulary,
    cast(null as bigint) as concept_id,
    cast(null as double precision) as value_number,
    cast(null as varchar) as value_text,
    cast(null as varchar) as unit,
    cast(null as double precision) as range_low,
    cast(null as double precision) as range_high,
    cast(null as varchar) as range_text,
    cast(null as varchar) as flag,
    t.plan_status as status,
    substr(t.description, 1, 2000) as body,
    t.visit_occurrence_id as visit_id,
    cast(null as bigint) as care_site_id,
    t.source_id,
    t.entry_position,
    t.record_number,
    t.mapping_version
from cdr.cn_care_plan t
where t.person_id = $1
