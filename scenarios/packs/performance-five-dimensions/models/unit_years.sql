-- title: 机构与科室的年度合计 | Sums of institutions and departments by year
-- grain: one row per year, level and unit with enough cases
-- column year: 年 | Year
-- column level: 层级（institution 机构，department 科室） | Level
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column cases [例 | cases]: 病例 | Cases
-- column grouped [例 | cases]: 入组病例 | Grouped cases
-- column groups [组 | groups]: 病组数 | Groups
-- column weight: 总权重 | Total weight
-- column heavy [例 | cases]: 权重 2 及以上 | Of weight 2 or more
-- column time_ratio: 时间比合计 | Sum of time ratios
-- column cost_ratio: 费用比合计 | Sum of cost ratios
-- column costed [例 | cases]: 有费用比的病例 | Cases with a cost ratio
-- column low_risk_known [例 | cases]: 低风险组病例 | Low-risk cases
-- column low_risk_deaths [例 | cases]: 低风险组死亡 | Low-risk deaths
-- column deaths [例 | cases]: 入组病例死亡 | Deaths of grouped cases
-- column expected_deaths [例 | cases]: 期望死亡 | Expected deaths
-- column paged [例 | cases]: 有首页 | With a front page
-- column surgery [例 | cases]: 手术 | Surgery
-- column level4 [例 | cases]: 四级手术 | Level 4
-- column minimal [例 | cases]: 微创 | Minimally invasive
-- column complications [例 | cases]: 并发症 | Complications
-- column clean [例 | cases]: Ⅰ类切口 | Class I incisions
-- column infected [例 | cases]: Ⅰ类切口感染 | Infected
-- column cost [元 | CNY]: 总费用 | Charges
-- column drug_cost [元 | CNY]: 药品费用 | Drugs
-- column consumable_cost [元 | CNY]: 耗材费用 | Consumables
-- column days [天 | days]: 住院日 | Days
-- column cost_before [元 | CNY]: 上年总费用 | Charges of the year before
-- column cases_before [例 | cases]: 上年病例 | Cases of the year before
with summed as (
  select year, case when grouping(department) = 0 then 'department' else 'institution' end as level, institution, department,
    count(*) as cases, count(drg) as grouped, count(distinct drg) as groups, sum(weight) as weight, count(case when weight >= 2 then 1 end) as heavy,
    sum(time_ratio) as time_ratio, sum(cost_ratio) as cost_ratio, count(cost_ratio) as costed,
    count(case when risk_grade = 1 then died end) as low_risk_known, coalesce(sum(case when risk_grade = 1 then died end), 0) as low_risk_deaths,
    coalesce(sum(case when expected_death is not null then died end), 0) as deaths, sum(expected_death) as expected_deaths,
    count(is_surgery) as paged, coalesce(sum(is_surgery), 0) as surgery, coalesce(sum(is_level4), 0) as level4, coalesce(sum(is_minimal), 0) as minimal,
    coalesce(sum(is_complication), 0) as complications, coalesce(sum(is_clean), 0) as clean, coalesce(sum(is_infected), 0) as infected,
    sum(cost) as cost, sum(drug_cost) as drug_cost, sum(consumable_cost) as consumable_cost, sum(days) as days
  from {{ref('case_facts')}}
  group by grouping sets ((year, institution), (year, institution, department))
)
select s.*, b.cost as cost_before, b.cases as cases_before
from summed s
left join summed b on b.year = s.year - 1 and b.level = s.level and b.institution = s.institution and coalesce(b.department, '') = coalesce(s.department, '')
where s.cases >= {{param('minimum_cases')}}
