-- title: 信号逐月病例 | Cases per month
-- grain: one row per pair and month with a case
-- column pair: 药品与事件 | Drug and event
-- column drug: 药品 | Drug
-- column event: 事件代码 | Event's code
-- column month: 月份 | Month
-- column cases [例 | cases]: 病例 | Cases
-- column cumulative [例 | cases]: 累计 | Cumulative
with monthly as (
  select c.pair, c.drug, c.event, c.month, count(*) as cases
  from {{ref('cases')}} c
  where not c.is_indication
  group by c.pair, c.drug, c.event, c.month
)
select m.pair, m.drug, m.event, m.month, m.cases, cast(sum(m.cases) over (partition by m.drug, m.event order by m.month) as bigint) as cumulative
from monthly m
