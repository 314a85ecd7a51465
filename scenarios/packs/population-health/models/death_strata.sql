-- title: 各年龄组死亡 | Deaths by age group
-- grain: one row per year and sex, and age group with person-years
-- column period: 年份与性别 | Year and sex
-- column age_group: 年龄组 | Age group
-- column deaths [人 | people]: 死亡 | Deaths
-- column person_years [人年 | person-years]: 人年 | Person-years
-- column standard_population: 标准人口 | Standard population
with grouped as (
  select e.year, e.sex, case when e.age_from = 1 then 0 else e.age_from end as age_from, sum(e.deaths) as deaths, sum(e.person_years) as person_years
  from {{ref('exposure')}} e
  group by e.year, e.sex, case when e.age_from = 1 then 0 else e.age_from end
)
select
  concat(cast(g.year as varchar), ' ', g.sex) as period, t.code as age_group,
  cast(g.deaths as bigint) as deaths, g.person_years,
  cast(case {{param('standard')}} when 'china2020' then t.china2020 else t.who end as double precision) as standard_population
from grouped g
join {{valueset('standard_population')}} t on cast(t.age_from as integer) = g.age_from
where g.person_years > 0
