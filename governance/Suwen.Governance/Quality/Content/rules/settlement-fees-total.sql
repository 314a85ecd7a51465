-- 医疗保障基金结算清单: the lines are parts of 医疗费用总额; a cent is allowed for each line's rounding, up to ten.
-- Grain: one settlement that has fee lines.
select t.settlement_id as row_id, t.source_id, t.entry_position, t.record_number, t.settlement_end_date as happened_on,
       abs(t.total_amount - f.amount) > least(0.01 * f.line_count, 0.1) as violated
from cdr.cn_settlement t
join (select settlement_id, sum(amount) as amount, count(*) as line_count from cdr.cn_settlement_fee where amount is not null group by settlement_id) f on f.settlement_id = t.settlement_id
where t.total_amount is not null
