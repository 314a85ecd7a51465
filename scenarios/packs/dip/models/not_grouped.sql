-- title: 未入组原因 | Why cases are in no group
-- grain: one row per reason and institution
-- column reason: 原因 | Reason
-- column institution: 机构 | Institution
-- column cases [例 | cases]: 病例 | Cases
-- column cost [元 | CNY]: 费用 | Charges
select coalesce(reason, '未说明') as reason, institution, count(*) as cases, sum(cost) as cost
from {{ref('case_list')}}
where status_text <> '已入组 Grouped'
group by coalesce(reason, '未说明'), institution
