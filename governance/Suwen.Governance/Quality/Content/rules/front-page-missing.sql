-- 国卫医发〔2016〕24号: a front page within 24 hours of discharge; looked at where the source sends front pages at all.
-- Grain: one inpatient visit that has ended.
select t.visit_occurrence_id as row_id, t.source_id, t.entry_position, t.record_number, t.visit_end_date as happened_on,
       f.visit_occurrence_id is null as violated
from cdr.visit_occurrence t
left join (select distinct visit_occurrence_id from cdr.cn_inpatient_case where visit_occurrence_id is not null) f on f.visit_occurrence_id = t.visit_occurrence_id
where t.visit_concept_id = 9201 and t.visit_end_date is not null
  and t.source_id in (select source_id from cdr.cn_inpatient_case)
