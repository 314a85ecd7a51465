-- Equal person, code, time, value, order and specimen under several records.
-- Grain: one result.
select t.measurement_id as row_id, t.source_id, t.entry_position, t.record_number, t.measurement_date as happened_on,
       count(*) over (partition by t.source_id, t.source_person_id, t.measurement_source_value, t.measurement_datetime, t.value_as_number, t.value_source_value, t.order_id, t.specimen_id, t.visit_occurrence_id) > 1 as violated
from cdr.measurement t
where t.measurement_datetime is not null and t.measurement_source_value is not null
