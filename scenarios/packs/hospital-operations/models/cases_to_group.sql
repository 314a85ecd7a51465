-- title: 待分组病例 | Cases to group
-- grain: one row per discharged stay with a front page
-- column case_id: 就诊 | Visit
-- column sex: 性别（1 男，2 女） | Sex (1 male, 2 female)
-- column age_years [岁 | years]: 年龄 | Age
-- column age_days [天 | days]: 新生儿日龄 | Age of a newborn
-- column birth_weight_g [克 | g]: 新生儿入院体重 | Weight of a newborn on admission
-- column length_of_stay_days [天 | days]: 住院日 | Length of stay
-- column discharge_way: 离院方式 | Way of discharge
-- column diagnoses: 诊断（主要诊断在前） | Diagnoses, main first
-- column procedures: 手术操作 | Procedures
with diagnoses as (
  select d.inpatient_case_id, {{string_agg(d.diagnosis_code, '|', order by d.diagnosis_order)}} as codes
  from {{input('cn_inpatient_case_diagnosis')}} d
  join {{input('cn_inpatient_case')}} c on c.inpatient_case_id = d.inpatient_case_id
  where {{regexp_like(d.diagnosis_code, '^[A-Z][0-9][0-9]')}} and d.diagnosis_code <> coalesce(c.main_diagnosis_code, '')
  group by d.inpatient_case_id
),
procedures as (
  select inpatient_case_id, {{string_agg(operation_code, '|', order by operation_order)}} as codes
  from {{input('cn_inpatient_case_operation')}}
  where operation_code is not null
  group by inpatient_case_id
)
select
  s.visit_occurrence_id as case_id,
  case p.gender_concept_id when 8507 then '1' when 8532 then '2' end as sex,
  cast(extract(year from s.admitted_on) as integer) - p.year_of_birth as age_years,
  c.newborn_age_days as age_days,
  c.newborn_admission_weight_g as birth_weight_g,
  s.days as length_of_stay_days,
  s.discharge_way,
  concat(s.main_diagnosis_code, case when d.codes is not null then concat('|', d.codes) else '' end) as diagnoses,
  o.codes as procedures
from {{ref('stays')}} s
join {{input('cn_inpatient_case')}} c on c.inpatient_case_id = s.inpatient_case_id
join {{input('person')}} p on p.person_id = s.person_id
left join diagnoses d on d.inpatient_case_id = s.inpatient_case_id
left join procedures o on o.inpatient_case_id = s.inpatient_case_id
where s.state = 'discharged' and s.main_diagnosis_code is not null
