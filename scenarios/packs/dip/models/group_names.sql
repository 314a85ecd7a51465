-- title: 病种之例 | Examples of groups
-- grain: one row per group
-- column dip_code: 病种 | Group
-- column name: 主要诊断之例 | Example of a main diagnosis
select dip_code, min(main_diagnosis_name) as name
from {{ref('points')}}
where dip_code is not null
group by dip_code
