-- title: 药品与事件计数 | Counts of pairs
-- grain: one row per drug, event and stratum
-- column drug: 药品 | Drug
-- column event: 事件 | Event
-- column stratum: 层 | Stratum
-- column n [次 | days]: 日数 | Days
-- sensitive: excluded
select p.drug, p.event, p.stratum, cast(sum(p.n) as bigint) as n
from {{ref('pairs')}} p
group by p.drug, p.event, p.stratum
