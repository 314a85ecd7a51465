-- title: 失访与停药人数 | Lapses counted
-- grain: one row per disease and lapse
-- column disease_name: 病种 | Disease
-- column lapse: 事项 | Lapse
-- column people [人 | people]: 人数 | People
select l.disease_name, l.lapse, count(distinct l.person_id) as people
from {{ref('lapses')}} l
group by l.disease_name, l.lapse
