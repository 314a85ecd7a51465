-- title: 起病时间 | Time to onset
-- grain: one row per pair and time since the first use
-- column pair: 药品与事件 | Drug and event
-- column sort_order: 次序 | Order
-- column since_first_use: 距首次用药 | Since the first use
-- column cases [例 | cases]: 病例 | Cases
with placed as (
  select c.pair, case when c.onset_days <= 7 then 1 when c.onset_days <= 30 then 2 when c.onset_days <= 90 then 3 when c.onset_days <= 180 then 4 else 5 end as sort_order
  from {{ref('cases')}} c
  where not c.is_indication
)
select
  p.pair, p.sort_order,
  case p.sort_order when 1 then '1–7 天 days' when 2 then '8–30 天 days' when 3 then '31–90 天 days' when 4 then '91–180 天 days' else '>180 天 days' end as since_first_use,
  count(*) as cases
from placed p
group by p.pair, p.sort_order
