-- title: 失访与停药 | Lapses
-- grain: one row per person, disease and lapse
-- column person_id: 人员 | Person
-- column disease_name: 病种 | Disease
-- column county: 县区 | County
-- column age [岁 | years]: 年龄 | Age
-- column lapse: 事项（overdue 随访过期，lost 一年内无随访，refill 停药未续方，critical 危急值） | Lapse: overdue, lost, refill, critical
-- column since: 自 | Since
-- column days [天 | days]: 已过天数 | Days since
-- column disease: 病种代码 | Code of the disease
-- sensitive: excluded
with served as (
  select m.person_id, m.disease, m.disease_name, m.county, m.age, m.is_managed, m.last_follow_up_on, m.due_on, m.is_critical
  from {{ref('managed')}} m
),
found as (
  -- Overdue: managed within the year, and past the date that the last follow-up set.
  select s.person_id, s.disease, s.disease_name, s.county, s.age, 'overdue' as lapse, s.due_on as since
  from served s
  where s.is_managed and cast({{dateadd(day, cast({{param('overdue_days')}} as integer), s.due_on)}} as date) < {{as_of}}
  union all
  select s.person_id, s.disease, s.disease_name, s.county, s.age, 'lost' as lapse, s.last_follow_up_on as since
  from served s
  where not s.is_managed and s.last_follow_up_on is not null
  union all
  select s.person_id, s.disease, s.disease_name, s.county, s.age, 'critical' as lapse, s.last_follow_up_on as since
  from served s
  where s.is_critical
  union all
  -- Stopped: dispensed on three days at least, the supply and the grace gone, and not longer ago than a year.
  select s.person_id, s.disease, s.disease_name, s.county, s.age, 'refill' as lapse, d.supply_ends_on as since
  from served s
  join {{ref('medication')}} d on d.person_id = s.person_id
    and d.class = case s.disease when 'hypertension' then 'antihypertensive' when 'diabetes' then 'glucose-lowering' when 'copd' then 'bronchodilator' else 'statin' end
  where not d.is_current and d.dispensings >= 3 and d.supply_ends_on > cast({{dateadd(year, -1, {{as_of}})}} as date)
)
select person_id, disease_name, county, age, lapse, since, {{datediff(day, since, {{as_of}})}} as days, disease
from found
