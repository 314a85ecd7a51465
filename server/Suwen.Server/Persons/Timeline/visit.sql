-- Visits and stays.
-- Grain: one row of visit_occurrence of a person.
-- $1 golden person
select
    'visit' as kind,
    t.visit_occurrence_id as row_id,
    coalesce(t.visit_start_datetime, cast(t.visit_start_date as timestamp)) as start_datetime,
    coalesce(t.visit_end_datetime, cast(t.visit_end_date as timestamp)) as end_datetime,
    coalesce(t.time_precision, case when t.visit_start_datetime is null then 'day' else 'second' end) as start_precision,
    case when t.visit_end_datetime is null or t.time_precision = 'day' then 'day' else 'second' end as end_precision,
    coalesce(t.reason_source_value, t.department_source_value) as title,
    t.visit_source_value as code,
    t.visit_source_vocabulary as vocabulary,
    t.visit_concept_id as concept_id,
    cast(null as double precision) as value_number,
    t.department_source_value as value_text,
    cast(null as varchar) as unit,
    cast(null as double precision) as range_low,
    cast(null as double precision) as range_high,
    cast(null as varchar) as range_text,
    cast(null as varchar) as flag,
    t.visit_status as status,
    cast(null as varchar) as body,
    t.visit_occurrence_id as visit_id,
    t.care_site_id as care_site_id,
    t.source_id,
    t.entry_position,
    t.record_number,
    t.mapping_version
from cdr.visit_occurrence t
where t.person_id = $1
