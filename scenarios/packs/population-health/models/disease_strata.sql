-- title: 各年龄组患病 | Disease by age group
-- grain: one row per disease and age group with population; people with a diagnosis in the twelve months up to the day of the run
-- column disease_name: 病种 | Disease
-- column age_group: 年龄组 | Age group
-- column age_from [岁 | years]: 年龄组起点 | First age of the group
-- column people [人 | people]: 患者 | People with the disease
-- column population [人 | people]: 人口 | Population
-- column standard_population: 标准人口 | Standard population
-- column rate [每10万 | per 100,000]: 率 | Rate
-- sensitive: excluded
with sick as (
  select distinct i.person_id, i.disease
  from {{ref('ill')}} i
  where i.month > cast({{dateadd(year, -1, {{as_of}})}} as date) and i.month <= {{as_of}}
),
aged as (
  select m.person_id, cast(extract(year from {{as_of}}) - extract(year from m.birth_date) - case when extract(month from {{as_of}}) * 100 + extract(day from {{as_of}}) < extract(month from m.birth_date) * 100 + extract(day from m.birth_date) then 1 else 0 end as integer) as age
  from {{ref('members')}} m
  where m.sex <> 'unknown' and coalesce(m.entered_on <= {{as_of}}, true) and coalesce(m.left_on > {{as_of}}, true)
),
counted as (
  select s.disease, case when a.age >= 85 then 85 else {{int_div(a.age, 5)}} * 5 end as age_from, count(*) as people
  from sick s
  join aged a on a.person_id = s.person_id
  group by s.disease, case when a.age >= 85 then 85 else {{int_div(a.age, 5)}} * 5 end
),
size as (
  select p.age_from, p.age_group, sum(p.people) as population from {{ref('pyramid')}} p group by p.age_from, p.age_group
)
select
  d.name_zh as disease_name, z.age_group, z.age_from,
  coalesce(c.people, 0) as people,
  cast(z.population as bigint) as population,
  cast(case {{param('standard')}} when 'china2020' then t.china2020 else t.who end as double precision) as standard_population,
  100000.0 * coalesce(c.people, 0) / z.population as rate
from size z
cross join (select distinct g.disease, g.name_zh from {{valueset('disease_groups')}} g) d
join {{valueset('standard_population')}} t on t.code = z.age_group
left join counted c on c.disease = d.disease and c.age_from = z.age_from
