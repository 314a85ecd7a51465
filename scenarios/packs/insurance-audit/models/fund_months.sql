-- title: 基金支付逐月（预测所据） | Fund payments by month, to forecast from
-- grain: one row per whole month
-- column month: 月份 | Month
-- column settlements [次 | settlements]: 结算 | Settlements
-- column fund [元 | CNY]: 基金支付 | Paid by the fund
-- A month that is not over, and months at the end with hardly any settlement (a slip of a date), are left out.
with sums as (
  select month, count(*) as settlements, cast(coalesce(sum(fund), 0) as double precision) as fund
  from {{ref('settlements')}}
  where settled_on <= {{as_of}} and {{last_day(month)}} <= {{as_of}}
  group by month
),
middle as (
  select percentile_cont(0.5) within group (order by settlements) as usual from sums
),
last_whole as (
  select max(s.month) as month, min(s.month) as first_month from sums s cross join middle m where s.settlements >= 0.3 * m.usual
)
select s.month, s.settlements, s.fund
from sums s cross join last_whole l
where s.month between l.first_month and l.month
