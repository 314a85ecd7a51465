-- As on the front page: the day of discharge does not count, one day at least.
-- Grain: one settlement of a stay.
select t.settlement_id as row_id, t.source_id, t.entry_position, t.record_number, t.settlement_end_date as happened_on,
       t.length_of_stay_days <> case when cast(t.discharge_datetime as date) = cast(t.admission_datetime as date) then 1 else {{datediff(day, t.admission_datetime, t.discharge_datetime)}} end as violated
from cdr.cn_settlement t
where t.length_of_stay_days is not null and t.admission_datetime is not null and t.discharge_datetime is not null
