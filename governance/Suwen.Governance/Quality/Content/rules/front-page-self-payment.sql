-- 自付金额 is a part of 总费用.
-- Grain: one front page.
select t.inpatient_case_id as row_id, t.source_id, t.entry_position, t.record_number, cast(t.discharge_datetime as date) as happened_on,
       t.self_payment > t.total_cost + 0.01 as violated
from cdr.cn_inpatient_case t
where t.self_payment is not null and t.total_cost is not null
