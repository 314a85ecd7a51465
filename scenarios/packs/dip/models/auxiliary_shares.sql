-- title: 辅助目录使用情况 | Use of auxiliary catalogues
-- grain: one row per institution, auxiliary catalogue and value
-- column institution: 机构 | Institution
-- column kind: 辅助目录 | Auxiliary catalogue
-- column value: 取值 | Value
-- column cases [例 | cases]: 病例 | Cases
-- column share [% | %]: 占该机构入组病例 | Share of the institution's grouped cases
-- column mean_coefficient: 平均系数 | Mean coefficient
with grouped as (
  select institution, count(*) as cases from {{ref('points')}} where status = 'grouped' group by institution
)
select p.institution, a.kind, a.value, count(*) as cases, 100.0 * count(*) / min(g.cases) as share, avg(a.coefficient) as mean_coefficient
from {{ref('auxiliary_applied')}} a
join {{ref('points')}} p on p.case_id = a.case_id
join grouped g on g.institution = p.institution
group by p.institution, a.kind, a.value
