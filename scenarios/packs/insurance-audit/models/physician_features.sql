-- title: 医师特征 | Features of physicians
-- grain: one row per physician with enough outpatient settlements
-- column provider_id: 医师 | Physician
-- column provider_name: 姓名 | Name
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column settlements [次 | settlements]: 门诊结算 | Outpatient settlements
-- column mean_total [元 | CNY]: 次均费用 | Mean cost
-- column drug_share [% | %]: 药占比 | Share of drugs
-- column test_share [% | %]: 检查检验占比 | Share of tests
-- column lines_each [条 | lines]: 次均明细 | Lines each
-- column finding_rate [每万次 | per 10,000]: 有线索率 | Rate of findings
-- column z_cost: 费用离群 | Cost, robust z
-- column z_drug_share: 药占比离群 | Drugs, robust z
-- column z_test_share: 检查检验离群 | Tests, robust z
-- column z_lines: 明细离群 | Lines, robust z
-- column z_findings: 线索离群 | Findings, z
-- Peers are physicians of departments of the same name in the region; z is the distance from their median in median absolute deviations (× 1.4826), cut at ±10.
with money as (
  select s.settlement_id, v.provider_id, s.institution, coalesce(s.department, '未说明') as department, m.lines, m.total, m.drugs, m.tests
  from {{ref('settlements')}} s
  join {{input('visit_occurrence')}} v on v.visit_occurrence_id = s.visit_occurrence_id and v.provider_id is not null
  join {{ref('settlement_sums')}} m on m.settlement_id = s.settlement_id
  where s.way in ('outpatient', 'emergency') and s.settled_on <= {{as_of}}
),
people as (
  select m.provider_id, min(m.institution) as institution, min(m.department) as department, count(*) as settlements, cast(avg(m.total) as double precision) as mean_total,
    cast(100 * sum(m.drugs) / nullif(sum(m.total), 0) as double precision) as drug_share, cast(100 * sum(m.tests) / nullif(sum(m.total), 0) as double precision) as test_share, cast(avg(m.lines) as double precision) as lines_each,
    10000.0 * count(f.settlement_id) / count(*) as finding_rate, count(f.settlement_id) as flagged
  from money m
  left join (select distinct settlement_id from {{ref('findings')}}) f on f.settlement_id = m.settlement_id
  group by m.provider_id
  having count(*) >= cast({{param('peer_settlements')}} as integer)
),
middles as (
  select department, count(*) as peers, percentile_cont(0.5) within group (order by ln(greatest(mean_total, 0.01))) as cost, percentile_cont(0.5) within group (order by drug_share) as drugs,
    percentile_cont(0.5) within group (order by test_share) as tests, percentile_cont(0.5) within group (order by lines_each) as lines, cast(sum(flagged) as double precision) / sum(settlements) as rate
  from people group by department
),
spreads as (
  select p.department, percentile_cont(0.5) within group (order by abs(ln(greatest(p.mean_total, 0.01)) - m.cost)) as cost, percentile_cont(0.5) within group (order by abs(p.drug_share - m.drugs)) as drugs,
    percentile_cont(0.5) within group (order by abs(p.test_share - m.tests)) as tests, percentile_cont(0.5) within group (order by abs(p.lines_each - m.lines)) as lines
  from people p join middles m on m.department = p.department group by p.department
)
select p.provider_id, n.provider_name, p.institution, p.department, p.settlements, {{round_half_away(p.mean_total, 2)}} as mean_total, {{round_half_away(coalesce(p.drug_share, 0), 1)}} as drug_share, {{round_half_away(coalesce(p.test_share, 0), 1)}} as test_share,
  {{round_half_away(p.lines_each, 2)}} as lines_each, {{round_half_away(p.finding_rate, 1)}} as finding_rate,
  {{round_half_away(greatest(-10, least(10, (ln(greatest(p.mean_total, 0.01)) - m.cost) / (1.4826 * greatest(s.cost, 0.02)))), 2)}} as z_cost,
  {{round_half_away(greatest(-10, least(10, (coalesce(p.drug_share, 0) - m.drugs) / (1.4826 * greatest(s.drugs, 1)))), 2)}} as z_drug_share,
  {{round_half_away(greatest(-10, least(10, (coalesce(p.test_share, 0) - m.tests) / (1.4826 * greatest(s.tests, 1)))), 2)}} as z_test_share,
  {{round_half_away(greatest(-10, least(10, (p.lines_each - m.lines) / (1.4826 * greatest(s.lines, 0.1)))), 2)}} as z_lines,
  {{round_half_away(greatest(-10, least(10, (p.flagged - p.settlements * m.rate) / sqrt(greatest(1, p.settlements * m.rate)))), 2)}} as z_findings
from people p
join middles m on m.department = p.department and m.peers >= 5
join spreads s on s.department = p.department
left join {{input('provider')}} n on n.provider_id = p.provider_id
