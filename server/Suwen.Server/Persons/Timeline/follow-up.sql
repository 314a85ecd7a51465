-- Follow-up visits.
-- Grain: one row of cn_follow_up of a person.
-- $1 golden person
select
    'follow-up' as kind,
    t.follow_up_id as row_id,
    cast(t.follow_up_date as timestamp) as start_datetime,
    cast(null as timestamp) as end_datetime,
    coalesce(t.time_precision, 'day') as start_precision,
    cast(null as varchar) as end_precision,
    t.follow_up_type as title,
    t.follow_up_type as code,
    cast(null as varchar) as vocabulary,
    cast(null as bigint) as concept_id,
    cast(null as double precision) as value_number,
    t.outcome as value_text,
    cast(null as varchar) as unit,
    cast(null as double precision) as range_low,
    cast(null as double precision) as range_high,
    cast(null as varchar) as range_text,
    cast(null as varchar) as flag,
    t.status as status,
    substr(t.content, 1, 2000) as body,
    t.visit_occurrence_id as visit_id,
    cast(null as bigint) as care_site_id,
    t.source_id,
    t.entry_position,
    t.record_number,
    t.mapping_version
from cdr.cn_follow_up t
where t.person_id = $1
