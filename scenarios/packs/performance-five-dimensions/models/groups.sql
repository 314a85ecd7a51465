-- title: 病组：权重、标杆与风险等级 | Groups: weights, benchmarks and grades of risk
-- grain: one row per DRG that has a case
-- column drg: 病组 | DRG
-- column cases [例 | cases]: 病例 | Cases
-- column weight: 权重 | Weight
-- column benchmark_cost [元 | CNY]: 标杆例均费用 | Benchmark charges
-- column benchmark_days [天 | days]: 标杆住院日 | Benchmark stay
-- column mortality: 病死率（0–1） | Mortality (0–1)
-- column risk_grade: 风险等级（0 无死亡，1 低，2 中低，3 中高，4 高） | Grade of risk (0 no death, 1 low, 2, 3, 4 high)
-- Weight is mean charges of the group over those of all cases; a group with too few cases takes its ADRG's. Grades of risk follow the national method: of
-- the groups with deaths, the natural logarithm of mortality, its mean and standard deviation; what the site states in risk_grades goes before.
with overall as (
  select avg(cost) as cost from {{ref('measured_cases')}}
),
by_core as (
  select adrg, avg(cost) as cost, avg(days) as days from {{ref('measured_cases')}} group by adrg
),
by_group as (
  select drg, min(adrg) as adrg, count(*) as cases, count(cost) as costed, avg(cost) as cost, avg(days) as days, count(died) as known, coalesce(sum(died), 0) as deaths
  from {{ref('measured_cases')}}
  group by drg
),
logs as (
  select avg(ln(cast(deaths as double precision) / known)) as middle, stddev_samp(ln(cast(deaths as double precision) / known)) as deviation
  from by_group
  where deaths > 0
),
joined as (
  select b.drg, b.cases, b.known, b.deaths,
    case when b.costed >= {{param('minimum_group')}} then b.cost else c.cost end as cost,
    case when b.costed >= {{param('minimum_group')}} then b.days else c.days end as days,
    o.cost as overall_cost, l.middle, l.deviation,
    case when b.deaths > 0 then ln(cast(b.deaths as double precision) / b.known) end as log_mortality,
    cast({{valueset_value('risk_grades', grade, b.drg)}} as integer) as table_grade
  from by_group b
  left join by_core c on c.adrg = b.adrg
  cross join overall o
  cross join logs l
)
select drg, cases, cost / nullif(overall_cost, 0) as weight, cost as benchmark_cost, days as benchmark_days, cast(deaths as double precision) / nullif(known, 0) as mortality,
  case
    when table_grade is not null then table_grade
    when known = 0 then null
    when deaths = 0 then 0
    when deviation is null then null
    when log_mortality < middle - deviation then 1
    when log_mortality < middle then 2
    when log_mortality < middle + deviation then 3
    else 4
  end as risk_grade
from joined
