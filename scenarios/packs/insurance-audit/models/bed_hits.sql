-- title: 超住院床日线索 | Hits: bed days beyond the stay
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
with beds as (
  select s.settlement_id, s.person_id, s.stay_days, sum(f.quantity) as charged, sum(f.amount) as money, max(cast(f.fee_datetime as date)) as last_day
  from {{ref('settlements')}} s
  join {{input('cn_settlement_fee')}} f on f.settlement_id = s.settlement_id and f.person_id = s.person_id
  join {{ref('items')}} i on i.item_code = coalesce(f.item_code, '') and i.item_name = coalesce(f.item_name, '') and i.fee_category = coalesce(f.fee_category, '') and i.kind = 'bed'
  where s.way = 'inpatient'
  group by s.settlement_id, s.person_id, s.stay_days
  having sum(f.quantity) > s.stay_days + cast({{param('bed_tolerance')}} as integer)
),
lines as (
  select b.*, f.settlement_fee_id, f.quantity, f.amount, sum(f.quantity) over (partition by b.settlement_id order by f.fee_datetime desc, f.settlement_fee_id desc rows between unbounded preceding and 1 preceding) as later
  from beds b
  join {{input('cn_settlement_fee')}} f on f.settlement_id = b.settlement_id and f.person_id = b.person_id
  join {{ref('items')}} i on i.item_code = coalesce(f.item_code, '') and i.item_name = coalesce(f.item_name, '') and i.fee_category = coalesce(f.fee_category, '') and i.kind = 'bed'
)
select 'bed-days-' || cast(settlement_id as varchar) || '-0' as finding_id, 'bed-days' as rule, person_id, settlement_id, settlement_fee_id,
  cast(amount as double precision) * least(1.0, greatest(0, charged - stay_days - coalesce(later, 0)) / quantity) as stake,
  '收床位' || cast(charged as varchar) || '日，住院' || cast(stay_days as varchar) || '天' as fact_zh, cast(charged as varchar) || ' bed days charged, ' || cast(stay_days as varchar) || ' stayed' as fact_en
from lines
where quantity > 0 and coalesce(later, 0) < charged - stay_days
