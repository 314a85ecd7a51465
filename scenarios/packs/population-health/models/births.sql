-- title: 出生 | Births
-- grain: one row per birth to the population
-- column person_id: 新生儿 | Child
-- column born_on: 出生日期 | Born on
-- column year: 年份 | Year
-- column sex: 性别 | Sex
-- column county: 县区 | County
-- column mother_age [岁 | years]: 母亲年龄 | Age of the mother
-- column died_in_infancy: 一岁内死亡 | Died before the first birthday
-- sensitive: excluded
with mothers as (
  select p.person_id, max(p.mother_source_value) as mother from {{input('cn_population')}} p where p.mother_source_value is not null group by p.person_id
),
numbers as (
  select s.person_source_value, min(s.person_id) as person_id from {{input('cn_source_person')}} s where s.person_source_value is not null group by s.person_source_value
)
select
  m.person_id, m.birth_date as born_on, y.year, m.sex, m.county,
  cast(extract(year from m.birth_date) - extract(year from w.birth_date) - case when extract(month from m.birth_date) < extract(month from w.birth_date) then 1 else 0 end as integer) as mother_age,
  coalesce(m.died_on < cast({{dateadd(year, 1, m.birth_date)}} as date), false) as died_in_infancy
from {{ref('members')}} m
join {{ref('years')}} y on m.birth_date >= y.from_on and m.birth_date < y.until_on
left join mothers b on b.person_id = m.person_id
left join numbers n on n.person_source_value = b.mother
left join {{ref('members')}} w on w.person_id = n.person_id and w.sex = 'female'
where m.moved_in_on is null
