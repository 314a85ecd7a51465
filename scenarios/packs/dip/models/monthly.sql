-- title: 每月预结算 | Monthly prepayment
-- grain: one row per month and institution
-- column month: 月份 | Month
-- column institution: 机构 | Institution
-- column cases [例 | cases]: 病例 | Cases
-- column score: 分值 | Score
-- column points: 加权分值 | Points
-- column point_value [元 | CNY]: 点值 | Value of a point
-- column standard [元 | CNY]: 应结 | Standard payment
-- column patient_paid [元 | CNY]: 个人支付 | Paid by patients
-- column prepaid [元 | CNY]: 预付 | Prepaid
-- column cost [元 | CNY]: 总费用 | Total charges
-- column gain [元 | CNY]: 盈亏 | Gain or loss
select p.month, p.institution, count(*) as cases, sum(p.final_score) as score, sum(p.points) as points, min(v.point_value) as point_value,
  sum(p.points) * min(v.point_value) as standard, sum(p.patient_paid) as patient_paid,
  greatest(0, sum(p.points) * min(v.point_value) - sum(p.patient_paid)) * {{param('prepaid_share')}} as prepaid,
  sum(p.cost) as cost, sum(p.points) * min(v.point_value) - sum(p.cost) as gain
from {{ref('points')}} p
join {{ref('point_values')}} v on v.month = p.month
where p.is_insured and p.points is not null
group by p.month, p.institution
