-- title: 售药机构 | Where drugs are dispensed
-- grain: one row per institution that dispenses to outpatients
-- column institution: 机构 | Institution
-- column is_pharmacy: 药店 | Pharmacy
-- column settlements [次 | settlements]: 有药品的结算 | Settlements with drugs
-- column people [人 | people]: 人数 | People
-- column each_person [次 | settlements]: 人均次数 | Settlements each
-- column drug_cost [元 | CNY]: 次均药费 | Drug cost each
-- column dear_share [% | %]: 单次药费超全区第99百分位之比 | Share above the region's 99th percentile
-- column findings [条 | findings]: 线索 | Findings
-- column z_cost: 次均药费离群 | Drug cost, robust z
with money as (
  select s.settlement_id, s.institution, s.person_id, s.way, m.drugs
  from {{ref('settlements')}} s
  join {{ref('settlement_sums')}} m on m.settlement_id = s.settlement_id and m.drug_lines > 0
  where s.settled_on <= {{as_of}}
),
dear as (
  select percentile_cont(0.99) within group (order by drugs) as bound from money
),
houses as (
  select m.institution, m.way = 'pharmacy' as is_pharmacy, count(*) as settlements, count(distinct m.person_id) as people, avg(m.drugs) as drug_cost, 100.0 * count(case when m.drugs > d.bound then 1 end) / count(*) as dear_share
  from money m cross join dear d
  group by m.institution, m.way = 'pharmacy'
),
middles as (
  select is_pharmacy, percentile_cont(0.5) within group (order by ln(greatest(drug_cost, 0.01))) as middle from houses group by is_pharmacy
),
spreads as (
  select h.is_pharmacy, percentile_cont(0.5) within group (order by abs(ln(greatest(h.drug_cost, 0.01)) - m.middle)) as spread from houses h join middles m on m.is_pharmacy = h.is_pharmacy group by h.is_pharmacy
)
select h.institution, h.is_pharmacy, h.settlements, h.people, {{round_half_away(1.0 * h.settlements / h.people, 2)}} as each_person, {{round_half_away(h.drug_cost, 2)}} as drug_cost, {{round_half_away(h.dear_share, 2)}} as dear_share,
  (select count(*) from {{ref('findings')}} f where f.institution = h.institution and (f.way = '药店 Pharmacy') = h.is_pharmacy and f.way <> '住院 Inpatient') as findings,
  {{round_half_away((ln(greatest(h.drug_cost, 0.01)) - m.middle) / (1.4826 * greatest(s.spread, 0.02)), 2)}} as z_cost
from houses h
join middles m on m.is_pharmacy = h.is_pharmacy
join spreads s on s.is_pharmacy = h.is_pharmacy
