-- title: 概览 | Overview
-- grain: one row
-- column settlements [次 | settlements]: 已审结算 | Settlements looked at
-- column total [元 | CNY]: 结算总额 | Settled in total
-- column fund [元 | CNY]: 基金支付 | Paid by the fund
-- column findings [条 | findings]: 待核线索 | Findings
-- column flagged [次 | settlements]: 有线索的结算 | Settlements with findings
-- column amount [元 | CNY]: 涉及金额 | At stake
-- column amount_share [% | %]: 占总额 | Share of the total
-- column institutions [家 | institutions]: 有线索的机构 | Institutions with findings
-- column severe [条 | findings]: 其中严重 | Of them severe
-- column unlinked [次 | settlements]: 未对应到就诊的结算 | Settlements without a visit
-- column last_month: 最近月份 | Last month
-- Several rules may find one settlement: money at stake is at most what the settlement comes to.
with flagged as (
  select f.settlement_id, sum(f.amount) as amount, max(s.total) as total from {{ref('findings')}} f join {{ref('settlements')}} s on s.settlement_id = f.settlement_id group by f.settlement_id
),
money as (
  select count(*) as flagged, coalesce(sum(case when amount > cast(total as double precision) then cast(total as double precision) else amount end), 0) as amount from flagged
),
looked as (
  select count(*) as settlements, sum(total) as total, sum(fund) as fund, count(case when visit_occurrence_id is null then 1 end) as unlinked, max(month) as last_month from {{ref('settlements')}} where settled_on <= {{as_of}}
)
select l.settlements, cast(l.total as double precision) as total, cast(l.fund as double precision) as fund, (select count(*) from {{ref('findings')}}) as findings, m.flagged,
  {{round_half_away(m.amount, 2)}} as amount, {{round_half_away(100 * m.amount / nullif(cast(l.total as double precision), 0), 3)}} as amount_share,
  (select count(distinct institution) from {{ref('findings')}}) as institutions, (select count(*) from {{ref('findings')}} where severity = 'critical') as severe, l.unlinked, l.last_month
from looked l cross join money m
