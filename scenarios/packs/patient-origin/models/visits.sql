-- title: 临床就诊及其机构 | Clinical visits with their institution
-- grain: one row per outpatient or emergency visit or stay that was not cancelled; check-ups, vaccinations and follow-ups are left out
-- materialise: view
-- column visit_occurrence_id: 就诊 | Visit
-- column person_id: 患者 | Person
-- column day: 日期 | Day
-- column ended_on: 结束日期 | Ended on
-- column kind: 类别 | Kind
-- column institution: 机构 | Institution
-- The institution is the one above the care site; the care site itself where it is no department; else the source that sent the visit.
select
  v.visit_occurrence_id,
  v.person_id,
  v.visit_start_date as day,
  case when v.visit_end_date >= v.visit_start_date then v.visit_end_date else v.visit_start_date end as ended_on,
  case when v.visit_concept_id in (9201, 262) then '住院 Inpatient' when v.visit_concept_id = 9203 then '急诊 Emergency' else '门诊 Outpatient' end as kind,
  coalesce(s.parent_name, case when not (v.department_source_value is not null and v.department_source_value in (s.site_name, s.site_code)) then s.site_name end, n.institution, '未说明') as institution
from {{input('visit_occurrence')}} v
left join {{ref('sites')}} s on s.care_site_id = v.care_site_id
left join {{ref('source_names')}} n on n.source_id = v.source_id
where coalesce(v.visit_status, '') not in ('cancelled', 'planned', 'entered-in-error')
  and v.visit_start_date <= {{as_of}}
  and not (v.visit_concept_id not in (9201, 262, 9203)
    and (coalesce({{in_valueset('preventive_departments', s.site_name)}}, false) or coalesce({{in_valueset('preventive_departments', v.department_source_value)}}, false)))
