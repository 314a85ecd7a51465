-- 新生儿出生体重 and 入院体重 are filled in for those of 28 days or less.
-- Grain: one front page.
select t.inpatient_case_id as row_id, t.source_id, t.entry_position, t.record_number, cast(t.discharge_datetime as date) as happened_on,
       t.newborn_birth_weight_g is null or t.newborn_admission_weight_g is null as violated
from cdr.cn_inpatient_case t
join cdr.cn_source_person p on p.source_person_id = t.source_person_id
where p.birth_date is not null and t.admission_datetime is not null and {{datediff(day, p.birth_date, t.admission_datetime)}} between 0 and 28
