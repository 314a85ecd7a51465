-- title: 人口（不论何日） | Members of the population, on any day
-- grain: one row per person who is counted
-- column person_id: 人员 | Person
-- column sex: 性别 | Sex
-- column birth_date: 出生日期（缺月日时取年中） | Date of birth (middle of the year where month or day are missing)
-- column county: 居住县区 | County of residence
-- column entered_on: 迁入或开始观察日期 | Moved in, or first observed
-- column moved_in_on: 迁入日期 | Moved in on
-- column moved_out_on: 迁出日期 | Moved out on
-- column died_on: 死亡日期 | Died on
-- column left_on: 离开日期 | Left on
-- column residence: 居住类型 | Kind of residence
-- column registered_province: 户籍省份 | Province of the household register
-- column is_registered_elsewhere: 户籍地与现住地不同 | Registered elsewhere than resident
-- column basis: 依据（register 人口库，person 主索引） | Basis: register or person
-- sensitive: excluded
-- incremental: by person_id
with register as (
  select
    p.person_id,
    max(p.county_code) as county,
    max(p.residence_type) as residence,
    max({{valueset_value('provinces', name, p.registered_address)}}) as registered_province,
    max(case when p.registered_address <> p.current_address then 1 else 0 end) = 1 as is_registered_elsewhere,
    min(case when {{valueset_value('vital_events', event, p.event_type)}} = 'move-in' then p.event_date else p.move_in_date end) as moved_in_on,
    min(case when {{valueset_value('vital_events', event, p.event_type)}} = 'move-out' then p.event_date else p.move_out_date end) as moved_out_on,
    min(case when {{valueset_value('vital_events', event, p.event_type)}} = 'death' then p.event_date end) as died_on
  from {{input('cn_population')}} p
  group by p.person_id
),
dead as (
  select d.person_id, min(d.death_date) as died_on from {{input('death')}} d group by d.person_id
),
observed as (
  select o.person_id, min(o.observation_period_start_date) as from_on, max(o.observation_period_end_date) as until_on from {{input('observation_period')}} o group by o.person_id
),
one as (
  select
    p.person_id,
    case p.gender_concept_id when 8507 then 'male' when 8532 then 'female' else 'unknown' end as sex,
    {{safe_cast(concat(cast(p.year_of_birth as varchar), '-', lpad(cast(coalesce(p.month_of_birth, 7) as varchar), 2, '0'), '-', lpad(cast(coalesce(p.day_of_birth, 1) as varchar), 2, '0')), date)}} as birth_date,
    r.county, r.residence, r.registered_province, coalesce(r.is_registered_elsewhere, false) as is_registered_elsewhere,
    r.moved_in_on, r.moved_out_on,
    least(r.died_on, d.died_on) as died_on,
    case when r.person_id is null then o.from_on end as observed_from,
    case when r.person_id is null then o.until_on end as observed_until,
    case when r.person_id is null then 'person' else 'register' end as basis
  from {{input('person')}} p
  cross join {{ref('has_register')}} h
  left join register r on r.person_id = p.person_id
  left join dead d on d.person_id = p.person_id
  left join observed o on o.person_id = p.person_id
  -- Where there is a register, only who is in it is counted: patients from elsewhere are not of the population.
  where r.person_id is not null or not h.has_register
)
select
  person_id, sex, birth_date, county,
  coalesce(moved_in_on, observed_from) as entered_on,
  moved_in_on, moved_out_on, died_on,
  least(moved_out_on, died_on, observed_until) as left_on,
  residence, registered_province, is_registered_elsewhere, basis
from one
where birth_date is not null
