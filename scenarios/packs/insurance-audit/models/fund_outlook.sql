-- title: 基金支出与预算 | Fund payments and budget
-- grain: one row per month, paid or forecast
-- column month: 月份 | Month
-- column state: 性质 | Paid or forecast
-- column paid [元 | CNY]: 基金支付 | Paid
-- column expected [元 | CNY]: 支付或预测 | Paid or forecast
-- column low [元 | CNY]: 下限 | Lower
-- column high [元 | CNY]: 上限 | Upper
-- column year_to_date [元 | CNY]: 年内累计 | Year to date
-- column year_low [元 | CNY]: 年内累计下限 | Year to date, lower
-- column year_high [元 | CNY]: 年内累计上限 | Year to date, upper
-- column budget [元 | CNY]: 年度预算 | Budget of the year
-- column balance [元 | CNY]: 预算余额 | Left of the budget
with months as (
  select month, '已支付 Paid' as state, fund as paid, fund as expected, fund as low, fund as high from {{ref('fund_months')}}
  union all
  select date, '预测 Forecast', cast(null as double precision), estimate, greatest(0, conf_low), conf_high from {{ref('fund_forecast')}}
),
years as (
  select extract(year from month) as year, sum(expected) as expected, count(*) as months from months group by extract(year from month)
),
budgets as (
  select y.year, case when cast({{param('annual_budget')}} as double precision) > 0 then cast({{param('annual_budget')}} as double precision)
    else (select p.expected from years p where p.year = y.year - 1 and p.months = 12) * (1 + cast({{param('budget_growth')}} as double precision)) end as budget
  from years y
),
running as (
  select m.*, sum(expected) over w as year_to_date, sum(low) over w as year_low, sum(high) over w as year_high
  from months m
  window w as (partition by extract(year from month) order by month)
)
select r.month, r.state, {{round_half_away(r.paid, 2)}} as paid, {{round_half_away(r.expected, 2)}} as expected, {{round_half_away(r.low, 2)}} as low, {{round_half_away(r.high, 2)}} as high,
  {{round_half_away(r.year_to_date, 2)}} as year_to_date, {{round_half_away(r.year_low, 2)}} as year_low, {{round_half_away(r.year_high, 2)}} as year_high, {{round_half_away(b.budget, 2)}} as budget, {{round_half_away(b.budget - r.year_to_date, 2)}} as balance
from running r
join budgets b on b.year = extract(year from r.month)
