-- title: 患者来源 | Where patients come from
-- grain: one row per month, institution, kind and county of residence
-- column month: 月份 | Month
-- column institution: 机构 | Institution
-- column kind: 类别 | Kind
-- column county: 居住县区代码 | County of residence (code)
-- column county_name: 居住县区 | County of residence
-- column distance: 远近 | How far
-- column is_primary: 基层机构 | Primary institution
-- column visits [人次 | visits]: 人次 | Visits
-- How far follows the codes of GB/T 2260: the same six digits are the same county, four the same city, two the same province.
-- A primary institution that is one platform for all counties counts as the patient's own county.
with counted as (
  select cast({{date_trunc(month, v.day)}} as date) as month, v.institution, v.kind, r.county, count(*) as visits
  from {{ref('visits')}} v
  cross join {{ref('extent')}} e
  left join {{ref('residence')}} r on r.person_id = v.person_id
  where v.day between e.first_day and e.last_day
  group by cast({{date_trunc(month, v.day)}} as date), v.institution, v.kind, r.county
)
select
  c.month, c.institution, c.kind, c.county,
  coalesce(n.name, c.county, '未知 Unknown') as county_name,
  case
    when c.county is null then '未知 Unknown'
    when i.rank = 1 or c.county = i.county then '1 本县区 Same county'
    when i.county is null then '未知 Unknown'
    when substr(c.county, 1, 4) = substr(i.county, 1, 4) then '2 本市其他县区 Same city'
    when substr(c.county, 1, 2) = substr(i.county, 1, 2) then '3 省内其他市 Same province'
    else '4 省外 Another province'
  end as distance,
  coalesce(i.rank, 0) = 1 as is_primary,
  c.visits
from counted c
left join {{ref('institutions')}} i on i.institution = c.institution
left join {{valueset('counties')}} n on n.code = c.county
