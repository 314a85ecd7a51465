-- title: End of the stay from the front page
-- title-zh: 按病案首页补全住院结束时间
-- kind: complete
-- table: visit_occurrence
-- version: 1
-- why: The visit has no end, and the front page of the same stay states when the patient was discharged.
select
    v.visit_occurrence_id,
    cast(max(c.discharge_datetime) as date) as visit_end_date,
    max(c.discharge_datetime) as visit_end_datetime
from visit_occurrence v
join cn_inpatient_case c on c.visit_occurrence_id = v.visit_occurrence_id
where v.visit_end_date is null
    and c.discharge_datetime is not null
    and cast(c.discharge_datetime as date) >= v.visit_start_date
group by v.visit_occurrence_id
having count(distinct c.discharge_datetime) = 1
