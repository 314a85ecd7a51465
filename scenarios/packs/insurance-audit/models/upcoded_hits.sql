-- title: 高套诊断线索 | Hits: a main diagnosis that the record does not bear out
-- grain: one row per finding and line that shows it
-- sensitive: excluded
-- column finding_id: 线索 | Finding
-- column rule: 规则 | Rule
-- column person_id: 人员 | Person
-- column settlement_id: 结算 | Settlement
-- column settlement_fee_id: 费用明细 | Fee line
-- column stake [元 | CNY]: 涉及金额 | At stake
-- column fact_zh: 事实 | Fact (Chinese)
-- column fact_en: 事实（英文） | Fact
-- Which diagnosis explains best what was done? For the main and each other diagnosis of the settlement: the likelihood of the items charged among
-- stays with that main diagnosis (shrunk to all stays; the stay itself is left out of its own peers). Listed where another diagnosis of the
-- settlement explains them far better and peers with it cost less.
with terms as (
  select category, item_key, stays, mean_total,
    ln(least(0.999, greatest(0.0005, (with_item - 1 + 2 * overall) / (stays + 1)))) as own_there,
    ln(1 - least(0.999, (with_item + 2 * overall) / (stays + 1))) as own_absent,
    ln((with_item + 2 * overall) / (stays + 2)) as other_there,
    ln(1 - least(0.999, (with_item + 2 * overall) / (stays + 2))) as other_absent
  from {{ref('diagnosis_items')}}
),
bases as (
  select category, max(stays) as stays, max(mean_total) as mean_total, sum(own_absent) as own_base, sum(other_absent) as other_base from terms group by category
),
others as (
  select distinct d.settlement_id, substr(upper(trim(d.diagnosis_code)), 1, 3) as category
  from {{input('cn_settlement_diagnosis')}} d
  join {{ref('settlements')}} s on s.settlement_id = d.settlement_id and s.way = 'inpatient'
  where {{regexp_like(d.diagnosis_code, '^[A-Za-z][0-9][0-9]')}} and not starts_with(coalesce(d.diagnosis_role, ''), '中医')
),
main_scores as (
  select x.settlement_id, x.category, b.stays, b.mean_total, b.own_base + sum(t.own_there - t.own_absent) as score
  from {{ref('stay_items')}} x
  join terms t on t.category = x.category and t.item_key = x.item_key
  join bases b on b.category = x.category
  group by x.settlement_id, x.category, b.stays, b.mean_total, b.own_base
),
-- Materialised, since items joined to the terms of every diagnosis first would be many times as many.
other_items as materialized (
  select x.settlement_id, x.item_key, o.category
  from {{ref('stay_items')}} x
  join others o on o.settlement_id = x.settlement_id and o.category <> x.category
),
other_scores as (
  select x.settlement_id, x.category, b.stays, b.mean_total, b.other_base + sum(t.other_there - t.other_absent) as score
  from other_items x
  join terms t on t.category = x.category and t.item_key = x.item_key
  join bases b on b.category = x.category
  group by x.settlement_id, x.category, b.stays, b.mean_total, b.other_base
),
compared as (
  select m.settlement_id, m.category as main_category, o.category as other_category, m.mean_total as main_cost, o.mean_total as other_cost, o.score - m.score as evidence,
    row_number() over (partition by m.settlement_id order by o.score desc, o.category) as place
  from main_scores m
  join other_scores o on o.settlement_id = m.settlement_id
  where m.stays >= cast({{param('peer_stays')}} as integer) and o.stays >= 5
)
select 'upcoded-' || cast(c.settlement_id as varchar) || '-0' as finding_id, 'upcoded' as rule, s.person_id, c.settlement_id, cast(null as bigint) as settlement_fee_id,
  greatest(0, c.main_cost - c.other_cost) as stake,
  '主要诊断' || c.main_category || '，所做项目更像' || c.other_category || '（证据' || cast({{round_half_away(c.evidence, 1)}} as varchar) || '）' as fact_zh,
  'main diagnosis ' || c.main_category || '; what was done is rather that of ' || c.other_category || ' (evidence ' || cast({{round_half_away(c.evidence, 1)}} as varchar) || ')' as fact_en
from compared c
join {{ref('settlements')}} s on s.settlement_id = c.settlement_id
where c.place = 1 and c.evidence >= cast({{param('upcoding_evidence')}} as double precision)
