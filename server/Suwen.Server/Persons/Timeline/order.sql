-- Orders.
-- Grain: one row of cn_order of a person.
-- $1 golden person
select
    'order' as kind,
    t.order_id as row_id,
    coalesce(t.order_datetime, cast(t.order_date as timestamp)) as start_datetime,
    cast(null as timestamp) as end_datetime,
    coalesce(t.time_precision, case when t.order_datetime is null then 'day' else 'second' end) as start_precision,
    cast(null as varchar) as end_precision,
    t.order_source_name as title,
    t.order_source_value as code,
    t.order_source_vocabulary as vocabulary,
    cast(null as bigint) as concept_id,
    t.quantity as value_number,
    t.frequency_source_value as value_text,
    t.unit_source_value as unit,
    cast(null as double precision) as range_low,
    cast(null as double precision) as range_high,
    cast(null as varchar) as range_text,
    t.priority as flag,
    t.order_status as status,
    t.instruction as body,
    t.visit_occurrence_id as visit_id,
    t.care_site_id as care_site_id,
    t.source_id,
    t.entry_position,
    t.record_number,
    t.mapping_version
from cdr.cn_order t
where t.person_id = $1
