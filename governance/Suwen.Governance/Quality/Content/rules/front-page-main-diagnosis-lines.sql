-- Exactly one line has the role 主要诊断 and it has the same code.
-- Grain: one front page.
select t.inpatient_case_id as row_id, t.source_id, t.entry_position, t.record_number, cast(t.discharge_datetime as date) as happened_on,
       coalesce(l.main_lines, 0) <> 1 or l.code <> t.main_diagnosis_code as violated
from cdr.cn_inpatient_case t
left join (
  select inpatient_case_id, count(*) as main_lines, max(diagnosis_code) as code
  from cdr.cn_inpatient_case_diagnosis where diagnosis_role = '主要诊断' group by inpatient_case_id
) l on l.inpatient_case_id = t.inpatient_case_id
where t.main_diagnosis_code is not null
