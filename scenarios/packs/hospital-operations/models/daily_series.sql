-- title: 日业务量（预测所据） | Daily volume, to forecast from
-- grain: one row per day and kind of the last 400 days, where there are at least 56 days
-- column day: 日期 | Day
-- column kind: 类别 | Kind
-- column visits [人次 | visits]: 人次 | Visits
with sums as (
  select d.day, sum(d.outpatient) as outpatient, sum(d.emergency) as emergency, sum(d.admissions) as admissions
  from {{ref('daily_visits')}} d
  cross join {{ref('extent')}} e
  where d.day between e.first_day and e.last_day and d.day > {{dateadd(day, -400, e.last_day)}}
  group by d.day
),
kinds as (
  select day, '门诊 Outpatient' as kind, outpatient as visits from sums
  union all
  select day, '急诊 Emergency', emergency from sums
  union all
  select day, '入院 Admissions', admissions from sums
)
select day, kind, cast(visits as bigint) as visits
from kinds
where (select count(*) from sums) >= 56
  and kind in (select kind from kinds group by kind having sum(visits) > 0)
