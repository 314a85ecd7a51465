-- title: 数据是否具备 | Which data are there
-- grain: one row per kind of evidence
-- column sort_order: 次序 | Order
-- column evidence: 证据 | Evidence
-- column days [次 | days]: 可见事件的日数 | Days on which it could be seen
-- column events [次 | events]: 事件 | Events
-- column state: 状态 | State
-- sensitive: excluded
with counted as (
  select case when s.panel in ('diagnosis', 'symptom') then s.panel else 'laboratory' end as evidence, count(*) as days, count(case when not starts_with(s.event, '-') then 1 end) as events
  from {{ref('seen')}} s
  group by 1
),
kinds as (
  select 1 as sort_order, 'diagnosis' as evidence, '新发诊断 New diagnoses' as title
  union all select 2, 'symptom', '主诉症状 Symptoms in complaints'
  union all select 3, 'laboratory', '检验异常 Laboratory values'
)
select k.sort_order, k.title as evidence, coalesce(c.days, 0) as days, coalesce(c.events, 0) as events,
  case when coalesce(c.days, 0) = 0 then '无数据 No data' when c.events = 0 then '有数据、无事件 Data, but no event' else '可用 Usable' end as state
from kinds k
left join counted c on c.evidence = k.evidence
