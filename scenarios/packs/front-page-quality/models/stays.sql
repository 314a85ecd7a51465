-- title: 出院首页 | Front pages of discharges
-- grain: one row per front page
-- column case_id: 首页 | Page
-- column visit_occurrence_id: 就诊 | Visit
-- column person_id: 患者 | Person
-- column case_number: 病案号 | Number
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column physician: 主治医师 | Physician
-- column coder: 编码员 | Coder
-- column discharged_on: 出院日期 | Discharged on
-- column month: 月份 | Month
-- column main_diagnosis: 主要诊断 | Main diagnosis
-- column main_name: 主要诊断名称 | Name of the main diagnosis
-- column is_unspecific: 主要诊断未特指 | Main diagnosis unspecified
-- column cost [元 | CNY]: 总费用 | Cost
-- column is_settled: 已结算 | Settled
-- Unspecified is a fourth character 9 or a code that ends in x00, by which ICD-10 says that no more is known.
with settled as (
  select distinct person_id, cast(discharge_datetime as date) as settled_on
  from {{input('cn_settlement')}}
  where person_id is not null and discharge_datetime is not null and length_of_stay_days > 0
),
settled_visits as (
  select distinct visit_occurrence_id from {{input('cn_settlement')}} where visit_occurrence_id is not null
)
select
  cast(c.inpatient_case_id as varchar) as case_id,
  c.visit_occurrence_id,
  c.person_id,
  c.case_number,
  coalesce(s.display_name, s.source_name, '未说明 Not stated') as institution,
  coalesce(c.discharge_department, c.admission_department, '未说明 Not stated') as department,
  coalesce(c.attending_physician, c.chief_physician, '未说明 Not stated') as physician,
  coalesce(c.coder, '未说明 Not stated') as coder,
  cast(c.discharge_datetime as date) as discharged_on,
  cast({{date_trunc(month, c.discharge_datetime)}} as date) as month,
  c.main_diagnosis_code as main_diagnosis,
  c.main_diagnosis_name as main_name,
  {{regexp_like(c.main_diagnosis_code, '^[A-Z][0-9][0-9][.](9|x00)')}} as is_unspecific,
  cast(c.total_cost as double precision) as cost,
  (t.person_id is not null or v.visit_occurrence_id is not null) as is_settled
from {{input('cn_inpatient_case')}} c
left join {{input('source')}} s on s.source_id = c.source_id
left join settled t on t.person_id = c.person_id and t.settled_on = cast(c.discharge_datetime as date)
left join settled_visits v on v.visit_occurrence_id = c.visit_occurrence_id
where c.discharge_datetime is not null and cast(c.discharge_datetime as date) <= {{as_of}}
