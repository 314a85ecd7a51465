-- title: 就诊及其机构与科室 | Visits with institution and department
-- grain: one row per visit that was not cancelled
-- materialise: view
-- column visit_occurrence_id: 就诊 | Visit
-- column person_id: 患者 | Person
-- column day: 日期 | Day
-- column ended_on: 结束日期 | Ended on
-- column kind: 类别 | Kind
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column hour [时 | h]: 到院时刻 | Hour of arrival
-- The institution is the one above the care site; the care site itself where it is no department; else the source that sent the visit.
-- Kinds are those of OMOP visit concepts, 9201 inpatient, 262 emergency and inpatient, 9203 emergency, 9202 outpatient, 581477 office, 5083 telehealth.
select
  v.visit_occurrence_id,
  v.person_id,
  v.visit_start_date as day,
  v.visit_end_date as ended_on,
  case
    when v.visit_concept_id in (9201, 262) then 'inpatient'
    when v.visit_concept_id = 9203 then 'emergency'
    when v.visit_concept_id in (9202, 581477, 5083) then
      case when {{in_valueset('preventive_departments', coalesce(s.site_name, v.department_source_value))}}
             or {{in_valueset('preventive_departments', v.department_source_value)}} then 'preventive' else 'outpatient' end
    else 'other'
  end as kind,
  coalesce(s.parent_name, case when not (v.department_source_value is not null and v.department_source_value in (s.site_name, s.site_code)) then s.site_name end, n.institution, '未说明') as institution,
  coalesce(case when s.parent_name is not null or v.department_source_value in (s.site_name, s.site_code) then s.site_name end, v.department_source_value, '未说明') as department,
  case when v.time_precision is null or v.time_precision not in ('day', 'month', 'year') then cast(extract(hour from v.visit_start_datetime) as integer) end as hour
from {{input('visit_occurrence')}} v
left join {{ref('sites')}} s on s.care_site_id = v.care_site_id
left join {{ref('source_names')}} n on n.source_id = v.source_id
where coalesce(v.visit_status, '') not in ('cancelled', 'planned', 'entered-in-error')
