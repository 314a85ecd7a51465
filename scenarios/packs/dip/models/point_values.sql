-- title: 每月点值 | Value of a point by month
-- grain: one row per month with scored cases
-- column month: 月份 | Month
-- column year: 年 | Year
-- column cases [例 | cases]: 病例 | Cases
-- column points: 加权分值 | Points
-- column fund [元 | CNY]: 当月基金 | Fund of the month
-- column patient_paid [元 | CNY]: 个人支付 | Paid by patients
-- column cost [元 | CNY]: 总费用 | Total charges
-- column point_value [元 | CNY]: 点值 | Value of a point
-- Value = (a twelfth of the year's budget + what patients paid) / points. Without a budget the month's charges are divided: neutral to cost.
with summed as (
  select month, year, count(*) as cases, sum(points) as points, sum(patient_paid) as patient_paid, sum(cost) as cost
  from {{ref('points')}}
  where is_insured and points is not null
  group by month, year
),
funded as (
  select s.*, case when {{param('budget')}} > 0 then cast({{param('budget')}} as double precision) / 12 else cost - patient_paid end as fund
  from summed s
)
select month, year, cases, points, fund, patient_paid, cost, (fund + patient_paid) / nullif(points, 0) as point_value
from funded
