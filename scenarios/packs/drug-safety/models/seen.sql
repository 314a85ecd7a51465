-- title: 可见事件的日子 | Days on which an event could be seen
-- grain: one row per person, day, panel and event; an event that begins with a dash is none
-- column person_id: 人员 | Person
-- column day: 日期 | Day
-- column panel: 观察面（诊断、症状、各检验项目） | Panel: diagnoses, symptoms, one laboratory test
-- column event: 事件 | Event
-- incremental: by person_id
-- until: visit_start_date
-- sensitive: excluded
-- What was not looked at cannot be found: of a laboratory value only days with that test count, of diagnoses days with a visit.
-- An abnormal value that is not new leaves that day out: the person was not at risk of a new one.
-- An event that a disease of the same person explains, recorded within 30 days before (value set explained_by), leaves its day out too.
with days as (
  select distinct v.person_id, v.visit_start_date as day
  from {{input('visit_occurrence')}} v
  where v.visit_start_date <= {{as_of}} and v.person_id is not null
),
happened as (
  select e.person_id, e.day, 'diagnosis' as panel, e.event, true as is_new from {{ref('diagnosis_events')}} e
  union all
  select e.person_id, e.day, 'symptom' as panel, e.event, e.is_new from {{ref('symptom_events')}} e
  union all
  select t.person_id, t.day, t.analyte as panel, t.analyte as event, t.is_new from {{ref('laboratory_tests')}} t where t.is_abnormal
),
explained as (
  select distinct h.person_id, h.day, h.event
  from happened h
  join {{valueset('explained_by')}} x on starts_with(h.event, x.event)
  join {{input('condition_occurrence')}} c on c.person_id = h.person_id and starts_with(c.condition_source_value, x.icd10)
    and c.condition_start_date <= h.day and {{datediff(day, c.condition_start_date, h.day)}} <= 30
    and not starts_with(c.condition_source_value, h.event)
)
select h.person_id, h.day, h.panel, h.event
from happened h
left join explained x on x.person_id = h.person_id and x.day = h.day and x.event = h.event
where h.is_new and x.person_id is null
union all
select d.person_id, d.day, k.panel, '-' || k.panel as event
from days d
cross join (select 'diagnosis' as panel union all select 'symptom') k
left join (select distinct person_id, day, panel from happened) h on h.person_id = d.person_id and h.day = d.day and h.panel = k.panel
where h.person_id is null
union all
select t.person_id, t.day, t.analyte as panel, '-' || t.analyte as event
from {{ref('laboratory_tests')}} t
where not t.is_abnormal
