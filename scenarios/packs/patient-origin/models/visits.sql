-- title: 临床就诊及其机构 | Clinical visits with their institution
-- grain: one row per outpatient or emergency visit or stay that was not cancelled; check-ups, vaccinations and follow-ups are left out
-- materialise: view
-- column visit_occurrence_id: 就诊 | Visit
-- column person_id: 患者 | Person
-- column day: 日期 | Day
-- column ended_on: 结束日期 | Ended on
-- column kind: 类别（1 门诊，2 急诊，3 住院） | Kind (1 outpatient, 2 emergency, 3 inpatient)
-- column institution_id: 机构序号 | Number of the institution
-- column institution: 机构 | Institution
select
  v.visit_occurrence_id,
  v.person_id,
  v.visit_start_date as day,
  case when v.visit_end_date >= v.visit_start_date then v.visit_end_date else v.visit_start_date end as ended_on,
  case when v.visit_concept_id in (9201, 262) then 3 when v.visit_concept_id = 9203 then 2 else 1 end as kind,
  p.institution_id,
  p.institution
from {{input('visit_occurrence')}} v
join {{ref('places')}} p
  on p.site_key = coalesce(v.care_site_id, 0) and p.department_key = coalesce(v.department_source_value, '') and p.source_key = coalesce(v.source_id, 0)
where coalesce(v.visit_status, '') not in ('cancelled', 'planned', 'entered-in-error')
  and v.visit_start_date <= {{as_of}}
  and (v.visit_concept_id in (9201, 262, 9203) or not p.is_preventive)
