-- The front page that bears a number: its own, or that of the admission.
-- Grain: one front page, the latest first.
-- $1 the number
select c.inpatient_case_id
from cdr.cn_inpatient_case c
where c.case_number = $1 or c.admission_number = $1
order by c.discharge_datetime desc, c.inpatient_case_id desc
limit 1
