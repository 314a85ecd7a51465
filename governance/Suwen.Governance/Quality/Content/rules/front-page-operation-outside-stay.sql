-- 手术及操作日期 lies between admission and discharge; operations of the emergency department on the day before are allowed.
-- Grain: one operation of a front page.
select t.inpatient_case_operation_id as row_id, t.source_id, t.entry_position, t.record_number, cast(t.operation_datetime as date) as happened_on,
       cast(t.operation_datetime as date) < cast(c.admission_datetime as date) - 1 or cast(t.operation_datetime as date) > cast(c.discharge_datetime as date) as violated
from cdr.cn_inpatient_case_operation t
join cdr.cn_inpatient_case c on c.inpatient_case_id = t.inpatient_case_id
where t.operation_datetime is not null and c.admission_datetime is not null and c.discharge_datetime is not null
