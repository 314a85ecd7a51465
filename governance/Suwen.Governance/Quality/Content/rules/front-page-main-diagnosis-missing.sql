-- The main diagnosis is required on every front page.
-- Grain: one front page.
select t.inpatient_case_id as row_id, t.source_id, t.entry_position, t.record_number, cast(t.discharge_datetime as date) as happened_on,
       coalesce(trim(t.main_diagnosis_code), '') = '' as violated
from cdr.cn_inpatient_case t
where t.discharge_datetime is not null
