-- title: 各层的发生率 | Rates of the strata
-- grain: one row per indicator and stratum
-- column indicator: 指标 | Indicator
-- column stratum: 层（Charlson、年龄、急诊） | Stratum (Charlson, age, emergency)
-- column stays [人次 | stays]: 分母 | Denominator
-- column observed [例 | cases]: 分子 | Numerator
-- column rate: 率 | Rate
select e.indicator, e.stratum, count(*) as stays, cast(sum(e.event) as bigint) as observed, 1.0 * sum(e.event) / count(*) as rate
from {{ref('events')}} e
group by e.indicator, e.stratum
