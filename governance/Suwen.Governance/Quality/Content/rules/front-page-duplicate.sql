-- A stay has one front page.
-- Grain: one front page.
select t.inpatient_case_id as row_id, t.source_id, t.entry_position, t.record_number, cast(t.discharge_datetime as date) as happened_on,
       count(*) over (partition by t.source_id, t.source_person_id, t.admission_datetime) > 1 as violated
from cdr.cn_inpatient_case t
where t.admission_datetime is not null
