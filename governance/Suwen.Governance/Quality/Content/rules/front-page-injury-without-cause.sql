-- 损伤、中毒的外部原因 is filled in where the main diagnosis is of S00–T98; complications of care (T80–T88) and late effects (T90–T98) are left out.
-- Grain: one front page.
select t.inpatient_case_id as row_id, t.source_id, t.entry_position, t.record_number, cast(t.discharge_datetime as date) as happened_on,
       coalesce(trim(t.injury_cause_code), '') = '' as violated
from cdr.cn_inpatient_case t
where upper(substr(t.main_diagnosis_code, 1, 3)) between 'S00' and 'T78'
