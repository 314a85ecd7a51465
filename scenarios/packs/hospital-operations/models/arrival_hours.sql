-- title: 到院时刻 | Hours of arrival
-- grain: one row per institution, weekday, hour and kind
-- column institution: 机构 | Institution
-- column kind: 类别 | Kind
-- column weekday: 星期（1 周一） | Weekday (1 Monday)
-- column hour [时 | h]: 时 | Hour
-- column visits [人次 | visits]: 人次 | Visits
-- The weekday is counted from a Monday, 1 January 2001; the engines number weekdays differently.
select
  v.institution,
  case when v.kind = 'emergency' then '急诊 Emergency' else '门诊 Outpatient' end as kind,
  cast(1 + mod({{datediff(day, cast('2001-01-01' as date), v.day)}}, 7) as integer) as weekday,
  v.hour,
  count(*) as visits
from {{ref('visits')}} v
where v.kind in ('outpatient', 'emergency') and v.hour is not null and v.day <= {{as_of}} and v.day >= cast('2001-01-01' as date)
group by v.institution, v.kind, mod({{datediff(day, cast('2001-01-01' as date), v.day)}}, 7), v.hour
