-- title: 费率 | Payment rates
-- grain: one row per kind of insurance
-- column insurance: 险种 | Insurance
-- column cases [例 | cases]: 入组病例 | Grouped cases
-- column weight: 总权重 | Total weight
-- column cost [元 | CNY]: 总费用 | Total charges
-- column rate [元 | CNY]: 费率（每 1 权重） | Rate (of a weight of 1)
-- column rate_basis: 费率依据（参数、费用中性） | Basis (parameter, or neutral to cost)
-- Where the site states no rate, the one at which all cases of an insurance are paid what they cost on the whole, so that gains and losses tell groups and teams apart.
with summed as (
  select m.insurance, count(*) as cases, sum(g.weight) as weight, sum(m.cost) as cost
  from {{ref('measured_cases')}} m
  join {{ref('groups')}} g on g.drg = m.drg
  where g.weight is not null and m.cost is not null and m.insurance in ('职工 Employees', '居民 Residents')
  group by m.insurance
),
stated as (
  select s.*, case when s.insurance = '职工 Employees' then {{param('rate_employees')}} else {{param('rate_residents')}} end as stated
  from summed s
)
select insurance, cases, weight, cost,
  case when stated > 0 then cast(stated as double precision) else cost / nullif(weight, 0) end as rate,
  case when stated > 0 then '参数 Parameter' else '费用中性 Neutral' end as rate_basis
from stated
