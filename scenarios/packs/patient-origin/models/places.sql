-- title: 就诊地点 | Places of visits
-- grain: one row per care site, department and source as visits name them
-- column place_id: 地点 | Place
-- column site_key: 服务点 | Care site
-- column department_key: 科室原值 | Department as sent
-- column source_key: 来源 | Source
-- column institution_id: 机构序号 | Number of the institution
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column is_preventive: 预防保健科室 | Preventive department
-- The institution is the one above the care site; the care site itself where it is no department; else the source that sent the visit.
-- Names are found here once for each place and not for each of millions of visits.
with used as (
  select distinct coalesce(care_site_id, 0) as site_key, coalesce(department_source_value, '') as department_key, coalesce(source_id, 0) as source_key
  from {{input('visit_occurrence')}}
),
named as (
  select
    u.site_key, u.department_key, u.source_key,
    coalesce(s.parent_name, case when u.department_key = '' or u.department_key not in (coalesce(s.site_name, '?'), coalesce(s.site_code, '?')) then s.site_name end, n.institution, '未说明') as institution,
    coalesce(case when s.parent_name is not null or (u.department_key <> '' and u.department_key in (coalesce(s.site_name, '?'), coalesce(s.site_code, '?'))) then s.site_name end, nullif(u.department_key, ''), '未说明') as department,
    coalesce({{in_valueset('preventive_departments', s.site_name)}}, false) or {{in_valueset('preventive_departments', u.department_key)}} as is_preventive
  from used u
  left join {{ref('sites')}} s on s.care_site_id = u.site_key
  left join {{ref('source_names')}} n on n.source_id = u.source_key
)
select
  row_number() over (order by site_key, department_key, source_key) as place_id,
  site_key, department_key, source_key,
  dense_rank() over (order by institution) as institution_id,
  institution, department, is_preventive
from named
