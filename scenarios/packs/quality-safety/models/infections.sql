-- title: 医院感染线索 | Candidates of hospital infection
-- grain: one row per stay and sign
-- column visit_occurrence_id: 就诊 | Visit
-- column person_id: 患者 | Person
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column month: 出院月份 | Month of discharge
-- column sign: 线索 | Sign
-- column detail: 内容 | Detail
-- column found_at: 时间 | Time
-- column hours [小时 | hours]: 入院后 | Hours since admission
-- Three signs, each from the hours of the parameter after admission. A culture that grew something; an antibacterial begun by injection or mouth where none
-- was given before; a diagnosis of infection that the front page says was not there on admission. A candidate is to be judged by the infection
-- control doctor after 卫医发〔2001〕2号; prophylaxis at an operation is left out where an operation was within 24 hours before.
with antibacterials as (
  select distinct d.visit_occurrence_id, d.drug_source_name as name, coalesce(d.drug_exposure_start_datetime, cast(d.drug_exposure_start_date as timestamp)) as at
  from {{input('drug_exposure')}} d
  join {{valueset('antibacterials')}} a on strpos(d.drug_source_name, a.code) > 0
  where d.visit_occurrence_id is not null and strpos(d.drug_source_name, '滴眼') = 0 and strpos(d.drug_source_name, '软膏') = 0 and strpos(d.drug_source_name, '乳膏') = 0
),
begun as (
  select b.visit_occurrence_id, min(b.at) as at from antibacterials b group by b.visit_occurrence_id
),
signs as (
  select s.visit_occurrence_id, '培养阳性 Culture' as sign, m.measurement_source_name || '：' || m.value_source_value as detail, coalesce(m.measurement_datetime, cast(m.measurement_date as timestamp)) as found_at
  from {{ref('stays')}} s
  join {{input('measurement')}} m on m.visit_occurrence_id = s.visit_occurrence_id
  where m.measurement_source_name like '%培养%' and m.value_source_value is not null
    and not exists (select 1 from {{valueset('negative_cultures')}} n where strpos(m.value_source_value, n.code) > 0)
  union all
  select s.visit_occurrence_id, '新用抗菌药 New antibacterial', min(a.name), b.at
  from {{ref('stays')}} s
  join begun b on b.visit_occurrence_id = s.visit_occurrence_id
  join antibacterials a on a.visit_occurrence_id = b.visit_occurrence_id and a.at = b.at
  left join {{input('cn_inpatient_case_operation')}} o on o.inpatient_case_id = s.inpatient_case_id and o.operation_datetime <= {{dateadd(hour, 24, b.at)}} and o.operation_datetime >= {{dateadd(hour, -24, b.at)}}
  where o.inpatient_case_id is null
  group by s.visit_occurrence_id, b.at
  union all
  select s.visit_occurrence_id, '院内感染诊断 Diagnosis', min(d.diagnosis_name), cast(null as timestamp)
  from {{ref('stays')}} s
  join {{input('cn_inpatient_case_diagnosis')}} d on d.inpatient_case_id = s.inpatient_case_id
  where d.admission_condition in ('4', '无') and {{in_valueset('infections', d.diagnosis_code)}}
  group by s.visit_occurrence_id, d.diagnosis_code
)
select
  s.visit_occurrence_id, s.person_id, s.institution, s.department, s.month, g.sign, min(g.detail) as detail, min(g.found_at) as found_at,
  min({{datediff(hour, s.admitted_at, g.found_at)}}) as hours
from signs g
join {{ref('stays')}} s on s.visit_occurrence_id = g.visit_occurrence_id
where g.found_at is null and {{datediff(hour, s.admitted_at, cast(s.discharged_on as timestamp))}} >= {{param('infection_hours')}} - 24
   or {{datediff(hour, s.admitted_at, g.found_at)}} >= {{param('infection_hours')}}
group by s.visit_occurrence_id, s.person_id, s.institution, s.department, s.month, g.sign
