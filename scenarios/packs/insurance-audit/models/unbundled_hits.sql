-- title: 分解收费线索：组套拆成单项 | Hits: a panel charged as single tests
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
with lines as (
  select f.settlement_fee_id, f.person_id, f.settlement_id, f.fee_datetime, f.item_name, f.amount, p.panel, p.package_price
  from {{input('cn_settlement_fee')}} f
  join {{ref('panel_items')}} p on p.item_code = coalesce(f.item_code, '') and p.item_name = coalesce(f.item_name, '')
  where f.quantity > 0 and f.fee_datetime is not null
),
panels as (
  select settlement_id, fee_datetime, panel, count(distinct item_name) as singles, sum(amount) as money, max(package_price) as package_price
  from lines
  group by settlement_id, fee_datetime, panel
  having count(distinct item_name) >= cast({{param('panel_singles')}} as integer) and sum(amount) > max(package_price)
)
select 'unbundled-' || cast(p.settlement_id as varchar) || '-' || cast(min(l.settlement_fee_id) over (partition by p.settlement_id, p.fee_datetime, p.panel) as varchar) as finding_id, 'unbundled' as rule, l.person_id, l.settlement_id, l.settlement_fee_id,
  cast(l.amount as double precision) * (1 - p.package_price / cast(p.money as double precision)) as stake,
  p.panel || '拆为' || cast(p.singles as varchar) || '个单项，合计' || cast(p.money as varchar) || '元，组套' || cast({{round_half_away(p.package_price, 2)}} as varchar) || '元' as fact_zh,
  'a panel in ' || cast(p.singles as varchar) || ' single tests for ' || cast(p.money as varchar) || ', as a package ' || cast({{round_half_away(p.package_price, 2)}} as varchar) as fact_en
from panels p
join lines l on l.settlement_id = p.settlement_id and l.fee_datetime = p.fee_datetime and l.panel = p.panel
