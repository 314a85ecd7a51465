-- title: 药品与耗材结构与同病组标杆比较 | Drugs and consumables against the benchmark of the same groups
-- grain: one row per level, unit and measure
-- column level: 层级 | Level
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column team: 诊疗组 | Team
-- column unit: 名称 | Unit
-- column measure: 项目 | Measure
-- column cases [例 | cases]: 入组病例 | Grouped cases
-- column share [% | %]: 占费用 | Share of charges
-- column benchmark_share [% | %]: 同病组标杆 | Of the same groups
-- column difference [元 | CNY]: 例均超出标杆 | Mean above the benchmark
-- column difference_low [元 | CNY]: 95% 下限 | 95 % lower
-- column difference_high [元 | CNY]: 95% 上限 | 95 % upper
-- column verdict: 判断 | Verdict
-- Each case is compared with its own group, so that a department of costly diseases is not blamed for them. The limits are those of the one-sample t-test; the
-- quantile of t is Fisher's expansion of the normal one (from ten cases on, within 0.2 % of the exact one). One in twenty units lies outside by chance alone.
with cases as (
  select institution, department, team, cost, drug_cost, consumable_cost, benchmark_cost, benchmark_drug_cost, benchmark_consumable_cost
  from {{ref('case_list')}}
  where status in ('grouped', 'ambiguous') and cost > 0 and benchmark_drug_cost is not null and benchmark_consumable_cost is not null
),
measured as (
  select institution, department, team, '药品 Drugs' as measure, cost, drug_cost as amount, benchmark_cost, benchmark_drug_cost as benchmark from cases
  union all
  select institution, department, team, '耗材 Consumables', cost, consumable_cost, benchmark_cost, benchmark_consumable_cost from cases
),
summed as (
  select measure, institution, department, team,
    case when grouping(team) = 0 then 'team' when grouping(department) = 0 then 'department' else 'institution' end as level,
    count(*) as cases, sum(amount) / sum(cost) as share, sum(benchmark) / nullif(sum(benchmark_cost), 0) as benchmark_share,
    avg(amount - benchmark) as difference, stddev_samp(amount - benchmark) / sqrt(count(*)) as error
  from measured
  group by grouping sets ((measure, institution), (measure, institution, department), (measure, institution, department, team))
),
limited as (
  select s.*, case when cases >= 10 then 1.959964 + 2.372272 / (cases - 1) + 2.822502 / (cases - 1) / (cases - 1) end as quantile
  from summed s
)
select level, institution, department, team,
  case level when 'institution' then institution when 'department' then concat(institution, '/', department) else concat(institution, '/', department, '/', team) end as unit,
  measure, cases, 100.0 * share as share, 100.0 * benchmark_share as benchmark_share, difference,
  difference - quantile * error as difference_low, difference + quantile * error as difference_high,
  case
    when quantile is null then '病例太少 Too few cases'
    when difference - quantile * error > 0 then '高于标杆 Above'
    when difference + quantile * error < 0 then '低于标杆 Below'
    else '无显著差异 No difference'
  end as verdict
from limited
