-- title: 人口结构 | Structure of the population
-- grain: one row, on the day of the run
-- column people [人 | people]: 人口 | People
-- column aged_65 [% | %]: 65岁及以上 | Aged 65 and over
-- column dependency [% | %]: 总抚养比（0–14 与 65+ 比 15–64） | Dependency ratio (0–14 and 65+ to 15–64)
-- column sex_ratio: 性别比（女=100） | Males per 100 females
-- column expectancy [岁 | years]: 期望寿命 | Expectation of life
with counted as (
  select sum(p.people) as people, sum(case when p.age_from >= 65 then p.people else 0 end) as old, sum(case when p.age_from < 15 then p.people else 0 end) as young, sum(case when p.sex = 'male' then p.people else 0 end) as males
  from {{ref('pyramid')}} p
)
select
  cast(c.people as bigint) as people,
  100.0 * c.old / nullif(c.people, 0) as aged_65,
  100.0 * (c.old + c.young) / nullif(c.people - c.old - c.young, 0) as dependency,
  100.0 * c.males / nullif(c.people - c.males, 0) as sex_ratio,
  l.expectancy
from counted c
left join {{ref('life_table')}} l on l.sex = 'both' and l.age_from = 0
where c.people > 0
