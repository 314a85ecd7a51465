-- title: 科室 | Departments
-- grain: one row per institution and department
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column settlements [次 | settlements]: 结算 | Settlements
-- column flagged [次 | settlements]: 有线索的结算 | Settlements with findings
-- column rate [每万次 | per 10,000]: 有线索率 | Rate
-- column expected [次 | settlements]: 按全区同名科室应有 | Expected by departments of the name
-- column limit_high [次 | settlements]: 漏斗上限 | Upper limit of the funnel
-- column amount [元 | CNY]: 涉及金额 | At stake
-- column verdict: 判断 | Verdict
-- Funnel: expected from the region's departments of the same name (of all, where there is no other), upper limit by Poisson at three standard deviations.
with counts as (
  select s.institution, coalesce(s.department, '未说明') as department, count(*) as settlements, count(f.settlement_id) as flagged, coalesce(sum(f.amount), 0) as amount
  from {{ref('settlements')}} s
  left join (select settlement_id, sum(amount) as amount from {{ref('findings')}} group by settlement_id) f on f.settlement_id = s.settlement_id
  where s.settled_on <= {{as_of}}
  group by s.institution, coalesce(s.department, '未说明')
),
expected as (
  select c.*, case when count(*) over (partition by department) > 1 then cast(sum(flagged) over (partition by department) as double precision) / sum(settlements) over (partition by department)
    else cast(sum(flagged) over () as double precision) / sum(settlements) over () end * settlements as expected
  from counts c
)
select institution, department, settlements, flagged, {{round_half_away(10000.0 * flagged / settlements, 1)}} as rate, {{round_half_away(expected, 2)}} as expected,
  {{round_half_away(expected + 3 * sqrt(expected), 2)}} as limit_high, {{round_half_away(amount, 2)}} as amount,
  case when flagged >= 3 and flagged > expected + 3 * sqrt(expected) then '偏高 high' else '' end as verdict
from expected
