-- title: 人口金字塔 | Population pyramid
-- grain: one row per age group and sex, on the day of the run
-- column age_from [岁 | years]: 年龄组起点 | First age of the group
-- column age_group: 年龄组 | Age group
-- column sex: 性别 | Sex
-- column people [人 | people]: 人数 | People
-- column signed [人 | people]: 人数（男性为负，供金字塔） | People, males negative for the pyramid
with aged as (
  select m.sex,
    cast(extract(year from {{as_of}}) - extract(year from m.birth_date) - case when extract(month from {{as_of}}) * 100 + extract(day from {{as_of}}) < extract(month from m.birth_date) * 100 + extract(day from m.birth_date) then 1 else 0 end as integer) as age
  from {{ref('members')}} m
  where m.sex <> 'unknown' and coalesce(m.entered_on <= {{as_of}}, true) and coalesce(m.left_on > {{as_of}}, true)
),
grouped as (
  select sex, case when age >= 85 then 85 else {{int_div(age, 5)}} * 5 end as age_from, count(*) as people
  from aged
  group by sex, case when age >= 85 then 85 else {{int_div(age, 5)}} * 5 end
)
select g.age_from, a.code as age_group, g.sex, g.people, case when g.sex = 'male' then -g.people else g.people end as signed
from grouped g
join {{valueset('standard_population')}} a on cast(a.age_from as integer) = g.age_from
