-- title: 月业务量（预测所据） | Monthly volume, to forecast from
-- grain: one row per month and kind, where there are at least 12 months
-- column month: 月份 | Month
-- column kind: 类别 | Kind
-- column visits [人次 | visits]: 人次 | Visits
with sums as (
  select month, sum(outpatient) as outpatient, sum(emergency) as emergency, sum(admissions) as admissions
  from {{ref('monthly_visits')}}
  group by month
),
kinds as (
  select month, '门诊 Outpatient' as kind, outpatient as visits from sums
  union all
  select month, '急诊 Emergency', emergency from sums
  union all
  select month, '入院 Admissions', admissions from sums
)
select month, kind, cast(visits as bigint) as visits
from kinds
where (select count(*) from sums) >= 12
  and kind in (select kind from kinds group by kind having sum(visits) > 0)
