-- title: 综合评价 | Total scores
-- grain: one row per year and unit
-- column year: 年 | Year
-- column level: 层级 | Level
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column unit: 名称 | Unit
-- column total [分 | points]: 综合得分 | Total
-- column rank: 名次 | Rank
-- column units [家 | units]: 参评单位 | Units judged
-- column discipline [分 | points]: 学科 | Discipline
-- column technique [分 | points]: 技术 | Technique
-- column quality [分 | points]: 质量 | Quality
-- column cost [分 | points]: 成本 | Cost
-- column efficiency [分 | points]: 效率 | Efficiency
-- column missing [项 | indicators]: 缺失的指标 | Indicators missing
-- column missing_titles: 缺失哪些 | Which are missing
-- A dimension without any score gives its weight to the others.
with summed as (
  select year, level, institution, department, unit,
    sum(score * dimension_weight) / nullif(sum(case when score is not null then dimension_weight end), 0) as total,
    max(case when place = 1 then score end) as discipline, max(case when place = 2 then score end) as technique, max(case when place = 3 then score end) as quality,
    max(case when place = 4 then score end) as cost, max(case when place = 5 then score end) as efficiency,
    cast(sum(missing) as bigint) as missing, {{string_agg(missing_titles, '、', order by place)}} as missing_titles
  from {{ref('dimension_scores')}}
  group by year, level, institution, department, unit
)
select year, level, institution, department, unit, total,
  case when total is not null then rank() over (partition by year, level order by total desc {{order_nulls_last}}) end as rank,
  count(total) over (partition by year, level) as units,
  discipline, technique, quality, cost, efficiency, missing, missing_titles
from summed
