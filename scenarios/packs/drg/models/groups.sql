-- title: 病组：权重、标杆与风险等级 | Groups: weights, benchmarks and grades of risk
-- grain: one row per DRG that has a case
-- column drg: 病组 | DRG
-- column drg_title: 病组名称 | Name
-- column adrg: 核心分组 | ADRG
-- column mdc: 主要诊断大类 | MDC
-- column cases [例 | cases]: 病例 | Cases
-- column mean_cost [元 | CNY]: 例均费用 | Mean charges
-- column cost_variation: 费用变异系数 | Coefficient of variation
-- column mean_days [天 | days]: 平均住院日 | Mean stay
-- column weight: 权重 | Weight
-- column weight_basis: 权重依据（病组、核心分组、权重表、无） | Basis of the weight
-- column benchmark_cost [元 | CNY]: 标杆例均费用 | Benchmark charges
-- column benchmark_days [天 | days]: 标杆住院日 | Benchmark stay
-- column benchmark_drug_share: 标杆药占比（0–1） | Benchmark share of drugs (0–1)
-- column benchmark_consumable_share: 标杆耗占比（0–1） | Benchmark share of consumables (0–1)
-- column benchmark_basis: 标杆依据（本地区、标杆表） | Basis of the benchmark
-- column known_outcomes [例 | cases]: 转归明确的病例 | Cases whose outcome is known
-- column deaths [例 | cases]: 死亡 | Deaths
-- column mortality [% | %]: 病死率 | Mortality
-- column risk_grade: 风险等级（0 无死亡，1 低，2 中低，3 中高，4 高） | Grade of risk (0 no death, 1 low, 2, 3, 4 high)
-- Grades of risk follow the national method: of the groups with deaths, the natural logarithm of mortality, its mean and standard deviation s; 1 is below
-- mean - s, 2 up to the mean, 3 up to mean + s, 4 above; with one such group there is no grade. A grade that the site states in the value set risk_grades goes before.
with overall as (
  select avg(cost) as cost from {{ref('measured_cases')}}
),
by_core as (
  select adrg, avg(cost) as cost, avg(days) as days, sum(drug_cost) / nullif(sum(cost), 0) as drug_share, sum(consumable_cost) / nullif(sum(cost), 0) as consumable_share
  from {{ref('measured_cases')}}
  group by adrg
),
by_group as (
  select drg, min(adrg) as adrg, min(mdc) as mdc, count(*) as cases, count(cost) as costed, avg(cost) as cost, stddev_samp(cost) as deviation, avg(days) as days,
    sum(drug_cost) / nullif(sum(cost), 0) as drug_share, sum(consumable_cost) / nullif(sum(cost), 0) as consumable_share,
    count(died) as known_outcomes, coalesce(sum(died), 0) as deaths
  from {{ref('measured_cases')}}
  group by drg
),
logs as (
  select avg(ln(cast(deaths as double precision) / known_outcomes)) as middle, stddev_samp(ln(cast(deaths as double precision) / known_outcomes)) as deviation
  from by_group
  where deaths > 0
),
titles as (
  select drg, min(drg_title) as drg_title from {{ref('paths')}} group by drg
),
joined as (
  select b.*, c.cost as core_cost, c.days as core_days, c.drug_share as core_drug_share, c.consumable_share as core_consumable_share, o.cost as overall_cost,
    b.costed >= {{param('minimum_cases')}} as is_own,
    case when b.deaths > 0 then ln(cast(b.deaths as double precision) / b.known_outcomes) end as log_mortality, l.middle, l.deviation as log_deviation,
    t.drg_title,
    cast({{valueset_value('weights', weight, b.drg)}} as double precision) as table_weight,
    cast({{valueset_value('benchmarks', mean_cost, b.drg)}} as double precision) as table_cost,
    cast({{valueset_value('benchmarks', mean_days, b.drg)}} as double precision) as table_days,
    cast({{valueset_value('benchmarks', drug_share, b.drg)}} as double precision) as table_drug_share,
    cast({{valueset_value('benchmarks', consumable_share, b.drg)}} as double precision) as table_consumable_share,
    cast({{valueset_value('risk_grades', grade, b.drg)}} as integer) as table_grade
  from by_group b
  left join by_core c on c.adrg = b.adrg
  cross join overall o
  cross join logs l
  left join titles t on t.drg = b.drg
)
select drg, drg_title, adrg, mdc, cases, cost as mean_cost, deviation / nullif(cost, 0) as cost_variation, days as mean_days,
  case when {{param('weights')}} = 'table' then table_weight when is_own then cost / nullif(overall_cost, 0) else core_cost / nullif(overall_cost, 0) end as weight,
  case when {{param('weights')}} = 'table' then case when table_weight is null then '无 None' else '权重表 Table' end when is_own then '病组 DRG' else '核心分组 ADRG' end as weight_basis,
  coalesce(table_cost, case when is_own then cost else core_cost end) as benchmark_cost,
  coalesce(table_days, case when is_own then days else core_days end) as benchmark_days,
  coalesce(table_drug_share, case when is_own then drug_share else core_drug_share end) as benchmark_drug_share,
  coalesce(table_consumable_share, case when is_own then consumable_share else core_consumable_share end) as benchmark_consumable_share,
  case when table_cost is null then '本地区 Region' else '标杆表 Table' end as benchmark_basis,
  known_outcomes, cast(deaths as bigint) as deaths, 100.0 * deaths / nullif(known_outcomes, 0) as mortality,
  case
    when table_grade is not null then table_grade
    when known_outcomes = 0 then null
    when deaths = 0 then 0
    when log_deviation is null then null
    when log_mortality < middle - log_deviation then 1
    when log_mortality < middle then 2
    when log_mortality < middle + log_deviation then 3
    else 4
  end as risk_grade
from joined
