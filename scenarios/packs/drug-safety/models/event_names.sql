-- title: 事件名称 | Names of events
-- grain: one row per event
-- column event: 事件 | Event
-- column event_name: 名称 | Name
-- column panel: 类别（诊断、症状、检验） | Diagnosis, symptom, laboratory
-- sensitive: excluded
select e.event, min(e.name) as event_name, '诊断 Diagnosis' as panel from {{ref('diagnosis_events')}} e group by e.event
union all
select s.event, s.event as event_name, '症状 Symptom' as panel from {{ref('symptom_events')}} s group by s.event
union all
select a.code as event, a.name as event_name, '检验 Laboratory' as panel from {{valueset('analytes')}} a
