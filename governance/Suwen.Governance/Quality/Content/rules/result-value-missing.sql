-- Tests of a source that have a number in 95 of 100 results; a result that is text or a concept is no empty one, nor one that is not final.
-- Grain: one result.
with numeric as (
  select source_id, measurement_source_value as code
  from cdr.measurement group by source_id, measurement_source_value
  having count(value_as_number) >= 0.95 * count(*) and count(*) >= 20
)
select t.measurement_id as row_id, t.source_id, t.entry_position, t.record_number, t.measurement_date as happened_on,
       t.value_as_number is null and coalesce(trim(t.value_source_value), '') = '' and t.value_as_concept_id is null and coalesce(t.measurement_status_source_value, 'F') not in ('X', 'I', 'O', 'S', 'P', 'cancelled', 'registered', 'entered-in-error') as violated
from cdr.measurement t
join numeric n on n.source_id = t.source_id and n.code = t.measurement_source_value
where t.measurement_source_value is not null
