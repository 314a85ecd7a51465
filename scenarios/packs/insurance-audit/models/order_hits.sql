-- title: 无医嘱收费线索 | Hits: charges without an order
-- grain: one row per finding and line that shows it
-- column finding_id: 线索 | Finding
-- column rule: 规则 | Rule
-- column person_id: 人员 | Person
-- column settlement_id: 结算 | Settlement
-- column settlement_fee_id: 费用明细 | Fee line
-- column stake [元 | CNY]: 涉及金额 | At stake
-- column fact_zh: 事实 | Fact (Chinese)
-- column fact_en: 事实（英文） | Fact
-- Only where the institution sends an order or a record with nearly every charge of the kind, and of the item, where it is charged often enough to tell.
with suspects as (
  select m.settlement_id, m.kind, m.item_key, h.kind_share
  from {{ref('order_matches')}} m
  join {{ref('order_habits')}} h on h.institution = m.institution and h.is_inpatient = m.is_inpatient and h.kind = m.kind and h.item_key = m.item_key
    and h.kind_share >= cast({{param('usual_share')}} as double precision) and h.kind_charges >= cast({{param('peer_lines')}} as integer)
    and (h.share_ordered >= cast({{param('usual_share')}} as double precision) or h.charges < cast({{param('peer_lines')}} as integer))
  where not m.is_matched
)
select 'no-order-' || cast(f.settlement_id as varchar) || '-' || cast(f.settlement_fee_id as varchar) as finding_id, 'no-order' as rule, f.person_id, f.settlement_id, f.settlement_fee_id,
  cast(f.amount as double precision) as stake,
  i.item_name || ' 本次就诊无医嘱或记录，该机构同类收费' || cast({{round_half_away(100 * u.kind_share, 1)}} as varchar) || '%有' as fact_zh,
  'no order or record at the visit; ' || cast({{round_half_away(100 * u.kind_share, 1)}} as varchar) || ' % of such charges there have one' as fact_en
from suspects u
join {{input('cn_settlement_fee')}} f on f.settlement_id = u.settlement_id and f.quantity > 0
join {{ref('items')}} i on i.item_code = coalesce(f.item_code, '') and i.item_name = coalesce(f.item_name, '') and i.fee_category = coalesce(f.fee_category, '') and i.kind = u.kind and i.item_key = u.item_key
where f.settlement_id not in (select settlement_id from {{ref('record_hits')}} where rule = 'ghost-visit')
  and f.settlement_fee_id not in (select settlement_fee_id from {{ref('limit_hits')}} where rule in ('other-sex', 'limit-sex'))
