-- A cent is allowed for rounding.
-- Grain: one fee line.
select t.settlement_fee_id as row_id, t.source_id, t.entry_position, t.record_number, cast(t.fee_datetime as date) as happened_on,
       abs(t.amount - t.quantity * t.unit_price) > 0.0101 as violated
from cdr.cn_settlement_fee t
where t.amount is not null and t.quantity is not null and t.unit_price is not null
