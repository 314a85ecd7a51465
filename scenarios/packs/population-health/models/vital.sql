-- title: 人口动态 | Vital statistics
-- grain: one row per year
-- column year: 年份 | Year
-- column population [人年 | person-years]: 平均人口（人年） | Mean population (person-years)
-- column births [人 | people]: 出生 | Births
-- column deaths [人 | people]: 死亡 | Deaths
-- column infant_deaths [人 | people]: 婴儿死亡 | Infant deaths
-- column moved_in [人 | people]: 迁入 | Moved in
-- column moved_out [人 | people]: 迁出 | Moved out
-- column birth_rate [‰ | ‰]: 出生率 | Birth rate
-- column death_rate [‰ | ‰]: 死亡率 | Death rate
-- column natural_increase [‰ | ‰]: 自然增长率 | Natural increase
-- column net_migration [‰ | ‰]: 净迁移率 | Net migration
-- column infant_mortality [‰ | ‰]: 婴儿死亡率 | Infant mortality
-- column fertility [个 | children]: 总和生育率 | Total fertility rate
-- column sex_ratio: 出生性别比（女=100） | Boys per 100 girls
with exposed as (
  select e.year, sum(e.person_years) as person_years, cast(sum(e.deaths) as bigint) as deaths, cast(sum(case when e.age_from = 0 then e.deaths else 0 end) as bigint) as infant_deaths
  from {{ref('exposure')}} e group by e.year
),
born as (
  select b.year, count(*) as births, count(case when b.sex = 'male' then 1 end) as boys, count(case when b.sex = 'female' then 1 end) as girls, count(b.mother_age) as with_mother
  from {{ref('births')}} b group by b.year
),
-- Age-specific fertility from births whose mother is known, raised to all births.
fertile as (
  select e.year, sum(5.0 * coalesce(b.births, 0) / e.person_years) as rate
  from {{ref('exposure')}} e
  left join (select c.year, {{int_div(c.mother_age, 5)}} * 5 as age_from, count(*) as births from {{ref('births')}} c where c.mother_age is not null group by c.year, {{int_div(c.mother_age, 5)}} * 5) b on b.year = e.year and b.age_from = e.age_from
  where e.sex = 'female' and e.age_from between 15 and 45 and e.person_years > 0
  group by e.year
),
moved as (
  select y.year, count(case when m.moved_in_on >= y.from_on and m.moved_in_on < y.until_on then 1 end) as moved_in, count(case when m.moved_out_on >= y.from_on and m.moved_out_on < y.until_on then 1 end) as moved_out
  from {{ref('years')}} y
  join {{ref('members')}} m on (m.moved_in_on >= y.from_on and m.moved_in_on < y.until_on) or (m.moved_out_on >= y.from_on and m.moved_out_on < y.until_on)
  group by y.year
)
select
  y.year,
  coalesce(x.person_years, 0) as population,
  coalesce(b.births, 0) as births, coalesce(x.deaths, 0) as deaths, coalesce(x.infant_deaths, 0) as infant_deaths,
  coalesce(v.moved_in, 0) as moved_in, coalesce(v.moved_out, 0) as moved_out,
  1000.0 * coalesce(b.births, 0) / nullif(x.person_years, 0) as birth_rate,
  1000.0 * x.deaths / nullif(x.person_years, 0) as death_rate,
  1000.0 * (coalesce(b.births, 0) - x.deaths) / nullif(x.person_years, 0) as natural_increase,
  1000.0 * (coalesce(v.moved_in, 0) - coalesce(v.moved_out, 0)) / nullif(x.person_years, 0) as net_migration,
  1000.0 * x.infant_deaths / nullif(b.births, 0) as infant_mortality,
  case when b.with_mother > 0 then f.rate * b.births / b.with_mother end as fertility,
  100.0 * b.boys / nullif(b.girls, 0) as sex_ratio
from {{ref('years')}} y
left join exposed x on x.year = y.year
left join born b on b.year = y.year
left join fertile f on f.year = y.year
left join moved v on v.year = y.year
