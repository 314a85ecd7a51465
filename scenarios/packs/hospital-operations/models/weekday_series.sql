-- title: 按星期几的就诊序列 | Visits by weekday
-- grain: one row per institution, kind, weekday and week; days without a visit are not there
-- column series: 机构、类别与星期 | Institution, kind and weekday
-- column week: 周（周一） | Week (its Monday)
-- column visits [人次 | visits]: 人次 | Visits
-- A day is compared with the same weekday of the weeks before, since Mondays are never like Sundays. Small institutions, where every
-- day differs, and histories of less than twelve weeks are left out.
with per_day as (
  select d.institution, d.day, '门急诊' as kind, sum(d.outpatient + d.emergency) as visits
  from {{ref('daily_visits')}} d
  cross join {{ref('extent')}} e
  where d.day between e.first_day and e.last_day
  group by d.institution, d.day
  union all
  select d.institution, d.day, '入院', sum(d.admissions)
  from {{ref('daily_visits')}} d
  cross join {{ref('extent')}} e
  where d.day between e.first_day and e.last_day
  group by d.institution, d.day
),
judged as (
  select p.institution, p.kind
  from per_day p
  cross join {{ref('extent')}} e
  group by p.institution, p.kind, e.first_day, e.last_day
  having sum(p.visits) >= {{param('minimum_daily')}} * ({{datediff(day, e.first_day, e.last_day)}} + 1)
    and {{datediff(day, e.first_day, e.last_day)}} >= 84
)
select
  concat(p.institution, '|', p.kind, '|', cast(1 + mod({{datediff(day, cast('2001-01-01' as date), p.day)}}, 7) as varchar)) as series,
  cast({{date_trunc(week, p.day)}} as date) as week,
  cast(p.visits as bigint) as visits
from per_day p
join judged j on j.institution = p.institution and j.kind = p.kind
where p.day >= cast('2001-01-01' as date)
