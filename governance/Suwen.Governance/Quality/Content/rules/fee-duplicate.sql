-- The same item at the same second in one settlement with the same quantity and price.
-- Grain: one fee line.
select t.settlement_fee_id as row_id, t.source_id, t.entry_position, t.record_number, cast(t.fee_datetime as date) as happened_on,
       count(*) over (partition by t.settlement_id, t.item_code, t.fee_datetime, t.quantity, t.unit_price) > 1 as violated
from cdr.cn_settlement_fee t
where t.settlement_id is not null and t.item_code is not null and t.fee_datetime is not null
