-- WS/T 348: a specimen is taken before it is measured.
-- Grain: one result.
select t.measurement_id as row_id, t.source_id, t.entry_position, t.record_number, t.measurement_date as happened_on,
       t.measurement_datetime < s.specimen_datetime as violated
from cdr.measurement t
join cdr.specimen s on s.specimen_id = t.specimen_id
where t.measurement_datetime is not null and s.specimen_datetime is not null
