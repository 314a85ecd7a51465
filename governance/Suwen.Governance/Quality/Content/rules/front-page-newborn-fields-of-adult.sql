-- Weights belong to the page of the newborn, or to that of the mother at delivery (discharge diagnosis Z37 or O80–O84).
-- Grain: one front page.
select t.inpatient_case_id as row_id, t.source_id, t.entry_position, t.record_number, cast(t.discharge_datetime as date) as happened_on,
       t.newborn_birth_weight_g is not null and {{datediff(day, p.birth_date, t.admission_datetime)}} > 366 and m.inpatient_case_id is null as violated
from cdr.cn_inpatient_case t
join cdr.cn_source_person p on p.source_person_id = t.source_person_id
left join (select distinct inpatient_case_id from cdr.cn_inpatient_case_diagnosis where substr(diagnosis_code, 1, 3) = 'Z37' or substr(diagnosis_code, 1, 3) between 'O80' and 'O84') m on m.inpatient_case_id = t.inpatient_case_id
where p.birth_date is not null and t.admission_datetime is not null
