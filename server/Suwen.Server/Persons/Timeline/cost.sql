-- Charges and payments.
-- Grain: one row of cost of a person.
-- $1 golden person
select
    'cost' as kind,
    t.cost_id as row_id,
    cast(t.cost_date as timestamp) as start_datetime,
    cast(null as timestamp) as end_datetime,
    coalesce(t.time_precision, 'day') as start_precision,
    cast(null as varchar) as end_precision,
    t.cost_source_name as title,
    coalesce(t.cost_source_value, t.drg_source_value) as code,
    t.cost_source_vocabulary as vocabulary,
    cast(null as bigint) as concept_id,
    coalesce(t.total_charge, t.total_cost, t.total_paid) as value_number,
    cast(null as varchar) as value_text,
    t.currency_source_value as unit,
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
from cdr.cost t
where t.person_id = $1
