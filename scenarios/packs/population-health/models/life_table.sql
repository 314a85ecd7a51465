-- title: 简略寿命表 | Abridged life table
-- grain: one row per sex (both, male, female) and age group, all years together
-- column sex: 性别 | Sex
-- column age_from [岁 | years]: 年龄 | Age
-- column person_years [人年 | person-years]: 人年 | Person-years
-- column deaths [人 | people]: 死亡 | Deaths
-- column death_rate: 死亡率 m | Death rate m
-- column dying: 死亡概率 q | Probability of dying q
-- column survivors [人 | people]: 尚存人数 l | Survivors l, of 100,000
-- column lived [人年 | person-years]: 存活人年 L | Years lived L
-- column expectancy [年 | years]: 期望寿命 e | Expectation of life e
-- column expectancy_low [年 | years]: 期望寿命下限 | Lower limit (95 %)
-- column expectancy_high [年 | years]: 期望寿命上限 | Upper limit (95 %)
with ages as (
  select cast(v.age_from as integer) as age_from, cast(v.width as integer) as n from {{valueset('life_ages')}} v
),
sexes as (
  select 'both' as sex union all select 'male' union all select 'female'
),
observed as (
  select s.sex, e.age_from, sum(e.person_years) as person_years, sum(e.deaths) as deaths
  from {{ref('exposure')}} e
  join sexes s on s.sex = 'both' or s.sex = e.sex
  group by s.sex, e.age_from
),
rated as (
  select s.sex, a.age_from, a.n, coalesce(o.person_years, 0) as person_years, coalesce(o.deaths, 0) as deaths,
    case when o.person_years > 0 then cast(o.deaths as double precision) / o.person_years else 0 end as m,
    case a.age_from when 0 then {{param('infant_fraction')}} when 1 then {{param('child_fraction')}} else 0.5 end as a
  from sexes s
  cross join ages a
  left join observed o on o.sex = s.sex and o.age_from = a.age_from
  -- A table of nobody is no table.
  where exists (select 1 from observed x where x.sex = s.sex and x.person_years > 0)
),
dying as (
  select r.sex, r.age_from, r.n, r.person_years, r.deaths, r.m, r.a,
    case when r.age_from = 85 then 1.0 else least(1.0, r.n * r.m / (1 + (1 - r.a) * r.n * r.m)) end as q
  from rated r
),
surviving as (
  select d.sex, d.age_from, d.n, d.person_years, d.deaths, d.m, d.a, d.q,
    -- The product of the chances of surviving, by logarithms.
    100000 * exp(coalesce(sum(ln(greatest(1 - d.q, 1e-12))) over (partition by d.sex order by d.age_from rows between unbounded preceding and 1 preceding), 0)) as l
  from dying d
),
living as (
  select s.sex, s.age_from, s.n, s.person_years, s.deaths, s.m, s.a, s.q, s.l,
    case when s.age_from = 85 then s.l / nullif(s.m, 0) else s.n * (s.l * (1 - s.q) + s.a * s.l * s.q) end as lived
  from surviving s
),
expected as (
  select v.sex, v.age_from, v.n, v.person_years, v.deaths, v.m, v.a, v.q, v.l, v.lived,
    sum(v.lived) over (partition by v.sex order by v.age_from desc rows between unbounded preceding and current row) / nullif(v.l, 0) as e,
    -- Without a death at the open end its years, and with them every expectation, are unknown.
    max(case when v.age_from = 85 and v.m = 0 then 1 else 0 end) over (partition by v.sex) as is_open
  from living v
),
-- Chiang's variance: of q from the deaths, of e from all q above. At the open end only the rate varies.
varied as (
  select e.*,
    case when e.deaths = 0 or e.age_from = 85 then 0 else e.q * e.q * (1 - e.q) / e.deaths end as var_q,
    lead(e.e) over (partition by e.sex order by e.age_from) as e_next
  from expected e
),
summed as (
  select v.*,
    sum(v.l * v.l * case when v.age_from = 85 then case when v.deaths > 0 then 1 / (v.m * v.m * v.deaths) else 0 end
        else ((1 - v.a) * v.n + coalesce(v.e_next, 0)) * ((1 - v.a) * v.n + coalesce(v.e_next, 0)) * v.var_q end) over (partition by v.sex order by v.age_from desc rows between unbounded preceding and current row) / nullif(v.l * v.l, 0) as var_e
  from varied v
)
select
  sex, age_from, person_years, cast(deaths as bigint) as deaths, m as death_rate, q as dying, l as survivors, lived,
  case when is_open = 0 then e end as expectancy,
  case when is_open = 0 then e - 1.96 * sqrt(var_e) end as expectancy_low,
  case when is_open = 0 then e + 1.96 * sqrt(var_e) end as expectancy_high
from summed
