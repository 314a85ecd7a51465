-- title: 超常数量线索 | Hits: quantities beyond what is usual
-- grain: one row per finding and line that shows it
-- column finding_id: 线索 | Finding
-- column rule: 规则 | Rule
-- column person_id: 人员 | Person
-- column settlement_id: 结算 | Settlement
-- column settlement_fee_id: 费用明细 | Fee line
-- column stake [元 | CNY]: 涉及金额 | At stake
-- column fact_zh: 事实 | Fact (Chinese)
-- column fact_en: 事实（英文） | Fact
select 'quantity-' || cast(f.settlement_id as varchar) || '-' || cast(f.settlement_fee_id as varchar) as finding_id, 'quantity' as rule, f.person_id, f.settlement_id, f.settlement_fee_id,
  cast(f.amount as double precision) * (1 - l.middle / cast(f.quantity as double precision)) as stake,
  '数量' || cast({{round_half_away(f.quantity, 1)}} as varchar) || '，同项目' || case when l.is_inpatient then '住院' else '门诊' end || '中位' || cast({{round_half_away(l.middle, 1)}} as varchar) as fact_zh,
  'quantity ' || cast({{round_half_away(f.quantity, 1)}} as varchar) || ', median of the item ' || cast({{round_half_away(l.middle, 1)}} as varchar) as fact_en
from {{input('cn_settlement_fee')}} f
join {{ref('quantity_limits')}} l on l.item_code = coalesce(f.item_code, '') and l.item_name = coalesce(f.item_name, '') and f.quantity >= l.too_many
join {{ref('settlements')}} s on s.settlement_id = f.settlement_id and (s.way = 'inpatient') = l.is_inpatient
join {{ref('items')}} i on i.item_code = l.item_code and i.item_name = l.item_name and i.fee_category = coalesce(f.fee_category, '')
  and i.kind in ('western', 'patent', 'herb', 'treatment', 'material', 'laboratory', 'examination', 'operation')
