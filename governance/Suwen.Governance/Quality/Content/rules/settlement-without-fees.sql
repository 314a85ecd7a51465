-- Looked at where the source sends fee lines.
-- Grain: one settlement.
select t.settlement_id as row_id, t.source_id, t.entry_position, t.record_number, t.settlement_end_date as happened_on,
       f.settlement_id is null as violated
from cdr.cn_settlement t
left join (select distinct settlement_id from cdr.cn_settlement_fee) f on f.settlement_id = t.settlement_id
where t.total_amount > 0 and t.source_id in (select source_id from cdr.cn_settlement_fee)
