-- title: 到院时刻 | Hours of arrival
-- grain: one row per institution, weekday, hour and kind
-- column institution: 机构 | Institution
-- column kind: 类别 | Kind
-- column weekday: 星期（1 周一） | Weekday (1 Monday)
-- column hour [时 | h]: 时 | Hour
-- column visits [人次 | visits]: 人次 | Visits
-- The weekday is counted from a Monday, 1 January 2001; the engines number weekdays differently.
with counted as (
  select place_id, kind, mod({{datediff(day, cast('2001-01-01' as date), day)}}, 7) as weekday, hour, sum(visits) as visits
  from {{ref('visit_counts')}}
  where kind in (1, 2) and hour is not null and day between cast('2001-01-01' as date) and {{as_of}}
  group by place_id, kind, mod({{datediff(day, cast('2001-01-01' as date), day)}}, 7), hour
)
select
  p.institution,
  case when c.kind = 2 then '急诊 Emergency' else '门诊 Outpatient' end as kind,
  cast(1 + c.weekday as integer) as weekday,
  c.hour,
  cast(sum(c.visits) as bigint) as visits
from counted c
join {{ref('places')}} p on p.place_id = c.place_id
group by p.institution, c.kind, c.weekday, c.hour
