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
  select distinct cast(extract(year from v.day) * 12 + extract(month from v.day) as integer) as month_number, v.institution_id, v.person_id
  from {{ref('visits')}} v
  cross join {{ref('extent')}} e
  where v.day between e.first_day and e.last_day
),
counted as (
  select
    p.month_number, p.institution_id, count(*) as patients,
    count(case when cast(extract(year from f.first_day) * 12 + extract(month from f.first_day) as integer) = p.month_number then 1 end) as first_time
  from people p
  join {{ref('person_institution')}} f on f.person_id = p.person_id and f.institution_id = p.institution_id
  group by p.month_number, p.institution_id
),
dated as (
  select c.*, cast({{dateadd(month, c.month_number - 24001, cast('2000-01-01' as date))}} as date) as month from counted c
)
select
  d.month, n.institution, d.patients, d.first_time, d.patients - d.first_time as returning,
  100.0 * d.first_time / d.patients as first_share,
  d.month >= {{dateadd(month, 12, e.first_day)}} as has_history
from dated d
join {{ref('institution_names')}} n on n.institution_id = d.institution_id
cross join {{ref('extent')}} e
