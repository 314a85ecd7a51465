-- title: 机构、科室、诊疗组、大类与病组的绩效 | Performance of institutions, departments, teams, MDCs and groups
-- grain: one row per year of discharge, level and unit; year 0 is all years
-- column year: 年（0 为全部） | Year (0: all)
-- column level: 层级（region 地区，institution 机构，department 科室，team 诊疗组，mdc 大类，group 病组） | Level
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column team: 诊疗组 | Team
-- column mdc: 主要诊断大类 | MDC
-- column drg: 病组 | DRG
-- column unit: 名称 | Unit
-- column cases [例 | cases]: 病例 | Cases
-- column grouped [例 | cases]: 入组病例 | Grouped cases
-- column grouped_share [% | %]: 入组率 | Share grouped
-- column groups [组 | groups]: 病组数 | Number of groups
-- column total_weight: 总权重 | Total weight
-- column cmi: 病例组合指数 CMI | Case-mix index
-- column time_index: 时间消耗指数 | Index of time
-- column cost_index: 费用消耗指数 | Index of cost
-- column mean_cost [元 | CNY]: 例均费用 | Mean charges
-- column mean_days [天 | days]: 平均住院日 | Mean stay
-- column low_risk_cases [例 | cases]: 低风险组病例 | Low-risk cases
-- column low_risk_deaths [例 | cases]: 低风险组死亡 | Low-risk deaths
-- column low_risk_mortality [% | %]: 低风险组病死率 | Low-risk mortality
-- column insured [例 | cases]: 按病组付费病例 | Cases paid by DRG
-- column cost [元 | CNY]: 付费病例的费用 | Their charges
-- column payment [元 | CNY]: 应支付 | Payment
-- column gain [元 | CNY]: 盈亏 | Gain or loss
-- column gain_per_case [元 | CNY]: 例均盈亏 | Gain per case
-- column high_cases [例 | cases]: 高倍率（含极高） | High cases, very high included
-- column low_cases [例 | cases]: 低倍率（含极低） | Low cases, very low included
-- column drug_share [% | %]: 药占比 | Share of drugs
-- column consumable_share [% | %]: 耗占比 | Share of consumables
with counted as (
  select
    case when grouping(year) = 1 then 0 else year end as year,
    case
      when grouping(drg) = 0 then 'group' when grouping(mdc) = 0 then 'mdc' when grouping(team) = 0 then 'team'
      when grouping(department) = 0 then 'department' when grouping(institution) = 0 then 'institution' else 'region'
    end as level,
    institution, department, team, mdc, drg,
    min(case when status in ('grouped', 'ambiguous') then drg_title end) as drg_title,
    count(*) as cases,
    count(case when status in ('grouped', 'ambiguous') then 1 end) as grouped,
    count(distinct case when status in ('grouped', 'ambiguous') then drg end) as groups,
    sum(weight) as total_weight, avg(weight) as cmi,
    avg(cast(days as double precision) / nullif(benchmark_days, 0)) as time_index, avg(ratio) as cost_index,
    avg(cost) as mean_cost, avg(days) as mean_days,
    count(case when risk_grade = 1 and died is not null then 1 end) as low_risk_cases,
    coalesce(sum(case when risk_grade = 1 then died end), 0) as low_risk_deaths,
    count(payment) as insured, sum(case when payment is not null then cost end) as cost, sum(payment) as payment, sum(gain) as gain, avg(gain) as gain_per_case,
    count(case when deviation in ('高倍率 High', '极高 Very high') then 1 end) as high_cases,
    count(case when deviation in ('低倍率 Low', '极低 Very low') then 1 end) as low_cases,
    100.0 * sum(drug_cost) / nullif(sum(cost), 0) as drug_share, 100.0 * sum(consumable_cost) / nullif(sum(cost), 0) as consumable_share
  from {{ref('case_list')}}
  group by grouping sets (
    (), (institution), (institution, department), (institution, department, team), (mdc), (mdc, drg),
    (year), (year, institution), (year, institution, department), (year, institution, department, team), (year, mdc), (year, mdc, drg))
)
select year, level, institution, department, team, mdc, drg,
  case level
    when 'region' then '全部 All' when 'institution' then institution when 'department' then concat(institution, '/', department) when 'team' then concat(institution, '/', department, '/', team)
    when 'mdc' then coalesce(mdc, '无大类 None') else coalesce(concat(drg, ' ', drg_title), '未入组 None') end as unit,
  cases, grouped, 100.0 * grouped / cases as grouped_share, groups, total_weight, cmi, time_index, cost_index, mean_cost, mean_days,
  low_risk_cases, cast(low_risk_deaths as bigint) as low_risk_deaths, 100.0 * low_risk_deaths / nullif(low_risk_cases, 0) as low_risk_mortality,
  insured, cost, payment, gain, gain_per_case, high_cases, low_cases, drug_share, consumable_share
from counted
where cases > 0
