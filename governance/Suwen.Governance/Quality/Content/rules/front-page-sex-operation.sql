-- ICD-9-CM-3 chapters: 60–64 male genital organs, 65–71 female genital organs, 72–75 obstetrics.
-- Grain: one operation of sex-bound chapters.
select t.inpatient_case_operation_id as row_id, t.source_id, t.entry_position, t.record_number, cast(t.operation_datetime as date) as happened_on,
       p.gender_concept_id <> case when substr(t.operation_code, 1, 2) between '60' and '64' then 8507 else 8532 end as violated
from cdr.cn_inpatient_case_operation t
join cdr.cn_source_person p on p.source_person_id = t.source_person_id
where substr(t.operation_code, 1, 2) between '60' and '75' and p.gender_concept_id in (8507, 8532)
