-- ICD-10 volume 2, 3.1.3: an asterisk code (manifestation) never stands alone or first; 国临 2.0 writes the pair in one, dagger code first, joined by a plus.
-- Grain: one front page.
select t.inpatient_case_id as row_id, t.source_id, t.entry_position, t.record_number, cast(t.discharge_datetime as date) as happened_on,
       t.main_diagnosis_code like '%*%' and t.main_diagnosis_code not like '%+%' as violated
from cdr.cn_inpatient_case t
where coalesce(t.main_diagnosis_code, '') <> ''
