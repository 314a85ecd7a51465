-- A range.
-- Grain: one result.
select t.measurement_id as row_id, t.source_id, t.entry_position, t.record_number, t.measurement_date as happened_on,
       t.range_low > t.range_high as violated
from cdr.measurement t
where t.range_low is not null and t.range_high is not null
