-- title: 就诊及其机构与科室 | Visits with institution and department
-- grain: one row per visit that was not cancelled
-- materialise: view
-- column visit_occurrence_id: 就诊 | Visit
-- column person_id: 患者 | Person
-- column day: 日期 | Day
-- column ended_on: 结束日期 | Ended on
-- column kind: 类别（1 门诊，2 急诊，3 住院，4 预防保健，5 其他） | Kind (1 outpatient, 2 emergency, 3 inpatient, 4 preventive, 5 other)
-- column place_id: 地点 | Place
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column hour [时 | h]: 到院时刻 | Hour of arrival
-- Kinds are those of OMOP visit concepts, 9201 inpatient, 262 emergency and inpatient, 9203 emergency, 9202 outpatient, 581477 office, 5083 telehealth.
select
  v.visit_occurrence_id,
  v.person_id,
  v.visit_start_date as day,
  v.visit_end_date as ended_on,
  case
    when v.visit_concept_id in (9201, 262) then 3
    when v.visit_concept_id = 9203 then 2
    when v.visit_concept_id in (9202, 581477, 5083) then case when p.is_preventive then 4 else 1 end
    else 5
  end as kind,
  p.place_id,
  p.institution,
  p.department,
  case when v.time_precision is null or v.time_precision not in ('day', 'month', 'year') then cast(extract(hour from v.visit_start_datetime) as integer) end as hour
from {{input('visit_occurrence')}} v
join {{ref('places')}} p
  on p.site_key = coalesce(v.care_site_id, 0) and p.department_key = coalesce(v.department_source_value, '') and p.source_key = coalesce(v.source_id, 0)
where coalesce(v.visit_status, '') not in ('cancelled', 'planned', 'entered-in-error')
