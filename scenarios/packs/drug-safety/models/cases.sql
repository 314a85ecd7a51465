-- title: 病例清单 | Cases
-- grain: one row per person, drug, event and day, of pairs that signal
-- column person_id: 人员 | Person
-- column drug: 药品 | Drug
-- column event: 事件代码 | Event's code
-- column event_name: 事件 | Event
-- column pair: 药品与事件 | Drug and event
-- column day: 事件日期 | Day of the event
-- column month: 月份 | Month
-- column last_start_on: 最近一次开药 | Last start of the drug before
-- column onset_days [天 | days]: 距首次用药天数 | Days since the first use
-- column other_drugs [种 | drugs]: 合并用药 | Other drugs at the same time
-- column visit_occurrence_id: 就诊 | Visit
-- column is_indication: 疑为适应证 | Probably the indication
-- sensitive: excluded
with found as (
  select s.drug, s.event, s.event_name, s.pair, s.is_indication, e.person_id, e.day
  from {{ref('signals')}} s
  join {{ref('seen')}} e on e.event = s.event
),
begun as (
  select f.person_id, f.drug, f.event, f.event_name, f.pair, f.is_indication, f.day,
    max(case when d.counts_until >= f.day then d.started_on end) as last_start_on,
    min(d.started_on) as first_on
  from found f
  join {{ref('drugs_taken')}} d on d.person_id = f.person_id and d.drug = f.drug and (d.started_on < f.day or d.started_on = f.day and {{param('same_day')}})
  group by f.person_id, f.drug, f.event, f.event_name, f.pair, f.is_indication, f.day
),
besides as (
  select b.person_id, b.day, count(distinct d.drug) as drugs
  from (select distinct person_id, day from begun where last_start_on is not null) b
  join {{ref('drugs_taken')}} d on d.person_id = b.person_id and (d.started_on < b.day or d.started_on = b.day and {{param('same_day')}}) and d.counts_until >= b.day
  group by b.person_id, b.day
),
visits as (
  select b.person_id, b.day, min(v.visit_occurrence_id) as visit_occurrence_id
  from (select distinct person_id, day from begun where last_start_on is not null) b
  join {{input('visit_occurrence')}} v on v.person_id = b.person_id and v.visit_start_date <= b.day and coalesce(v.visit_end_date, v.visit_start_date) >= b.day
  group by b.person_id, b.day
)
select
  b.person_id, b.drug, b.event, b.event_name, b.pair, b.day,
  cast({{date_trunc(month, b.day)}} as date) as month,
  b.last_start_on,
  {{datediff(day, b.first_on, b.day)}} as onset_days,
  o.drugs - 1 as other_drugs,
  v.visit_occurrence_id,
  b.is_indication
from begun b
join besides o on o.person_id = b.person_id and o.day = b.day
left join visits v on v.person_id = b.person_id and v.day = b.day
where b.last_start_on is not null
