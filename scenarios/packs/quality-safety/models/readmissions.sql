-- title: 再入院 | Readmissions
-- grain: one row per discharge that was followed within the days of the parameter
-- column visit_occurrence_id: 出院的就诊 | Visit that ended
-- column person_id: 患者 | Person
-- column institution: 机构 | Institution
-- column department: 出院科室 | Department of discharge
-- column month: 出院月份 | Month of discharge
-- column discharged_on: 出院日期 | Discharged on
-- column readmitted_on: 再入院日期 | Readmitted on
-- column days [天 | days]: 间隔 | Days between
-- column main_name: 原主要诊断 | Main diagnosis before
-- column again_name: 再入院主要诊断 | Main diagnosis of the readmission
-- column again_institution: 再入院机构 | Institution of the readmission
-- column is_same_institution: 同一机构 | Same institution
-- column is_same_disease: 相同疾病（类目） | Same category of disease
-- column reason: 是否计划 | Planned or not
-- column is_unplanned: 非计划 | Unplanned
-- The next stay of the same person, in any institution. Unplanned is what is neither planned on the front page before nor a stay that serves a plan by its main
-- diagnosis or its operation (chemotherapy, radiotherapy, dialysis, delivery and the like, value set planned_care). Without a front page of the first stay nothing tells a plan, and the readmission is listed but not counted.
with ordered as (
  select s.*,
    lead(s.visit_occurrence_id) over (partition by s.person_id order by s.admitted_at, s.visit_occurrence_id) as next_id
  from {{ref('stays')}} s
),
therapies as (
  select distinct o.inpatient_case_id
  from {{input('cn_inpatient_case_operation')}} o
  where {{in_valueset('planned_operations', coalesce(o.operation_code, ''))}}
)
select
  a.visit_occurrence_id, a.person_id, a.institution, a.department, a.month, a.discharged_on, b.admitted_on as readmitted_on,
  {{datediff(day, a.discharged_on, b.admitted_on)}} as days,
  a.main_name, b.main_name as again_name, b.institution as again_institution,
  a.institution = b.institution as is_same_institution,
  coalesce(substr(a.main_code, 1, 3) = substr(b.main_code, 1, 3), false) as is_same_disease,
  case
    when a.is_readmission_planned then '首页有计划 Planned on the front page'
    when {{in_valueset('planned_care', coalesce(b.main_code, ''))}} then '计划性诊疗 Planned care'
    when t.inpatient_case_id is not null then '计划性治疗 Planned therapy'
    when a.inpatient_case_id is null then '无首页，不能判断 No front page'
    else '非计划 Unplanned' end as reason,
  a.inpatient_case_id is not null and not a.is_readmission_planned and not {{in_valueset('planned_care', coalesce(b.main_code, ''))}} and t.inpatient_case_id is null as is_unplanned
from ordered a
join {{ref('stays')}} b on b.visit_occurrence_id = a.next_id
left join therapies t on t.inpatient_case_id = b.inpatient_case_id
where not a.is_death and not a.is_transfer
  and b.admitted_on >= a.discharged_on
  and {{datediff(day, a.discharged_on, b.admitted_on)}} <= {{param('readmission_days')}}
