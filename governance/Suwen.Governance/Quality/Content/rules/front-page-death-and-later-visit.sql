-- A person who died (离院方式 5) has no later visit; a day is allowed for what is written up afterwards.
-- Grain: one front page.
select t.inpatient_case_id as row_id, t.source_id, t.entry_position, t.record_number, cast(t.discharge_datetime as date) as happened_on,
       v.last_visit > {{dateadd(day, 1, t.discharge_datetime)}} as violated
from cdr.cn_inpatient_case t
left join (select person_id, max(visit_start_datetime) as last_visit from cdr.visit_occurrence group by person_id) v on v.person_id = t.person_id
where t.discharge_way = '5' and t.discharge_datetime is not null
