-- title: 各风险层的死亡 | Deaths by risk group
-- grain: one row per group of comorbidity and age group
-- column risk_group: Charlson 分层 | Group of comorbidity
-- column age_group: 年龄组 | Age group
-- column stays [人次 | stays]: 出院 | Discharges
-- column deaths [例 | deaths]: 死亡 | Deaths
-- column rate [% | %]: 死亡率 | Death rate
select o.risk_group, o.age_group, count(*) as stays, count(case when o.is_death then 1 end) as deaths, 100.0 * count(case when o.is_death then 1 end) / count(*) as rate
from {{ref('outcomes')}} o
group by o.risk_group, o.age_group
