-- title: 年度结算与预算 | Settlement of the year and the budget
-- grain: one row per year, from the year before that of the forecast
-- column year: 年 | Year
-- column months_done [月 | months]: 已有月数 | Months done
-- column paid [元 | CNY]: 已发生 | So far
-- column forecast [元 | CNY]: 其余月份预测 | Forecast of the others
-- column total [元 | CNY]: 全年 | Whole year
-- column lower [元 | CNY]: 全年下限 | Lower
-- column upper [元 | CNY]: 全年上限 | Upper
-- column budget [元 | CNY]: 预算 | Budget
-- column balance [元 | CNY]: 预算结余 | Budget left
-- The year that is forecast is that of the month after the last complete one. Limits of months are added up, as if all erred the same way: the widest that they can be.
with next_year as (
  select cast(extract(year from {{dateadd(month, 1, max(month))}}) as integer) as year from {{ref('settlement_series')}}
),
summed as (
  select o.year, count(o.payment) as months_done, sum(o.payment) as paid, sum(o.forecast) as forecast, sum(o.lower) as lower, sum(o.upper) as upper
  from {{ref('settlement_outlook')}} o
  cross join next_year n
  where o.year between n.year - 1 and n.year
  group by o.year
),
totals as (
  select s.*, coalesce(paid, 0) + coalesce(forecast, 0) as total,
    case when s.year = n.year and {{param('budget')}} > 0 then cast({{param('budget')}} as double precision) end as budget
  from summed s
  cross join next_year n
)
select year, months_done, paid, forecast, total, coalesce(paid, 0) + coalesce(lower, 0) as lower, coalesce(paid, 0) + coalesce(upper, 0) as upper, budget, budget - total as balance
from totals
