-- A result that names an order is of the order's person.
-- Grain: one result.
select t.measurement_id as row_id, t.source_id, t.entry_position, t.record_number, t.measurement_date as happened_on,
       t.source_person_id <> o.source_person_id as violated
from cdr.measurement t
join cdr.cn_order o on o.order_id = t.order_id
where t.source_person_id is not null and o.source_person_id is not null
