-- From the day before admission to the day after discharge.
-- Grain: one fee line.
select t.settlement_fee_id as row_id, t.source_id, t.entry_position, t.record_number, cast(t.fee_datetime as date) as happened_on,
       cast(t.fee_datetime as date) < cast(s.admission_datetime as date) - 1 or cast(t.fee_datetime as date) > cast(s.discharge_datetime as date) + 1 as violated
from cdr.cn_settlement_fee t
join cdr.cn_settlement s on s.settlement_id = t.settlement_id
where t.fee_datetime is not null and s.admission_datetime is not null and s.discharge_datetime is not null and s.admission_datetime <= s.discharge_datetime
