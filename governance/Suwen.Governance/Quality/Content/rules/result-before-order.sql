-- An order is written before its result; an hour is allowed for what is entered afterwards.
-- Grain: one result.
select t.measurement_id as row_id, t.source_id, t.entry_position, t.record_number, t.measurement_date as happened_on,
       t.measurement_datetime < {{dateadd(hour, -1, o.order_datetime)}} as violated
from cdr.measurement t
join cdr.cn_order o on o.order_id = t.order_id
where t.measurement_datetime is not null and o.order_datetime is not null
