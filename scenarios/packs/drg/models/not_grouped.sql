-- title: 未入组原因 | Why cases are in no group
-- grain: one row per status, reason and institution
-- column status_text: 入组情况 | Status
-- column reason_name: 原因 | Reason
-- column institution: 机构 | Institution
-- column cases [例 | cases]: 病例 | Cases
-- column share [% | %]: 占该机构病例 | Share of the institution's cases
-- column cost [元 | CNY]: 费用 | Charges
with all_cases as (
  select institution, count(*) as cases from {{ref('case_list')}} group by institution
)
select l.status_text, coalesce(l.reason_name, '未说明') as reason_name, l.institution, count(*) as cases, 100.0 * count(*) / min(a.cases) as share, sum(l.cost) as cost
from {{ref('case_list')}} l
join all_cases a on a.institution = l.institution
where l.status <> 'grouped'
group by l.status_text, coalesce(l.reason_name, '未说明'), l.institution
