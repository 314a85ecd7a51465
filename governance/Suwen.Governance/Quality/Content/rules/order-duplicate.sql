-- The same item for the same person at the same time in the same visit under two numbers, not cancelled.
-- Grain: one order.
select t.order_id as row_id, t.source_id, t.entry_position, t.record_number, t.order_date as happened_on,
       count(*) over (partition by t.source_id, t.source_person_id, t.visit_occurrence_id, t.order_source_value, t.order_source_name, t.order_datetime, t.quantity, t.frequency_source_value, t.instruction) > 1 as violated
from cdr.cn_order t
where t.order_source_value is not null and t.order_datetime is not null and coalesce(t.order_status, '') not in ('CA', 'DC', 'revoked', 'cancelled')
