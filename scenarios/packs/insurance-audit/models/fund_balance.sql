-- title: 年度预算执行 | The year's budget
-- grain: one row per year with a forecast and twelve months in sight
-- column year: 年度 | Year
-- column budget [元 | CNY]: 预算 | Budget
-- column paid [元 | CNY]: 已支付 | Paid
-- column forecast_year [元 | CNY]: 全年预计 | Expected for the year
-- column forecast_low [元 | CNY]: 下限 | Lower
-- column forecast_high [元 | CNY]: 上限 | Upper
-- column balance [元 | CNY]: 年末余额（预计） | Balance at year's end
-- column used_up_on: 预计用完日期 | Budget used up on
-- column used_up_earliest: 最早用完日期 | Used up at the earliest
-- Income of the fund is not known: the balance is that of the budget, not of the fund. Limits add up those of the months and are therefore wide.
with years as (
  select extract(year from month) as year, max(budget) as budget, coalesce(sum(paid), 0) as paid, sum(expected) as forecast_year, sum(low) as forecast_low, sum(high) as forecast_high, count(*) as months, count(case when state = '预测 Forecast' then 1 end) as ahead
  from {{ref('fund_outlook')}}
  group by extract(year from month)
),
crossed as (
  select extract(year from month) as year, min(case when year_to_date > budget then month end) as month_used, min(case when year_high > budget then month end) as month_earliest
  from {{ref('fund_outlook')}}
  group by extract(year from month)
)
select cast(y.year as bigint) as year, y.budget, {{round_half_away(y.paid, 2)}} as paid, {{round_half_away(y.forecast_year, 2)}} as forecast_year, {{round_half_away(y.forecast_low, 2)}} as forecast_low, {{round_half_away(y.forecast_high, 2)}} as forecast_high,
  {{round_half_away(y.budget - y.forecast_year, 2)}} as balance,
  cast({{dateadd(day, cast(floor(30 * (u.budget - (u.year_to_date - u.expected)) / nullif(u.expected, 0)) as integer), u.month)}} as date) as used_up_on,
  cast({{dateadd(day, cast(floor(30 * (e.budget - (e.year_high - e.high)) / nullif(e.high, 0)) as integer), e.month)}} as date) as used_up_earliest
from years y
left join crossed c on c.year = y.year
left join {{ref('fund_outlook')}} u on u.month = c.month_used
left join {{ref('fund_outlook')}} e on e.month = c.month_earliest
where y.ahead > 0 and y.months = 12
