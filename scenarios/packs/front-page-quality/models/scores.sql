-- title: 评分 | Scores
-- grain: one row per dimension, institution, name and month
-- column dimension: 维度 | Dimension
-- column institution: 机构 | Institution
-- column name: 名称 | Name
-- column month: 月份 | Month
-- column pages [份 | pages]: 首页 | Pages
-- column score [分 | points]: 平均分 | Mean score
-- column excellent [% | %]: 优秀率 | Share of excellent pages
-- column faulty [% | %]: 有错误或警告 | Share with an error or warning
-- column unsupported [% | %]: 有无依据编码 | Share with a code without evidence
-- column ungrouped [% | %]: 未入组 | Share without a group
-- column unspecific [% | %]: 主要诊断未特指 | Share with an unspecified main diagnosis
with named as (
  select '机构 Institution' as dimension, c.institution as name, c.* from {{ref('cases')}} c
  union all
  select '科室 Department' as dimension, c.department as name, c.* from {{ref('cases')}} c
  union all
  select '医师 Physician' as dimension, c.physician as name, c.* from {{ref('cases')}} c
  union all
  select '编码员 Coder' as dimension, c.coder as name, c.* from {{ref('cases')}} c
)
select
  n.dimension, n.institution, n.name, n.month,
  count(*) as pages,
  avg(n.score) as score,
  100.0 * avg(case when n.score >= {{param('excellent')}} then 1.0 else 0.0 end) as excellent,
  100.0 * avg(case when n.errors + n.warnings > 0 then 1.0 else 0.0 end) as faulty,
  100.0 * avg(case when n.not_supported > 0 then 1.0 else 0.0 end) as unsupported,
  100.0 * avg(case when n.status <> 'grouped' then 1.0 else 0.0 end) as ungrouped,
  100.0 * avg(case when n.is_unspecific then 1.0 else 0.0 end) as unspecific
from named n
group by n.dimension, n.institution, n.name, n.month
