-- 年龄不足1周岁的 is stated as of admission; a day is allowed.
-- Grain: one front page.
select t.inpatient_case_id as row_id, t.source_id, t.entry_position, t.record_number, cast(t.discharge_datetime as date) as happened_on,
       abs(t.newborn_age_days - {{datediff(day, p.birth_date, t.admission_datetime)}}) > 1 as violated
from cdr.cn_inpatient_case t
join cdr.cn_source_person p on p.source_person_id = t.source_person_id
where t.newborn_age_days is not null and p.birth_date is not null and t.admission_datetime is not null
