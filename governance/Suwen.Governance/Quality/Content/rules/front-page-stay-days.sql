-- 国卫医政发〔2011〕84号, item 实际住院天数: the day of admission counts, the day of discharge does not; one day at least.
-- Grain: one front page.
select t.inpatient_case_id as row_id, t.source_id, t.entry_position, t.record_number, cast(t.discharge_datetime as date) as happened_on,
       t.length_of_stay_days <> case when cast(t.discharge_datetime as date) = cast(t.admission_datetime as date) then 1 else {{datediff(day, t.admission_datetime, t.discharge_datetime)}} end as violated
from cdr.cn_inpatient_case t
where t.length_of_stay_days is not null and t.admission_datetime is not null and t.discharge_datetime is not null
