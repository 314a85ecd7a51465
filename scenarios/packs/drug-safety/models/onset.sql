-- title: 起病时间 | Time to onset
-- grain: one row per pair and time since the first use
-- column pair: 药品与事件 | Drug and event
-- column since_first_use: 距首次用药 | Since the first use
-- column cases [例 | cases]: 病例 | Cases
-- Days are written with three digits, so that the order of the words is that of the days.
with placed as (
  select c.pair,
    case when c.onset_days <= 7 then '001–007 天 days' when c.onset_days <= 30 then '008–030 天 days' when c.onset_days <= 90 then '031–090 天 days' when c.onset_days <= 180 then '091–180 天 days' else '181+ 天 days' end as since_first_use
  from {{ref('cases')}} c
  where not c.is_indication
)
select p.pair, p.since_first_use, count(*) as cases
from placed p
group by p.pair, p.since_first_use
