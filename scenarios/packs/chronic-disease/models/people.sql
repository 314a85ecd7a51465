-- title: 居民 | People
-- grain: one row per person
-- column person_id: 人员 | Person
-- column sex: 性别 | Sex
-- column birth_date: 出生日期（缺月日时取年中） | Date of birth (middle of the year where month or day are missing)
-- column county: 居住县区 | County of residence
-- column left_on: 死亡或迁出日期 | Died or moved out on
-- column died_on: 死亡日期 | Died on
-- incremental: by person_id
-- sensitive: excluded
with resident as (
  select
    p.person_id,
    max(p.county_code) as county,
    min(case when p.event_type = '死亡' then p.event_date end) as died_on,
    min(case when {{in_valueset('moved_out', p.event_type)}} then p.event_date else p.move_out_date end) as left_on
  from {{input('cn_population')}} p
  group by p.person_id
),
dead as (
  select d.person_id, min(d.death_date) as died_on
  from {{input('death')}} d
  group by d.person_id
)
select
  p.person_id,
  case p.gender_concept_id when 8507 then 'male' when 8532 then 'female' else 'unknown' end as sex,
  {{safe_cast(concat(cast(p.year_of_birth as varchar), '-', lpad(cast(coalesce(p.month_of_birth, 7) as varchar), 2, '0'), '-', lpad(cast(coalesce(p.day_of_birth, 1) as varchar), 2, '0')), date)}} as birth_date,
  r.county,
  least(r.left_on, d.died_on) as left_on,
  least(r.died_on, d.died_on) as died_on
from {{input('person')}} p
left join resident r on r.person_id = p.person_id
left join dead d on d.person_id = p.person_id
