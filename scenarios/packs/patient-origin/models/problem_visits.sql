-- title: 多家机构看过的问题 | Problems shown at several institutions
-- grain: one row per person, problem, institution and day, of those shown at enough institutions in the last twelve months
-- column person_id: 患者 | Person
-- column problem: 问题（ICD-10 类目或原编码） | Problem (ICD-10 category, or the code as it is)
-- column institution: 机构 | Institution
-- column day: 日期 | Day
with diagnosed as (
  select v.person_id,
    case when {{regexp_like(c.condition_source_value, '^[A-Z][0-9][0-9]')}} then substr(c.condition_source_value, 1, 3) else c.condition_source_value end as problem,
    v.institution, v.day
  from {{input('condition_occurrence')}} c
  join {{ref('visits')}} v on v.visit_occurrence_id = c.visit_occurrence_id
  cross join {{ref('extent')}} e
  where v.kind <> '住院 Inpatient' and v.day between e.year_from and e.last_day and c.condition_source_value is not null
    -- Factors such as follow-up (Z) and codes of Chinese medicine beside the disease are no problem of their own.
    and not {{regexp_like(c.condition_source_value, '^(Z[0-9][0-9]|[BZ][A-Z][A-Z])')}}
  group by v.person_id, case when {{regexp_like(c.condition_source_value, '^[A-Z][0-9][0-9]')}} then substr(c.condition_source_value, 1, 3) else c.condition_source_value end, v.institution, v.day
),
several as (
  select person_id, problem from diagnosed group by person_id, problem having count(distinct institution) >= {{param('shopping_institutions')}}
)
select d.person_id, d.problem, d.institution, d.day
from diagnosed d
join several s on s.person_id = d.person_id and s.problem = d.problem
