-- title: 机构排名 | Ranking of institutions
-- grain: one row per institution
-- column institution: 机构 | Institution
-- column settlements [次 | settlements]: 结算 | Settlements
-- column fund [元 | CNY]: 基金支付 | Paid by the fund
-- column findings [条 | findings]: 线索 | Findings
-- column flagged [次 | settlements]: 有线索的结算 | Settlements with findings
-- column rate [每万次 | per 10,000]: 有线索率 | Rate
-- column rate_low [每万次 | per 10,000]: 下限 | Lower limit
-- column rate_high [每万次 | per 10,000]: 上限 | Upper limit
-- column region_rate [每万次 | per 10,000]: 全区 | Region
-- column amount [元 | CNY]: 涉及金额 | At stake
-- column amount_share [‱ | ‱]: 涉及金额占结算总额（万分比） | At stake per 10,000 settled
-- column verdict: 与全区相比 | Against the region
-- Limits are Wilson's (1927) of the share of settlements with a finding. An institution with few settlements has wide limits.
with counts as (
  select s.institution, count(*) as settlements, sum(s.total) as total, sum(s.fund) as fund, count(f.settlement_id) as flagged, coalesce(sum(f.findings), 0) as findings,
    coalesce(sum(case when f.amount > cast(s.total as double precision) then cast(s.total as double precision) else f.amount end), 0) as amount
  from {{ref('settlements')}} s
  left join (select settlement_id, count(*) as findings, sum(amount) as amount from {{ref('findings')}} group by settlement_id) f on f.settlement_id = s.settlement_id
  where s.settled_on <= {{as_of}}
  group by s.institution
),
rated as (
  select c.*, cast(flagged as double precision) / settlements as p, cast(settlements as double precision) as n, cast(sum(flagged) over () as double precision) / sum(settlements) over () as region from counts c
),
limited as (
  select r.*, (p + 1.9208 / n - 1.96 * sqrt(p * (1 - p) / n + 0.9604 / (n * n))) / (1 + 3.8416 / n) as low, (p + 1.9208 / n + 1.96 * sqrt(p * (1 - p) / n + 0.9604 / (n * n))) / (1 + 3.8416 / n) as high from rated r
)
select institution, settlements, cast(fund as double precision) as fund, cast(findings as bigint) as findings, flagged,
  {{round_half_away(10000 * p, 1)}} as rate, {{round_half_away(10000 * greatest(0, low), 1)}} as rate_low, {{round_half_away(10000 * high, 1)}} as rate_high, {{round_half_away(10000 * region, 1)}} as region_rate,
  {{round_half_away(amount, 2)}} as amount, {{round_half_away(10000 * amount / nullif(cast(total as double precision), 0), 2)}} as amount_share,
  case when low > region then '高于全区 above' when high < region then '低于全区 below' else '无显著差别 alike' end as verdict
from limited
