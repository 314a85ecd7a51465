-- title: 五维指标值 | Values of the indicators
-- grain: one row per year, unit and indicator, with no value where the data give none
-- column indicator: 指标 | Indicator
-- column dimension: 维度 | Dimension
-- column title: 指标名称 | Name
-- column direction: 方向（1 越高越好，-1 越低越好） | Direction (1 higher is better, -1 lower)
-- column weight: 维度内权重 | Weight within the dimension
-- column unit: 单位 | Unit
-- column year: 年 | Year
-- column level: 层级 | Level
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column numerator: 分子 | Numerator
-- column denominator: 分母 | Denominator
-- column value: 值 | Value
with measured as (
  select 'groups' as indicator, year, level, institution, department, cast(groups as double precision) as numerator, cast(null as double precision) as denominator, cast(groups as double precision) as value from {{ref('unit_years')}}
  union all
  select 'weight' as indicator, year, level, institution, department, cast(weight as double precision) as numerator, cast(null as double precision) as denominator, cast(weight as double precision) as value from {{ref('unit_years')}}
  union all
  select 'heavy_share', year, level, institution, department, cast(heavy as double precision), cast(grouped as double precision), 100.0 * (heavy) / nullif(grouped, 0) from {{ref('unit_years')}}
  union all
  select 'cmi', year, level, institution, department, cast(weight as double precision), cast(grouped as double precision), 1.0 * (weight) / nullif(grouped, 0) from {{ref('unit_years')}}
  union all
  select 'surgery_share', year, level, institution, department, cast(surgery as double precision), cast(paged as double precision), 100.0 * (surgery) / nullif(paged, 0) from {{ref('unit_years')}}
  union all
  select 'level4_share', year, level, institution, department, cast(level4 as double precision), cast(surgery as double precision), 100.0 * (level4) / nullif(surgery, 0) from {{ref('unit_years')}}
  union all
  select 'minimal_share', year, level, institution, department, cast(minimal as double precision), cast(surgery as double precision), 100.0 * (minimal) / nullif(surgery, 0) from {{ref('unit_years')}}
  union all
  select 'low_risk_mortality', year, level, institution, department, cast(low_risk_deaths as double precision), cast(low_risk_known as double precision), 100.0 * (low_risk_deaths) / nullif(low_risk_known, 0) from {{ref('unit_years')}}
  union all
  select 'death_ratio', year, level, institution, department, cast(deaths as double precision), cast(expected_deaths as double precision), 1.0 * (deaths) / nullif(expected_deaths, 0) from {{ref('unit_years')}}
  union all
  select 'complication_rate', year, level, institution, department, cast(complications as double precision), cast(surgery as double precision), 100.0 * (complications) / nullif(surgery, 0) from {{ref('unit_years')}}
  union all
  select 'incision_infection', year, level, institution, department, cast(infected as double precision), cast(clean as double precision), 100.0 * (infected) / nullif(clean, 0) from {{ref('unit_years')}}
  union all
  select 'cost_index', year, level, institution, department, cast(cost_ratio as double precision), cast(costed as double precision), 1.0 * (cost_ratio) / nullif(costed, 0) from {{ref('unit_years')}}
  union all
  select 'drug_share', year, level, institution, department, cast(drug_cost as double precision), cast(cost as double precision), 100.0 * (drug_cost) / nullif(cost, 0) from {{ref('unit_years')}}
  union all
  select 'consumable_share', year, level, institution, department, cast(consumable_cost as double precision), cast(cost as double precision), 100.0 * (consumable_cost) / nullif(cost, 0) from {{ref('unit_years')}}
  union all
  select 'cost_growth', year, level, institution, department, cast(cost / cases - cost_before / cases_before as double precision), cast(cost_before / cases_before as double precision), 100.0 * (cost / cases - cost_before / cases_before) / nullif(cost_before / cases_before, 0) from {{ref('unit_years')}}
  union all
  select 'time_index', year, level, institution, department, cast(time_ratio as double precision), cast(grouped as double precision), 1.0 * (time_ratio) / nullif(grouped, 0) from {{ref('unit_years')}}
  union all
  select 'average_stay', year, level, institution, department, cast(days as double precision), cast(cases as double precision), 1.0 * (days) / nullif(cases, 0) from {{ref('unit_years')}}
  union all
  select 'discharges' as indicator, year, level, institution, department, cast(cases as double precision) as numerator, cast(null as double precision) as denominator, cast(cases as double precision) as value from {{ref('unit_years')}}
)
select m.indicator, d.dimension, concat(d.title_zh, ' ', d.title_en) as title, cast(d.direction as integer) as direction, cast(d.weight as double precision) as weight,
  coalesce(d.unit_zh, '') as unit, m.year, m.level, m.institution, m.department, m.numerator, m.denominator, m.value
from measured m
join {{valueset('indicators')}} d on d.code = m.indicator
