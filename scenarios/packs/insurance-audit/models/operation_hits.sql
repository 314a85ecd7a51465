-- title: 主次手术线索 | Hits: second operations at full price
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
  select f.settlement_fee_id, f.person_id, f.settlement_id, cast(f.fee_datetime as date) as day, f.amount, f.unit_price, c.usual_price, i.item_key, i.operation_group, i.matched_by
  from {{input('cn_settlement_fee')}} f
  join {{ref('items')}} i on i.item_code = coalesce(f.item_code, '') and i.item_name = coalesce(f.item_name, '') and i.fee_category = coalesce(f.fee_category, '') and i.operation_group is not null and i.kind <> 'material'
  join {{ref('item_prices')}} c on c.item_code = i.item_code and c.item_name = i.item_name and c.fee_category = i.fee_category
  where f.quantity > 0
),
ranked as (
  select l.*, row_number() over (partition by settlement_id, day, operation_group order by unit_price desc, settlement_fee_id) as place,
    first_value(settlement_fee_id) over (partition by settlement_id, day, operation_group order by unit_price desc, settlement_fee_id) as main_line,
    first_value(item_key) over (partition by settlement_id, day, operation_group order by unit_price desc, settlement_fee_id) as main_key
  from lines l
),
second as (
  select * from ranked where place > 1 and item_key <> main_key and unit_price >= 0.99 * usual_price
)
select 'second-operation-' || cast(s.settlement_id as varchar) || '-' || cast(s.settlement_fee_id as varchar) as finding_id, 'second-operation' as rule, s.person_id, s.settlement_id, x.line as settlement_fee_id,
  case when x.line = s.settlement_fee_id then cast(s.amount as double precision) * cast({{param('second_operation_share')}} as double precision) else 0 end as stake,
  s.operation_group || '内第' || cast(s.place as varchar) || '项手术按全价收费' || case s.matched_by when 'name' then '（按规范化名称匹配，非国家编码）' else '（按国家编码匹配）' end as fact_zh,
  'a further operation of the same group at full price' || case s.matched_by when 'name' then ' (matched by name, no national code)' else ' (matched by national code)' end as fact_en
from second s
join (select settlement_fee_id as of_line, settlement_fee_id as line from second union all select settlement_fee_id, main_line from second) x on x.of_line = s.settlement_fee_id
