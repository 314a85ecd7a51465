-- title: 人年与死亡 | Person-years and deaths
-- grain: one row per year, sex and age group
-- column year: 年份 | Year
-- column sex: 性别 | Sex
-- column age_from [岁 | years]: 年龄组起点（0，1，5，10 … 85） | First age of the group (0, 1, 5, 10 … 85)
-- column person_years [人年 | person-years]: 人年 | Person-years
-- column deaths [人 | people]: 死亡 | Deaths
with lived as (
  select
    y.year, m.sex, m.birth_date,
    greatest(y.from_on, m.entered_on, m.birth_date) as from_on,
    least(y.until_on, m.left_on) as until_on,
    -- The birthday splits the year into two ages.
    cast({{dateadd(year, cast(y.year - extract(year from m.birth_date) as integer), m.birth_date)}} as date) as birthday,
    cast(y.year - extract(year from m.birth_date) as integer) as age_after
  from {{ref('members')}} m
  join {{ref('years')}} y on coalesce(m.entered_on, m.birth_date) < y.until_on and m.birth_date < y.until_on and coalesce(m.left_on, y.until_on) > y.from_on
),
split as (
  select year, sex, age_after as age, {{datediff(day, greatest(from_on, birthday), until_on)}} as days from lived where greatest(from_on, birthday) < until_on
  union all
  select year, sex, age_after - 1 as age, {{datediff(day, from_on, least(until_on, birthday))}} as days from lived where from_on < least(until_on, birthday) and age_after > 0
),
died as (
  select
    y.year, m.sex,
    cast(extract(year from m.died_on) - extract(year from m.birth_date) - case when extract(month from m.died_on) * 100 + extract(day from m.died_on) < extract(month from m.birth_date) * 100 + extract(day from m.birth_date) then 1 else 0 end as integer) as age
  from {{ref('members')}} m
  join {{ref('years')}} y on m.died_on >= y.from_on and m.died_on < y.until_on
  where m.died_on >= m.birth_date and coalesce(m.moved_out_on >= m.died_on, true)
),
together as (
  select year, sex, age, cast(days as double precision) / 365.25 as person_years, 0 as deaths from split
  union all
  select year, sex, age, 0 as person_years, 1 as deaths from died
)
select
  year, sex,
  case when age < 1 then 0 when age < 5 then 1 when age >= 85 then 85 else {{int_div(age, 5)}} * 5 end as age_from,
  sum(person_years) as person_years,
  cast(sum(deaths) as bigint) as deaths
from together
where sex <> 'unknown'
group by year, sex, case when age < 1 then 0 when age < 5 then 1 when age >= 85 then 85 else {{int_div(age, 5)}} * 5 end
