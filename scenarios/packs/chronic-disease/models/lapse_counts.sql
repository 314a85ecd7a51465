-- title: 失访与停药人数 | Lapses counted
-- grain: one row per disease and lapse
-- column disease_name: 病种 | Disease
-- column lapse: 事项 | Lapse
-- column lapse_name: 事项名称 | Lapse, named
-- column people [人 | people]: 人数 | People
select l.disease_name, l.lapse, l.lapse_name, count(distinct l.person_id) as people
from {{ref('lapses')}} l
group by l.disease_name, l.lapse, l.lapse_name
