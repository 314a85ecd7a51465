-- Chapter XX of ICD-10.
-- Grain: one front page.
select t.inpatient_case_id as row_id, t.source_id, t.entry_position, t.record_number, cast(t.discharge_datetime as date) as happened_on,
       upper(substr(t.injury_cause_code, 1, 3)) not between 'V01' and 'Y98' as violated
from cdr.cn_inpatient_case t
where coalesce(trim(t.injury_cause_code), '') <> ''
