-- Both pressures of one person and minute: LOINC 8480-6 and 8462-4, or their names.
-- Grain: one diastolic pressure that has its systolic.
with pressures as (
  select t.*, case when t.measurement_source_value in ('8480-6', '收缩压') then 'systolic' else 'diastolic' end as part
  from cdr.measurement t
  where t.measurement_source_value in ('8480-6', '8462-4', '收缩压', '舒张压') and t.value_as_number is not null and t.measurement_datetime is not null
)
select d.measurement_id as row_id, d.source_id, d.entry_position, d.record_number, d.measurement_date as happened_on,
       d.value_as_number >= s.value_as_number as violated
from pressures d
join (
  select source_id, source_person_id, measurement_datetime, min(value_as_number) as value_as_number
  from pressures where part = 'systolic' group by source_id, source_person_id, measurement_datetime
) s on s.source_id = d.source_id and s.source_person_id = d.source_person_id and s.measurement_datetime = d.measurement_datetime
where d.part = 'diastolic'
