-- ICD-10 volume 2, 4.2.6: chapter XX is coded beside the injury and never as the main condition.
-- Grain: one front page.
select t.inpatient_case_id as row_id, t.source_id, t.entry_position, t.record_number, cast(t.discharge_datetime as date) as happened_on,
       upper(substr(t.main_diagnosis_code, 1, 3)) between 'V01' and 'Y98' as violated
from cdr.cn_inpatient_case t
where coalesce(t.main_diagnosis_code, '') <> ''
