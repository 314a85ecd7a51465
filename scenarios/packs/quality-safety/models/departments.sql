-- title: 各科室观察与期望 | Departments, observed and expected
-- grain: one row per indicator, institution and department
-- column indicator: 指标 | Indicator
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column stays [人次 | stays]: 分母 | Denominator
-- column observed [例 | cases]: 观察 | Observed
-- column expected [例 | cases]: 期望 | Expected
-- column rate [% | %]: 率 | Rate
-- column ratio: 观察/期望 | Observed/expected
-- column ratio_low: 95% 下限 | 95 % lower
-- column ratio_high: 95% 上限 | 95 % upper
-- column verdict: 判断 | Verdict
-- Expected is what the department's stays would have had at the rates of all stays of the same stratum (indirect standardisation). Limits are Byar's
-- approximation to the exact Poisson limits (Breslow and Day 1987, volume II, page 69).
with summed as (
  select e.indicator, e.institution, e.department, count(*) as stays, cast(sum(e.event) as bigint) as observed, sum(x.rate) as expected
  from {{ref('events')}} e
  join {{ref('expected')}} x on x.indicator = e.indicator and x.stratum = e.stratum
  group by e.indicator, e.institution, e.department
),
limits as (
  select s.*,
    case when s.observed > 0 then s.observed * power(1 - 1.0 / (9 * s.observed) - 1.959964 / (3 * sqrt(s.observed)), 3) / nullif(s.expected, 0) else 0.0 * nullif(s.expected, 0) end as ratio_low,
    (s.observed + 1) * power(1 - 1.0 / (9 * (s.observed + 1)) + 1.959964 / (3 * sqrt(s.observed + 1)), 3) / nullif(s.expected, 0) as ratio_high
  from summed s
)
select indicator, institution, department, stays, observed, expected, 100.0 * observed / stays as rate, observed / nullif(expected, 0) as ratio, ratio_low, ratio_high,
  case when expected = 0 or expected is null then '无事件 No event' when ratio_low > 1 then '高于期望 Above' when ratio_high < 1 then '低于期望 Below' else '与期望无差异 As expected' end as verdict
from limits
