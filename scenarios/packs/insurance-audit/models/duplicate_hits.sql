-- title: 重复收费线索：同一时刻同一项目 | Hits: the same item twice at the same moment
-- grain: one row per finding and line that shows it
-- column finding_id: 线索 | Finding
-- column rule: 规则 | Rule
-- column person_id: 人员 | Person
-- column settlement_id: 结算 | Settlement
-- column settlement_fee_id: 费用明细 | Fee line
-- column stake [元 | CNY]: 涉及金额 | At stake
-- column fact_zh: 事实 | Fact (Chinese)
-- column fact_en: 事实（英文） | Fact
-- incremental: by person_id
-- Beds have their own rule. What a settlement takes back (quantity below zero) is netted by the item and moment.
with moments as (
  select f.person_id, f.settlement_id, coalesce(f.item_code, '') as item_code, coalesce(f.item_name, '') as item_name, f.fee_datetime, f.unit_price,
    count(case when f.quantity > 0 then 1 end) - count(case when f.quantity < 0 then 1 end) as times, min(f.settlement_fee_id) as first_line
  from {{input('cn_settlement_fee')}} f
  where f.fee_datetime is not null and coalesce(f.fee_category, '') not in ('床位费', '01')
  group by f.person_id, f.settlement_id, coalesce(f.item_code, ''), coalesce(f.item_name, ''), f.fee_datetime, f.unit_price
  having count(*) > 1 and count(case when f.quantity > 0 then 1 end) - count(case when f.quantity < 0 then 1 end) > 1
)
select 'duplicate-line-' || cast(m.settlement_id as varchar) || '-' || cast(m.first_line as varchar) as finding_id, 'duplicate-line' as rule, m.person_id, m.settlement_id, f.settlement_fee_id,
  case when f.settlement_fee_id = m.first_line then 0 else cast(f.amount as double precision) end as stake,
  m.item_name || ' 同一时刻收费' || cast(m.times as varchar) || '次' as fact_zh, 'charged ' || cast(m.times as varchar) || ' times at the same moment' as fact_en
from moments m
join {{input('cn_settlement_fee')}} f on f.settlement_id = m.settlement_id and f.person_id = m.person_id and coalesce(f.item_code, '') = m.item_code and coalesce(f.item_name, '') = m.item_name
  and f.fee_datetime = m.fee_datetime and f.unit_price is not distinct from m.unit_price and f.quantity > 0
