-- title: 个人计划 | Individual plan
-- grain: one row per person, disease and action
-- column priority: 优先级（1 最急） | Priority (1 first)
-- column person_id: 人员 | Person
-- column disease_name: 病种 | Disease
-- column county: 县区 | County
-- column age [岁 | years]: 年龄 | Age
-- column action_zh: 下一步 | Next step (Chinese)
-- column action_en: 下一步（英文） | Next step
-- column due_on: 应在此日前 | Due on
-- column action: 行动代码 | Code of the action
-- sensitive: excluded
with state as (
  select m.person_id, m.disease, m.disease_name, m.county, m.age, m.is_served, m.is_managed, m.is_controlled, m.is_critical, m.is_uncontrolled_twice, m.last_follow_up_on, m.due_on, l.hba1c_on, l.lipids_on
  from {{ref('managed')}} m
  left join {{ref('latest_measures')}} l on l.person_id = m.person_id
),
wanted as (
  select person_id, disease, disease_name, county, age, 'emergency' as action, last_follow_up_on as due_on from state where is_critical
  union all
  select person_id, disease, disease_name, county, age, 'refer' as action, cast({{dateadd(day, 14, last_follow_up_on)}} as date) as due_on from state where is_uncontrolled_twice and not is_critical
  union all
  select person_id, disease, disease_name, county, age, 'follow-up-2-weeks' as action, cast({{dateadd(day, 14, last_follow_up_on)}} as date) as due_on
  from state where is_managed and disease in ('hypertension', 'diabetes') and not is_controlled and not is_uncontrolled_twice and not is_critical
  union all
  select person_id, disease, disease_name, county, age, 'follow-up' as action, due_on from state where is_managed and is_controlled and disease in ('hypertension', 'diabetes')
  union all
  select person_id, disease, disease_name, county, age, 'enrol' as action, {{as_of}} as due_on from state where is_served and not is_managed
  union all
  select person_id, disease, disease_name, county, age, 'hba1c' as action, {{as_of}} as due_on from state where disease = 'diabetes' and (hba1c_on is null or hba1c_on <= cast({{dateadd(year, -1, {{as_of}})}} as date))
  union all
  select person_id, disease, disease_name, county, age, 'lipids' as action, {{as_of}} as due_on from state where disease in ('stroke', 'coronary') and (lipids_on is null or lipids_on <= cast({{dateadd(year, -1, {{as_of}})}} as date))
  union all
  select s.person_id, s.disease, s.disease_name, s.county, s.age, c.class as action, {{as_of}} as due_on
  from state s
  cross join (select 'statin' as class union all select 'antiplatelet' as class) c
  left join {{ref('medication')}} d on d.person_id = s.person_id and d.class = c.class and d.is_current
  where s.disease in ('stroke', 'coronary') and d.person_id is null
  union all
  select l.person_id, l.disease, l.disease_name, l.county, l.age, 'refill' as action, l.since as due_on from {{ref('lapses')}} l where l.lapse = 'refill'
  union all
  select r.person_id, r.disease, r.disease_name, r.county, r.age, 'confirm' as action, {{as_of}} as due_on from {{ref('register')}} r where r.is_active and r.certainty = 'suspected'
  union all
  select k.person_id, 'risk' as disease, '心血管病风险' as disease_name, k.county, k.age, 'risk' as action, {{as_of}} as due_on from {{ref('risk')}} k where k.level = 'high'
)
select cast(a.priority as integer) as priority, w.person_id, w.disease_name, w.county, w.age, a.action_zh, a.action_en, w.due_on, w.action
from wanted w
join {{valueset('actions')}} a on a.code = w.action
