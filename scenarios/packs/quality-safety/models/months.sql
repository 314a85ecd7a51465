-- title: 每月观察与期望 | Months, observed and expected
-- grain: one row per indicator, institution and month
-- column indicator: 指标 | Indicator
-- column institution: 机构 | Institution
-- column month: 月份 | Month
-- column stays [人次 | stays]: 分母 | Denominator
-- column observed [例 | cases]: 观察 | Observed
-- column expected [例 | cases]: 期望 | Expected
-- column rate [% | %]: 率 | Rate
select e.indicator, e.institution, e.month, count(*) as stays, cast(sum(e.event) as bigint) as observed, sum(x.rate) as expected, 100.0 * sum(e.event) / count(*) as rate
from {{ref('events')}} e
join {{ref('expected')}} x on x.indicator = e.indicator and x.stratum = e.stratum
group by e.indicator, e.institution, e.month
