-- title: 逐月 | By month
-- grain: one row per month and group of rules
-- column month: 月份 | Month
-- column group_title: 类别 | Group
-- column findings [条 | findings]: 线索 | Findings
-- column amount [元 | CNY]: 涉及金额 | At stake
-- column rate [每万次 | per 10,000]: 每万次结算线索 | Findings per 10,000 settlements
select f.month, f.group_title, count(*) as findings, {{round_half_away(sum(f.amount), 2)}} as amount, {{round_half_away(10000.0 * count(*) / max(s.settlements), 1)}} as rate
from {{ref('findings')}} f
join (select month, count(*) as settlements from {{ref('settlements')}} group by month) s on s.month = f.month
group by f.month, f.group_title
