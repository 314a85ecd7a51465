-- title: 每月患者：初诊与复诊 | Patients per month, first and returning
-- grain: one row per month and institution
-- column month: 月份 | Month
-- column institution: 机构 | Institution
-- column patients [人 | patients]: 患者 | Patients
-- column first_time [人 | patients]: 首次来院 | For the first time
-- column returning [人 | patients]: 再次来院 | Again
-- column first_share [% | %]: 首次来院占比 | Share for the first time
-- column has_history: 此前有12个月数据 | Twelve months of data before
-- Before twelve months of data have passed nearly everybody seems to come for the first time.
with people as (
  select distinct cast({{date_trunc(month, v.day)}} as date) as month, v.institution, v.person_id
  from {{ref('visits')}} v
  cross join {{ref('extent')}} e
  where v.day between e.first_day and e.last_day
)
select
  p.month, p.institution,
  count(*) as patients,
  count(case when cast({{date_trunc(month, f.first_day)}} as date) = p.month then 1 end) as first_time,
  count(case when cast({{date_trunc(month, f.first_day)}} as date) < p.month then 1 end) as returning,
  100.0 * count(case when cast({{date_trunc(month, f.first_day)}} as date) = p.month then 1 end) / count(*) as first_share,
  p.month >= {{dateadd(month, 12, e.first_day)}} as has_history
from people p
join {{ref('person_institution')}} f on f.person_id = p.person_id and f.institution = p.institution
cross join {{ref('extent')}} e
group by p.month, p.institution, e.first_day
