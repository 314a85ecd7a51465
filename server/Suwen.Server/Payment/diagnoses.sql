-- Diagnoses of front pages that are coded in ICD-10; those of Chinese medicine stand in other code systems and group nowhere.
-- Grain: one diagnosis, in the order of the page.
-- $1, $2 days of discharge, from and to; $3 the page's id or -1 for all
select d.inpatient_case_id, d.diagnosis_code, d.diagnosis_name
from cdr.cn_inpatient_case_diagnosis d
join cdr.cn_inpatient_case c on c.inpatient_case_id = d.inpatient_case_id
where d.diagnosis_code is not null
    and (d.diagnosis_vocabulary is null or d.diagnosis_vocabulary like 'ICD%')
    and cast(coalesce(c.discharge_datetime, c.admission_datetime) as date) >= cast($1 as date)
    and cast(coalesce(c.discharge_datetime, c.admission_datetime) as date) <= cast($2 as date)
    and ($3 = -1 or c.inpatient_case_id = $3)
order by d.inpatient_case_id, d.diagnosis_order, d.inpatient_case_diagnosis_id
